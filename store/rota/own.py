"""Rows of rotas of our own: kept as their files have them, with a version and the people they name."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.domain.catalog import Rota
from bot.domain.refusal import Refusal
from bot.domain.rota import parse, people
from store.moments import at, ms
from store.rota.generation import bump


@dataclass(frozen=True, slots=True)
class RotaRow:
    """A rota as it is kept: `definition` is the JSON text of the file's mapping."""

    id: str
    definition: str
    version: int
    source: str
    as_of: datetime


def save(db: Connection, rota: Rota, moment: datetime, *, expected: int | None = None) -> int:
    """Keep a rota; returns its version, which a changed definition raises.

    Raises BadRota where the definition is wrong, Refusal where it is no longer at the `expected` version.
    """
    id, named = rota.id, people(parse(rota.definition))
    text = json.dumps(
        rota.definition, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    )
    before = get(db, id)
    if expected is not None and expected != (before.version if before else 0):
        raise Refusal(f"The rota {id} was changed meanwhile. Look at it again, then repeat your change.")
    version = (before.version if before else 0) + (before is None or before.definition != text)
    db.execute(
        """INSERT INTO rota (id, definition, version, source, as_of)
           VALUES (:id, :definition, :version, :source, :as_of)
           ON CONFLICT (id) DO UPDATE SET definition = excluded.definition, version = excluded.version,
               source = excluded.source, as_of = excluded.as_of""",
        {"id": id, "definition": text, "version": version, "source": rota.source, "as_of": ms(moment)},
    )
    db.execute("DELETE FROM rota_person WHERE rota = :id", {"id": id})
    pairs = [{"rota": id, "person": person} for person in sorted(named)]
    db.executemany("INSERT INTO rota_person (rota, person) VALUES (:rota, :person)", pairs)
    bump(db)
    return version


def get(db: Connection, id: str) -> RotaRow | None:
    """The rota of that id, or None."""
    query = "SELECT id, definition, version, source, as_of FROM rota WHERE id = :id"
    row = db.execute(query, {"id": id}).fetchone()
    return _rota(row) if row else None


def of_person(db: Connection, person: str) -> tuple[RotaRow, ...]:
    """The rotas that name a person, by catalog id."""
    rows = db.execute(
        """SELECT r.id, r.definition, r.version, r.source, r.as_of
           FROM rota_person p JOIN rota r ON r.id = p.rota WHERE p.person = :person ORDER BY r.id""",
        {"person": person},
    )
    return tuple(map(_rota, rows))


def every(db: Connection) -> tuple[Rota, ...]:
    """Every rota as its file had it, by id."""
    rows = db.execute("SELECT id, definition, source FROM rota ORDER BY id")
    return tuple(Rota(id, json.loads(definition), source) for id, definition, source in rows)


def count(db: Connection) -> int:
    """How many rotas are kept."""
    return int(db.execute("SELECT count(*) FROM rota").fetchone()[0])


def _rota(row: Sequence[Any]) -> RotaRow:
    return RotaRow(row[0], row[1], row[2], row[3], at(row[4]))


def _plain(value: object) -> str:
    """What a YAML reader made of a time or a date, as the file wrote it."""
    return value.isoformat() if isinstance(value, datetime) else str(value)
