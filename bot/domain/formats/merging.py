"""Entries that several files declare, as one: what one lacks the other gives; where they differ is said."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from bot.domain.formats.entry import Entry, Harvest
from bot.domain.formats.remark import Reason, Remark
from bot.domain.placed import Placed

SAID = {"team": "owner"}
QUIET = ("title", "name", "description", "type")
"""What is worded differently everywhere: the first stands, and nothing is said."""
LONGEST = {"title": 150, "name": 150, "description": 2000}
Key = tuple[str, str]


def merged(entries: Sequence[Entry], harvest: Harvest, own: Sequence[Placed]) -> list[Entry]:
    """The entries, each id once; those that our own files declare are left to them."""
    ours = dict(_declared(own))
    found: dict[Key, Entry] = {}
    kept: list[Entry] = []
    for entry in entries:
        key = (entry.section, entry.id)
        harvest.say(_cut(entry))
        if key in ours:
            harvest.say(_ours(entry, ours[key]))
        elif not entry.id:
            kept.append(entry)
        elif key in found:
            harvest.say(_fill(found[key], entry))
        else:
            found[key] = entry
            kept.append(entry)
    return kept


def _declared(own: Sequence[Placed]) -> Iterator[tuple[Key, str]]:
    for placed in own:
        for section, content in placed.tree.items() if isinstance(placed.tree, Mapping) else ():
            for id in content if isinstance(content, Mapping) else ():
                line = placed.keys.get((section, id), (1, 1))[0]
                yield (str(section), str(id)), f"{placed.file}:{line}"


def _ours(entry: Entry, where: str) -> Remark:
    what = f"`{entry.id}` stands in {where}, which counts"
    return entry.origin.remark(Reason.TWICE, what, whole=int(entry.main))


def _cut(entry: Entry) -> Iterator[Remark]:
    """Bring texts to the length that we hold."""
    for key, most in LONGEST.items():
        text = entry.body.get(key)
        if isinstance(text, str) and len(text) > most:
            entry.body[key] = text[: most - 1].rstrip() + "…"
            what = f"`{key}` of `{entry.id}` is longer than {most} characters and is cut"
            yield entry.places[(key,)].remark(Reason.FAULTY, what)


def _fill(first: Entry, second: Entry) -> Iterator[Remark]:
    """Give the first what it lacks; yield where they differ."""
    for key, value in second.body.items():
        held = first.body.get(key)
        if held is None:
            _take(first, second, key)
        elif isinstance(held, list) and isinstance(value, list):
            for n, item in enumerate(value):
                _append(first, second, key, (n, item))
        elif isinstance(held, dict) and isinstance(value, dict):
            first.body[key] = value | held
            first.places = {p: node for p, node in second.places.items() if p[0] == key} | first.places
        elif held != value and key not in QUIET:
            yield _differ(first, second, key)


def _take(first: Entry, second: Entry, key: str) -> None:
    first.body[key] = second.body[key]
    first.places |= {path: node for path, node in second.places.items() if path[0] == key}


def _append(first: Entry, second: Entry, key: str, item: tuple[int, object]) -> None:
    held = first.body[key]
    if isinstance(held, list) and item[1] not in held:
        held.append(item[1])
        first.places[(key, len(held) - 1)] = second.places.get((key, item[0]), second.origin)


def _differ(first: Entry, second: Entry, key: str) -> Remark:
    held, other = first.places.get((key,), first.origin), second.places.get((key,), second.origin)
    line, file = held.place[0], held.placed.file
    where = f"{file}:{line}" if file != other.placed.file else f"line {line}"
    said = f"`{first.id}` has two {SAID.get(key, key)}s"
    what = f"{said}: `{first.body[key]}` ({where}), which counts, and `{second.body[key]}`"
    return other.remark(Reason.TWICE, what, "keep one of them")


def folder(file: str) -> str:
    """The folder that a file at the top of a repository stands for, also out of `.github/` and the like."""
    parent = PurePath(file).parent
    return str(parent.parent if parent.name in (".github", ".gitlab", "docs") else parent)
