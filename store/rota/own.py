"""Rows of rotas of our own: kept as their files have them, with a version and the people they name."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.domain.catalog import Rota
from bot.domain.refusal import Refusal
from bot.domain.rota import parse, people
from bot.domain.rota.definition import revised
from store.moments import at, ms
from store.rota.generation import bump


@dataclass(frozen=True, slots=True)
class RotaRow:
    """A rota as it is kept: `definition` is the JSON text of what rules, `base` of the file's own mapping."""

    id: str
    definition: str
    version: int
    source: str
    as_of: datetime
    base: str = field(default="", compare=False)


def save(db: Connection, rota: Rota, moment: datetime, *, expected: int | None = None) -> int:
    """Keep a rota as its file has it; returns its version, which a changed definition raises.

    What was changed in Slack stays until the file itself says something new: its layers then rule from
    `moment` on, and the past stays as it was. Overrides made in Slack always stay.
    Raises BadRota where the definition is wrong, Refusal where it is no longer at the `expected` version.
    """
    parse(rota.definition)
    base = written(rota.definition)
    before = get(db, rota.id)
    _refuse_other(rota.id, before, expected)
    ruling = base
    if before and before.base != before.definition:
        ruling = before.definition if before.base == base else _renewed(before, rota.definition, moment)
    kept = RotaRow(rota.id, ruling, before.version if before else 0, rota.source, moment, base)
    return _keep(db, kept, before)


def revise(db: Connection, id: str, definition: Mapping[str, Any], moment: datetime, *, expected: int) -> int:
    """Keep another definition than the file's; returns its version.

    Raises BadRota where it is wrong, Refusal where the rota is gone or no longer at the `expected` version.
    """
    before = get(db, id)
    _refuse_other(id, before, expected)
    if before is None:
        raise Refusal(f"The rota {id} is no longer there. `/oncall` shows what there is.")
    return _keep(db, replace(before, definition=written(definition), as_of=moment), before)


def written(definition: Mapping[str, Any]) -> str:
    """A definition as it is kept."""
    return json.dumps(definition, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def _refuse_other(id: str, before: RotaRow | None, expected: int | None) -> None:
    if expected is not None and expected != (before.version if before else 0):
        raise Refusal(f"The rota {id} was changed meanwhile. Look at it again, then repeat your change.")


def _renewed(before: RotaRow, definition: Mapping[str, Any], moment: datetime) -> str:
    """What rules once the file says something new after changes in Slack."""
    ours = json.loads(before.definition)
    known = {each["id"] for each in definition.get("overrides", ())}
    old = {each["id"] for each in json.loads(before.base).get("overrides", ())}
    made = [each for each in ours.get("overrides", ()) if each["id"] not in known | old]
    found = dict(definition)
    if "versions" not in definition:
        found = revised({**ours, "overrides": []}, definition["layers"], moment)
    return written({**found, "overrides": [*definition.get("overrides", ()), *made]})


def _keep(db: Connection, row: RotaRow, before: RotaRow | None) -> int:
    named = people(parse(json.loads(row.definition)))
    version = row.version + (before is None or before.definition != row.definition)
    db.execute(
        """INSERT INTO rota (id, definition, version, source, as_of, base)
           VALUES (:id, :definition, :version, :source, :as_of, :base)
           ON CONFLICT (id) DO UPDATE SET definition = excluded.definition, version = excluded.version,
               source = excluded.source, as_of = excluded.as_of, base = excluded.base""",
        {
            "id": row.id,
            "definition": row.definition,
            "version": version,
            "source": row.source,
            "as_of": ms(row.as_of),
            "base": row.base,
        },
    )
    db.execute("DELETE FROM rota_person WHERE rota = :id", {"id": row.id})
    pairs = [{"rota": row.id, "person": person} for person in sorted(named)]
    db.executemany("INSERT INTO rota_person (rota, person) VALUES (:rota, :person)", pairs)
    bump(db)
    return version


def get(db: Connection, id: str) -> RotaRow | None:
    """The rota of that id, or None."""
    query = "SELECT id, definition, version, source, as_of, base FROM rota WHERE id = :id"
    row = db.execute(query, {"id": id}).fetchone()
    return _rota(row) if row else None


def of_person(db: Connection, person: str) -> tuple[RotaRow, ...]:
    """The rotas that name a person, by catalog id."""
    rows = db.execute(
        """SELECT r.id, r.definition, r.version, r.source, r.as_of, r.base
           FROM rota_person p JOIN rota r ON r.id = p.rota WHERE p.person = :person ORDER BY r.id""",
        {"person": person},
    )
    return tuple(map(_rota, rows))


def every(db: Connection) -> tuple[Rota, ...]:
    """Every rota as its file had it, by id."""
    rows = db.execute("SELECT id, definition, source FROM rota ORDER BY id")
    return tuple(Rota(id, json.loads(definition), source) for id, definition, source in rows)


def ids(db: Connection) -> frozenset[str]:
    """The ids of all rotas."""
    return frozenset(id for (id,) in db.execute("SELECT id FROM rota"))


def count(db: Connection) -> int:
    """How many rotas are kept."""
    return int(db.execute("SELECT count(*) FROM rota").fetchone()[0])


def _rota(row: Sequence[Any]) -> RotaRow:
    return RotaRow(row[0], row[1], row[2], row[3], at(row[4]), row[5])


def _plain(value: object) -> str:
    """What a YAML reader made of a time or a date, as the file wrote it."""
    return value.isoformat() if isinstance(value, datetime) else str(value)
