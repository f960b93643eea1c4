"""A catalog file's plain values as a catalog, or every fault that keeps them from being one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.domain.catalog import Catalog, Rota
from bot.domain.catalog_file import references as refer
from bot.domain.catalog_file.faults import of_errors, unknown_key
from bot.domain.catalog_file.making import made
from bot.domain.catalog_file.references import Reference
from bot.domain.catalog_file.sections import LISTED, SECTIONS, WORDS
from bot.domain.catalog_file.values import Id, Repository
from bot.domain.placed import Fault, Path, Placed
from bot.domain.rota import BadRota, Problem, parse

_ID: TypeAdapter[str] = TypeAdapter(Id)
_REPOSITORY: TypeAdapter[str] = TypeAdapter(Repository)


@dataclass(frozen=True, slots=True)
class Draft:
    """What files say: the catalog, as far as it can be read, its faults, and what it refers to."""

    files: tuple[str, ...]
    catalog: Catalog
    faults: tuple[Fault, ...]
    references: tuple[Reference, ...]
    brought: Mapping[str, frozenset[str]]


def read(files: Sequence[Placed]) -> Draft:
    """The draft of several files, which are one catalog."""
    faults = [fault for each in files for fault in each.faults]
    found: dict[str, list[Any]] = {section: [] for section in (*SECTIONS, *LISTED)}
    for placed in files:
        if not isinstance(placed.tree, Mapping) or not placed.tree:
            faults += () if placed.faults else (_no_catalog(placed),)
            continue
        for section, content in placed.tree.items():
            faults += _section(placed, section, content, found)
        faults += refer.of_itself(placed)
    faults += refer.twice(files)
    return Draft(
        tuple(placed.file for placed in files),
        Catalog(**{section: tuple(values) for section, values in found.items()}),
        tuple(faults),
        tuple(each for placed in files for each in refer.references(placed)),
        {section: frozenset(_ids(files, section)) for section in WORDS},
    )


def unresolved(draft: Draft, kept: Mapping[str, frozenset[str]]) -> tuple[Fault, ...]:
    """All faults of a draft in the order of its files, given the ids that the store keeps by section."""
    place = {file: n for n, file in enumerate(draft.files)}
    faults = (*draft.faults, *refer.unresolved(draft.references, draft.brought, kept))
    return tuple(sorted(set(faults), key=lambda fault: (place[fault.file], fault)))


def _no_catalog(placed: Placed) -> Fault:
    if placed.tree is None or placed.tree == {}:
        return placed.fault((), "the file is empty", "write `services:` into it; emptying it removes nothing")
    return placed.fault((), "this is not a catalog", "write `people:`, `teams:` and `services:` at its top")


def _ids(files: Sequence[Placed], section: str) -> Iterator[str]:
    for placed in files:
        content = placed.tree.get(section) if isinstance(placed.tree, Mapping) else None
        yield from content if isinstance(content, Mapping) else ()


def _section(placed: Placed, section: str, content: object, found: dict[str, list[Any]]) -> list[Fault]:
    if section in LISTED:
        return _items(placed, section, content, found[section])
    if section not in SECTIONS:
        return [unknown_key(placed, (section,))]
    if not isinstance(content, Mapping):
        return [
            placed.fault((section,), f"`{section}` takes ids with what they are", "write `id: {…}` below it")
        ]
    faults: list[Fault] = []
    for id, raw in content.items():
        path = (section, id)
        faults += _id(placed, path)
        values, wrong = _rota(placed, path, raw) if section == "rotas" else _entry(placed, path, raw)
        faults += wrong
        found[section] += values
    return faults


def _id(placed: Placed, path: Path) -> list[Fault]:
    try:
        (_REPOSITORY if path[0] == "repositories" else _ID).validate_python(path[1])
    except ValidationError as wrong:
        faults = of_errors(placed, path, wrong)
        return [placed.fault(path, fault.what, fault.remedy, at_key=True) for fault in faults]
    return []


def _entry(placed: Placed, path: Path, raw: object) -> tuple[list[Any], list[Fault]]:
    model = SECTIONS[str(path[0])]
    assert model is not None  # noqa: S101  (rotas go another way)
    try:
        entry = model.model_validate(raw)
    except ValidationError as wrong:
        return [], of_errors(placed, path, wrong)
    line = placed.keys.get(path, (0, 0))[0]
    return [made(str(path[0]), str(path[1]), entry, placed.file, line)], []


def _rota(placed: Placed, path: Path, raw: object) -> tuple[list[Rota], list[Fault]]:
    try:
        parse(raw)
    except BadRota as wrong:
        return [], [_rota_fault(placed, path, problem) for problem in wrong.problems]
    return [Rota(str(path[1]), dict(raw), placed.file, placed.keys.get(path, (0, 0))[0])], []  # type: ignore[call-overload]


def _rota_fault(placed: Placed, path: Path, problem: Problem) -> Fault:
    what, _, remedy = problem.what.partition("; ")
    inside = _steps(problem.path)
    return placed.fault(
        (*path, *inside), f"`{problem.path}` of rota `{path[1]}`: {what}", remedy or "correct it"
    )


def _steps(written: str) -> Path:
    """The path of a field as rotas write it: `layers[0].every.n`."""
    steps = written.replace("[", ".").replace("]", "").split(".")
    return tuple(int(step) if step.isdigit() else step for step in steps)


def _items(placed: Placed, section: str, content: object, found: list[Any]) -> list[Fault]:
    """The items of a section that is a list."""
    if not isinstance(content, list):
        first = next(iter(LISTED[section].model_fields.items()))
        key = first[1].alias or first[0]
        return [placed.fault((section,), f"`{section}` takes a list", f"begin each with `- {key}:`")]
    faults: list[Fault] = []
    for n, raw in enumerate(content):
        path: Path = (section, n)
        try:
            entry = LISTED[section].model_validate(raw)
        except ValidationError as wrong:
            faults += of_errors(placed, path, wrong)
        else:
            found.append(made(section, "", entry, placed.file, placed.values.get(path, (0, 0))[0]))
    return faults
