"""A schedule as PagerDuty's REST API v2 gives it (`GET /schedules/{id}`), as a rota of ours.

Read in https://developer.pagerduty.com/api-reference: `schedule_layers` stand with the one that goes before
all others first, `rotation_virtual_start` is the turn's own begin, `restrictions` are daily or weekly.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.formats.node import Node
from bot.domain.formats.remark import Reason
from bot.domain.rota.definition import instant
from bot.domain.rota.foreign.taken import Taken, local, moment, override, window, zone_of
from bot.domain.rota.pager import unit_of, windows
from bot.domain.rota.shape import Layer, Unit, Window
from bot.domain.rota.wall import handoff, shown, slot
from bot.domain.schedule import Hours

ELSEWHERE = {
    "escalation_policies": "which policies call it stands in no rota; name it as a level of a team",
    "teams": "whose it is stands in no rota; name it under `oncall:` of that team",
}


def schedules(node: Node) -> list[Node]:
    """The schedules in a document: one by itself, in an answer, or a list of them."""
    listed = [*node.at("schedule").each(), *node.at("schedules").each()] or [node]
    return [each for each in listed if each.at("schedule_layers") or _typed(each)]


def _typed(node: Node) -> bool:
    return node.at("type").text in ("schedule", "schedule_reference") and not node.at("rotations")


def read(node: Node, taken: Taken) -> None:
    """Take every schedule of a document."""
    for each in schedules(node):
        _schedule(each, taken)


def _schedule(node: Node, taken: Taken) -> None:
    name = node.first("name", "summary", "id").text
    if not node.at("schedule_layers"):
        why = "it has no layers: it is only named here, or made of shifts"
        taken.say(
            node, Reason.NO_PLACE, f"schedule {name} is left out: {why}", "fetch it by GET /schedules/{id}"
        )
        return
    zone = zone_of(node.at("time_zone"), taken)
    found = [_layer(each, zone, taken) for each in node.at("schedule_layers").each()]
    layers = [each for each in found if each]
    for key, why in ELSEWHERE.items():
        if node.at(key):
            taken.say(node.at(key), Reason.NO_PLACE, why)
    if layers:
        taken.add(name, layers, list(_overrides(node, taken)))


def _layer(node: Node, zone: str, taken: Taken) -> dict[str, Any] | None:
    name = node.first("name", "id").text
    start, length = moment(node.at("start")), node.at("rotation_turn_length_seconds")
    unit = unit_of(length.value) if isinstance(length.value, int) else None
    users = [_user(each.at("user") or each, taken) for each in node.at("users").each()]
    restrictions = [_windows(each) for each in node.at("restrictions").each()]
    if start is None or unit is None or not all(users) or not users or not all(restrictions):
        what = (
            "it has no start with an offset" if start is None
            else f"turns of {length.text or '?'} s are not of whole hours" if unit is None
            else "a restriction lacks start_time_of_day, duration_seconds or start_day_of_week"
            if not all(restrictions)
            else "nobody is in it, or somebody without a name"
        )  # fmt: skip
        taken.say(node, Reason.FAULTY, f"layer {name} is left out: {what}")
        return None
    written = _turns(node, (ZoneInfo(zone), start, unit), users, taken)
    hours = [window(each) for found in restrictions for each in found]
    end = moment(node.at("end"))
    return written | ({"windows": hours} if hours else {}) | ({"until": instant(end)} if end else {})


def _turns(
    node: Node, clock: tuple[ZoneInfo, datetime, tuple[int, Unit]], users: list[str], taken: Taken
) -> dict[str, Any]:
    """Zone, start, length and ring: begun with whoever has the turn when the layer comes into force."""
    zone, start, (n, unit) = clock
    virtual = moment(node.at("rotation_virtual_start")) or start
    layer = Layer(zone, shown(zone, virtual), n, unit, tuple(users))
    number = max(slot(layer, start), 0)
    begins = handoff(layer, number)
    if begins != start and number:
        when = f"the rota begins it at {instant(begins)}, not {instant(start)}"
        said = f"its first turn is not a whole one: {when}"
        taken.say(node.at("start"), Reason.GUESSED, said)
    begun = replace(layer, start=shown(zone, begins))
    turned = number % len(users)
    return {
        "timezone": zone.key,
        "start": local(begun.start),
        "every": {"n": n, "unit": unit.value},
        "members": [*users[turned:], *users[:turned]],
    }


def _user(node: Node, taken: Taken) -> str:
    return taken.person(node, [node.at(key).text for key in ("id", "email", "summary", "name")])


def _windows(node: Node) -> list[Window]:
    """The hours of a restriction, none where it cannot be read: without them a layer is on call always."""
    weekly = node.at("type").text == "weekly_restriction"
    try:
        begins = time.fromisoformat(node.at("start_time_of_day").text)
        seconds = int(node.at("duration_seconds").text)
        day = int(node.at("start_day_of_week").text) if weekly else 0
    except ValueError:
        return []
    if seconds <= 0 or not 0 <= day <= 7 or (weekly and not day):
        return []
    return list(windows(Hours(begins, seconds, day)))


def _overrides(node: Node, taken: Taken) -> Iterator[dict[str, Any]]:
    found = node.at("overrides_subschedule", "rendered_schedule_entries").each()
    for number, each in enumerate(found, 1):
        start, end = moment(each.at("start")), moment(each.at("end"))
        user = _user(each.at("user"), taken) if each.at("user") else ""
        if start is None or end is None or end <= start or not user:
            taken.say(
                each, Reason.FAULTY, f"override {number} is left out: it lacks a user, a start or a later end"
            )
            continue
        yield override(f"pagerduty-{number}", (start, end), user)
