"""Shifts that begin while clocks change: at a time that they show twice, or that they jump over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.rota.shape import Layer, Rota, Shift
from bot.domain.rota.times import on
from bot.domain.rota.wall import handoff, nominal, reached, shown, slot

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Surprise:
    """A shift begins at `at`, which is `wall` on clocks of `zone`: they show that twice, or never.

    `again`: this is the second time that they show it.
    """

    at: datetime
    wall: datetime
    zone: str
    twice: bool
    again: bool = False


def surprise(rota: Rota, at: datetime) -> Surprise | None:
    """What is odd about a shift that begins at that instant, by the zones of the layers that rule then."""
    found = (_of_layer(layer, at) for layer in _ruling(rota, at))
    return next((each for each in found if each), None)


def surprises(rota: Rota, plan: Iterable[Shift]) -> tuple[Surprise, ...]:
    """The same of a plan's shifts, without the first: that one began before anybody looked."""
    found = (surprise(rota, each.start) for each in list(plan)[1:])
    return tuple(each for each in found if each)


def _ruling(rota: Rota, at: datetime) -> tuple[Layer, ...]:
    begun = [each for each in rota.versions if each.effective is None or each.effective <= at]
    return begun[-1].layers if begun else ()


def _of_layer(layer: Layer, at: datetime) -> Surprise | None:
    wall = shown(layer.zone, at)
    found = on(layer.zone, wall)
    if found.again:
        return Surprise(at, wall, layer.zone.key, twice=True, again=at == found.again)
    meant = (each for each in _meant(layer, at) if each != wall and reached(layer.zone, each) == at)
    missed = next(meant, None)
    return Surprise(at, missed, layer.zone.key, twice=False) if missed else None


def _meant(layer: Layer, at: datetime) -> Iterator[datetime]:
    """The times by the clock at which something of a layer is written to begin or end about then."""
    number = slot(layer, at)
    if number >= 0 and handoff(layer, number) == at:
        yield nominal(layer, number)
    today = shown(layer.zone, at).date()
    for window in layer.windows:
        for day in (today - DAY, today):
            yield datetime.combine(day, window.opens)
            yield datetime.combine(day, window.closes)
