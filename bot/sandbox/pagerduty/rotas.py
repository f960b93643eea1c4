"""Schedules read one by one, previewed, written and overridden: v2 and v3, each at its own address."""

import secrets
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.sandbox.pagerduty.account import PagerDutyTwin
from bot.sandbox.pagerduty.answers import iso, reference
from bot.sandbox.pagerduty.refusal import Refused
from bot.sandbox.pagerduty.schedule import Layer, Override, Restriction, Schedule, drawn
from bot.sandbox.pagerduty.schedules import Window, instant, v3_reference, whole_json

Json = dict[str, Any]
PARTS = frozenset({"schedule_layers", "final_schedule", "overrides_subschedule"})
FORTNIGHT = timedelta(days=14)
MOVED = "This schedule has moved to the V3 API. Use /v3/schedules instead."
LEGACY = "This schedule is a legacy schedule. Use /schedules instead."


def _found(twin: PagerDutyTwin, request: web.Request, api: str) -> Schedule:
    """The schedule of the address; one of the other API answers 400."""
    found = twin.schedules.get(request.match_info["id"])
    if found is None:
        raise Refused(404, 2100, "Not Found")
    if found.api != api:
        raise Refused(400, 2001, "Invalid Input Provided", MOVED if api == "v2" else LEGACY)
    return found


def _window(twin: PagerDutyTwin, request: web.Request, zone: str) -> Window:
    try:
        since = instant(request.query.get("since") or twin.clock.now().isoformat(), zone)
        until = instant(request.query["until"], zone) if "until" in request.query else since + FORTNIGHT
    except ValueError:
        raise Refused(400, 2001, "Invalid Input Provided", "since and until must be times") from None
    if until < since:
        raise Refused(400, 2001, "Invalid Input Provided", "until is before since")
    return since, until


def one(twin: PagerDutyTwin, request: web.Request) -> Json:
    """`GET /schedules/{id}`."""
    return {"schedule": _whole(twin, _found(twin, request, "v2"), request)}


def _whole(twin: PagerDutyTwin, schedule: Schedule, request: web.Request) -> Json:
    overflow = request.query.get("overflow") == "true"
    window = _window(twin, request, schedule.zone)
    return whole_json(twin, schedule, window, overflow=overflow, parts=PARTS)


async def preview(twin: PagerDutyTwin, request: web.Request) -> Json:
    """`POST /schedules/preview`: what would come of it; nothing is kept."""
    made = _made(twin, (await request.json()).get("schedule") or {}, Schedule("", "", "UTC"))
    return {"schedule": _whole(twin, made, request)}


async def updated(twin: PagerDutyTwin, request: web.Request) -> Json:
    """`PUT /schedules/{id}`: the layers in the order of writing; overrides stay."""
    before = _found(twin, request, "v2")
    made = _made(twin, (await request.json()).get("schedule") or {}, before)
    twin.schedules[before.id] = made
    return {"schedule": _whole(twin, made, request)}


def _made(twin: PagerDutyTwin, raw: Json, before: Schedule) -> Schedule:
    zone = str(raw.get("time_zone") or "")
    try:
        ZoneInfo(zone)
        layers = tuple(_layer(twin, each, zone) for each in raw["schedule_layers"])
    except (KeyError, TypeError, ValueError, OSError) as wrong:
        raise Refused(400, 2001, "Invalid Input Provided", f"{type(wrong).__name__}: {wrong}") from None
    if not layers:
        raise Refused(400, 2001, "Invalid Input Provided", "Schedule layers can't be empty.")
    return replace(before, name=str(raw.get("name") or before.name), zone=zone, layers=layers)


def _layer(twin: PagerDutyTwin, raw: Json, zone: str) -> Layer:
    users = tuple(str(each["user"]["id"]) for each in raw["users"])
    if any(user not in twin.users for user in users):
        raise ValueError("there is no such user")
    start = instant(raw["start"], zone)
    end = instant(raw["end"], zone) if raw.get("end") else None
    virtual = instant(raw.get("rotation_virtual_start") or raw["start"], zone)
    id = str(raw.get("id") or f"P{secrets.token_hex(3).upper()}")
    hours = tuple(map(_restriction, raw.get("restrictions") or ()))
    seconds = int(raw["rotation_turn_length_seconds"])
    if seconds < 3600:
        raise ValueError("a turn lasts an hour at least")
    return Layer(id, str(raw.get("name") or ""), start, virtual, seconds, users, hours, end)


