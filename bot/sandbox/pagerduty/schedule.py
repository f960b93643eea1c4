"""A schedule of PagerDuty's: layers of turns with restrictions, overrides on top; it draws itself.

Written after PagerDuty's published description of schedules, apart from the bot's own engine, so that each
can be held against the other.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Restriction:
    """Hours on call: from `start` for `seconds`, on one `weekday` (1 is Monday) or every day (0)."""

    start: time
    seconds: int
    weekday: int = 0


@dataclass(frozen=True, slots=True)
class Layer:
    """Users who take turns of `seconds`, counted from `virtual_start`; in force over [start, end)."""

    id: str
    name: str
    start: datetime
    virtual_start: datetime
    seconds: int
    users: tuple[str, ...]
    restrictions: tuple[Restriction, ...] = ()
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """One user instead of whoever is on call, over [start, end); in v3 instead of one of them, `of`."""

    id: str
    user: str
    start: datetime
    end: datetime
    of: str = ""
    rotation: str = ""


@dataclass(slots=True)
class Schedule:
    """A schedule. Without `layers`, `users` take over in turns of `days` from `start`, local time of `zone`.

    `layers` stand in the order in which they are written: a later one goes before the ones above it.
    `api` v3 is a schedule that has moved to shifts.
    """

    id: str
    name: str
    zone: str
    start: datetime = field(default_factory=lambda: datetime(2026, 1, 5, 9))  # noqa: DTZ001  (by the clock on the wall)
    users: tuple[str, ...] = ()
    days: int = 7
    layers: tuple[Layer, ...] = ()
    overrides: list[Override] = field(default_factory=list)
    api: str = "v2"

    def __post_init__(self) -> None:
        if not self.layers and self.users:
            begins = self.start.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)
            seconds = self.days * 86_400
            self.layers = (Layer(f"{self.id}L1", "Layer 1", begins, begins, seconds, self.users),)

    @property
    def everybody(self) -> tuple[str, ...]:
        """Everybody who takes turns in it."""
        return tuple(dict.fromkeys(user for layer in self.layers for user in layer.users))


Entry = tuple[str, datetime, datetime]


def drawn(schedule: Schedule, since: datetime, until: datetime) -> list[Entry]:
    """Who is on call when: whole entries (user, start, end) that overlap [since, until), in order of time."""
    margin = max([DAY, *(timedelta(seconds=2 * layer.seconds) for layer in schedule.layers)])
    stretches = _final(schedule, since - margin, until + margin)
    return [each for each in _joined(stretches) if each[2] > since and each[1] <= until]


def drawn_layer(schedule: Schedule, layer: Layer, since: datetime, until: datetime) -> list[Entry]:
    """The entries of one layer, cut to [since, until)."""
    entries = _entries(layer, ZoneInfo(schedule.zone), since, until)
    return [(user, max(start, since), min(end, until)) for user, start, end in _joined(entries)]


def _final(schedule: Schedule, since: datetime, until: datetime) -> Iterator[Entry]:
    """Between every two edges the newest override, else the last layer that has somebody, has the call."""
    zone = ZoneInfo(schedule.zone)
    over = [(each.user, each.start, each.end) for each in reversed(schedule.overrides)]
    rows = [over, *(list(_entries(each, zone, since, until)) for each in reversed(schedule.layers))]
    edges = sorted({edge for row in rows for _, *ends in row for edge in ends if since <= edge <= until})
    for start, end in zip([since, *edges], [*edges, until], strict=True):
        user = next((user for row in rows for user, a, b in row if a <= start < b), None)
        if user is not None and start < end:
            yield user, start, end


def _entries(layer: Layer, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[Entry]:
    """The turns of a layer within its hours, from `since` to `until`."""
    first, last = max(since, layer.start), min(until, layer.end or until)
    hours = list(_hours(layer, zone, first, last))
    for user, start, end in _turns(layer, zone, first, last):
        for opens, closes in hours:
            begin, finish = max(start, opens, first), min(end, closes, last)
            if begin < finish:
                yield user, begin, finish


def _turns(layer: Layer, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[Entry]:
    """Hand-offs keep their time on the wall in summer and winter."""
    anchor = layer.virtual_start.astimezone(zone).replace(tzinfo=None)
    length = timedelta(seconds=layer.seconds)
    number = max(0, (since.astimezone(zone).replace(tzinfo=None) - anchor) // length - 2)
    while layer.users and (start := _instant(anchor + number * length, zone)) < until:
        number += 1
        end = _instant(anchor + number * length, zone)
        if end > since:
            yield layer.users[(number - 1) % len(layer.users)], start, end


def _hours(
    layer: Layer, zone: ZoneInfo, since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """The stretches in which the layer is on call at all."""
    if not layer.restrictions:
        yield since, until
        return
    day = since.astimezone(zone).date() - timedelta(days=8)
    while day <= until.astimezone(zone).date():
        for each in layer.restrictions:
            if each.weekday in (0, day.isoweekday()):
                begins = datetime.combine(day, each.start)
                yield _instant(begins, zone), _instant(begins + timedelta(seconds=each.seconds), zone)
        day += DAY


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """When the wall shows that time; one that a change of clocks skips comes at the jump."""
    at = wall.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None, fold=0) == wall:
        return at
    jump = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    while jump.astimezone(zone).replace(tzinfo=None, fold=0) < wall:
        jump += timedelta(minutes=1)
    return jump


def _joined(entries: Iterable[Entry]) -> list[Entry]:
    """Entries in order of time; neighbours of one user are one."""
    found: list[Entry] = []
    for user, start, end in sorted(set(entries), key=lambda each: (each[1], each[2])):
        if found and found[-1][0] == user and start <= found[-1][2]:
            found[-1] = (user, found[-1][1], max(end, found[-1][2]))
        else:
            found.append((user, start, end))
    return found
