"""A value of a file with its place, read without stumbling: what is missing or of another type is empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.formats.remark import Reason, Remark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.placed import Path, Place, Placed

Plain = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a file. `path` leads to it from the top."""

    placed: Placed
    value: object = None
    path: Path = ()

    def at(self, *steps: str) -> Node:
        """The value below, or an empty one."""
        found = self
        for step in steps:
            inside = found.value.get(step) if isinstance(found.value, dict) else None
            found = Node(self.placed, inside, (*found.path, step))
        return found

    def first(self, *names: str) -> Node:
        """The first of several keys that holds something."""
        nodes = [self.at(name) for name in names]
        return next((node for node in nodes if node), nodes[0])

    def each(self) -> list[Node]:
        """The items of a list; a single value counts as a list of itself."""
        if isinstance(self.value, list):
            return [Node(self.placed, item, (*self.path, n)) for n, item in enumerate(self.value)]
        return [self] if self else []

    def items(self) -> Iterator[tuple[str, Node]]:
        """The keys of a mapping with what they hold."""
        for key in self.value if isinstance(self.value, dict) else ():
            yield str(key), self.at(str(key))

    @property
    def text(self) -> str:
        """The text, in one line less the blanks around it; numbers are text too. "" for all else."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return " ".join(str(self.value).split()) if isinstance(self.value, Plain) else ""

    @property
    def prose(self) -> str:
        """The text with its line breaks."""
        return self.value.strip() if isinstance(self.value, str) else self.text

    @property
    def texts(self) -> list[str]:
        """The texts of a list."""
        return [text for node in self.each() if (text := node.text)]

    @property
    def place(self) -> Place:
        """Where it stands, or the nearest place around it that is known."""
        fault = self.placed.fault(self.path, "", "")
        return fault.line, fault.column

    def remark(self, reason: Reason, what: str, remedy: str = "", *, whole: int = 0) -> Remark:
        """A remark on this value."""
        return Remark(self.placed.file, *self.place, reason, what, remedy, whole)

    def __bool__(self) -> bool:
        return self.value not in (None, "", [], {})


def top(placed: Placed) -> Node:
    """The whole of a file."""
    return Node(placed, placed.tree)
