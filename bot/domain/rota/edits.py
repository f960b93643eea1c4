"""What an edit does: whoever has the turn keeps it until the next hand-off, then the new ring goes on."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.rota.shape import Layer, Version
from bot.domain.rota.turns import place
from bot.domain.rota.wall import slot

JUST_BEFORE = timedelta(microseconds=1)


def carry(versions: tuple[Version, ...]) -> tuple[Version, ...]:
    """The versions with the phase of every layer worked out from the layer at its place before the edit."""
    settled: list[Version] = []
    for version in versions:
        if settled and version.effective is not None:
            version = replace(version, layers=_carried(settled[-1].layers, version.layers, version.effective))
        settled.append(version)
    return tuple(settled)


def _carried(old: tuple[Layer, ...], new: tuple[Layer, ...], at: datetime) -> tuple[Layer, ...]:
    pairs = zip(old, new, strict=False)
    return (*(_continue(before, layer, at) for before, layer in pairs), *new[len(old) :])


def _continue(old: Layer, new: Layer, at: datetime) -> Layer:
    """The new layer, its ring turned so that the slot at `at` belongs to whoever had the turn before."""
    if old.until is not None and old.until < at:
        return new
    last = place(old, slot(old, at - JUST_BEFORE))
    heir = None if last is None else _heir(old, new, last)
    return new if heir is None else replace(new, offset=heir - slot(new, at), carried=True)


def _heir(old: Layer, new: Layer, last: int) -> int | None:
    """The place in the new ring of the last owner, or of the next one in the old order who is still in it."""
    size = len(old.members)
    for index in ((last + step) % size for step in range(size)):
        member = old.members[index]
        if member in new.members:
            same = index < len(new.members) and new.members[index] == member
            return index if same else new.members.index(member)
    return None
