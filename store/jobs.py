"""What is due later: kept once under its key, worked on by one holder at a time, resumed after a restart."""

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.keeping import AlreadyDone
from store.moments import at, at_or_none, ms

APART = timedelta(seconds=1)
"""Time between two turns of a job that is requested at a pace: ten notes in a second make two cards."""
END = """UPDATE job SET state = CASE WHEN attempts = 0 THEN 'new' ELSE :state END,
    held_until = 0, why = :why"""


@dataclass(frozen=True, slots=True)
class Job:
    """A job in somebody's hands. `token` grows with every claim: a holder that came late writes nothing."""

    key: str
    kind: str
    body: Mapping[str, Any]
    due: datetime
    attempts: int
    token: int


def schedule(db: sqlite3.Connection, key: str, kind: str, body: Mapping[str, Any], due: datetime) -> bool:
    """Keep a job for its time; False where one of that key is kept, done or not."""
    row = {"key": key, "kind": kind, "body": json.dumps(body), "due": ms(due)}
    return _changed(
        db,
        """INSERT INTO job (key, kind, body, due_at) VALUES (:key, :kind, :body, :due)
        ON CONFLICT (key) DO NOTHING""",
        row,
    )


def request(db: sqlite3.Connection, key: str, kind: str, body: Mapping[str, Any], due: datetime) -> None:
    """Have a job done from now on, whatever is kept under its key.

    One that waits absorbs the request, and its time comes no later. One in somebody's hands may have begun
    before what it is about was written: it is done again after (its attempts count from none, and a job in
    hand without an attempt is what `finish` leaves open). One done or given up is open again.
    """
    _request(db, key, kind, body, (due, timedelta()))


def request_paced(
    db: sqlite3.Connection, key: str, kind: str, body: Mapping[str, Any], due: datetime
) -> None:
    """As `request`, but its time comes no sooner than `APART` after the last, however many ask in a row."""
    _request(db, key, kind, body, (due, APART))


def _request(
    db: sqlite3.Connection, key: str, kind: str, body: Mapping[str, Any], when: tuple[datetime, timedelta]
) -> None:
    due, apart = when
    db.execute(
        """INSERT INTO job (key, kind, body, due_at) VALUES (:key, :kind, :body, :due)
        ON CONFLICT (key) DO UPDATE SET state = 'new', body = excluded.body, attempts = 0, why = '',
            due_at = CASE WHEN job.state = 'new' AND job.due_at < excluded.due_at
                        AND (job.held_until = 0 OR :apart = 0) THEN job.due_at
                WHEN job.state = 'new' AND job.attempts = 0 AND job.due_at < excluded.due_at + :apart
                    THEN job.due_at
                WHEN (job.state <> 'new' OR job.held_until > 0) AND job.due_at <= excluded.due_at
                        AND excluded.due_at < job.due_at + :apart THEN job.due_at + :apart
                ELSE excluded.due_at END,
            held_until = CASE WHEN job.state = 'new' THEN job.held_until ELSE 0 END""",
        {
            "key": key,
            "kind": kind,
            "body": json.dumps(body),
            "due": ms(due),
            "apart": apart // timedelta(milliseconds=1),
        },
    )


def move(db: sqlite3.Connection, key: str, due: datetime) -> bool:
    """Give an open job another time; False where there is none.

    One in work keeps its holder, and may have begun before what it is moved for: it is done again then.
    """
    return _changed(
        db,
        """UPDATE job SET due_at = :due, attempts = CASE WHEN held_until > 0 THEN 0 ELSE attempts END
        WHERE key = :key AND state = 'new'""",
        {"key": key, "due": ms(due)},
    )


def cancel(db: sqlite3.Connection, key: str) -> bool:
    """Take an open job away; False where there is none. Its key is free again."""
    return _changed(db, "DELETE FROM job WHERE key = :key AND state = 'new'", {"key": key})


def forget(db: sqlite3.Connection, prefix: str) -> int:
    """Forget the jobs whose keys begin so and that are in nobody's hands; returns how many."""
    return db.execute(
        """DELETE FROM job WHERE key >= :first AND key < :last AND (state <> 'new' OR held_until = 0)""",
        {"first": prefix, "last": f"{prefix}\U0010ffff"},
    ).rowcount


