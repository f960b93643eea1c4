"""The times of an event that repeats: by its own clock, without those left out, or why they aren't known."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.rota.wall import reached, shown

Rule = Mapping[str, Sequence[object]]
Again = Callable[[Rule, datetime, datetime], Iterable[datetime]]
"""The times by a rule from the first to the last, all by the clock on the wall. Raises ValueError."""
Span = tuple[datetime, datetime]

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
PARTS = {
    "FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST",
    "BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS",
}  # fmt: skip
REMEDY = "write its times as events of their own"


@dataclass(frozen=True, slots=True)
class Reach:
    """Which times are looked for, and how a rule is followed."""

    since: datetime
    until: datetime
    again: Again


@dataclass(frozen=True, slots=True)
class Repeated:
    """How an event repeats: `zone` is the clock by which it does, None where that is not known.

    `also` are more times; `left_out` are those that don't take place: instants, times on the wall, or days.
    """

    rule: Rule
    zone: ZoneInfo | None
    also: tuple[datetime, ...] = ()
    left_out: frozenset[datetime | date] = frozenset()


class Untold(ValueError):
    """Why the times are not known."""


def times(event: Repeated, first: Span, reach: Reach) -> list[Span]:
    """When it takes place within reach. Raises Untold."""
    zone = event.zone
    if zone is None:
        raise Untold(f"its clock is of no time zone that is known here; {REMEDY}")
    start, length = shown(zone, first[0]), shown(zone, first[1]) - shown(zone, first[0])
    walls = {*_by_rule(event, start, reach), *(shown(zone, each) for each in event.also)}
    found = []
    for wall in sorted(walls):
        begins = reached(zone, wall)
        if not _left_out(event, begins, wall):
            found.append((begins, reached(zone, wall + length)))
    within = [each for each in found if each[1] > reach.since and each[0] <= reach.until]
    if not within:
        raise Untold("none of its times is of the last or the next year")
    return within


def _left_out(event: Repeated, at: datetime, wall: datetime) -> bool:
    return bool({at.astimezone(UTC), wall, wall.date()} & event.left_out)


def _by_rule(event: Repeated, start: datetime, reach: Reach) -> Iterator[datetime]:
    zone = event.zone or ZoneInfo("UTC")
    if not event.rule:
        yield start
        return
    _refuse_odd(event.rule)
    try:
        walls = list(reach.again(event.rule, start, shown(zone, reach.until)))
    except (ValueError, KeyError, TypeError) as wrong:
        raise Untold(f"its RRULE cannot be read ({wrong}); {REMEDY}") from None
    if walls[:1] != [start]:
        raise Untold(f"its start is none of the times by which it repeats; {REMEDY}")
    last = _last(event.rule, zone, whole_days=start.time() == time())
    for wall in walls:
        if last is not None and reached(zone, wall) > last:
            return
        yield wall


def _refuse_odd(rule: Rule) -> None:
    odd = sorted(set(rule) - PARTS)
    frequency = str(rule.get("FREQ", ("",))[0])
    if odd or frequency not in FREQUENCIES:
        by = ", ".join(odd) or frequency or "no FREQ"
        raise Untold(f"it repeats by {by}, which is not followed; {REMEDY}")


def _last(rule: Rule, zone: ZoneInfo, *, whole_days: bool) -> datetime | None:
    """UNTIL as an instant; a day counts whole where the event has a time of day."""
    found = next(iter(rule.get("UNTIL") or ()), None)
    if isinstance(found, datetime):
        return found.astimezone(UTC) if found.tzinfo else reached(zone, found)
    if isinstance(found, date):
        end = datetime.combine(found, time())
        return reached(zone, end if whole_days else end + timedelta(days=1))
    return None


def is_cut(rule: Rule, zone: ZoneInfo, reach: Reach) -> bool:
    """Whether a rule goes on beyond reach."""
    if not rule or rule.get("COUNT"):
        return False
    last = _last(rule, zone, whole_days=True)
    return last is None or last > reach.until
