"""How well each repository is known: when it was read, since when it is not, when it was told of."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.domain.change import folded
from bot.domain.reading import Reading
from store.moments import at, at_or_none, ms, ms_or_none


def readings(db: Connection, names: Sequence[str] | None = None) -> Mapping[str, Reading]:
    """How well repositories are known, by folded name; the forge as a whole ("") comes along."""
    query = "SELECT repository_key, repository, tried_at, read_at, covers, failing_since, error FROM reading"
    values: dict[str, str] = {}
    if names is not None:
        values = {f"key{place}": folded(name) for place, name in enumerate(("", *names))}
        query += f" WHERE repository_key IN ({', '.join(f':{name}' for name in values)})"
    return {row[0]: _reading(row) for row in db.execute(query, values)}


def try_reading(db: Connection, names: Sequence[str], now: datetime, before: datetime) -> tuple[str, ...]:
    """Claim the repositories whose last attempt is older than `before`; returns the claimed ones.

    Two people who ask at once make one request: the second finds nothing to claim.
    """
    return tuple(name for name in names if _claim(db, name, now, before))


def keep_readings(db: Connection, found: Iterable[Reading]) -> None:
    """Write how attempts to read repositories went."""
    db.executemany(
        """
        INSERT INTO reading (repository_key, repository, tried_at, read_at, covers, failing_since, error)
        VALUES (:key, :repository, :tried_at, :read_at, :covers, :failing_since, :error)
        ON CONFLICT (repository_key) DO UPDATE SET repository = excluded.repository,
            tried_at = excluded.tried_at, read_at = excluded.read_at, covers = excluded.covers,
            failing_since = excluded.failing_since, error = excluded.error
        """,
        [
            {
                "key": folded(each.repository),
                "repository": each.repository,
                "tried_at": ms(each.tried_at),
                "read_at": ms_or_none(each.read_at),
                "covers": ms_or_none(each.covers),
                "failing_since": ms_or_none(each.failing_since),
                "error": each.error,
            }
            for each in found
        ],
    )


def hear(db: Connection, names: Iterable[str], now: datetime) -> None:
    """Remember that the forge told of repositories by itself; "" is the forge as a whole."""
    db.executemany(
        """INSERT INTO reading (repository_key, repository, tried_at, error, heard_at)
        VALUES (:key, :name, 0, '', :now)
        ON CONFLICT (repository_key) DO UPDATE SET heard_at = excluded.heard_at""",
        [{"key": folded(name), "name": name, "now": ms(now)} for name in names],
    )


def heard(db: Connection) -> datetime | None:
    """When the forge told anything by itself last; None where it never did."""
    row = db.execute("SELECT heard_at FROM reading WHERE repository_key = ''").fetchone()
    return at_or_none(row[0]) if row else None


def forget(db: Connection, before: datetime) -> int:
    """Let go of repositories that cannot be read since before then, and of how they were kept.

    Their changes stay: they are history. Returns how many there were.
    """
    gone = db.execute(
        "DELETE FROM reading WHERE repository_key <> '' AND failing_since < :before RETURNING repository_key",
        {"before": ms(before)},
    ).fetchall()
    keys = [{"key": row[0]} for row in gone]
    db.executemany("DELETE FROM repository_fact WHERE repository_key = :key", keys)
    db.executemany("DELETE FROM repository_look WHERE repository_key = :key", keys)
    return len(keys)


def _claim(db: Connection, name: str, now: datetime, before: datetime) -> bool:
    claimed = db.execute(
        """
        INSERT INTO reading (repository_key, repository, tried_at, error) VALUES (:key, :name, :now, '')
        ON CONFLICT (repository_key) DO UPDATE SET tried_at = excluded.tried_at
        WHERE reading.tried_at <= :before
        RETURNING repository_key
        """,
        {"key": folded(name), "name": name, "now": ms(now), "before": ms(before)},
    )
    return bool(claimed.fetchall())


def _reading(row: Sequence[Any]) -> Reading:
    read_at, covers, failing_since = (at_or_none(moment) for moment in row[3:6])
    return Reading(row[1], at(row[2]), read_at, covers, failing_since, row[6])
