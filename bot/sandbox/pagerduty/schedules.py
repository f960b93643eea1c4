"""Schedules on the wire: v2 with layers, listed in the opposite order of writing; v3 by shifts."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.pagerduty.account import PagerDutyTwin
from bot.sandbox.pagerduty.answers import Json, iso, reference
from bot.sandbox.pagerduty.schedule import Layer, Restriction, Schedule, drawn, drawn_layer

Window = tuple[datetime, datetime]


def short_json(twin: PagerDutyTwin, schedule: Schedule) -> Json:
    """A schedule as its list shows it."""
    return {
        **reference("schedule", schedule.id, schedule.name),
        "type": "schedule",
        "name": schedule.name,
        "time_zone": schedule.zone,
        "users": [reference("user", each, twin.users[each].name) for each in schedule.everybody],
    }


def whole_json(
    twin: PagerDutyTwin,
    schedule: Schedule,
    window: Window,
    *,
    overflow: bool,
    parts: frozenset[str],
) -> Json:
    """A schedule with the `parts` asked for, drawn over a window and cut to it unless they may overflow."""
    since, until = window
    entries = drawn(schedule, since, until)
    if not overflow:
        entries = [(user, max(start, since), min(end, until)) for user, start, end in entries]
    layers = [_layer_json(twin, schedule, each, window) for each in reversed(schedule.layers)]
    covered = sum(((end - start).total_seconds() for _, start, end in entries if start < end), 0.0)
    length = (until - since).total_seconds()
    final = {
        "name": "Final Schedule",
        "rendered_schedule_entries": [_entry(twin, schedule, *each) for each in entries if each[1] < each[2]],
        "rendered_coverage_percentage": round(100 * covered / max(1.0, covered, length), 1),
    }
    overriding = [(o.user, o.start, o.end) for o in schedule.overrides if o.start < until and o.end > since]
    over = {
        "name": "Overrides",
        "rendered_schedule_entries": [_entry(twin, schedule, *each) for each in overriding],
        "rendered_coverage_percentage": 0,
    }
    known = {"schedule_layers": layers, "final_schedule": final, "overrides_subschedule": over}
    return short_json(twin, schedule) | {name: value for name, value in known.items() if name in parts}


def _entry(twin: PagerDutyTwin, schedule: Schedule, user: str, start: datetime, end: datetime) -> Json:
    zone = ZoneInfo(schedule.zone)
    told = {"start": start.astimezone(zone).isoformat(), "end": end.astimezone(zone).isoformat()}
    return {**told, "user": reference("user", user, twin.users[user].name if user in twin.users else user)}


def _layer_json(twin: PagerDutyTwin, schedule: Schedule, layer: Layer, window: Window) -> Json:
    entries = drawn_layer(schedule, layer, *window)
    return {
        "id": layer.id,
        "name": layer.name,
        "start": iso(layer.start),
        "end": iso(layer.end),
        "rotation_virtual_start": iso(layer.virtual_start),
        "rotation_turn_length_seconds": layer.seconds,
        "users": [{"user": reference("user", each, twin.users[each].name)} for each in layer.users],
        "restrictions": [_restriction_json(each) for each in layer.restrictions],
        "rendered_schedule_entries": [_entry(twin, schedule, *each) for each in entries],
        "rendered_coverage_percentage": None,
    }


def _restriction_json(restriction: Restriction) -> Json:
    told: dict[str, Any] = {
        "type": "weekly_restriction" if restriction.weekday else "daily_restriction",
        "start_time_of_day": restriction.start.isoformat(),
        "duration_seconds": restriction.seconds,
    }
    return told | ({"start_day_of_week": restriction.weekday} if restriction.weekday else {})


def v3_reference(schedule: Schedule) -> Json:
    """A shift-based schedule as its list shows it: a reference and no more."""
    web = reference("schedule", schedule.id, schedule.name)["html_url"]
    return reference("schedule_v3", schedule.id, schedule.name) | {"html_url": web}


def instant(text: str, zone: str) -> datetime:
    """A time of a request; one without an offset is told by the schedule's clock."""
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
