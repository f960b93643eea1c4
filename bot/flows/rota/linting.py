"""A file of rotas, looked at: every fault by its path, and what is worth a look where there is none."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain import rota
from bot.domain.refusal import Refusal
from bot.domain.rota import Problem, Rota, lint
from bot.domain.rota.lint import Warned
from bot.flows.rota.file import tree
from bot.ports import Rows
from store import catalog


@dataclass(frozen=True, slots=True)
class Linted:
    """What was found: with faults there are no warnings, for a rota that cannot be read has no shifts."""

    rotas: int
    faults: tuple[Problem, ...] = ()
    warnings: tuple[Warned, ...] = ()


def lint_file(path: str, now: datetime, rows: Rows | None = None) -> Linted:
    """Look at a rota file, or at the `rotas` of a catalog file. Raises Refusal where it cannot be read.

    With `rows` people must be in the catalog; the people of a catalog file count as well.
    """
    written, beside = _written(path, tree(path))
    read: dict[str, Rota] = {}
    faults: list[Problem] = []
    for name, each in written.items():
        try:
            read[name] = rota.parse(each)
        except rota.BadRota as bad:
            faults += [Problem(f"{name}.{one.path}" if name else one.path, one.what) for one in bad.problems]
    if faults:
        return Linted(len(written), tuple(faults))
    known = None if rows is None and beside is None else {*_known(rows), *(beside or ())}
    return Linted(len(written), (), lint.lint(written, read, now, known))


def _written(path: str, found: object) -> tuple[Mapping[str, Any], Collection[str] | None]:
    """The rotas of a file by name ("" for the one of a rota file), and the people of a catalog file."""
    if not isinstance(found, Mapping) or "rotas" not in found:
        return {"": found}, None
    if not isinstance(found["rotas"], Mapping) or not found["rotas"]:
        raise Refusal(f"{path}: holds no rotas")
    people = found.get("people")
    return found["rotas"], list(people) if isinstance(people, Mapping) else None


def _known(rows: Rows | None) -> Collection[str]:
    people = rows.read(catalog.everything).people if rows else ()
    return [each.id for each in people if each.gone_at is None]
