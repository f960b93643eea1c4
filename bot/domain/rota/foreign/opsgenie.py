"""A schedule as Opsgenie's API v2 gives it (`GET /v2/schedules/{id}`), as rotas of ours.

Read in https://docs.opsgenie.com/docs/schedule-api and in Opsgenie's own clients (opsgenie-go-sdk-v2,
terraform-provider-opsgenie): rotations of one schedule are on call side by side, so each becomes a rota of
its own; our layers are fallbacks of each other. Hours of `time-of-day` stand in `restriction`, those of
`weekday-and-time-of-day` in the list `restrictions`, one stretch each; an hour may be 24.
"""

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.formats.node import Node
from bot.domain.formats.remark import Reason
from bot.domain.rota.definition import instant
from bot.domain.rota.foreign.taken import Taken, local, moment, window, zone_of
from bot.domain.rota.shape import Window
from bot.domain.rota.wall import shown

UNITS = {"hourly": "hour", "daily": "day", "weekly": "week"}
NOBODY = ("none", "noone")
HOURS = ("time-of-day", "weekday-and-time-of-day")
MIDNIGHT = timedelta(days=1)
LONG = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EVERY_DAY = frozenset(range(7))
ELSEWHERE = {
    "ownerTeam": "whose it is stands in no rota; name it under `oncall:` of that team",
    "__currentOncalls": "who is on call at that moment follows from the rotations",
}


def schedules(node: Node) -> list[Node]:
    """The schedules in a document: one by itself, in an answer, or a list of them."""
    listed = node.at("data").each() or node.each()
    return [each for each in listed if isinstance(each.at("rotations").value, list) or _named(each)]


def _named(node: Node) -> bool:
    """Whether it is a schedule of a list that was asked for without its rotations."""
    return bool(node.at("timezone").text and node.at("name").text) and node.at("enabled").value is not None


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
        remedy = "fetch it by GET /v2/schedules/{id}, or the list with ?expand=rotation"
        taken.say(node, Reason.NO_PLACE, f"schedule {name} is left out: it has no rotations", remedy)
    if len(rotations) > 1:
        said = f"the {len(rotations)} rotations of {name} are on call side by side: each is a rota of its own"
        taken.say(node.at("rotations"), Reason.GUESSED, said, "give each a level under `oncall:` of the team")
    for each in rotations:
        if layer := _layer(each, zone, taken):
            taken.add(f"{name}-{each.first('name', 'id').text}" if len(rotations) > 1 else name, [layer], [])


def _layer(node: Node, zone: str, taken: Taken) -> dict[str, Any] | None:
    name = node.first("name", "id").text
    start, unit, length = (
        moment(node.at("startDate")),
        UNITS.get(node.at("type").text.lower()),
        node.at("length"),
    )
    n = length.value if isinstance(length.value, int) else 1
    windows, faulty = _windows(node.at("timeRestriction"))
    why = (
        ("it has no startDate with an offset" if start is None else "")
        or ("" if unit else f"turns of type {node.at('type').text or '?'} are unknown here")
        or _empty(node)
        or faulty
    )
    if why or start is None:
        taken.say(node, Reason.FAULTY, f"rotation {name} is left out: {why}")
        return None
    members = [_user(each, taken) for each in node.at("participants").each()]
    end = moment(node.at("endDate"))
    return {
        "timezone": zone,
        "start": local(shown(ZoneInfo(zone), start)),
        "every": {"n": max(1, n), "unit": unit},
        "members": members,
        **({"windows": [window(each) for each in windows]} if windows else {}),
        **({"until": instant(end)} if end else {}),
    }


def _empty(node: Node) -> str:
    """Why a ring cannot be taken: a turn of it is nobody's, or not a person's."""
    found = node.at("participants").each()
    other = next((each for each in found if _kind(each) != "user" or not _called(each)), None)
    if other is None:
        return "" if found else "nobody is in it"
    if _kind(other) in NOBODY:
        return "a turn of it is nobody's; write the turns of people as layers with windows"
    called = " ".join(filter(None, (other.at("type").text, other.first("name", "id").text)))
    return f"a turn of it belongs to “{called}”, which is no person"


def _kind(participant: Node) -> str:
    return participant.at("type").text.lower()


def _called(node: Node) -> list[str]:
    return [text for key in ("username", "id", "name") if (text := node.at(key).text)]


def _user(node: Node, taken: Taken) -> str:
    return taken.person(node, _called(node))


def _windows(node: Node) -> tuple[list[Window], str]:
    """Hours, the same on every day or from a day and time to another of the week; or why they can't be taken.

    Without all of its hours a rotation would be on call at other times: nothing of it is taken then.
    """
    if not node:
        return [], ""
    kind = node.at("type").text.lower()
    if kind not in HOURS:
        return [], f"hours of type {kind or '?'} are unknown here"
    own, other = ("restriction", "restrictions")[:: 1 if kind == HOURS[0] else -1]
    listed = (node.at(own) or node.at(other)).each()
    found = [_daily(each) if kind == HOURS[0] else list(_over_days(each)) for each in listed]
    if not found or not all(found):
        return [], "its timeRestriction lacks a day or an hour"
    return [each for windows in found for each in windows], ""


def _daily(node: Node) -> list[Window]:
    opens, closes = _clock(node, "start"), _clock(node, "end")
    return [] if opens is None or closes is None else [Window(EVERY_DAY, _time(opens), _time(closes))]


def _over_days(node: Node) -> Iterator[Window]:
    """One stretch of the week as a window a day."""
    first, last = node.at("startDay").text.lower(), node.at("endDay").text.lower()
    opens, closes = _clock(node, "start"), _clock(node, "end")
    if first not in LONG or last not in LONG or opens is None or closes is None:
        return
    day, end = LONG.index(first) + opens // MIDNIGHT, LONG.index(last) + closes // MIDNIGHT
    start, until = _time(opens), _time(closes)
    length = (end - day) % 7 or (7 if until <= start else 0)
    for ahead in range(length + 1):
        if ahead == length and until == time() and length:
            return
        days = frozenset({(day + ahead) % 7})
        yield Window(days, start if ahead == 0 else time(), until if ahead == length else time())


def _time(clock: timedelta) -> time:
    """A time of day; 24:00 is the midnight of the next one."""
    minutes = clock // timedelta(minutes=1) % (24 * 60)
    return time(minutes // 60, minutes % 60)


def _clock(node: Node, side: str) -> timedelta | None:
    """Since midnight."""
    hour, minute = node.at(f"{side}Hour").value, node.at(f"{side}Min").value
    if not isinstance(hour, int) or not 0 <= hour <= 24:
        return None
    found = timedelta(hours=hour, minutes=minute if isinstance(minute, int) and 0 <= minute < 60 else 0)
    return found if found <= MIDNIGHT else None
