"""Rows of what was changed in Slack: each change with what was there before it, and whether it was undone."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from store.moments import at, at_or_none, ms


@dataclass(frozen=True, slots=True)
class Changed:
    """One change: `kind` is edit, override or removal; `before` and `after` definitions as JSON text.

    `version` is the one that it made; `person` a Slack id.
    """

    id: str
    rota: str
    kind: str
    text: str
    before: str
    after: str
    version: int
    person: str
    at: datetime
    undone_at: datetime | None = None


COLUMNS = "id, rota, kind, text, before, after, version, person, at, undone_at"


def add(db: Connection, made: Changed) -> Changed:
    """Keep a change."""
    db.execute(
        """INSERT INTO rota_edit (id, rota, kind, text, before, after, version, person, at)
           VALUES (:id, :rota, :kind, :text, :before, :after, :version, :person, :at)""",
        {
            "id": made.id,
            "rota": made.rota,
            "kind": made.kind,
            "text": made.text,
            "before": made.before,
            "after": made.after,
            "version": made.version,
            "person": made.person,
            "at": ms(made.at),
        },
    )
    return made


def get(db: Connection, id: str) -> Changed | None:
    """The change of that id."""
    row = db.execute(f"SELECT {COLUMNS} FROM rota_edit WHERE id = :id", {"id": id}).fetchone()  # noqa: S608  (columns of ours)
    return _changed(row) if row else None


def since(db: Connection, rota: str, version: int) -> tuple[Changed, ...]:
    """What was changed after a version, oldest first, without what was undone."""
    rows = db.execute(
        f"""SELECT {COLUMNS} FROM rota_edit
            WHERE rota = :rota AND version > :version AND undone_at IS NULL ORDER BY version""",  # noqa: S608  (as above)
        {"rota": rota, "version": version},
    )
    return tuple(map(_changed, rows))


def later(db: Connection, rota: str, moment: datetime) -> tuple[Changed, ...]:
    """What was changed from a moment on, oldest first, without what was undone."""
    rows = db.execute(
        f"""SELECT {COLUMNS} FROM rota_edit
            WHERE rota = :rota AND at >= :at AND undone_at IS NULL ORDER BY at, id""",  # noqa: S608  (as above)
        {"rota": rota, "at": ms(moment)},
    )
    return tuple(map(_changed, rows))


def undo(db: Connection, id: str, moment: datetime) -> None:
    """Mark a change as undone."""
    db.execute("UPDATE rota_edit SET undone_at = :at WHERE id = :id", {"id": id, "at": ms(moment)})


def fresh_id() -> str:
    """An id for a change, an override or a request."""
    return secrets.token_hex(6)


def _changed(row: Any) -> Changed:
    id, rota, kind, text, before, after, version, person, moment, undone = row
    return Changed(id, rota, kind, text, before, after, version, person, at(moment), at_or_none(undone))
