"""Values of a file, where each of them stands, and what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in a file: where it stands (from 1), what it is, and what to do.

    `path` leads to the value; it is no part of what makes two faults the same.
    """

    file: str
    line: int
    column: int
    what: str
    remedy: str
    path: Path = field(default=(), compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.what}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Placed:
    """A file as plain values. `values` and `keys` say where the value and the key of a path stand."""

    file: str
    tree: object
    values: Mapping[Path, Place] = field(default_factory=dict)
    keys: Mapping[Path, Place] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    files: Mapping[Path, str] = field(default_factory=dict)
    """In which file a value stands where that is not `file`."""

    def line(self, path: Path) -> int:
        """The line of a value, 0 where that is not known."""
        found = self.values.get(path) or self.keys.get(path)
        return found[0] if found else 0

    def lines_below(self, path: Path) -> dict[str | int, int]:
        """The line of each value of a mapping, by its key; found in one go where that is faster."""
        if below := getattr(self.values, "below", None):
            found: dict[str | int, int] = below(path)
            return found
        inside: object = self.tree
        for step in path:
            inside = inside.get(step) if isinstance(inside, Mapping) else None
        return {key: self.line((*path, key)) for key in inside} if isinstance(inside, Mapping) else {}

    def fault(self, path: Path, what: str, remedy: str, *, at_key: bool = False) -> Fault:
        """A fault at a path, or at the nearest place around it that is known."""
        order = (self.keys, self.values) if at_key else (self.values, self.keys)
        for end in range(len(path), -1, -1):
            for places in order:
                if place := places.get(path[:end]):
                    return Fault(self.file, *place, what, remedy, path)
        return Fault(self.file, 1, 1, what, remedy, path)
