"""What the readers found and what our own files say, as one draft of a catalog.

Our own files are held to their word: a fault of theirs refuses all. In a foreign file a fault costs what it
stands in, a value or an entry, and is said.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.domain import catalog_file
from bot.domain.catalog.whole import NOUNS
from bot.domain.catalog_file import Draft
from bot.domain.catalog_file import references as refer
from bot.domain.formats import owning, words
from bot.domain.formats.codeowners import Owners
from bot.domain.formats.entry import Entry, Harvest, Homes
from bot.domain.formats.merging import merged
from bot.domain.formats.remark import Reason, Remark
from bot.domain.names import fold
from bot.domain.placed import Fault, Path, Place, Placed
from bot.domain.provenance import located

ROUNDS = 12
MADE = ("teams", "systems", "domains")
"""Sections in which what is only named gets an entry of its own, with its name as the title."""
Names = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store keeps: ids by section, and the ids by folded name (title, address, login, …)."""

    ids: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that was read: our own files, what the readers made of the others, CODEOWNERS files."""

    own: Sequence[Placed]
    harvest: Harvest
    owners: Sequence[Owners] = ()
    homes: Homes = field(default_factory=dict)


def join(gathered: Gathered, kept: Kept) -> Draft:
    """The draft of everything. What is left out of foreign files is added to the harvest's remarks."""
    harvest, own = gathered.harvest, gathered.own
    names = _names(harvest.entries, own, kept)
    owning.apply(gathered.owners, harvest, gathered.homes, owning.People(names["teams"], names["people"]))
    entries = merged(harvest.entries, harvest, own)
    world = _World(harvest, _placed(entries), {(e.file, e.section, e.id): e for e in entries if e.id})
    names = _names(entries, own, kept)
    world.resolve(names, kept)
    draft = world.prune(own, kept)
    files = [*own, *world.files.values()]
    return replace(draft, catalog=replace(draft.catalog, services=located(draft.catalog.services, files)))


def _names(entries: Iterable[Entry], own: Sequence[Placed], kept: Kept) -> Names:
    """The ids of each section by folded id, title, alias, address and login."""
    found: Names = {
        section: {
            name: id
            for name, id in kept.names.get(section, {}).items()
            if id in kept.ids.get(section, frozenset())
        }
        for section in NOUNS
    }
    bodies = [(each.section, each.id, each.body) for each in entries if each.id]
    for placed in own:
        for section, content in placed.tree.items() if isinstance(placed.tree, Mapping) else ():
            for id, body in content.items() if section in found and isinstance(content, Mapping) else ():
                bodies.append((section, str(id), body if isinstance(body, dict) else {}))
    for section, id, body in bodies:
        for name in _called(body):
            found[section].setdefault(fold(name), id)
    for section, id, _ in bodies:
        found[section][fold(id)] = id
    return found


def _called(body: Mapping[str, object]) -> Iterator[str]:
    aliases = body.get("aliases")
    for value in (*(body.get(key) for key in ("title", "name", "email", "github")), *_list(aliases)):
        if isinstance(value, str) and value:
            yield value


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


class _Places(Mapping[Path, Place]):
    """Where the entries of a file, and what is in them, were read; found out when it is asked for."""

    def __init__(self) -> None:
        self.entries: dict[Path, Entry] = {}
        self.made: dict[Path, Place] = {}

    def __getitem__(self, path: Path) -> Place:
        if path in self.made:
            return self.made[path]
        entry = self.entries[path[:2]]
        return (entry.origin if len(path) == 2 else entry.places[path[2:]]).place

    def elsewhere(self, file: str) -> dict[Path, str]:
        """The values that were read from other files than the one of their entry."""
        return {
            (*path, *inside): node.placed.file
            for path, entry in self.entries.items()
            for inside, node in entry.places.items()
            if node.placed.file != file
        }

    def __iter__(self) -> Iterator[Path]:
        return iter((*self.entries, *self.made))

    def __len__(self) -> int:
        return len(self.entries) + len(self.made)


def _placed(entries: Sequence[Entry]) -> dict[str, Placed]:
    """The entries as files of our own shape, each with the places of the file in which it is declared."""
    trees: dict[str, dict[str, object]] = {}
    places: dict[str, _Places] = {}
    for entry in entries:
        section = trees.setdefault(entry.file, {}).setdefault(entry.section, {} if entry.id else [])
        at = places.setdefault(entry.file, _Places())
        if isinstance(section, dict):
            section[entry.id] = entry.body
            at.entries[(entry.section, entry.id)] = entry
        elif isinstance(section, list):
            section.append(entry.body)
            at.entries[(entry.section, len(section) - 1)] = entry
    return {
        file: Placed(file, tree, places[file], places[file], files=places[file].elsewhere(file))
        for file, tree in trees.items()
    }


