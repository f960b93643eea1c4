"""Answering a GraphQL query from a table of types: checked whole, then errors node by node, like GitHub."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.github.query import Field, Malformed, Query, Spread, Variable, parse

Json = dict[str, Any]


class Denied(Exception):
    """One node's refusal, in GitHub's words; the rest of the answer lives."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Kind:
    """A field of a type: the type of its value ("" for a scalar), how it is found, the arguments it takes."""

    of: str
    find: Callable[[Any, Json], Any]
    arguments: frozenset[str] = frozenset()


Types = Mapping[str, Mapping[str, Kind]]
TYPENAME = "__typename"
"""The one field of a union or an interface: it says which type a value has."""


@dataclass(slots=True)
class _Run:
    types: Types
    query: Query
    values: Json
    errors: list[Json] = field(default_factory=list)


def answer(types: Types, root: object, document: str, values: Json) -> Json:
    """The body of the response: `data`, and `errors` where there are any."""
    try:
        query = parse(document)
    except Malformed as error:
        return {"errors": [{"message": str(error), "locations": [{"line": 1, "column": 1}]}]}
    run = _Run(types, query, {**query.defaults, **values})
    faults = [*_unset(run), *_faults(run, "Query", query.selection, ("query",))]
    if faults:
        return {"errors": faults}
    data = _object(run, "Query", root, query.selection, ())
    return {"data": data, **({"errors": run.errors} if run.errors else {})}


def _unset(run: _Run) -> Iterator[Json]:
    for name, written in run.query.variables.items():
        if written.endswith("!") and run.values.get(name) is None:
            yield _fault(
                "missingRequiredVariable", f"Variable ${name} of type {written} was provided invalid value"
            )


def _faults(
    run: _Run, kind: str, selection: tuple[Field | Spread, ...], path: tuple[str, ...]
) -> Iterator[Json]:
    """What is wrong with the query against the types, before anything is looked up."""
    for on, asked in _flat(run, kind, selection):
        known = run.types[on].get(asked.name)
        here = (*path, asked.alias)
        if known is None:
            yield _fault("undefinedField", f"Field '{asked.name}' doesn't exist on type '{on}'", here)
            continue
        for name in asked.arguments.keys() - known.arguments:
            text = f"Field '{asked.name}' doesn't accept argument '{name}'"
            yield _fault("argumentNotAccepted", text, here)
        if bool(known.of) != bool(asked.selection):
            text = (
                f"Field '{asked.name}' must have selections"
                if known.of
                else "Selections can't be made on scalars"
            )
            yield _fault("selectionMismatch", text, here)
        elif known.of:
            yield from _faults(run, known.of, asked.selection, here)


def _flat(run: _Run, kind: str, selection: tuple[Field | Spread, ...]) -> Iterator[tuple[str, Field]]:
    """Every field that is asked for, with the type that it is asked of."""
    for part in selection:
        if isinstance(part, Field):
            yield kind, part
        else:
            fragment = run.query.fragments.get(part.name, part)
            yield from _flat(run, fragment.on if fragment.on in run.types else kind, fragment.selection)


def _fault(code: str, message: str, path: tuple[str, ...] = ("query",)) -> Json:
    place = [{"line": 1, "column": 1}]
    return {"path": list(path), "extensions": {"code": code}, "locations": place, "message": message}


def _object(
    run: _Run, kind: str, value: object, selection: tuple[Field | Spread, ...], path: tuple[Any, ...]
) -> Json:
    """The fields of a value; of a union's, those that are asked of the type that it has."""
    named = run.types[kind].get(TYPENAME)
    kinds = (kind, named.find(value, {}) if named else kind)
    return {
        each.alias: _field(run, run.types[on][each.name], value, each, (*path, each.alias))
        for on, each in _flat(run, kind, selection)
        if on in kinds
    }


def _field(run: _Run, known: Kind, value: object, asked: Field, path: tuple[Any, ...]) -> Any:
    arguments = {name: _filled(run, given) for name, given in asked.arguments.items()}
    try:
        found = known.find(value, arguments)
    except Denied as denied:
        place = [{"line": 1, "column": 1}]
        run.errors.append(
            {"type": denied.kind, "path": list(path), "locations": place, "message": str(denied)}
        )
        return None
    if not known.of or found is None:
        return found
    if isinstance(found, list):
        return [_object(run, known.of, each, asked.selection, (*path, n)) for n, each in enumerate(found)]
    return _object(run, known.of, found, asked.selection, path)


def _filled(run: _Run, given: Any) -> Any:
    if isinstance(given, Variable):
        return run.values.get(given.name)
    if isinstance(given, list):
        return [_filled(run, each) for each in given]
    if isinstance(given, dict):
        return {name: _filled(run, each) for name, each in given.items()}
    return given
