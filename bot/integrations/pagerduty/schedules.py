"""PagerDuty's schedules: read with what they say, previewed and written (v2), overridden (v2 and v3).

A schedule that has moved to shifts (v3) answers 400 on the addresses of v2, and the other way round.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from bot.domain.schedule import Hours, Outcome, PagerLayer, PagerPlan, PagerTurn
from bot.integrations.pagerduty.line import Count, Line, Wanted
from bot.integrations.pagerduty.wire import V3, Call, Json, checked, iso, moment, said, understood
from bot.ports import Rejected

PARTS = ["schedule_layers", "final_schedule", "overrides_subschedule"]
GONE = ("404", "410")


async def plan(line: Line, schedule: str, api: str, window: tuple[datetime, datetime]) -> PagerPlan:
    """A schedule and what it says of a time."""
    asked: Json = {"since": iso(window[0]), "until": iso(window[1]), "time_zone": "UTC"}
    if api == "v3":
        call = Call(f"/v3/schedules/{schedule}", asked | {"include[]": ["final_schedule"]}, headers=V3)
        told = await line.get(call)
        return understood(lambda: _of_shifts(told["schedule"]))
    call = Call(f"/schedules/{schedule}", asked | {"include[]": PARTS, "overflow": "true"})
    answer = await line.get(call)
    return understood(lambda: read(answer["schedule"]))


def _of_shifts(raw: Json) -> PagerPlan:
    turns = tuple(turn for turn, _ in _assigned(raw))
    name, zone = raw.get("name") or "", raw.get("time_zone") or "UTC"
    return PagerPlan(raw["id"], name, zone, turns=turns, url=raw.get("html_url") or "", api="v3")


def read(raw: Json) -> PagerPlan:
    """A v2 schedule: its layers come in the opposite order of the one in which they are written."""
    return PagerPlan(
        id=raw.get("id") or "",
        name=raw.get("name") or raw.get("summary") or "",
        timezone=raw.get("time_zone") or "UTC",
        layers=layers(raw),
        turns=turns(raw.get("final_schedule")),
        overrides=turns(raw.get("overrides_subschedule")),
        url=raw.get("html_url") or "",
    )


def layers(raw: Json) -> tuple[PagerLayer, ...]:
    """The layers in the order in which they are written."""
    return tuple(_layer(each) for each in reversed(raw.get("schedule_layers") or ()))


def _layer(raw: Json) -> PagerLayer:
    start = moment(raw["start"])
    virtual = moment(raw.get("rotation_virtual_start")) or start
    if start is None or virtual is None:
        raise ValueError("a layer without a start")
    return PagerLayer(
        id=raw.get("id") or "",
        name=raw.get("name") or "",
        start=start,
        virtual_start=virtual,
        seconds=int(raw["rotation_turn_length_seconds"]),
        users=tuple(each["user"]["id"] for each in raw.get("users") or ()),
        hours=tuple(map(_hours, raw.get("restrictions") or ())),
        end=moment(raw.get("end")),
    )


def _hours(raw: Json) -> Hours:
    weekly = raw.get("type") == "weekly_restriction"
    day = int(raw.get("start_day_of_week") or 1) if weekly else 0
    return Hours(time.fromisoformat(raw["start_time_of_day"]), int(raw["duration_seconds"]), day)


def turns(raw: Json | None) -> tuple[PagerTurn, ...]:
    """What a schedule draws, in order of time."""
    entries = (raw or {}).get("rendered_schedule_entries") or ()
    return tuple(_turn(each["user"]["id"], each) for each in entries if each.get("user"))


def _turn(user: str, raw: Json, id: str = "", names: tuple[str, str] = ("start", "end")) -> PagerTurn:
    start, end = moment(raw[names[0]]), moment(raw[names[1]])
    if start is None or end is None:
        raise ValueError("a turn without its ends")
    return PagerTurn(user, start, end, id)


async def preview(line: Line, plan: PagerPlan, window: tuple[datetime, datetime]) -> tuple[PagerTurn, ...]:
    """What PagerDuty itself says would come of a schedule."""
    asked = {"since": iso(window[0]), "until": iso(window[1]), "overflow": "true"}
    call = Call("/schedules/preview", asked, "post", {"schedule": written(plan)})
    told = checked(await line.ask(call))
    return understood(lambda: turns(told["schedule"].get("final_schedule")))


async def save(line: Line, plan: PagerPlan) -> None:
    """Write a schedule."""
    call = Call(f"/schedules/{plan.id}", {"overflow": "true"}, "put", {"schedule": written(plan)})
    checked(await line.ask(call))


def written(plan: PagerPlan) -> Json:
    """A schedule as PagerDuty takes it: layers in the order of writing."""
    told = {"type": "schedule", "name": plan.name, "time_zone": plan.timezone}
    return told | {"schedule_layers": [_written(each) for each in plan.layers]}


def _written(layer: PagerLayer) -> Json:
    told: Json = {
        "name": layer.name,
        "start": iso(layer.start),
        "end": iso(layer.end) if layer.end else None,
        "rotation_virtual_start": iso(layer.virtual_start),
        "rotation_turn_length_seconds": layer.seconds,
        "users": [{"user": {"id": user, "type": "user_reference"}} for user in layer.users],
        "restrictions": [_restriction(each) for each in layer.hours],
    }
    return told | ({"id": layer.id} if layer.id else {})


def _restriction(hours: Hours) -> Json:
    told: dict[str, Any] = {
        "type": "weekly_restriction" if hours.weekday else "daily_restriction",
        "start_time_of_day": hours.start.isoformat(),
        "duration_seconds": hours.seconds,
    }
    return told | ({"start_day_of_week": hours.weekday} if hours.weekday else {})


# Overrides ----------------------------------------------------------------------------------------------


async def overrides(
    line: Line, schedule: str, api: str, window: tuple[datetime, datetime]
) -> tuple[PagerTurn, ...]:
    """The overrides that touch a time."""
    asked = {"since": iso(window[0]), "until": iso(window[1])}
    prefix, headers = _place(schedule, api)
    if api == "v2":  # this list has no pages
        told = await line.get(Call(f"{prefix}/overrides", asked))
        return understood(lambda: tuple(_turn(o["user"]["id"], o, o["id"]) for o in told["overrides"]))
    found = await line.all(Wanted("overrides", asked, prefix, headers), Count())
    return understood(lambda: tuple(_shift(each) for each in found))


def _shift(raw: Json) -> PagerTurn:
    return _turn(raw["overriding_member"]["user_id"], raw, raw["id"], ("start_time", "end_time"))


def _place(schedule: str, api: str) -> tuple[str, Json]:
    return (f"/schedules/{schedule}", {}) if api == "v2" else (f"/v3/schedules/{schedule}", dict(V3))


async def add(line: Line, schedule: str, api: str, wanted: Sequence[PagerTurn]) -> tuple[Outcome, ...]:
    """Override, and say of each what became of it: PagerDuty answers 201 also where some were refused."""
    prefix, headers = _place(schedule, api)
    if api == "v3":
        return await _add_shifts(line, schedule, wanted)
    items = [
        {"start": iso(each.start), "end": iso(each.end), "user": {"id": each.user, "type": "user_reference"}}
        for each in wanted
    ]
    answer = await line.ask(Call(f"{prefix}/overrides", {}, "post", {"overrides": items}, headers))
    if answer.status in (200, 201) and (made := became(answer.body)):
        return made
    checked(answer)
    raise Rejected(str(answer.status), "PagerDuty did not say what became of the overrides")


def became(body: object) -> tuple[Outcome, ...]:
    """What became of each override; () where that is not told.

    PagerDuty's reference has a list with a status each, its guide the overrides that were made.
    """
    listed = body.get("overrides") if isinstance(body, dict) else body
    return tuple(map(_outcome, listed)) if isinstance(listed, list) else ()


def _outcome(raw: Json) -> Outcome:
    if "status" not in raw and raw.get("id"):
        return Outcome(str(raw["id"]))
    if int(raw.get("status") or 0) in (200, 201):
        return Outcome(str((raw.get("override") or {}).get("id") or ""))
    reasons = raw.get("errors") or [said(raw) or f"PagerDuty answered {raw.get('status')}"]
    return Outcome(why="; ".join(map(str, reasons)))


async def _add_shifts(line: Line, schedule: str, wanted: Sequence[PagerTurn]) -> tuple[Outcome, ...]:
    """In a schedule of shifts an override stands for somebody in a rotation or in a custom shift."""
    return tuple([await _add_shift(line, schedule, each) for each in wanted])


async def _add_shift(line: Line, schedule: str, wanted: PagerTurn) -> Outcome:
    told = await line.get(_drawn(schedule, wanted))
    items = understood(lambda: list(_replacing(told["schedule"], wanted)))
    if not items:
        return Outcome(why="nobody is on call then whom the override could stand for")
    call = Call(f"/v3/schedules/{schedule}/overrides", {}, "post", {"overrides": items}, V3)
    made = checked(await line.ask(call)).get("overrides") or ()
    return Outcome(",".join(str(one["id"]) for one in made))


def _drawn(schedule: str, turn: PagerTurn) -> Call:
    asked = {"since": iso(turn.start), "until": iso(turn.end), "include[]": ["final_schedule"]}
    return Call(f"/v3/schedules/{schedule}", asked, headers=V3)


def _assigned(raw: Json) -> Iterator[tuple[PagerTurn, Json]]:
    """Who is on call in a schedule of shifts, and where that comes from; empty shifts are left out."""
    final = raw.get("final_schedule") or {}
    for each in final.get("computed_shift_assignments") or ():
        member = each.get("member") or {}
        if member.get("user_id"):
            yield _turn(member["user_id"], each, names=("start_time", "end_time")), each.get("source") or {}


def _replacing(raw: Json, wanted: PagerTurn) -> Iterator[Json]:
    for turn, source in _assigned(raw):
        cut = replace(turn, start=max(turn.start, wanted.start), end=min(turn.end, wanted.end))
        names = {"rotation_id": source.get("rotation_id"), "custom_shift_id": source.get("shift_id")}
        place = {name: id for name, id in names.items() if id}
        if place and cut.start < cut.end and turn.user != wanted.user:
            yield {
                "type": "override_shift",
                **place,
                "start_time": iso(cut.start),
                "end_time": iso(cut.end),
                "overridden_member": {"type": "user_member", "user_id": turn.user},
                "overriding_member": {"type": "user_member", "user_id": wanted.user},
            }


async def remove(line: Line, schedule: str, api: str, override: str) -> None:
    """Take an override away; PagerDuty ends one that has begun, and what is gone is gone."""
    prefix, headers = _place(schedule, api)
    for id in override.split(","):
        answer = await line.ask(Call(f"{prefix}/overrides/{id}", {}, "delete", None, headers))
        if str(answer.status) not in GONE:
            checked(answer)
