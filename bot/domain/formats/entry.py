"""What a reader takes from foreign files: entries in the shape of our catalog file, with their places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.domain.formats.node import Node
from bot.domain.formats.remark import Reason, Remark
from bot.domain.placed import Path

Homes = Mapping[str, str]
"""The repository (`owner/name`) in which a file lies, by file, where that is known."""


@dataclass(slots=True)
class Entry:
    """An entry in the making: `body` as our file would hold it, `places` what each value was read from.

    `id` is "" in a section that is a list. `main`: it is what its declaration is about, nothing beside it.
    """

    section: str
    id: str
    origin: Node
    body: dict[str, object] = field(default_factory=dict)
    places: dict[Path, Node] = field(default_factory=dict)
    main: bool = True

    @property
    def file(self) -> str:
        """The file in which it is declared."""
        return self.origin.placed.file

    def put(self, key: str, value: object, at: Node) -> None:
        """Set a value unless there is nothing to set, or it is set already."""
        if value not in (None, "", [], {}) and key not in self.body:
            self.body[key] = value
            self.places[(key,)] = at

    def add(self, key: str, value: object, at: Node) -> None:
        """Add to a list what it does not hold yet."""
        held = self.body.setdefault(key, [])
        if isinstance(held, list) and value not in (None, "", {}) and value not in held:
            held.append(value)
            self.places.setdefault((key,), at)
            self.places[(key, len(held) - 1)] = at
        if not held:
            del self.body[key]

    def fact(self, name: str, at: Node) -> None:
        """Keep what has no key of its own as a fact: text, a number, yes or no, or a list of texts."""
        facts = self.body.setdefault("facts", {})
        value = at.texts if isinstance(at.value, list) else at.value
        if isinstance(facts, dict) and isinstance(value, str | int | float | bool | list) and at:
            facts.setdefault(name, value)
            self.places.setdefault(("facts",), at)
            self.places.setdefault(("facts", name), at)
        if not facts:
            del self.body["facts"]


@dataclass(slots=True)
class Harvest:
    """What the readers bring in: entries, remarks, and how many declarations each file held."""

    entries: list[Entry] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    read: dict[str, int] = field(default_factory=dict)

    def declared(self, node: Node, count: int = 1) -> None:
        """Count declarations of a file."""
        self.read[node.placed.file] = self.read.get(node.placed.file, 0) + count

    def entry(self, section: str, id: str, origin: Node, *, main: bool = True) -> Entry:
        """A new entry."""
        made = Entry(section, id, origin, main=main)
        self.entries.append(made)
        return made

    def say(self, remarks: Remark | Iterable[Remark]) -> None:
        """Keep what is to be said."""
        self.remarks += [remarks] if isinstance(remarks, Remark) else remarks

    def leave_out(self, node: Node, reason: Reason, what: str, remedy: str = "", *, count: int = 1) -> None:
        """Say that whole declarations are left out."""
        self.say(node.remark(reason, what, remedy, whole=count))
