"""Where a reader of a rota stands: the path of the field, and the faults found so far on every path."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from bot.domain.refusal import Refusal
from bot.domain.rota.words import Wrong

T = TypeVar("T")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: `path` ends with the field (`layers[0].every.n`), `what` says what fits."""

    path: str
    what: str


class BadRota(Refusal):
    """The rota cannot be used. `problems` are all of its faults; `path` is the first one's."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        self.path = self.problems[0].path
        super().__init__("\n".join(f"{each.path}: {each.what}" for each in self.problems))


@dataclass(frozen=True, slots=True)
class Page:
    """A place in the file; places made from it with `at` share its list of problems."""

    path: str = ""
    problems: list[Problem] = field(default_factory=list)

    def at(self, step: str | int) -> "Page":
        """One field, or one item, further in."""
        if isinstance(step, int):
            return Page(f"{self.path}[{step}]", self.problems)
        return Page(f"{self.path}.{step}" if self.path else step, self.problems)

    def fault(self, what: str) -> None:
        """Note what is wrong here."""
        self.problems.append(Problem(self.path or "rota", what))

    def fields(self, raw: object, required: Sequence[str], optional: Sequence[str]) -> dict[str, object]:
        """The known fields of a mapping; missing and unknown ones are noted."""
        if not isinstance(raw, Mapping):
            self.fault(f"takes a mapping with {', '.join(required or optional)}")
            return {}
        known = {*required, *optional}
        for unknown in [name for name in raw if name not in known]:
            self.at(str(unknown)).fault(f"is not known here; known are {', '.join((*required, *optional))}")
        for name in [name for name in required if name not in raw]:
            self.at(name).fault("is missing")
        return {name: value for name, value in raw.items() if name in known}

    def items(self, fields: Mapping[str, object], name: str, *, least: int) -> list[tuple[object, "Page"]]:
        """The items of a list, each with its place; none where the list is absent (`fields` notes that)."""
        at, raw = self.at(name), fields.get(name)
        if name not in fields:
            return []
        if not isinstance(raw, list | tuple) or len(raw) < least:
            at.fault("takes a list" + (" of at least one" if least else ""))
            return []
        return [(item, at.at(place)) for place, item in enumerate(raw)]

    def read(self, fields: Mapping[str, object], name: str, reader: Callable[[object], T], spare: S) -> T | S:
        """The field as its reader sees it; `spare` where it is absent or wrong (which is noted)."""
        return self.at(name).value(fields[name], reader, spare) if name in fields else spare

    def value(self, raw: object, reader: Callable[[object], T], spare: S) -> T | S:
        """The value of this very place."""
        try:
            return reader(raw)
        except Wrong as wrong:
            self.fault(str(wrong))
            return spare