def claim(db: sqlite3.Connection, now: datetime, holder: str, lease: timedelta, limit: int = 10) -> list[Job]:
    """Take what is due and in nobody's hands, in order of time; it is the holder's until the lease ends."""
    rows = db.execute(
        """UPDATE job SET holder = :holder, held_until = :until, token = token + 1, attempts = attempts + 1
        WHERE key IN (
            SELECT key FROM job WHERE state = 'new' AND due_at <= :now AND held_until <= :now
            ORDER BY due_at, key LIMIT :limit
        )
        RETURNING key, kind, body, due_at, attempts, token""",
        {"holder": holder, "until": ms(now + lease), "now": ms(now), "limit": limit},
    ).fetchall()
    jobs = [Job(key, kind, json.loads(body), at(due), *counts) for key, kind, body, due, *counts in rows]
    return sorted(jobs, key=lambda job: (job.due, job.key))


def finish(db: sqlite3.Connection, job: Job) -> None:
    """Mark a job done, in the transaction of its effect; one requested meanwhile stays open.

    Raises AlreadyDone where another holds it now.
    """
    _settle(db, job, END, {"state": "done", "why": ""})


def repeat(db: sqlite3.Connection, job: Job, due: datetime) -> None:
    """As `finish`, but the same job is due again then, or when it was moved to meanwhile; its attempts count
    from none.
    """
    sql = """UPDATE job SET due_at = CASE WHEN attempts = 0 THEN due_at ELSE :due END,
        held_until = 0, attempts = 0, why = ''"""
    _settle(db, job, sql, {"due": ms(due)})


def postpone(db: sqlite3.Connection, job: Job, due: datetime, why: str) -> None:
    """Put a job back after an attempt that failed. Raises AlreadyDone where another holds it now."""
    _settle(db, job, "UPDATE job SET due_at = :due, held_until = 0, why = :why", {"due": ms(due), "why": why})


def bury(db: sqlite3.Connection, job: Job, why: str) -> None:
    """Give a job up; one requested meanwhile stays open. Raises AlreadyDone where another holds it now."""
    _settle(db, job, END, {"state": "dead", "why": why})


def release(db: sqlite3.Connection, holder: str) -> int:
    """Let go of everything a holder has in hand (it is going down); returns how many jobs."""
    return db.execute(
        "UPDATE job SET held_until = 0 WHERE holder = :holder AND state = 'new' AND held_until > 0",
        {"holder": holder},
    ).rowcount


def keep(db: sqlite3.Connection, holder: str, running: Collection[str], until: datetime) -> None:
    """What a holder still runs stays in its hands until then; what it no longer runs is free."""
    rows = db.execute(
        "SELECT key FROM job WHERE holder = :holder AND state = 'new' AND held_until > 0", {"holder": holder}
    ).fetchall()
    db.executemany(
        "UPDATE job SET held_until = :until WHERE key = :key",
        [{"key": key, "until": ms(until) if key in running else 0} for (key,) in rows],
    )


def recover(db: sqlite3.Connection, holder: str) -> int:
    """Free what others have in hand (they went down, or have lost the clockwork); returns how many."""
    return db.execute(
        "UPDATE job SET held_until = 0 WHERE holder <> :holder AND state = 'new' AND held_until > 0",
        {"holder": holder},
    ).rowcount


def next_due(db: sqlite3.Connection) -> datetime | None:
    """When the next open job can be claimed, be it in the past; None: there is none."""
    row = db.execute(
        """SELECT MIN(CASE WHEN held_until > due_at THEN held_until ELSE due_at END)
        FROM job WHERE state = 'new'"""
    ).fetchone()
    return at_or_none(row[0])


def counts(db: sqlite3.Connection, now: datetime) -> tuple[int, int]:
    """How many jobs are overdue, and how many were given up."""
    overdue = db.execute("SELECT COUNT(*) FROM job WHERE state = 'new' AND due_at <= :now", {"now": ms(now)})
    dead = db.execute("SELECT COUNT(*) FROM job WHERE state = 'dead'")
    return int(overdue.fetchone()[0]), int(dead.fetchone()[0])


def _settle(db: sqlite3.Connection, job: Job, sql: str, row: Mapping[str, Any]) -> None:
    held = "WHERE key = :key AND state = 'new' AND token = :token"
    if not _changed(db, f"{sql} {held}", {**row, "key": job.key, "token": job.token}):
        raise AlreadyDone(job.key)


def _changed(db: sqlite3.Connection, sql: str, row: Mapping[str, Any]) -> bool:
    return db.execute(sql, row).rowcount == 1