def _restriction(raw: Json) -> Restriction:
    day = int(raw["start_day_of_week"]) if raw["type"] == "weekly_restriction" else 0
    return Restriction(time.fromisoformat(raw["start_time_of_day"]), int(raw["duration_seconds"]), day)


# Overrides ----------------------------------------------------------------------------------------------


def overrides(twin: PagerDutyTwin, request: web.Request) -> Json:
    """`GET /schedules/{id}/overrides`: of a time that must be given."""
    schedule = _found(twin, request, "v2")
    if "since" not in request.query or "until" not in request.query:
        raise Refused(400, 2001, "Invalid Input Provided", "Since and until cannot be empty.")
    since, until = _window(twin, request, schedule.zone)
    found = [each for each in schedule.overrides if each.start < until and each.end > since]
    return {"overrides": [_told(twin, each) for each in sorted(found, key=lambda one: one.start)]}


def _told(twin: PagerDutyTwin, override: Override) -> Json:
    user = reference("user", override.user, twin.users[override.user].name)
    return {"id": override.id, "start": iso(override.start), "end": iso(override.end), "user": user}


async def override(twin: PagerDutyTwin, request: web.Request) -> Any:
    """`POST /schedules/{id}/overrides`: 201 with what became of each, also where some are refused."""
    schedule = _found(twin, request, "v2")
    wanted = (await request.json()).get("overrides")
    if not isinstance(wanted, list) or not wanted:
        raise Refused(400, 2001, "Invalid Input Provided", "Overrides cannot be empty.")
    return [_overridden(twin, schedule, each) for each in wanted]


def _overridden(twin: PagerDutyTwin, schedule: Schedule, raw: Json) -> Json:
    try:
        start, end = instant(raw["start"], schedule.zone), instant(raw["end"], schedule.zone)
        user = str(raw["user"]["id"])
    except (KeyError, TypeError, ValueError):
        return {"status": 400, "errors": ["Override must have a start, an end and a user"]}
    if user not in twin.users:
        return {"status": 400, "errors": ["Override must reference a valid user"]}
    if end <= start:
        return {"status": 400, "errors": ["Override must end after its start"]}
    if end <= twin.clock.now():
        return {"status": 400, "errors": ["Override must end after current time"]}
    made = Override(f"PO{secrets.token_hex(4).upper()}", user, start, end)
    schedule.overrides.append(made)
    return {"status": 201, "override": _told(twin, made)}


def removed(twin: PagerDutyTwin, request: web.Request) -> web.Response:
    """`DELETE …/overrides/{override}`: one that has begun ends now (200), one ahead is gone (204)."""
    schedule = _found(twin, request, "v3" if request.path.startswith("/pagerduty/v3/") else "v2")
    now, id = twin.clock.now(), request.match_info["override"]
    found = next((each for each in schedule.overrides if each.id == id), None)
    if found is None:
        raise Refused(404, 2100, "Not Found")
    schedule.overrides.remove(found)
    if found.start < now < found.end:
        schedule.overrides.append(replace(found, end=now))
        return web.json_response({})
    if found.end <= now:
        schedule.overrides.append(found)
        raise Refused(400, 2001, "Invalid Input Provided", "Override is in the past")
    return web.Response(status=204)


# Schedules of shifts ------------------------------------------------------------------------------------


def shifts(twin: PagerDutyTwin, request: web.Request) -> Json:
    """`GET /v3/schedules/{id}`: its rotations, and who is on call where that is asked for."""
    schedule = _found(twin, request, "v3")
    policies = (each for each in twin.policies.values() if any(schedule.id in level for level in each.levels))
    told = {name: value for name, value in v3_reference(schedule).items() if name != "summary"} | {
        "type": "schedule_v3",
        "name": schedule.name,
        "description": None,
        "time_zone": schedule.zone,
        "escalation_policies": [reference("escalation_policy", each.id, each.name) for each in policies],
        "teams": [],
        "rotations": [_rotation(schedule, layer) for layer in schedule.layers],
    }
    if "final_schedule" in request.query.getall("include[]", ()):
        told["final_schedule"] = _final(schedule, _window(twin, request, schedule.zone))
    return {"schedule": told}


def _final(schedule: Schedule, window: Window) -> Json:
    """Who is on call over a window; where nobody is, an empty member stands."""
    since, until = window
    computed = _computed(schedule, window)
    filled = sum(
        (datetime.fromisoformat(e["end_time"]) - datetime.fromisoformat(e["start_time"])).total_seconds()
        for e in computed
        if e["member"]["type"] == "user_member"
    )
    length = max(1.0, (until - since).total_seconds())
    return {
        "type": "final_schedule",
        "rendered_coverage_percentage": round(min(100.0, 100 * filled / length), 1),
        "computed_shift_assignments": computed,
    }


