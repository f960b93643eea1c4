"""A schedule of PagerDuty's as a rota of ours, and our edit of a layer as PagerDuty takes it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.domain.rota.shape import Layer, Override, Rota, Unit, Version, Window
from bot.domain.rota.turns import who
from bot.domain.rota.wall import handoff, shown, slot
from bot.domain.schedule import Hours, PagerLayer, PagerPlan, PagerTurn

DAY, WEEK = 86_400, 604_800
UNITS = ((WEEK, Unit.WEEK), (DAY, Unit.DAY), (3_600, Unit.HOUR))
EVERY_DAY = frozenset(range(7))
MIDNIGHT = time()
Name = Callable[[str], str]


def unit_of(seconds: int) -> tuple[int, Unit] | None:
    """`(2, week)` for a turn of 14 days; None for one that is not whole hours."""
    return next(((seconds // size, unit) for size, unit in UNITS if seconds and seconds % size == 0), None)


def seconds_of(n: int, unit: Unit) -> int | None:
    """The length of a turn; None where PagerDuty has none such (months)."""
    return next((n * size for size, each in UNITS if each is unit), None)


def imported(plan: PagerPlan, name: Name = str) -> Rota | None:
    """The rota that gives the same people at the same times; None where a turn is not of whole hours.

    `name` says what we call a user. Each layer rules from its own start on, so there is a version for each.
    """
    if not plan.layers or any(unit_of(each.seconds) is None for each in plan.layers):
        return None
    begins = sorted({each.start for each in plan.layers})
    versions = [Version(None, ())]
    for start in begins:
        ruling = [each for each in reversed(plan.layers) if each.start <= start]
        versions.append(Version(start, tuple(_layer(each, plan.timezone, name) for each in ruling)))
    overrides = tuple(
        Override(each.id or str(n), each.start, each.end, name(each.user), each.start)
        for n, each in enumerate(plan.overrides)
    )
    return Rota(tuple(versions), overrides)


def _layer(layer: PagerLayer, zone: str, name: Name) -> Layer:
    n, unit = unit_of(layer.seconds) or (1, Unit.DAY)
    place = ZoneInfo(zone)
    return Layer(
        zone=place,
        start=shown(place, layer.virtual_start),
        n=n,
        unit=unit,
        members=tuple(map(name, layer.users)),
        windows=tuple(window for hours in layer.hours for window in windows(hours)),
        until=layer.end,
    )


def windows(hours: Hours) -> Iterator[Window]:
    """The windows of a restriction; one that lasts over several midnights is a window for each day."""
    days = frozenset({(hours.weekday - 1) % 7}) if hours.weekday else EVERY_DAY
    opens, left = hours.start, hours.seconds
    while left > 0:
        until_midnight = DAY - _seconds(opens)
        if left <= until_midnight or (left <= DAY and opens == hours.start):
            yield Window(days, opens, _later(opens, left))
            return
        yield Window(days, opens, MIDNIGHT)
        left -= until_midnight
        days, opens = frozenset((day + 1) % 7 for day in days), MIDNIGHT


def _seconds(at: time) -> int:
    return at.hour * 3_600 + at.minute * 60 + at.second


def _later(at: time, seconds: int) -> time:
    total = (_seconds(at) + seconds) % DAY
    return time(total // 3_600, total % 3_600 // 60, total % 60)


def edited(
    old: PagerLayer, zone: str, new: Layer, users: Mapping[str, str], *, now: datetime
) -> PagerLayer | None:
    """The layer with other people, order, hand-off, zone or length; whoever has the turn now keeps it.

    `zone` is the old one; `users` gives the user for each member. From the next hand-off of the new layer
    the ring goes on after that person; one who is no longer in it hands over to the next in the old order
    who is. Turns are counted from a `virtual_start` that makes it so. None where PagerDuty has no such turns,
    or nobody is left.
    """
    seconds = seconds_of(new.n, new.unit)
    members = [each for each in new.members if each not in new.inactive]
    if seconds is None or not members or unit_of(old.seconds) is None:
        return None
    ring = tuple(users[each] for each in members)
    index = _heir(old, zone, ring, now)
    begun = max(slot(new, now), 0)
    length = timedelta(seconds=seconds)
    started = shown(new.zone, handoff(new, begun))
    anchor = (started - index * length).replace(tzinfo=new.zone).astimezone(UTC)
    return replace(old, start=now, virtual_start=anchor, seconds=seconds, users=ring, hours=old.hours)


def _heir(old: PagerLayer, zone: str, ring: Sequence[str], now: datetime) -> int:
    """The place in the new ring of whoever has the turn, or of the next in the old order who is in it."""
    number = max(slot(_layer(old, zone, str), now), 0)
    size = len(old.users)
    order = (old.users[(number + step) % size] for step in range(size))
    return next((ring.index(user) for user in order if user in ring), 0)


def differences(rota: Rota, plan: PagerPlan, name: Name = str, most: int = 3) -> tuple[datetime, ...]:
    """Instants at which the vendor's own answer and our engine's name somebody else: the first few."""
    edges = sorted({edge for each in plan.turns for edge in (each.start, each.end - timedelta(seconds=1))})
    wrong = (at for at in edges if who(rota, at) != _at(plan, at, name))
    return tuple(islice(wrong, most))


def _at(plan: PagerPlan, at: datetime, name: Name) -> tuple[str, ...]:
    return tuple(name(each.user) for each in plan.turns if each.start <= at < each.end)


def laid_over(turns: Iterable[PagerTurn], overrides: Sequence[PagerTurn]) -> tuple[PagerTurn, ...]:
    """Turns of layers as they are with overrides, which stand in no layer and outlast an edit of one; of two
    overrides at once the later one in the row rules.
    """
    left = list(turns)
    for over in overrides:
        left = [*(part for each in left for part in _without(each, over)), over]
    return tuple(sorted(left, key=lambda each: each.start))


def _without(turn: PagerTurn, over: PagerTurn) -> Iterator[PagerTurn]:
    """What an override leaves of a turn: what comes before it and what comes after."""
    before, after = (
        replace(turn, end=min(turn.end, over.start)),
        replace(turn, start=max(turn.start, over.end)),
    )
    yield from (each for each in (before, after) if each.start < each.end)


def put_in(layers: Iterable[PagerLayer], layer: PagerLayer) -> tuple[PagerLayer, ...]:
    """The layers with one of them in its new shape."""
    return tuple(layer if each.id == layer.id else each for each in layers)
