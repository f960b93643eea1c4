"""Events of a calendar as a rota of ours: a rotation where they turn regularly, else fixed overrides."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.formats.remark import Reason, Remark
from bot.domain.rota.foreign.repeats import Reach, Repeated, Rule, Untold, times
from bot.domain.rota.foreign.taken import local, override
from bot.domain.rota.shape import Unit
from bot.domain.rota.wall import STEPS, reached, shown

ROUNDS = 2
"""How often everybody must have had their turn before shifts count as a rotation."""
LENGTHS = ((Unit.WEEK, 12), (Unit.DAY, 31), (Unit.HOUR, 48))
MOST_EVENTS = 5_000
ON_CALL = r"on[\s-]?call"
SAYS = (
    re.compile(rf"(?P<who>.+?)\s*(?::|[-–—]|\bis\b)\s*{ON_CALL}\b.*", re.IGNORECASE),
    re.compile(rf"{ON_CALL}\b\s*(?::|[-–—])\s*(?P<who>.+)", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """An event as a calendar has it. Times may be dates (whole days) or wall-clock times without a zone.

    `called` are the addresses and names of those who attend, `rule` the parts of its RRULE, `also` its
    RDATEs, `left_out` its EXDATEs.
    """

    line: int
    summary: str
    start: datetime | date | None
    end: datetime | date | None
    called: tuple[str, ...] = ()
    rule: Rule = field(default_factory=dict)
    also: tuple[datetime | date, ...] = ()
    left_out: frozenset[datetime | date] = frozenset()
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One person in [start, end)."""

    start: datetime
    end: datetime
    person: str


def rotation(found: Sequence[Stretch], zone: ZoneInfo) -> dict[str, Any] | None:
    """The layer that gives those shifts, where they turn regularly by the clock of the zone; else None."""
    plan = sorted(found, key=lambda each: each.start)
    ring = _ring([each.person for each in plan])
    whole = all(a.end == b.start for a, b in pairwise(plan))
    if not ring or not whole:
        return None
    start = shown(zone, plan[0].start)
    for unit, most in LENGTHS:
        for n in range(1, most + 1):
            if _fits(plan, zone, n * STEPS[unit]):
                every = {"n": n, "unit": unit.value}
                return {"timezone": zone.key, "start": local(start), "every": every, "members": ring}
    return None


def _ring(people: Sequence[str]) -> list[str]:
    """The people in the order of their turns, where it comes again at least twice; else none."""
    for size in range(1, len(people) // ROUNDS + 1):
        if all(person == people[place % size] for place, person in enumerate(people)):
            return list(people[:size])
    return []


def _fits(plan: Sequence[Stretch], zone: ZoneInfo, step: timedelta) -> bool:
    first = shown(zone, plan[0].start)
    edges = [each.start for each in plan] + [plan[-1].end]
    return all(reached(zone, first + place * step) == edge for place, edge in enumerate(edges))


def overrides(found: Sequence[Stretch]) -> list[dict[str, Any]]:
    """Every shift as it stands, beside whoever else has one at that time."""
    plan = sorted(found, key=lambda each: (each.start, each.person))
    return [
        override(f"ical-{number}", (each.start, each.end), each.person, kind="add")
        for number, each in enumerate(plan, 1)
    ]


def ground(zone: ZoneInfo) -> dict[str, Any]:
    """A layer in which nobody takes turns: what a rota of overrides alone stands on."""
    every = {"n": 1, "unit": Unit.WEEK.value}
    return {"timezone": zone.key, "start": "2000-01-03T00:00", "every": every, "members": []}


def named(seen: Seen) -> tuple[str, ...]:
    """What whoever has the shift is called: those who attend, else a name in the title."""
    if seen.called:
        return seen.called
    title = " ".join(seen.summary.split())
    found = next((match for form in SAYS if (match := form.fullmatch(title))), None)
    if found:
        return (found["who"].strip(" -–—:,"),)
    return () if re.search(ON_CALL, title, re.IGNORECASE) or not title else (title,)


def spans(
    seen: Seen, zone: ZoneInfo, reach: Reach, file: str
) -> tuple[list[tuple[datetime, datetime]], Remark | None]:
    """When an event takes place, each time within reach; or why it cannot be taken."""
    if seen.why_not:
        return [], _left_out(seen, file, seen.why_not)
    start, end = _instant(seen.start, zone), _instant(seen.end, zone)
    if start is None or end is None or end <= start:
        return [], _left_out(seen, file, "it has no end after its start")
    if not (seen.rule or seen.also):
        return [(start, end)], None
    also = tuple(at for each in seen.also if (at := _instant(each, zone)))
    event = Repeated(seen.rule, clock_of(seen, zone), also, seen.left_out)
    try:
        return times(event, (start, end), reach), None
    except Untold as why:
        return [], _left_out(seen, file, str(why))


def _left_out(seen: Seen, file: str, why: str) -> Remark:
    what = f"“{' '.join(seen.summary.split())[:80]}” is left out: {why}"
    return Remark(file, seen.line, 1, Reason.FAULTY, what)


def _instant(at: datetime | date | None, zone: ZoneInfo) -> datetime | None:
    """An instant; a date is its midnight, and a time without a zone is one, on the clock of `zone`."""
    if isinstance(at, datetime):
        return at.astimezone(UTC) if at.tzinfo else reached(zone, at)
    return reached(zone, datetime.combine(at, time())) if at else None


def clock_of(seen: Seen, zone: ZoneInfo) -> ZoneInfo | None:
    """The zone by whose clock an event repeats: its own; None where a calendar made that one up."""
    own = getattr(seen.start, "tzinfo", None)
    if own is None or isinstance(own, ZoneInfo):
        return own or zone
    return ZoneInfo("UTC") if own is UTC else None


def joined(found: Sequence[Stretch]) -> list[Stretch]:
    """Touching and overlapping stretches of one person as one."""
    kept: list[Stretch] = []
    last: dict[str, int] = {}
    for each in sorted(found, key=lambda stretch: (stretch.start, stretch.person)):
        place = last.get(each.person)
        if place is not None and each.start < kept[place].end:
            kept[place] = replace(kept[place], end=max(kept[place].end, each.end))
            continue
        last[each.person] = len(kept)
        kept.append(each)
    return kept
