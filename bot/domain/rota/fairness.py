"""How the load is shared: shift hours and pages by the kind of hour they fall in, and how good a plan is."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.domain.rota.shape import Shift
from bot.domain.rota.wall import reached

MORNING, EVENING, NIGHT = time(8), time(18), time(22)
SATURDAY = 5
EDGES = (time(), MORNING, EVENING, NIGHT)
HOUR = timedelta(hours=1)


class Hours(StrEnum):
    """The kind of an hour by the clock of the person who is on call.

    Business is Monday to Friday 8:00 to 18:00, evening the same days until 22:00, weekend Saturday and Sunday
    8:00 to 22:00, sleep 22:00 to 8:00 (PagerDuty's analytics count so, the weekend apart). Holiday is 8:00
    to 22:00 of a day that is one for the person, whatever day of the week.
    """

    BUSINESS = "business"
    EVENING = "evening"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SLEEP = "sleep"


@dataclass(frozen=True, slots=True)
class Load:
    """What one person carried. `disturbed`: distinct hours of the clock in which a page came.

    `back_to_back` counts shifts that began less than `REST` after the person's one before had ended.
    """

    person: str
    shifts: Mapping[Hours, timedelta] = field(default_factory=dict)
    pages: Mapping[Hours, int] = field(default_factory=dict)
    disturbed: int = 0
    back_to_back: int = 0

    @property
    def on_call(self) -> timedelta:
        """Time on call in all."""
        return sum(self.shifts.values(), timedelta())

    @property
    def hard(self) -> timedelta:
        """Time on call outside of business hours."""
        return self.on_call - self.shifts.get(Hours.BUSINESS, timedelta())


REST = timedelta(hours=12)


def kind(at: datetime, zone: ZoneInfo, holidays: Collection[date] = ()) -> Hours:
    """The kind of hour an instant falls in, by the clock of that zone."""
    wall = at.astimezone(zone)
    if not MORNING <= wall.time() < NIGHT:
        return Hours.SLEEP
    if wall.date() in holidays:
        return Hours.HOLIDAY
    if wall.weekday() >= SATURDAY:
        return Hours.WEEKEND
    return Hours.BUSINESS if wall.time() < EVENING else Hours.EVENING


def split(
    start: datetime, end: datetime, zone: ZoneInfo, holidays: Collection[date] = ()
) -> dict[Hours, timedelta]:
    """How much of [start, end) falls in each kind of hour; the parts add up to the whole."""
    found: dict[Hours, timedelta] = {}
    at = start.astimezone(UTC)
    while at < end:
        until = min(_edge(at, zone), end.astimezone(UTC))
        here = kind(at, zone, holidays)
        found[here] = found.get(here, timedelta()) + (until - at)
        at = until
    return found


def _edge(at: datetime, zone: ZoneInfo) -> datetime:
    """The next instant at which the kind of hour may change."""
    today = at.astimezone(zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(3))
    instants = (reached(zone, datetime.combine(day, edge)) for day in days for edge in EDGES)
    return next(instant for instant in instants if instant > at)


def loads(
    plan: Iterable[Shift],
    pages: Iterable[tuple[str, datetime]],
    zones: Mapping[str, ZoneInfo],
    holidays: Mapping[str, Collection[date]] = MappingProxyType({}),
) -> tuple[Load, ...]:
    """Each person's load, the heaviest outside of business hours first.

    `plan` are shifts with an end, `pages` are (person, when), `zones` are people's own (UTC where unknown),
    and so are `holidays`.
    """
    shifts = _by_person(plan)
    paged: dict[str, list[datetime]] = {}
    for person, when in pages:
        paged.setdefault(person, []).append(when)
    found = [
        _load(
            person,
            shifts.get(person, []),
            paged.get(person, []),
            (zones.get(person, UTC_ZONE), holidays.get(person, ())),
        )
        for person in {**shifts, **paged}
    ]
    return tuple(sorted(found, key=lambda each: (-each.hard, -sum(each.pages.values()), each.person)))


UTC_ZONE = ZoneInfo("UTC")


def _load(
    person: str,
    shifts: Sequence[tuple[datetime, datetime]],
    pages: Sequence[datetime],
    clock: tuple[ZoneInfo, Collection[date]],
) -> Load:
    hours: dict[Hours, timedelta] = {}
    for start, end in shifts:
        for each, length in split(start, end, *clock).items():
            hours[each] = hours.get(each, timedelta()) + length
    counted: dict[Hours, int] = {}
    for when in pages:
        here = kind(when, *clock)
        counted[here] = counted.get(here, 0) + 1
    disturbed = len({when.replace(minute=0, second=0, microsecond=0) for when in pages})
    close = sum(timedelta() < later[0] - earlier[1] < REST for earlier, later in pairwise(sorted(shifts)))
    return Load(person, hours, counted, disturbed, close)


def _by_person(plan: Iterable[Shift]) -> dict[str, list[tuple[datetime, datetime]]]:
    """Each person's stretches; touching ones of one person are one."""
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for shift in sorted(plan, key=lambda each: each.start):
        if shift.end is None:
            raise ValueError("a shift without an end has no length; look at a range")
        for person in shift.people:
            runs = found.setdefault(person, [])
            if runs and shift.start <= runs[-1][1]:
                runs[-1] = (runs[-1][0], max(runs[-1][1], shift.end))
            else:
                runs.append((shift.start, shift.end))
    return found


class Flaw(StrEnum):
    """What takes points from a plan."""

    GAPS = "gaps"
    DOUBLE = "double booking"
    ALONE = "one person"
    UNEVEN = "uneven"
    BACK_TO_BACK = "back to back"
    NIGHTS = "nights"


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points lost by one flaw, 1 to 100; `share` is the measure behind it, 0 to 1."""

    flaw: Flaw
    points: int
    share: float


@dataclass(frozen=True, slots=True)
class Quality:
    """How good a plan is, 0 to 100, and what took the points away, the most first."""

    score: int
    deductions: tuple[Deduction, ...] = ()


WEIGHTS: Mapping[Flaw, int] = {
    Flaw.GAPS: 100,
    Flaw.DOUBLE: 20,
    Flaw.ALONE: 20,
    Flaw.UNEVEN: 20,
    Flaw.BACK_TO_BACK: 10,
    Flaw.NIGHTS: 15,
}
"""The most points that each flaw can take."""


def quality(found: Sequence[Load], whole: timedelta, gaps: timedelta, doubled: timedelta) -> Quality:
    """Score a plan of length `whole` with so much of it covered by nobody, and by one person twice.

    The formula is ours: each flaw has a share from 0 to 1, and takes that share of its weight, rounded up.
    A gap counts tenfold, for a plan with a tenth uncovered is as bad as none; nights are sleep hours on call
    over all hours on call (a third is what one zone round the clock has, none is follow-the-sun).
    """
    on_call = sum((each.on_call for each in found), timedelta())
    sleep = sum((each.shifts.get(Hours.SLEEP, timedelta()) for each in found), timedelta())
    turns = max(1, len(found))
    shares = {
        Flaw.GAPS: min(1.0, 10 * (gaps / whole)),
        Flaw.DOUBLE: min(1.0, doubled / whole),
        Flaw.ALONE: 1.0 if len(found) == 1 else 0.0,
        Flaw.UNEVEN: _unevenness([each.hard / HOUR for each in found]),
        Flaw.BACK_TO_BACK: min(1.0, sum(each.back_to_back for each in found) / turns),
        Flaw.NIGHTS: sleep / on_call if on_call else 0.0,
    }
    lost = [Deduction(flaw, -int(-WEIGHTS[flaw] * share // 1), share) for flaw, share in shares.items()]
    felt = sorted((each for each in lost if each.points), key=lambda each: -each.points)
    return Quality(max(0, 100 - sum(each.points for each in felt)), tuple(felt))


def _unevenness(hours: Sequence[float]) -> float:
    """0 where everybody carries the same, 1 where one carries all: the Gini coefficient, scaled."""
    count, total = len(hours), sum(hours)
    if count < 2 or not total:
        return 0.0
    ranked = sum(rank * each for rank, each in enumerate(sorted(hours), 1))
    gini = 2 * ranked / (count * total) - (count + 1) / count
    return float(min(1.0, max(0.0, gini * count / (count - 1))))
