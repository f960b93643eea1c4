"""A schedule as Opsgenie's API v2 gives it (`GET /v2/schedules/{id}`), as rotas of ours.

Read in https://docs.opsgenie.com/docs/schedule-api: rotations of one schedule are on call side by side, so
each becomes a rota of its own; our layers are fallbacks of each other.
"""

from collections.abc import Iterator
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.formats.node import Node
from bot.domain.formats.remark import Reason
from bot.domain.rota.definition import instant
from bot.domain.rota.foreign.taken import Taken, local, moment, window, zone_of
from bot.domain.rota.shape import Window
from bot.domain.rota.wall import shown

UNITS = {"hourly": "hour", "daily": "day", "weekly": "week"}
LONG = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EVERY_DAY = frozenset(range(7))
ELSEWHERE = {
    "ownerTeam": "whose it is stands in no rota; name it under `oncall:` of that team",
    "__currentOncalls": "who is on call at that moment follows from the rotations",
}


def schedules(node: Node) -> list[Node]:
    """The schedules in a document: one by itself, in an answer, or a list of them."""
    listed = node.at("data").each() or node.each()
    return [each for each in listed if isinstance(each.at("rotations").value, list)]


def read(node: Node, taken: Taken) -> None:
    """Take every schedule of a document."""
    for each in schedules(node):
        _schedule(each, taken)


def _schedule(node: Node, taken: Taken) -> None:
    name = node.first("name", "id").text
    zone = zone_of(node.at("timezone"), taken)
    rotations = node.at("rotations").each()
    for key, why in ELSEWHERE.items():
        if node.at(key):
            taken.say(node.at(key), Reason.NO_PLACE, why)
    if node.at("enabled").value is False:
        taken.say(
            node.at("enabled"), Reason.NO_PLACE, f"{name} is switched off there; a rota has no such switch"
        )
    if not rotations:
        taken.say(node, Reason.NO_PLACE, f"schedule {name} is left out: it has no rotations")
    if len(rotations) > 1:
        said = f"the {len(rotations)} rotations of {name} are on call side by side: each is a rota of its own"
        taken.say(node.at("rotations"), Reason.GUESSED, said, "give each a level under `oncall:` of the team")
    for each in rotations:
        if layer := _layer(each, zone, taken):
            taken.add(f"{name}-{each.first('name', 'id').text}" if len(rotations) > 1 else name, [layer], [])


def _layer(node: Node, zone: str, taken: Taken) -> dict[str, Any] | None:
    name = node.first("name", "id").text
    start, unit, length = moment(node.at("startDate")), UNITS.get(node.at("type").text), node.at("length")
    n = length.value if isinstance(length.value, int) else 1
    why = "it has no startDate with an offset" if start is None else ""
    why = (
        why
        or ("" if unit else f"turns of type {node.at('type').text or '?'} are unknown here")
        or _empty(node)
    )
    if why or start is None:
        taken.say(node, Reason.FAULTY, f"rotation {name} is left out: {why}")
        return None
    members = [_user(each, taken) for each in node.at("participants").each()]
    hours = [window(each) for each in _windows(node.at("timeRestriction"), taken)]
    end = moment(node.at("endDate"))
    return {
        "timezone": zone,
        "start": local(shown(ZoneInfo(zone), start)),
        "every": {"n": max(1, n), "unit": unit},
        "members": members,
        **({"windows": hours} if hours else {}),
        **({"until": instant(end)} if end else {}),
    }


def _empty(node: Node) -> str:
    """Why a ring cannot be taken: a turn of it is nobody's, or not a person's."""
    found = node.at("participants").each()
    other = next((each for each in found if each.at("type").text != "user" or not _called(each)), None)
    if other:
        called = " ".join(filter(None, (other.at("type").text, other.first("name", "id").text)))
        return f"a turn of it belongs to “{called}”, which is no person"
    return "" if found else "nobody is in it"


def _called(node: Node) -> list[str]:
    return [text for key in ("username", "id", "name") if (text := node.at(key).text)]


def _user(node: Node, taken: Taken) -> str:
    return taken.person(node, _called(node))


def _windows(node: Node, taken: Taken) -> Iterator[Window]:
    """Hours: the same on every day, or from a day and time to another day and time of the week."""
    if node.at("type").text == "time-of-day":
        for each in node.at("restriction").each():
            opens, closes = _clock(each, "start"), _clock(each, "end")
            if opens is not None and closes is not None:
                yield Window(EVERY_DAY, opens, closes)
            else:
                taken.say(each, Reason.FAULTY, "a restriction is left out: it lacks startHour or endHour")
        return
    for each in node.at("restrictions").each():
        yield from _over_days(each, taken)


def _over_days(node: Node, taken: Taken) -> Iterator[Window]:
    """One stretch of the week as a window a day."""
    first, last = node.at("startDay").text.lower(), node.at("endDay").text.lower()
    opens, closes = _clock(node, "start"), _clock(node, "end")
    if first not in LONG or last not in LONG or opens is None or closes is None:
        taken.say(node, Reason.FAULTY, "a restriction is left out: it lacks a day or an hour")
        return
    day, end = LONG.index(first), LONG.index(last)
    length = (end - day) % 7 or (7 if closes <= opens else 0)
    for ahead in range(length + 1):
        begins = opens if ahead == 0 else time()
        until = closes if ahead == length else time()
        if ahead == length and until == time() and length:
            return
        yield Window(frozenset({(day + ahead) % 7}), begins, until)


def _clock(node: Node, side: str) -> time | None:
    hour, minute = node.at(f"{side}Hour").value, node.at(f"{side}Min").value
    if not isinstance(hour, int) or not 0 <= hour <= 24:
        return None
    return time(hour % 24, minute if isinstance(minute, int) and 0 <= minute < 60 else 0)
