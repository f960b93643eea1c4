"""Who runs the clockwork: of several processes on one database, the one that holds the lease."""

import sqlite3
from datetime import datetime, timedelta

from bot.domain.keeping import LostLease
from store.moments import ms


def acquire(db: sqlite3.Connection, name: str, holder: str, now: datetime, length: timedelta) -> int | None:
    """Take or prolong a lease; returns its fencing token, or None while another holds it.

    The token grows with every change of holder. A hold that reaches further than anybody takes one was
    taken before the clock was set back: it has ended.
    """
    row = db.execute(
        """INSERT INTO lease (name, holder, token, held_until) VALUES (:name, :holder, 1, :until)
        ON CONFLICT (name) DO UPDATE SET
            token = CASE WHEN lease.holder = :holder THEN lease.token ELSE lease.token + 1 END,
            holder = :holder,
            held_until = :until
        WHERE lease.holder = :holder OR lease.held_until <= :now OR lease.held_until > :farthest
        RETURNING token""",
        {
            "name": name,
            "holder": holder,
            "now": ms(now),
            "until": ms(now + length),
            "farthest": ms(now + 2 * length),
        },
    ).fetchone()
    return None if row is None else int(row[0])


def taken(db: sqlite3.Connection, name: str, holder: str, now: datetime, length: timedelta) -> bool:
    """Whether another holds the lease, so that `acquire` would be in vain."""
    row = db.execute(
        """SELECT 1 FROM lease WHERE name = :name AND holder <> :holder
        AND held_until > :now AND held_until <= :farthest""",
        {"name": name, "holder": holder, "now": ms(now), "farthest": ms(now + 2 * length)},
    ).fetchone()
    return row is not None


def check(db: sqlite3.Connection, name: str, token: int) -> None:
    """Raises LostLease where the lease has passed on; call it in the transaction that writes."""
    row = db.execute("SELECT token FROM lease WHERE name = :name", {"name": name}).fetchone()
    if row is None or row[0] != token:
        raise LostLease(name)


def release(db: sqlite3.Connection, name: str, holder: str) -> None:
    """Let go, so that another process need not wait for the lease to end."""
    db.execute(
        "UPDATE lease SET held_until = 0 WHERE name = :name AND holder = :holder",
        {"name": name, "holder": holder},
    )


def holder(db: sqlite3.Connection, name: str, now: datetime) -> str | None:
    """Who holds the lease now, or None."""
    row = db.execute(
        "SELECT holder FROM lease WHERE name = :name AND held_until > :now", {"name": name, "now": ms(now)}
    ).fetchone()
    return None if row is None else str(row[0])