@dataclass(slots=True)
class _World:
    """The foreign files while they are brought into a state that holds."""

    harvest: Harvest
    files: dict[str, Placed]
    entries: Mapping[tuple[str, str, str], Entry]

    def resolve(self, names: Names, kept: Kept) -> None:
        """Let references that name a thing otherwise than by its id name its id; make what is only named.

        However often and in whatever writing a thing is named, it is made once.
        """
        brought: dict[str, set[str]] = {section: set(ids.values()) for section, ids in names.items()}
        made: dict[tuple[str, str], str] = {}
        for each in [ref for placed in self.files.values() for ref in refer.references(placed)]:
            key = (each.section, fold(each.id) if each.section in MADE else each.id.lower())
            if each.id in brought[each.section] or each.id in kept.ids.get(each.section, ()):
                continue
            id = names[each.section].get(fold(each.id)) or made.get(key)
            if id is None and (each.section in MADE or (each.section == "people" and "@" in each.id)):
                id = made[key] = self._make(each)
            if id:
                _set(each.placed.tree, each.path, id)

    def _make(self, each: refer.Reference) -> str:
        """An entry for what is named and nothing more; a person is named by an address. Returns its id."""
        tree, place = each.placed.tree, each.placed.fault(each.path, "", "")
        person = each.section == "people"
        id = words.slug(each.id.partition("@")[0]) if person else each.id
        body = {"name": each.id, "email": each.id} if person else {"title": id}
        if isinstance(tree, dict) and isinstance(each.placed.keys, _Places):
            tree.setdefault(each.section, {}).setdefault(id, body)
            each.placed.keys.made.setdefault((each.section, id), (place.line, place.column))
        what = f"{NOUNS[each.section]} `{id}` is named here and described nowhere"
        said = (each.placed.file, place.line, place.column, Reason.NAMED_ONLY, what)
        self.harvest.say(Remark(*said, "it has nothing but its name"))
        return id

    def prune(self, own: Sequence[Placed], kept: Kept) -> Draft:
        """Take out what has a fault until nothing has; faults of our own files stay."""
        for n in range(ROUNDS):
            draft = catalog_file.read([*own, *(each for each in self.files.values() if each.tree)])
            faults = [each for each in catalog_file.unresolved(draft, kept.ids) if each.file in self.files]
            if not faults:
                break
            for fault in sorted(faults, key=_last_first, reverse=True):
                self._take_out(fault, fault.path if n < ROUNDS - 2 else fault.path[:2])
        return draft

    def _take_out(self, fault: Fault, path: Path) -> None:
        """Take out the value with a fault; of an item that names what is not known, the item."""
        unknown = fault.what.startswith("there is no")
        if unknown and len(path) > 4 and isinstance(path[-2], int):
            path = path[:-1]
        entry = self.entries.get((fault.file, str(path[0]), str(path[1]))) if len(path) > 1 else None
        if not _remove(self.files[fault.file].tree, path):
            return
        whole = int(entry.main if entry else True) if len(path) <= 2 else 0
        file = entry.places[path[2:]].placed.file if entry and path[2:] in entry.places else fault.file
        reason = Reason.UNKNOWN if unknown else Reason.FAULTY
        remedy = "import it too" if unknown else fault.remedy
        self.harvest.say(Remark(file, fault.line, fault.column, reason, fault.what, remedy, whole))


def _last_first(fault: Fault) -> tuple[str, tuple[tuple[int, str], ...]]:
    """Items of a list in the order of their places, so that taking one out does not move those before it."""
    return fault.file, tuple((step, "") if isinstance(step, int) else (-1, step) for step in fault.path)


def _inside(tree: object, path: Path) -> object:
    for step in path:
        if isinstance(tree, Mapping):
            tree = tree.get(step)
        elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
            tree = tree[step]
        else:
            return None
    return tree


def _set(tree: object, path: Path, value: str) -> None:
    inside = _inside(tree, path[:-1])
    if isinstance(inside, dict | list):
        inside[path[-1]] = value  # type: ignore[index]


def _remove(tree: object, path: Path) -> bool:
    """Take out what a path leads to, and lists and mappings that it leaves empty inside an entry."""
    if not path:
        return False
    inside, last = _inside(tree, path[:-1]), path[-1]
    if not _holds(inside, last):
        return False
    inside.pop(last)  # type: ignore[attr-defined]
    if not inside and (len(path) == 2 or len(path) > 3):
        _remove(tree, path[:-1])
    return True


def _holds(inside: object, step: str | int) -> bool:
    if isinstance(inside, list):
        return isinstance(step, int) and step < len(inside)
    return isinstance(inside, dict) and step in inside
