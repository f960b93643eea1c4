"""What an edit does: whoever has the turn keeps it until the next hand-off, then the new ring goes on."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.rota.shape import Layer, Version
from bot.domain.rota.turns import owner
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
    place = _place(old, new, at)
    return new if place is None else replace(new, offset=place - slot(new, at), carried=True)


def _place(old: Layer, new: Layer, at: datetime) -> int | None:
    """The place in the new ring of the last owner, or of the next one in the old order who is still in it."""
    if old.until is not None and old.until < at:
        return None
    number = slot(old, at - JUST_BEFORE)
    if not owner(old, number):
        return None
    size = len(old.members)
    for step in range(size):
        index = (number + old.offset + step) % size
        member = old.members[index]
        if member in old.inactive and step < _passed_over(old, number):
            continue
        if member in new.members:
            same = index < len(new.members) and new.members[index] == member
            return index if same else new.members.index(member)
    return None


def _passed_over(layer: Layer, number: int) -> int:
    """How many inactive members stand between the slot's own place and its owner."""
    size = len(layer.members)
    steps = range(size)
    return next(n for n in steps if layer.members[(number + layer.offset + n) % size] not in layer.inactive)
