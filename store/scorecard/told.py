"""Rows of what was told, once each; of the figures of reports; of who wants to hear nothing for a while."""

import json
from collections.abc import Mapping
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from store.moments import at, ms


def tell_once(db: Connection, key: str, now: datetime, body: Mapping[str, Any] | None = None) -> bool:
    """Note that this is told; False where it was before."""
    row = {"key": key, "at": ms(now), "body": json.dumps(body or {}, ensure_ascii=False)}
    return (
        db.execute(
            """INSERT INTO readiness_told (key, at, body) VALUES (:key, :at, :body)
               ON CONFLICT (key) DO NOTHING""",
            row,
        ).rowcount
        == 1
    )


def was_told(db: Connection, key: str) -> bool:
    """Whether that was told."""
    return db.execute("SELECT 1 FROM readiness_told WHERE key = :key", {"key": key}).fetchone() is not None


def last_told(db: Connection, prefix: str, before: datetime) -> tuple[datetime, Mapping[str, Any]] | None:
    """The last of what was told under keys that begin so, before a time."""
    row = db.execute(
        """SELECT at, body FROM readiness_told WHERE key >= :prefix AND key < :end AND at < :before
           ORDER BY at DESC LIMIT 1""",
        {"prefix": prefix, "end": prefix + "\uffff", "before": ms(before)},
    ).fetchone()
    return (at(row[0]), json.loads(row[1])) if row else None


def snooze(db: Connection, team: str, until: datetime, by: str) -> None:
    """Let a team hear nothing of its gaps until then."""
    db.execute(
        """INSERT INTO readiness_snooze (team, until, by) VALUES (:team, :until, :by)
           ON CONFLICT (team) DO UPDATE SET until = excluded.until, by = excluded.by""",
        {"team": team, "until": ms(until), "by": by},
    )


def snoozed(db: Connection, now: datetime) -> Mapping[str, datetime]:
    """The teams that hear nothing now, and until when."""
    rows = db.execute("SELECT team, until FROM readiness_snooze WHERE until > :now", {"now": ms(now)})
    return {team: at(until) for team, until in rows}
