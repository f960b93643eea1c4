"""Changes in and out: upserted by id, read newest first, how well each repository is known, and the marks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.domain.change import Change, ChangeKind, Mark, Marked, Window, folded
from bot.domain.reading import Reading
from store.moments import at, at_or_none, ms, ms_or_none

COLUMNS = (
    "c.id, c.kind, c.repository, c.title, c.author, c.url, c.at, c.number, c.environment, c.state, c.sha"
)
SHOWN = """
    FROM change c WHERE c.at >= :since AND c.at <= :until AND NOT EXISTS (
        SELECT 1 FROM change_mark m
        WHERE m.incident = :incident AND m.change = c.id AND m.mark = 'dismissed'
    )
"""


LIVE = """
    AND (c.kind = 'release' OR (c.kind = 'deployment' AND lower(c.environment) LIKE 'prod%'))
"""


def keep(db: Connection, changes: Iterable[Change]) -> int:
    """Write changes, the newest word on each; returns how many there were. Nothing is ever deleted."""
    rows = [_row(change) for change in changes]
    db.executemany(
        """
        INSERT INTO change (id, kind, repository, repository_key, title, author, url, at, number,
            environment, state, sha)
        VALUES (:id, :kind, :repository, :key, :title, :author, :url, :at, :number,
            :environment, :state, :sha)
        ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, repository = excluded.repository,
            repository_key = excluded.repository_key, title = excluded.title, author = excluded.author,
            url = excluded.url, at = excluded.at, number = excluded.number,
            environment = excluded.environment, state = excluded.state, sha = excluded.sha
        """,
        rows,
    )
    return len(rows)


def get(db: Connection, id: str) -> Change | None:
    """The change of that id."""
    row = db.execute(f"SELECT {COLUMNS} FROM change c WHERE c.id = :id", {"id": id}).fetchone()  # noqa: S608
    return _change(row) if row else None


def recent(db: Connection, names: Sequence[str] | None, window: Window) -> tuple[tuple[Change, ...], int]:
    """The page of changes that the window asks for, newest first, and how many it holds in all.

    `names` are repositories; None means every one.
    """
    values: dict[str, Any] = {
        "since": ms(window.since),
        "until": ms(window.until),
        "incident": window.incident,
        "limit": window.limit,
        "skip": window.skip,
    }
    chosen = SHOWN + (LIVE if window.production else "")
    if names is not None:
        keys = {f"key{place}": folded(name) for place, name in enumerate(names)}
        chosen += f" AND c.repository_key IN ({', '.join(f':{name}' for name in keys)})"
        values |= keys
    total = int(db.execute(f"SELECT COUNT(*) {chosen}", values).fetchone()[0])
    page = f"SELECT {COLUMNS} {chosen} ORDER BY c.at DESC, c.id DESC LIMIT :limit OFFSET :skip"
    return tuple(_change(row) for row in db.execute(page, values)), total


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


def marks(db: Connection, incident: str) -> tuple[Marked, ...]:
    """What the people of an incident think of changes, oldest mark first; cleared ones are left out."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}, m.mark, m.person, m.at FROM change_mark m JOIN change c ON c.id = m.change
        WHERE m.incident = :incident AND m.mark <> 'cleared' ORDER BY m.at, m.change
        """,  # noqa: S608
        {"incident": incident},
    )
    return tuple(
        Marked(incident, _change(row), Mark(row[11]), row[12], at(row[13])) for row in rows.fetchall()
    )


def mark(db: Connection, marked: Marked) -> None:
    """Write what somebody thinks of a change; the last word counts."""
    db.execute(
        """
        INSERT INTO change_mark (incident, change, mark, person, at)
        VALUES (:incident, :change, :mark, :person, :at)
        ON CONFLICT (incident, change) DO UPDATE SET mark = excluded.mark, person = excluded.person,
            at = excluded.at
        """,
        {
            "incident": marked.incident,
            "change": marked.change.id,
            "mark": marked.mark.value,
            "person": marked.by,
            "at": ms(marked.at),
        },
    )


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


def _row(change: Change) -> dict[str, str | int]:
    return {
        "id": change.id,
        "kind": change.kind.value,
        "repository": change.repository,
        "key": folded(change.repository),
        "title": change.title,
        "author": change.author,
        "url": change.url,
        "at": ms(change.at),
        "number": change.number,
        "environment": change.environment,
        "state": change.state,
        "sha": change.sha,
    }


def _change(row: Sequence[Any]) -> Change:
    return Change(row[0], ChangeKind(row[1]), row[2], row[3], row[4], row[5], at(row[6]), *row[7:11])


def _reading(row: Sequence[Any]) -> Reading:
    read_at, covers, failing_since = (at_or_none(moment) for moment in row[3:6])
    return Reading(row[1], at(row[2]), read_at, covers, failing_since, row[6])
