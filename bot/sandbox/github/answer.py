"""Answering a GraphQL query from a table of types: checked whole, then errors node by node, like GitHub."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
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
Selection = tuple[Field | Spread, ...]
Path = tuple[str | int, ...]
TYPENAME = "__typename"
"""The one field of a union or an interface: it says which type a value has."""


@dataclass(frozen=True, eq=False)
class Schema:
    """The types that queries are answered from; one schema is equal to itself only."""

    types: Types


@dataclass(frozen=True, slots=True)
class _Step:
    """One asked field, found in its type: `on` is that type, `steps` what is asked of its value.

    `named` tells the type of a value that may be of several.
    """

    on: str
    alias: str
    known: Kind
    arguments: Mapping[str, Any]
    named: Kind | None
    steps: tuple["_Step", ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A document as it is carried out; with faults it is not. It is made once, whatever its variables."""

    query: Query
    faults: tuple[Json, ...]
    root: _Step


@dataclass(slots=True)
class _Run:
    values: Json
    errors: list[Json] = field(default_factory=list)


def answer(schema: Schema, root: object, document: str, values: Json) -> Json:
    """The body of the response: `data`, and `errors` where there are any."""
    try:
        plan = _planned(schema, document)
    except Malformed as error:
        return {"errors": [{"message": str(error), "locations": [{"line": 1, "column": 1}]}]}
    run = _Run({**plan.query.defaults, **values})
    faults = [*_unset(plan.query, run), *plan.faults]
    if faults:
        return {"errors": faults}
    data = _object(run, plan.root, root, ())
    return {"data": data, **({"errors": run.errors} if run.errors else {})}


@lru_cache(maxsize=64)
def _planned(schema: Schema, document: str) -> _Plan:
    """Raises Malformed."""
    query = parse(document)
    faults = tuple(_faults(schema.types, query, "Query", query.selection, ("query",)))
    steps = () if faults else _steps(schema.types, query, "Query", query.selection)
    return _Plan(query, faults, _Step("", "", Kind("Query", lambda value, _: value), {}, None, steps))


def _unset(query: Query, run: _Run) -> Iterator[Json]:
    for name, written in query.variables.items():
        if written.endswith("!") and run.values.get(name) is None:
            yield _fault(
                "missingRequiredVariable", f"Variable ${name} of type {written} was provided invalid value"
            )


def _faults(
    types: Types, query: Query, kind: str, selection: Selection, path: tuple[str, ...]
) -> Iterator[Json]:
    """What is wrong with the query against the types, before anything is looked up."""
    for on, asked in _flat(types, query, kind, selection):
        known = types[on].get(asked.name)
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
            yield from _faults(types, query, known.of, asked.selection, here)


def _flat(types: Types, query: Query, kind: str, selection: Selection) -> Iterator[tuple[str, Field]]:
    """Every field that is asked for, with the type that it is asked of."""
    for part in selection:
        if isinstance(part, Field):
            yield kind, part
        else:
            fragment = query.fragments.get(part.name, part)
            yield from _flat(types, query, fragment.on if fragment.on in types else kind, fragment.selection)


def _fault(code: str, message: str, path: tuple[str, ...] = ("query",)) -> Json:
    place = [{"line": 1, "column": 1}]
    return {"path": list(path), "extensions": {"code": code}, "locations": place, "message": message}


def _steps(types: Types, query: Query, kind: str, selection: Selection) -> tuple[_Step, ...]:
    """What is carried out of a selection that has no faults."""
    made = []
    for on, asked in _flat(types, query, kind, selection):
        known = types[on][asked.name]
        named = types[known.of].get(TYPENAME) if known.of else None
        inner = _steps(types, query, known.of, asked.selection) if known.of else ()
        made.append(_Step(on, asked.alias, known, asked.arguments, named, inner))
    return tuple(made)


def _object(run: _Run, step: _Step, value: object, path: Path) -> Json:
    """The fields of a value; of a union's, those that are asked of the type that it has."""
    kind = step.known.of
    own = step.named.find(value, {}) if step.named else kind
    return {each.alias: _field(run, each, value, path) for each in step.steps if each.on in (kind, own)}


def _field(run: _Run, step: _Step, value: object, path: Path) -> Any:
    arguments = {name: _filled(run, given) for name, given in step.arguments.items()}
    try:
        found = step.known.find(value, arguments)
    except Denied as denied:
        place = [{"line": 1, "column": 1}]
        here = [*path, step.alias]
        run.errors.append({"type": denied.kind, "path": here, "locations": place, "message": str(denied)})
        return None
    if not step.known.of or found is None:
        return found
    inner = (*path, step.alias)
    if isinstance(found, list):
        return [_object(run, step, each, (*inner, n)) for n, each in enumerate(found)]
    return _object(run, step, found, inner)


def _filled(run: _Run, given: Any) -> Any:
    if isinstance(given, Variable):
        return run.values.get(given.name)
    if isinstance(given, list):
        return [_filled(run, each) for each in given]
    if isinstance(given, dict):
        return {name: _filled(run, each) for name, each in given.items()}
    return given
