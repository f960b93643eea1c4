"""What the entries of a catalog file say about each other: who is referred to, and what is given twice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.catalog_file.faults import suggested
from bot.domain.catalog_file.making import item_id
from bot.domain.catalog_file.sections import WORDS
from bot.domain.names import Names, fold, index, near
from bot.domain.placed import Fault, Path, Placed

EACH = "*"
POINTERS: tuple[tuple[Path, str], ...] = (
    (("teams", EACH, "leads", EACH), "people"),
    (("teams", EACH, "members", EACH), "people"),
    (("teams", EACH, "oncall", EACH, "rota"), "rotas"),
    (("teams", EACH, "oncall", EACH, "person"), "people"),
    (("services", EACH, "team"), "teams"),
    (("services", EACH, "depends_on", EACH), "services"),
    (("services", EACH, "depends_on", EACH, "service"), "services"),
    (("rotas", EACH, "layers", EACH, "members", EACH), "people"),
    (("rotas", EACH, "versions", EACH, "layers", EACH, "members", EACH), "people"),
    (("rotas", EACH, "overrides", EACH, "user"), "people"),
    (("rotas", EACH, "overrides", EACH, "for"), "people"),
    (("incidents", EACH, "service"), "services"),
    (("incidents", EACH, "lead"), "people"),
    (("teams", EACH, "parent"), "teams"),
    *(((section, EACH, "team"), "teams") for section in ("domains", "systems", "repositories", "features")),
    (("domains", EACH, "parent"), "domains"),
    (("systems", EACH, "domain"), "domains"),
    (("repositories", EACH, "system"), "systems"),
    (("services", EACH, "system"), "systems"),
    (("services", EACH, "part_of"), "services"),
    (("services", EACH, "vendors", EACH), "vendors"),
    (("services", EACH, "experts", EACH), "people"),
    (("services", EACH, "experts", EACH, "person"), "people"),
    (("environments", EACH, "customer"), "customers"),
    (("workloads", EACH, "service"), "services"),
    (("workloads", EACH, "environment"), "environments"),
    (("flags", EACH, "feature"), "features"),
    (("features", EACH, "flags", EACH), "flags"),
    *(
        ((section, EACH, "services", EACH), "services")
        for section in ("features", "flags", "customers", "vendors", "freezes", "initiatives")
    ),
    *(((section, EACH, "teams", EACH), "teams") for section in ("freezes", "initiatives")),
    (("customers", EACH, "environments", EACH), "environments"),
    (("customers", EACH, "features", EACH), "features"),
    (("customers", EACH, "features", EACH, "feature"), "features"),
)
PARENTS: tuple[Path, ...] = (
    ("teams", EACH, "parent"),
    ("domains", EACH, "parent"),
    ("services", EACH, "part_of"),
)
UNIQUE: tuple[Path, ...] = (
    ("people", EACH, "slack"),
    ("people", EACH, "pagerduty"),
    ("people", EACH, "github"),
    ("people", EACH, "email"),
)


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry named at a place; it may stand in these files or in the store."""

    section: str
    id: str
    placed: Placed
    path: Path


def references(placed: Placed) -> Iterator[Reference]:
    """Every reference of a file. Wrong types are passed over: the shape tells them."""
    for pattern, section in POINTERS:
        for path, value in _at(placed.tree, pattern):
            if isinstance(value, str):
                yield Reference(section, value, placed, path)


def unresolved(
    wanted: Sequence[Reference], brought: Mapping[str, frozenset[str]], kept: Mapping[str, frozenset[str]]
) -> Iterator[Fault]:
    """The faults of references to what neither these files bring nor the store keeps."""
    known = {section: brought[section] | kept.get(section, frozenset()) for section in brought}
    alike: dict[str, Names] = {}
    for each in wanted:
        if each.id not in known[each.section]:
            names = alike.get(each.section) or index((id, fold(id)) for id in known[each.section])
            alike[each.section] = names
            yield each.placed.fault(each.path, _unknown(each), _instead(each, names))


