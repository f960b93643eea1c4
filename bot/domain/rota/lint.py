"""What is worth a look in rotas that can be used: gaps, double bookings, strangers, odd hand-offs."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.domain.rota.planning import clashes
from bot.domain.rota.shape import Rota
from bot.domain.rota.surprises import Surprise, surprises
from bot.domain.rota.turns import shifts

AHEAD, A_YEAR = timedelta(days=90), timedelta(days=366)
SHOWN = 10
"""How many of one kind are named in a rota; the rest is counted."""
Written = Mapping[str, Any]


class Worry(StrEnum):
    """What kind of thing it is."""

    GAP = "gap"
    DOUBLE = "double booking"
    STRANGER = "nobody of the catalog"
    ALONE = "one person"
    CLOCK = "clock change"


@dataclass(frozen=True, slots=True)
class Warned:
    """One thing worth a look; `path` leads to the field that it is about, or to the rota."""

    path: str
    worry: Worry
    what: str


def lint(
    written: Mapping[str, Written], rotas: Mapping[str, Rota], now: datetime, known: Collection[str] | None
) -> tuple[Warned, ...]:
    """What is worth a look in the next 90 days (of clocks: in a year), by rota; "" names one that is alone.

    `written` are the rotas as their file has them, `known` the ids of the catalog (None: none was asked).
    """
    found: list[Warned] = []
    for name, rota in rotas.items():
        found += _few(_gaps(name, rota, now))
        found += _layers(name, written[name])
        found += _strangers(name, written[name], known) if known is not None else ()
        found += _few(_clocks(name, rota, now))
    return (*found, *_few(_doubles(rotas, now)))


def _few(warnings: Iterator[Warned]) -> list[Warned]:
    """The first of them, and how many more there are."""
    found = list(warnings)
    if len(found) <= SHOWN:
        return found
    more = Warned(found[0].path, found[0].worry, f"and {len(found) - SHOWN} more of this kind")
    return [*found[:SHOWN], more]


def _gaps(name: str, rota: Rota, now: datetime) -> Iterator[Warned]:
    for each in shifts(rota, now, now + AHEAD):
        if not each.people:
            yield Warned(name, Worry.GAP, f"nobody is on call {_span(each.start, each.end or now + AHEAD)}")


def _doubles(rotas: Mapping[str, Rota], now: datetime) -> Iterator[Warned]:
    for each in clashes(rotas, now, now + AHEAD):
        where = " and ".join(each.rotas)
        what = f"{each.person} is on call in {where} at once {_span(each.start, each.end)}"
        yield Warned(each.rotas[0], Worry.DOUBLE, what)


def _clocks(name: str, rota: Rota, now: datetime) -> Iterator[Warned]:
    for each in surprises(rota, shifts(rota, now, now + A_YEAR)):
        yield Warned(name, Worry.CLOCK, _said(each))


def _said(each: Surprise) -> str:
    shown = f"{each.wall:%Y-%m-%d %H:%M}, which clocks in {each.zone}"
    if not each.twice:
        return f"a shift begins at {shown} jump over: it begins as they jump, at {_utc(each.at)}"
    which = "second" if each.again else "first"
    return f"a shift begins at {shown} show twice: it begins the {which} time, at {_utc(each.at)}"


def _layers(name: str, written: Written) -> Iterator[Warned]:
    for path, layer in _every_layer(name, written):
        away = set(layer.get("inactive", ()))
        ring = {each for each in layer["members"] if each not in away}
        if len(ring) == 1:
            yield Warned(f"{path}.members", Worry.ALONE, f"{next(iter(ring))} takes every turn of this layer")


def _strangers(name: str, written: Written, known: Collection[str]) -> Iterator[Warned]:
    told: set[str] = set()
    for path, id in _named(name, written):
        if id not in known and id not in told:
            told.add(id)
            yield Warned(path, Worry.STRANGER, f"{id} is in no catalog: nobody can be called by that id")


def _named(name: str, written: Written) -> Iterator[tuple[str, str]]:
    for path, layer in _every_layer(name, written):
        yield from ((f"{path}.members[{place}]", id) for place, id in enumerate(layer["members"]))
    for place, each in enumerate(written.get("overrides", ())):
        yield _path(name, f"overrides[{place}].user"), each["user"]


def _every_layer(name: str, written: Written) -> Iterator[tuple[str, Written]]:
    for place, layer in enumerate(written.get("layers", ())):
        yield _path(name, f"layers[{place}]"), layer
    for number, version in enumerate(written.get("versions", ())):
        for place, layer in enumerate(version["layers"]):
            yield _path(name, f"versions[{number}].layers[{place}]"), layer


def _path(name: str, field: str) -> str:
    return f"{name}.{field}" if name else field


def _span(start: datetime, end: datetime) -> str:
    hours = (end - start) / timedelta(hours=1)
    return f"from {_utc(start)} to {_utc(end)} ({hours:.1f} h)"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
