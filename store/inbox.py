"""What came in from outside: kept before it is acknowledged, done once, taken up again after a crash."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.keeping import AlreadyDone
from store.moments import at, ms

__all__ = ["AlreadyDone", "Received", "accept", "bury", "counts", "due", "finish", "prune", "reopen", "take"]

# Taken up 5, 15 and 45 s after it came; buried 60 s after, so that nobody waits longer without a word.
GAPS = tuple(timedelta(seconds=seconds) for seconds in (5, 10, 30, 15))


@dataclass(frozen=True, slots=True)
class Received:
    """One delivery. `attempts` counts how often it was taken up again after the first try."""

    key: str
    kind: str
    body: Mapping[str, Any]
    at: datetime
    attempts: int = 0

    @property
    def spent(self) -> bool:
        """Whether every attempt was made: bury it and tell the person."""
        return self.attempts >= len(GAPS) - 1


def accept(db: sqlite3.Connection, key: str, kind: str, body: Mapping[str, Any], at: datetime) -> bool:
    """Keep a delivery; False where the same one was kept before."""
    row = {"key": key, "kind": kind, "body": json.dumps(body), "at": ms(at), "due": ms(at + GAPS[0])}
    return _changed(
        db,
        """INSERT INTO inbox (key, kind, body, received_at, due_at) VALUES (:key, :kind, :body, :at, :due)
        ON CONFLICT (key) DO NOTHING""",
        row,
    )


def finish(db: sqlite3.Connection, key: str) -> None:
    """Mark a delivery done; raises AlreadyDone where it is. One that was never kept is kept as done."""
    done = _changed(
        db,
        """INSERT INTO inbox (key, kind, body, state, received_at, due_at)
        VALUES (:key, '', '{}', 'done', 0, 0)
        ON CONFLICT (key) DO UPDATE SET state = 'done', why = '' WHERE inbox.state <> 'done'""",
        {"key": key},
    )
    if not done:
        raise AlreadyDone(key)


def due(db: sqlite3.Connection, now: datetime, limit: int = 100) -> list[Received]:
    """Deliveries whose last attempt is overdue; the caller leaves out those that it still runs."""
    rows = db.execute(
        """SELECT key, kind, body, received_at, attempts FROM inbox
        WHERE state = 'new' AND due_at <= :now ORDER BY received_at LIMIT :limit""",
        {"now": ms(now), "limit": limit},
    )
    return [_received(row) for row in rows]


def take(db: sqlite3.Connection, key: str, now: datetime) -> bool:
    """Take up a due delivery; False where somebody else did, or it is done, or every attempt was made."""
    row = db.execute(
        "SELECT attempts FROM inbox WHERE key = :key AND state = 'new' AND due_at <= :now",
        {"key": key, "now": ms(now)},
    ).fetchone()
    if row is None or row[0] >= len(GAPS) - 1:
        return False
    return _changed(
        db,
        "UPDATE inbox SET attempts = attempts + 1, due_at = :due WHERE key = :key",
        {"key": key, "due": ms(now + GAPS[row[0] + 1])},
    )


def reopen(db: sqlite3.Connection, now: datetime) -> int:
    """Make everything unfinished due now; done once at start. Returns how many there are."""
    return db.execute("UPDATE inbox SET due_at = :now WHERE state = 'new'", {"now": ms(now)}).rowcount


def bury(db: sqlite3.Connection, key: str, why: str) -> bool:
    """Give a delivery up; False where it is no longer open."""
    return _changed(
        db,
        "UPDATE inbox SET state = 'dead', why = :why WHERE key = :key AND state = 'new'",
        {"key": key, "why": why},
    )


def state(db: sqlite3.Connection, key: str) -> str:
    """How far a delivery is (new, done, dead); "" where it is not known."""
    row = db.execute("SELECT state FROM inbox WHERE key = :key", {"key": key}).fetchone()
    return "" if row is None else str(row[0])


def find(db: sqlite3.Connection, key: str) -> tuple[Received, str] | None:
    """A delivery and its state (new, done, dead), or None."""
    row = db.execute(
        "SELECT key, kind, body, received_at, attempts, state FROM inbox WHERE key = :key", {"key": key}
    ).fetchone()
    return None if row is None else (_received(row[:5]), row[5])


def counts(db: sqlite3.Connection) -> tuple[int, int]:
    """How many deliveries are open, and how many were given up."""
    opened = db.execute("SELECT COUNT(*) FROM inbox WHERE state = 'new'").fetchone()[0]
    dead = db.execute("SELECT COUNT(*) FROM inbox WHERE state = 'dead'").fetchone()[0]
    return int(opened), int(dead)


def prune(db: sqlite3.Connection, before: datetime, now: datetime) -> int:
    """Forget what was finished and came before that time; returns how many.

    What was settled without being kept first has no time yet: it came before `now`, and counts from then.
    """
    db.execute("UPDATE inbox SET received_at = :now WHERE received_at = 0", {"now": ms(now)})
    return db.execute(
        "DELETE FROM inbox WHERE state <> 'new' AND received_at < :before", {"before": ms(before)}
    ).rowcount


def _received(row: tuple[Any, ...]) -> Received:
    key, kind, body, received_at, attempts = row
    return Received(key, kind, json.loads(body), at(received_at), attempts)


def _changed(db: sqlite3.Connection, sql: str, row: Mapping[str, Any]) -> bool:
    return db.execute(sql, row).rowcount == 1
