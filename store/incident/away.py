"""Whether Tocsin can write to an incident's channel: it may be archived or deleted, or Tocsin thrown out."""

from datetime import datetime
from sqlite3 import Connection

from store.moments import ms


def mark(db: Connection, incident: str, why: str, now: datetime) -> None:
    """It cannot, and why."""
    db.execute(
        """INSERT INTO away (incident, why, at) VALUES (:id, :why, :at)
        ON CONFLICT (incident) DO UPDATE SET why = excluded.why, at = excluded.at""",
        {"id": incident, "why": why, "at": ms(now)},
    )


def back(db: Connection, incident: str) -> bool:
    """It can again; False where it could all the time."""
    return db.execute("DELETE FROM away WHERE incident = :id", {"id": incident}).rowcount > 0


def why(db: Connection, incident: str) -> str:
    """Why it cannot, or ""."""
    row = db.execute("SELECT why FROM away WHERE incident = :id", {"id": incident}).fetchone()
    return str(row[0]) if row else ""
