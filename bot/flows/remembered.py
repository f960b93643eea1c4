"""Answers that are remembered for as long as what they were read from stays as it was."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from bot.ports import Rows

T = TypeVar("T")


def moments(value: object) -> Iterator[datetime]:
    """Every time that a value of the domain holds, however deep."""
    if isinstance(value, datetime):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from moments(each)
    elif is_dataclass(value):
        for held in fields(value):
            yield from moments(getattr(value, held.name))


class Remembered(Generic[T]):
    """Answers by their key, for each database; all are forgotten with its generation, or at `most` of them.

    Threads may share it: each gets only what was read of the generation that it sees.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._of: WeakKeyDictionary[Rows, tuple[Hashable, dict[Hashable, T]]] = WeakKeyDictionary()

    def get(self, rows: Rows, generation: Hashable, key: Hashable) -> T | None:
        """The answer of that generation, None where there is none."""
        kept = self._of.get(rows)
        return kept[1].get(key) if kept and kept[0] == generation else None

    def forget(self, rows: Rows) -> None:
        """Forget all answers of a database."""
        self._of.pop(rows, None)

    def keep(self, rows: Rows, generation: Hashable, key: Hashable, answer: T) -> T:
        """Remember an answer; returns it."""
        kept = self._of.get(rows)
        if kept is None or kept[0] != generation or len(kept[1]) >= self._most:
            self._of[rows] = kept = (generation, {})
        kept[1][key] = answer
        return answer
