"""What an import brings compared with what is there: added, changed, unchanged, gone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from bot.domain.catalog import Catalog
from bot.domain.catalog.whole import NOUNS
from bot.domain.formats.remark import Remark
from bot.domain.placed import Fault

Entry = Any
"""A person, a team, a service, a rota, a customer …: a dataclass with an id."""
PROVENANCE = frozenset({"source", "line", "as_of", "gone_at", "by_hand", "places"})


class Fate(StrEnum):
    """What an import does to an entry."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Delta:
    """One entry and what happens to it; `changes` are (field, before, after)."""

    noun: str
    id: str
    fate: Fate
    changes: tuple[tuple[str, object, object], ...] = ()


@dataclass(frozen=True, slots=True)
class FileRead:
    """A foreign file: its format, how many declarations it holds, how many of them were left out."""

    file: str
    format: str
    declared: int
    left_out: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do (`dry_run`), or why it did nothing (`faults`).

    `remarks` say what was left out of foreign files or guessed, `passed` names files of no known format,
    `kept` what people said by hand and the files say otherwise.
    """

    files: tuple[str, ...]
    dry_run: bool = False
    deltas: tuple[Delta, ...] = ()
    incidents: int = 0
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Remark, ...] = ()
    read: tuple[FileRead, ...] = ()
    passed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    def of(self, fate: Fate) -> tuple[Delta, ...]:
        """The entries of one fate."""
        return tuple(each for each in self.deltas if each.fate is fate)


def compare(before: Catalog, after: Catalog) -> tuple[Delta, ...]:
    """What becomes of everything in `after`, and of what `before` holds beyond it.

    `before` is what stands under the same ids or came from the same files. What is gone is kept, dated.
    """
    return tuple(
        each
        for section, noun in NOUNS.items()
        for each in _compare(noun, getattr(before, section), getattr(after, section))
        if noun != "rota" or each.fate is not Fate.GONE
    )


def _compare(noun: str, before: Sequence[Entry], after: Sequence[Entry]) -> Iterator[Delta]:
    old: Mapping[str, Entry] = {each.id: each for each in before}
    for each in after:
        changes = tuple(_changes(old[each.id], each)) if each.id in old else ()
        fate = (Fate.CHANGED if changes else Fate.UNCHANGED) if each.id in old else Fate.ADDED
        yield Delta(noun, each.id, fate, changes)
    yield from _gone(noun, before, {each.id for each in after})


def _changes(old: Entry, new: Entry) -> Iterator[tuple[str, object, object]]:
    if getattr(old, "gone_at", None):
        yield "gone", "yes", "no"
    for field in fields(new):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if field.name not in PROVENANCE and before != after:
            yield field.name, before, after


def _gone(noun: str, before: Iterable[Entry], kept: set[str]) -> Iterator[Delta]:
    for each in before:
        if each.id not in kept and getattr(each, "gone_at", None) is None:
            yield Delta(noun, each.id, Fate.GONE)
