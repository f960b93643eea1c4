"""Changes in and out: read newest first, how well each repository is known, and the marks."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.domain.change import Change, ChangeKind, Mark, Marked, Window, folded
from bot.domain.reading import Reading
from store.moments import at, at_or_none, ms, ms_or_none

COLUMNS = (
    "c.id, c.kind, c.repository, c.title, c.author, c.url, c.at, c.number, c.environment, c.state, c.sha, "
    "c.files, c.lines, c.paths, c.state_at"
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
    """Write changes, the newest word on each; returns how many there were. Nothing is ever deleted.

    One that is known under its number keeps its id: GitHub has two spellings of ids. An older state does not
    take the place of a newer one, and what is told without its files keeps those that are known.
    """
    rows = [_row(change) for change in changes]
    for row in rows:
        row["id"] = _known_id(db, row)
    db.executemany(
        """
        INSERT INTO change (id, kind, repository, repository_key, title, author, url, at, number,
            environment, state, sha, files, lines, paths, state_at)
        VALUES (:id, :kind, :repository, :key, :title, :author, :url, :at, :number,
            :environment, :state, :sha, :files, :lines, :paths, :state_at)
        ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, repository = excluded.repository,
            repository_key = excluded.repository_key, title = excluded.title, author = excluded.author,
            url = excluded.url, at = excluded.at, number = excluded.number,
            environment = excluded.environment, sha = excluded.sha,
            state = CASE WHEN COALESCE(excluded.state_at, 0) >= COALESCE(change.state_at, 0)
                THEN excluded.state ELSE change.state END,
            state_at = CASE WHEN COALESCE(excluded.state_at, 0) >= COALESCE(change.state_at, 0)
                THEN excluded.state_at ELSE change.state_at END,
            files = CASE WHEN excluded.files > 0 THEN excluded.files ELSE change.files END,
            lines = CASE WHEN excluded.lines > 0 THEN excluded.lines ELSE change.lines END,
            paths = CASE WHEN excluded.paths <> '[]' THEN excluded.paths ELSE change.paths END
        """,
        rows,
    )
    return len(rows)


def _known_id(db: Connection, row: Mapping[str, Any]) -> str:
    """The id under which a change of that number is kept, else its own."""
    if row["number"]:
        found = db.execute(
            """SELECT id FROM change WHERE repository_key = :key AND kind = :kind AND number = :number
            AND number <> 0""",
            row,
        ).fetchone()
        if found:
            return str(found[0])
    return str(row["id"])


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
        Marked(incident, _change(row), Mark(row[15]), row[16], at(row[17])) for row in rows.fetchall()
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


def _row(change: Change) -> dict[str, str | int | None]:
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
        "files": change.files,
        "lines": change.lines,
        "paths": json.dumps(change.paths, ensure_ascii=False),
        "state_at": ms_or_none(change.state_at),
    }


def _change(row: Sequence[Any]) -> Change:
    told = (*row[7:13], tuple(json.loads(row[13])), at_or_none(row[14]))
    return Change(row[0], ChangeKind(row[1]), row[2], row[3], row[4], row[5], at(row[6]), *told)


def _reading(row: Sequence[Any]) -> Reading:
    read_at, covers, failing_since = (at_or_none(moment) for moment in row[3:6])
    return Reading(row[1], at(row[2]), read_at, covers, failing_since, row[6])