def _rotation(schedule: Schedule, layer: Layer) -> Json:
    members = [{"type": "user_member", "user_id": each} for each in layer.users]
    strategy = {"type": "rotating_member_assignment_strategy", "shifts_per_member": 1, "members": members}
    begins = {"date_time": iso(layer.virtual_start), "time_zone": schedule.zone}
    until = iso(layer.virtual_start + timedelta(seconds=layer.seconds))
    ends = {"date_time": until, "time_zone": schedule.zone}
    days = max(1, layer.seconds // 86_400)
    event = {
        "id": f"{layer.id}E",
        "type": "schedule_event",
        "name": layer.name,
        "start_time": begins,
        "end_time": ends,
        "effective_since": iso(layer.start),
        "effective_until": iso(layer.end),
        "recurrence": [f"RRULE:FREQ=DAILY;INTERVAL={days}"],
        "assignment_strategy": strategy,
    }
    return {"id": layer.id, "type": "schedule_rotation", "events": [event]}


def _computed(schedule: Schedule, window: Window) -> list[Json]:
    """Whole schedules of shifts are drawn as layers are; an override stands for one of the people."""
    since, until = window
    own = replace(schedule, overrides=[])
    overridden = {(each.user, each.start, each.end): each.id for each in schedule.overrides}
    found, edge = list[Json](), since
    for user, start, end in drawn(schedule, since, until):
        begin, finish = max(start, since), min(end, until)
        if begin >= finish:
            continue
        if edge < begin:
            found.append(_assigned(edge, begin, {"type": "empty_member"}, {"type": "schedule_rotation"}))
        edge = max(edge, finish)
        id = next((id for (who, a, b), id in overridden.items() if who == user and a <= begin < b), "")
        rotation = next((each.id for each in reversed(own.layers) if user in each.users), own.layers[0].id)
        source = {"type": "schedule_rotation", "rotation_id": rotation}
        if id:
            source = {"type": "schedule_rotation_override", "override_id": id}
        found.append(_assigned(begin, finish, {"type": "user_member", "user_id": user}, source))
    if edge < until:
        found.append(_assigned(edge, until, {"type": "empty_member"}, {"type": "schedule_rotation"}))
    return found


def _assigned(start: datetime, end: datetime, member: Json, source: Json) -> Json:
    told = {"type": "computed_shift_assignment", "start_time": iso(start), "end_time": iso(end)}
    return told | {"member": member, "source": source}


def shift_overrides(twin: PagerDutyTwin, request: web.Request) -> list[Json]:
    """`GET /v3/schedules/{id}/overrides`."""
    schedule = _found(twin, request, "v3")
    since, until = _window(twin, request, schedule.zone)
    return [_told_shift(each) for each in schedule.overrides if each.start < until and each.end > since]


def _told_shift(override: Override) -> Json:
    return {
        "id": override.id,
        "type": "override_shift",
        "rotation_id": override.rotation or None,
        "start_time": iso(override.start),
        "end_time": iso(override.end),
        "overridden_member": {"type": "user_member", "user_id": override.of},
        "overriding_member": {"type": "user_member", "user_id": override.user},
    }


async def override_shifts(twin: PagerDutyTwin, request: web.Request) -> Json:
    """`POST /v3/schedules/{id}/overrides`: all or none; each names a rotation or a custom shift."""
    schedule = _found(twin, request, "v3")
    made = []
    for raw in (await request.json()).get("overrides") or ():
        if raw.get("type") != "override_shift":
            raise Refused(400, 2001, "Invalid Input Provided", "type must be override_shift")
        user, of = raw["overriding_member"].get("user_id"), raw["overridden_member"].get("user_id")
        if bool(raw.get("rotation_id")) == bool(raw.get("custom_shift_id")):
            reason = "Exactly one of rotation_id and custom_shift_id"
            raise Refused(400, 2001, "Invalid Input Provided", reason)
        if user not in twin.users or user == of:
            raise Refused(400, 2001, "Invalid Input Provided", "overriding_member must be another user")
        start, end = (datetime.fromisoformat(raw[name]) for name in ("start_time", "end_time"))
        if end <= start:
            raise Refused(400, 2001, "Invalid Input Provided", "end_time must be after start_time")
        id, rotation = f"PO{secrets.token_hex(4).upper()}", str(raw.get("rotation_id") or "")
        made.append(Override(id, str(user), start, end, str(of), rotation))
    schedule.overrides += made
    return {"overrides": [_told_shift(each) for each in made]}
