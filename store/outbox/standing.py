"""How the outbox stands: results, places of messages, and what health wants to know."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.domain.effect import Pending, Place
from store.moments import at, ms
from store.outbox.rows import changed, pendings

LATE = timedelta(seconds=60)


def result(db: sqlite3.Connection, id: str) -> Mapping[str, Any]:
    """What came of an effect that is done; empty where it is not done or not known."""
    row = db.execute("SELECT result FROM outbox WHERE id = :id", {"id": id}).fetchone()
    return {} if row is None else dict(json.loads(row[0]))


def place(db: sqlite3.Connection, slot: str) -> Place | None:
    """Where the message of a slot stands, or None where it was not posted yet."""
    row = db.execute("SELECT channel, ts FROM slot WHERE slot = :slot", {"slot": slot}).fetchone()
    return None if row is None else Place(*row)


def latest(db: sqlite3.Connection, slot: str) -> Mapping[str, Any]:
    """The body that the message of a slot has, or is about to have; empty where it never had one."""
    row = db.execute(
        "SELECT body FROM outbox WHERE slot = :slot AND state <> 'dead' ORDER BY seq DESC LIMIT 1",
        {"slot": slot},
    ).fetchone()
    return {} if row is None else dict(json.loads(row[0]))


def vacate(db: sqlite3.Connection, slot: str) -> None:
    """Forget the message of a slot (it was deleted): the next effect for it posts anew."""
    db.execute("DELETE FROM slot WHERE slot = :slot", {"slot": slot})


def find(db: sqlite3.Connection, id: str) -> Pending | None:
    """One effect as it stands, or None."""
    found = pendings(db, "o.id = :id", {"id": id})
    return found[0] if found else None


def of_incident(db: sqlite3.Connection, incident: str) -> list[Pending]:
    """All effects of an incident, in the order in which they were added."""
    return pendings(db, "o.incident = :incident", {"incident": incident})


def oldest(db: sqlite3.Connection, now: datetime) -> timedelta | None:
    """How long the oldest unfinished effect has waited, or None where nothing waits."""
    row = db.execute("SELECT MIN(added_at) FROM outbox WHERE state IN ('new', 'sending')").fetchone()
    return None if row[0] is None else now - at(row[0])


def stuck(db: sqlite3.Connection, now: datetime, late: timedelta = LATE) -> list[Pending]:
    """What has waited longer than `late`, oldest first."""
    return pendings(db, "o.state IN ('new', 'sending') AND o.added_at < :before", {"before": ms(now - late)})


def given_up(db: sqlite3.Connection, since: datetime) -> list[Pending]:
    """What was given up at or after `since`."""
    return pendings(db, "o.state = 'dead' AND o.ended_at >= :since", {"since": ms(since)})


def told(db: sqlite3.Connection, id: str) -> bool:
    """Mark that the person has heard by another way; False where they had before."""
    return changed(db, "UPDATE outbox SET told = 1 WHERE id = :id AND told = 0", {"id": id})


def prune(db: sqlite3.Connection, before: datetime) -> int:
    """Forget what ended before that time and nothing unfinished needs; returns how many.

    That a channel was opened is kept: whatever is said in it, in a year too, needs that.
    """
    row = {"before": ms(before)}
    db.execute(
        """DELETE FROM outbox_need WHERE id IN
        (SELECT id FROM outbox WHERE state IN ('done', 'dead') AND ended_at < :before)""",
        row,
    )
    return db.execute(
        """DELETE FROM outbox WHERE state IN ('done', 'dead') AND ended_at < :before AND kind <> 'channel'
        AND NOT EXISTS (SELECT 1 FROM outbox_need n WHERE n.needs = outbox.id)""",
        row,
    ).rowcount
