"""The engine: who is on call at an instant and for how long, by formula; shifts are a walk of that."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from bot.domain.rota.shape import Kind, Layer, Override, Rota, Shift, Version
from bot.domain.rota.wall import LAST, clamp, handoff, opening, slot

HORIZON = timedelta(days=400)
SOON, LATER = 200, 1000
"""How many stretches are looked at for the end of a shift (10 ms at worst), and for a person's next ones."""


def who(rota: Rota, at: datetime) -> tuple[str, ...]:
    """The people on call at an instant; at a hand-off the incoming one."""
    return _stretch(rota, clamp(at)).people


def people(rota: Rota) -> frozenset[str]:
    """Everybody whom a rota names, in whatever version or override."""
    rings = {member for version in rota.versions for layer in version.layers for member in layer.members}
    return frozenset(rings | {override.user for override in rota.overrides})


def until(rota: Rota, at: datetime) -> datetime | None:
    """When the people on call at an instant change; None where that is beyond about a year."""
    return next(_from(rota, at)).end


def around(rota: Rota, at: datetime) -> tuple[Shift, Shift | None]:
    """The shift of an instant, and the next one that somebody has (None: not within about a year)."""
    found = _from(rota, at)
    return next(found), next((shift for shift in found if shift.people), None)


def shifts(rota: Rota, start: datetime, end: datetime) -> tuple[Shift, ...]:
    """Who is on call in [start, end), gaps as shifts of nobody, neighbours with the same people as one."""
    return tuple(_join(_stretches(rota, clamp(start), clamp(end))))


def shifts_of(rota: Rota, person: str, at: datetime, count: int) -> tuple[Shift, ...]:
    """A person's shift at `at`, if any, and the ones that follow: at most `count`, within about a year."""
    if person not in people(rota):
        return ()
    return tuple(islice((shift for shift in _from(rota, at, person) if shift.people), count))


def place(layer: Layer, number: int) -> int | None:
    """The place in the ring whose turn a slot is; inactive members are passed over; None: nobody's."""
    if number < 0 and not layer.carried:
        return None
    size = len(layer.members)
    if size and not layer.inactive:
        return (number + layer.offset) % size
    ring = ((number + layer.offset + step) % size for step in range(size))
    return next((index for index in ring if layer.members[index] not in layer.inactive), None)


def _from(rota: Rota, at: datetime, person: str = "") -> Iterator[Shift]:
    """Shifts from `at` on (of one person, if given); the one that the horizon cuts has no end."""
    start = clamp(at)
    most = LATER if person else SOON
    walk = islice(_stretches(rota, start, min(start, LAST - HORIZON) + HORIZON, person), most)
    pending: Shift | None = None
    for shift in _join(_only(walk, person)):
        if pending:
            yield pending
        pending = shift
    yield Shift(pending.start, None, pending.people) if pending else Shift(start, None, ())


def _only(walk: Iterator[Shift], person: str) -> Iterator[Shift]:
    if not person:
        return walk
    return (Shift(each.start, each.end, (person,) if person in each.people else ()) for each in walk)


def _join(walk: Iterable[Shift]) -> Iterator[Shift]:
    """Neighbours with the same people become one shift."""
    pending: Shift | None = None
    for each in walk:
        if pending and pending.people == each.people:
            pending = Shift(pending.start, each.end, pending.people)
            continue
        if pending:
            yield pending
        pending = each
    if pending:
        yield pending


def _stretches(rota: Rota, start: datetime, end: datetime, person: str = "") -> Iterator[Shift]:
    """Stretches in which nothing can change, one after the other, over [start, end).

    For one person, what others have while it cannot be theirs is one stretch of nobody.
    """
    at = start
    while at < end:
        away = _away(rota, person, at) if person else at
        found = Shift(at, away, ()) if away > at else _stretch(rota, at)
        at = found.end or end
        yield found if at <= end else Shift(found.start, end, found.people)


def _away(rota: Rota, person: str, at: datetime) -> datetime:
    """The instant up to which a person cannot be on call: `at` where it may be theirs now."""
    version, edge = _version(rota.versions, at)
    turns = (_next_turn(layer, person, at) for layer in (version.layers if version else ()))
    own = (each for each in rota.overrides if each.user == person and at < each.end)
    return min([edge, *turns, *(max(at, each.start) for each in own)])


def _next_turn(layer: Layer, person: str, at: datetime) -> datetime:
    """When a person's turn in a layer begins: `at` where they have it now, the end of time where never."""
    if person not in layer.members or person in layer.inactive:
        return LAST
    number = slot(layer, at)
    for ahead in range(len(layer.members) + 2):
        index = place(layer, number + ahead)
        if index is not None and layer.members[index] == person:
            return handoff(layer, number + ahead) if ahead else at
    return LAST


def _stretch(rota: Rota, at: datetime) -> Shift:
    """The people on call at an instant, and the first instant after it at which that could change."""
    version, edge = _version(rota.versions, at)
    ends = [edge]
    found: tuple[str, ...] = ()
    for layer in version.layers if version else ():
        member, end = _turn(layer, at)
        ends.append(end)
        if member:
            found = (member,)
            break
    for override in rota.overrides:
        if override.start <= at < override.end:
            found = _overridden(found, override)
        if at < override.end:
            ends.append(override.end if override.start <= at else override.start)
    return Shift(at, min(ends), found)


def _version(versions: tuple[Version, ...], at: datetime) -> tuple[Version | None, datetime]:
    """The version that rules at an instant, and when the next one begins."""
    ruling: Version | None = None
    for version in versions:
        if version.effective is not None and version.effective > at:
            return ruling, version.effective
        ruling = version
    return ruling, LAST


def _turn(layer: Layer, at: datetime) -> tuple[str, datetime]:
    """Who has the turn in a layer, and an instant up to which that is sure to hold."""
    last = layer.until or LAST
    if at >= last or layer.inactive.issuperset(layer.members):
        return "", LAST
    number = slot(layer, at)
    index = place(layer, number)
    member = "" if index is None else layer.members[index]
    alone = member and len(set(layer.members)) == 1
    end = last if alone else min(last, handoff(layer, number + 1))
    if not layer.windows:
        return member, end
    is_open, edge = opening(layer, at)
    return (member if is_open else ""), min(end, edge)


def _overridden(found: tuple[str, ...], override: Override) -> tuple[str, ...]:
    user = override.user
    match override.kind:
        case Kind.ADD:
            return found if user in found else (*found, user)
        case Kind.REMOVE:
            return tuple(each for each in found if each != user)
        case Kind.COVER if not override.instead_of:
            return (user,)
        case Kind.COVER:
            return tuple(dict.fromkeys(user if each == override.instead_of else each for each in found))