def _unknown(each: Reference) -> str:
    return f"there is no {WORDS[each.section]} `{each.id}`"


def _instead(each: Reference, names: Names) -> str:
    return suggested(each.id, near(names, each.id), f"add it under `{each.section}:`")


def of_itself(placed: Placed) -> Iterator[Fault]:
    """Services that need themselves, or need another twice; what lies inside itself."""
    for pattern in PARENTS:
        for path, value in _at(placed.tree, pattern):
            if value == path[1]:
                what = f"{WORDS[str(path[0])]} `{value}` is its own `{path[-1]}`"
                yield placed.fault(path, what, "take it out")
    seen: set[tuple[object, str]] = set()
    for path, value in _at(placed.tree, ("services", EACH, "depends_on", EACH)):
        named = value.get("service") if isinstance(value, Mapping) else value
        if not isinstance(named, str):
            continue
        if named == path[1]:
            yield placed.fault(path, f"service `{named}` depends on itself", "take it out")
        elif (path[1], named) in seen:
            yield placed.fault(path, f"`{named}` stands twice in `depends_on`", "keep one of them")
        seen.add((path[1], named))


def twice(files: Sequence[Placed]) -> Iterator[Fault]:
    """Ids, aliases and vendors' ids that are given to two."""
    yield from _ids_twice(files)
    yield from _items_twice(files)
    yield from _aliases_twice(files)
    for pattern in UNIQUE:
        first: dict[str, str] = {}
        for placed in files:
            for path, value in _at(placed.tree, pattern):
                holder = first.setdefault(str(value).lower(), str(path[1]))
                if holder != path[1]:
                    what = f"`{path[-1]}: {value}` is also person `{holder}`'s"
                    yield placed.fault(path, what, "give it to one of them")


def _ids_twice(files: Sequence[Placed]) -> Iterator[Fault]:
    first: dict[Path, Placed] = {}
    for placed in files:
        for section in WORDS:
            for path, _ in _at(placed.tree, (section, EACH)):
                other = first.setdefault(path, placed)
                if other is not placed:
                    where = f"{other.file}:{other.keys.get(path, (1, 1))[0]}"
                    what = f"{WORDS[section]} `{path[1]}` stands in {where} as well"
                    yield placed.fault(path, what, "keep one of them", at_key=True)


def _items_twice(files: Sequence[Placed]) -> Iterator[Fault]:
    """Workloads, freezes and initiatives that stand twice."""
    first: dict[tuple[str, str], tuple[Placed, Path]] = {}
    for placed in files:
        for section in ("workloads", "freezes", "initiatives"):
            for path, item in _at(placed.tree, (section, EACH)):
                id = item_id(section, item) if isinstance(item, Mapping) else ""
                other, there = first.setdefault((section, id), (placed, path))
                if id and (other, there) != (placed, path):
                    where = f"{other.file}:{other.values.get(there, (1, 1))[0]}"
                    yield placed.fault(path, f"`{id}` stands in {where} as well", "keep one of them")


def _aliases_twice(files: Sequence[Placed]) -> Iterator[Fault]:
    held = {fold(str(p[1])): str(p[1]) for each in files for p, _ in _at(each.tree, ("services", EACH))}
    for placed in files:
        for path, value in _at(placed.tree, ("services", EACH, "aliases", EACH)):
            holder = held.setdefault(fold(value), str(path[1])) if isinstance(value, str) else path[1]
            if holder != path[1]:
                what = f"`{value}` already names service `{holder}`"
                yield placed.fault(path, what, "choose another alias, or give it to one of them")


def _at(tree: object, pattern: Path, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """The (path, value) pairs that a pattern reaches; `EACH` stands for every key and every place."""
    if not pattern:
        yield path, tree
        return
    step, rest = pattern[0], pattern[1:]
    if isinstance(tree, Mapping):
        for key in tree if step == EACH else (step,) if step in tree else ():
            yield from _at(tree[key], rest, (*path, key))
    elif isinstance(tree, list) and step == EACH:
        for place, item in enumerate(tree):
            yield from _at(item, rest, (*path, place))
