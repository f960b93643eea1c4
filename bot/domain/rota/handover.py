"""Around a shift: who comes on call after whom, and when they hear of it on their own clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.rota.shape import Shift
from bot.domain.rota.wall import reached, shown

AHEAD = timedelta(days=1)
"""So long before a shift whoever comes on call hears of it."""
LEAST = timedelta(hours=1)
"""Nobody is told of a shift that begins sooner: they hear of it when it begins."""
NOTE = timedelta(hours=4)
"""So long before a shift ends whoever hands over is asked for a note; shorter shifts are not."""
NIGHT_FALLS, MORNING, EVENING = time(22), time(8), time(18)
"""From 22:00 to 8:00 of their own clock nobody hears of what can wait."""


@dataclass(frozen=True, slots=True)
class Coming:
    """From `start` on `incoming` are on call who were not before; `outgoing` were, and are no longer.

    `ended`: when the shift before ended, sooner than `start` where nobody is on call between. `end`: when
    theirs does (None: later than was looked).
    """

    start: datetime
    end: datetime | None
    incoming: tuple[str, ...]
    outgoing: tuple[str, ...]
    ended: datetime


def coming(plan: Iterable[Shift], before: tuple[str, ...]) -> tuple[Coming, ...]:
    """The hand-overs in a plan, after `before` were on call; to go on after a gap is none."""
    found: list[Coming] = []
    last, ended = before, None
    for shift in plan:
        if not shift.people:
            ended = ended or shift.start
            continue
        incoming = tuple(each for each in shift.people if each not in last)
        outgoing = tuple(each for each in last if each not in shift.people)
        if incoming or outgoing:
            found.append(Coming(shift.start, shift.end, incoming, outgoing, ended or shift.start))
        last, ended = shift.people, None
    return tuple(found)


def asleep(at: datetime, zone: ZoneInfo) -> bool:
    """Whether it is night on a clock of the zone."""
    return not MORNING <= shown(zone, at).time() < NIGHT_FALLS


def by_day(at: datetime, zone: ZoneInfo) -> datetime:
    """That instant, or the morning after, were it at night."""
    if not asleep(at, zone):
        return at
    there = shown(zone, at)
    day = there.date() + timedelta(days=there.time() >= NIGHT_FALLS)
    return reached(zone, datetime.combine(day, MORNING))


def notice_at(start: datetime, zone: ZoneInfo) -> datetime:
    """When somebody hears that they come on call: a day before, or in the morning after, were it at night."""
    return by_day(start - AHEAD, zone)


def note_at(began: datetime, end: datetime, zone: ZoneInfo) -> datetime | None:
    """When whoever hands over is asked for a note, or in the evening before, were it at night; None: not."""
    if end - began <= NOTE:
        return None
    at = end - NOTE
    there = shown(zone, at)
    if asleep(at, zone):
        day = there.date() - timedelta(days=there.time() < MORNING)
        at = reached(zone, datetime.combine(day, EVENING))
    return max(at, began).astimezone(UTC)
