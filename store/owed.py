"""Whose document is due when, and what was said of it already."""

from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.domain.owed import Owed
from store.moments import at, at_or_none, ms, ms_or_none

COLUMNS = "incident, owner, due_at, done_at, done_by"


def get(db: Connection, incident: str) -> Owed | None:
    """The document that an incident owes; None where it owes none."""
    row = db.execute(
        f"SELECT {COLUMNS} FROM rca_due WHERE incident = :incident",  # noqa: S608
        {"incident": incident},
    ).fetchone()
    return _owed(row) if row else None


def save(db: Connection, owed: Owed) -> Owed:
    """Write it, whole."""
    db.execute(
        f"""
        INSERT INTO rca_due ({COLUMNS}) VALUES (:incident, :owner, :due, :done, :done_by)
        ON CONFLICT (incident) DO UPDATE SET owner = excluded.owner, due_at = excluded.due_at,
            done_at = excluded.done_at, done_by = excluded.done_by
        """,  # noqa: S608
        {
            "incident": owed.incident,
            "owner": owed.owner,
            "due": ms(owed.due),
            "done": ms_or_none(owed.done),
            "done_by": owed.done_by,
        },
    )
    return owed


def forget(db: Connection, incident: str) -> None:
    """It is not asked for any more."""
    db.execute("DELETE FROM rca_due WHERE incident = :incident", {"incident": incident})


def open_ones(db: Connection) -> tuple[Owed, ...]:
    """The documents that are not done, what is due first before all."""
    rows = db.execute(f"SELECT {COLUMNS} FROM rca_due WHERE done_at IS NULL ORDER BY due_at, incident")  # noqa: S608
    return tuple(_owed(row) for row in rows)


def tell_once(db: Connection, key: str, now: datetime) -> bool:
    """Note that something is said now; False where it was said before."""
    told = db.execute(
        "INSERT INTO owed_told (key, at) VALUES (:key, :at) ON CONFLICT (key) DO NOTHING",
        {"key": key, "at": ms(now)},
    )
    return told.rowcount > 0


def _owed(row: Sequence[Any]) -> Owed:
    return Owed(row[0], row[1], at(row[2]), at_or_none(row[3]), row[4])
