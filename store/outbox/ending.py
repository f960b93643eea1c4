"""The end of an effect: carried out with a result, or given up together with all that needs it."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from store.moments import ms
from store.outbox.rows import changed

DOOMED = """
WITH RECURSIVE doomed (id) AS (
    SELECT id FROM outbox_need WHERE needs = :id
    UNION
    SELECT n.id FROM outbox_need n JOIN doomed d ON n.needs = d.id
)
UPDATE outbox SET state = 'dead', why = :why, ended_at = :now
WHERE id IN (SELECT id FROM doomed) AND state IN ('new', 'sending')
RETURNING id
"""


def done(db: sqlite3.Connection, id: str, result: Mapping[str, Any], now: datetime) -> bool:
    """Mark an effect carried out, with what came of it. `channel` and `ts` of a result fill its slot."""
    row = db.execute(
        """UPDATE outbox SET state = 'done', uncertain = 0, why = '', result = :result, ended_at = :now
        WHERE id = :id AND state IN ('new', 'sending') RETURNING slot""",
        {"id": id, "result": json.dumps(result), "now": ms(now)},
    ).fetchone()
    if row is not None and row[0] and "channel" in result and "ts" in result:
        _fill(db, row[0], result["channel"], result["ts"])
    return row is not None


def dead(db: sqlite3.Connection, id: str, why: str, now: datetime) -> list[str]:
    """Give an effect up, and with it all that needs it; returns the ids given up."""
    row = {"id": id, "why": why, "now": ms(now)}
    given_up = changed(
        db,
        """UPDATE outbox SET state = 'dead', why = :why, ended_at = :now
        WHERE id = :id AND state IN ('new', 'sending')""",
        row,
    )
    if not given_up:
        return []
    followers = db.execute(DOOMED, row | {"why": because(id, why)}).fetchall()
    return [id, *sorted(follower for (follower,) in followers)]


def because(predecessor: str, why: str) -> str:
    """Why a successor is given up: the first cause stays readable through any number of steps."""
    return why if why.startswith("needs ") else f"needs {predecessor}: {why}"


def _fill(db: sqlite3.Connection, slot: str, channel: str, ts: str) -> None:
    db.execute(
        """INSERT INTO slot (slot, channel, ts) VALUES (:slot, :channel, :ts)
        ON CONFLICT (slot) DO UPDATE SET channel = :channel, ts = :ts""",
        {"slot": slot, "channel": channel, "ts": ts},
    )
