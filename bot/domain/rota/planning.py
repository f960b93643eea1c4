"""What a plan looks like: where nobody is on call, who is on call twice at once, what a change moves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from bot.domain.rota.shape import Rota, Shift
from bot.domain.rota.turns import shifts


@dataclass(frozen=True, slots=True)
class Move:
    """In [start, end) a change of the rota puts other people on call."""

    start: datetime
    end: datetime
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """One person on call in two or more rotas at once, in [start, end); rotas by name, sorted."""

    person: str
    start: datetime
    end: datetime
    rotas: tuple[str, ...]


def gaps(rota: Rota, start: datetime, end: datetime) -> tuple[Shift, ...]:
    """The stretches of [start, end) in which nobody is on call."""
    return tuple(shift for shift in shifts(rota, start, end) if not shift.people)


def moves(before: Rota, after: Rota, start: datetime, end: datetime) -> tuple[Move, ...]:
    """Where the second rota puts other people on call than the first, over [start, end)."""
    return moves_of(shifts(before, start, end), shifts(after, start, end))


def moves_of(old: Sequence[Shift], new: Sequence[Shift]) -> tuple[Move, ...]:
    """Where the second plan has other people than the first; a stretch that a plan leaves out is nobody's."""
    found: list[Move] = []
    for begins, ends in _pieces(old, new):
        was, comes = _at(old, begins), _at(new, begins)
        last = found[-1] if found else None
        if was == comes:
            continue
        if last and last.end == begins and (last.before, last.after) == (was, comes):
            found[-1] = Move(last.start, ends, was, comes)
        else:
            found.append(Move(begins, ends, was, comes))
    return tuple(found)


def clashes(rotas: Mapping[str, Rota], start: datetime, end: datetime) -> tuple[Clash, ...]:
    """Who is on call in more than one of the rotas at once, over [start, end), soonest first."""
    return clashes_of({name: shifts(rota, start, end) for name, rota in rotas.items()})


def clashes_of(plans: Mapping[str, Sequence[Shift]]) -> tuple[Clash, ...]:
    """As `clashes`, of plans that were looked up before."""
    plans = dict(sorted(plans.items()))
    found: dict[tuple[str, tuple[str, ...]], list[Clash]] = {}
    for begins, ends in _pieces(*plans.values()):
        for person, names in _twice(plans, begins):
            runs = found.setdefault((person, names), [])
            if runs and runs[-1].end == begins:
                runs[-1] = Clash(person, runs[-1].start, ends, names)
            else:
                runs.append(Clash(person, begins, ends, names))
    every = (clash for runs in found.values() for clash in runs)
    return tuple(sorted(every, key=lambda clash: (clash.start, clash.person)))


def tiled(plan: Sequence[Shift], start: datetime, end: datetime) -> tuple[Shift, ...]:
    """A plan that covers all of [start, end): what it leaves out is nobody's."""
    found: list[Shift] = []
    at = start
    for each in sorted(plan, key=lambda shift: shift.start):
        last = min(each.end or end, end)
        if each.start > at:
            found.append(Shift(at, min(each.start, end), ()))
        if last > max(each.start, at):
            found.append(Shift(max(each.start, at), last, each.people))
        at = max(at, last)
    return (*found, Shift(at, end, ())) if at < end else tuple(found)


def _twice(plans: Mapping[str, Sequence[Shift]], at: datetime) -> Iterator[tuple[str, tuple[str, ...]]]:
    where: dict[str, list[str]] = {}
    for name, plan in plans.items():
        for person in _at(plan, at):
            where.setdefault(person, []).append(name)
    return ((person, tuple(names)) for person, names in where.items() if len(names) > 1)


def _pieces(*plans: Sequence[Shift]) -> Iterator[tuple[datetime, datetime]]:
    """The stretches in which no plan changes."""
    edges = sorted({edge for plan in plans for shift in plan for edge in (shift.start, shift.end) if edge})
    return pairwise(edges)


def _at(plan: Sequence[Shift], at: datetime) -> tuple[str, ...]:
    """The people of a plan at an instant of its range."""
    there = (each for each in plan if each.start <= at and (each.end is None or at < each.end))
    return next((each.people for each in there), ())
