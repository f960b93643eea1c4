"""Rows of changes: written the newest word on each, read newest first."""

import json
from collections.abc import Iterable, Sequence
from sqlite3 import Connection
from typing import Any

from bot.domain.change import Change, ChangeKind, Window, folded
from bot.domain.syncing import Tally
from store.moments import at, at_or_none, ms, ms_or_none

Row = dict[str, Any]
COLUMNS = (
    "c.id, c.kind, c.repository, c.title, c.author, c.url, c.at, c.number, c.environment, c.state, c.sha, "
    "c.files, c.lines, c.paths, c.state_at, c.reviewers"
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


def keep(db: Connection, changes: Iterable[Change]) -> Tally:
    """Write changes, the newest word on each; says what that did. Nothing is ever deleted."""
    rows, tally = compare(db, changes)
    db.executemany(
        """
        INSERT INTO change (id, kind, repository, repository_key, title, author, url, at, number,
            environment, state, sha, files, lines, paths, state_at, reviewers)
        VALUES (:id, :kind, :repository, :key, :title, :author, :url, :at, :number,
            :environment, :state, :sha, :files, :lines, :paths, :state_at, :reviewers)
        ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, repository = excluded.repository,
            repository_key = excluded.repository_key, title = excluded.title, author = excluded.author,
            url = excluded.url, at = excluded.at, number = excluded.number,
            environment = excluded.environment, sha = excluded.sha, state = excluded.state,
            state_at = excluded.state_at, files = excluded.files, lines = excluded.lines,
            paths = excluded.paths, reviewers = excluded.reviewers
        """,
        rows,
    )
    return tally


def compare(db: Connection, changes: Iterable[Change]) -> tuple[list[Row], Tally]:
    """The rows that would be written, and what that would do.

    One that is known under its number keeps its id: GitHub has two spellings of ids. An older state does not
    take the place of a newer one, and what is told without files or reviewers keeps those that are known (of
    a commit without files also that it is configuration).
    """
    rows: list[Row] = []
    added = changed = kept = 0
    for change in changes:
        row = _row(change)
        before = _before(db, row)
        if before is None:
            added += 1
            rows.append(row)
            continue
        merged = _merged(before, row)
        if merged == before:
            kept += 1
        else:
            changed += 1
            rows.append(merged)
    return rows, Tally(added, changed, kept=kept)


def _merged(before: Row, row: Row) -> Row:
    merged = row | {"id": before["id"]}
    if (row["state_at"] or 0) < (before["state_at"] or 0):
        merged |= {name: before[name] for name in ("state", "state_at")}
    if row["kind"] == "commit" and row["paths"] == "[]":
        merged["kind"] = before["kind"]
    untold = [name for name in ("files", "lines", "paths", "reviewers") if row[name] in (0, "[]")]
    return merged | {name: before[name] for name in untold}


NAMES = (
    *("id", "kind", "repository", "key", "title", "author", "url", "at", "number", "environment", "state"),
    *("sha", "files", "lines", "paths", "state_at", "reviewers"),
)


def _before(db: Connection, row: Row) -> Row | None:
    """What is kept of a change, under its number or its id."""
    columns = COLUMNS.replace("c.title", "c.repository_key, c.title", 1)
    found = None
    if row["number"]:
        found = db.execute(
            f"""SELECT {columns} FROM change c WHERE c.repository_key = :key AND c.kind = :kind
            AND c.number = :number AND c.number <> 0""",  # noqa: S608
            row,
        ).fetchone()
    found = found or db.execute(f"SELECT {columns} FROM change c WHERE c.id = :id", row).fetchone()  # noqa: S608
    return dict(zip(NAMES, found, strict=True)) if found else None


def get(db: Connection, id: str) -> Change | None:
    """The change of that id."""
    row = db.execute(f"SELECT {COLUMNS} FROM change c WHERE c.id = :id", {"id": id}).fetchone()  # noqa: S608
    return change_of(row) if row else None


def recent(
    db: Connection, names: Sequence[str] | None, window: Window, *, services: Sequence[str] = ()
) -> tuple[tuple[Change, ...], int]:
    """The page of changes that the window asks for, newest first, and how many it holds in all.

    `names` are repositories; None means every one. `services`: what is theirs without a repository comes too.
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
        also = {f"service{place}": id for place, id in enumerate(services)}
        of_services = f"SELECT change FROM change_service WHERE service IN ({_slots(also)})"  # noqa: S608
        chosen += f" AND (c.repository_key IN ({_slots(keys)}) OR c.id IN ({of_services}))"
        values |= {**keys, **also}
    total = int(db.execute(f"SELECT COUNT(*) {chosen}", values).fetchone()[0])
    page = f"SELECT {COLUMNS} {chosen} ORDER BY c.at DESC, c.id DESC LIMIT :limit OFFSET :skip"
    return tuple(change_of(row) for row in db.execute(page, values)), total


def belong(db: Connection, change: str, services: Iterable[str]) -> None:
    """Say whose a change is that no repository holds."""
    db.executemany(
        "INSERT INTO change_service (change, service) VALUES (:change, :service) ON CONFLICT DO NOTHING",
        [{"change": change, "service": service} for service in services],
    )


def services_of(db: Connection, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The services whose each of these changes is, where that was said."""
    keys = {f"id{place}": id for place, id in enumerate(ids)}
    rows = db.execute(
        f"SELECT change, service FROM change_service WHERE change IN ({_slots(keys)})",  # noqa: S608
        keys,
    )
    found: dict[str, tuple[str, ...]] = {}
    for change, service in rows:
        found[change] = (*found.get(change, ()), service)
    return found


def _slots(names: Iterable[str]) -> str:
    return ", ".join(f":{name}" for name in names)


def _row(change: Change) -> Row:
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
        "reviewers": json.dumps(change.reviewers, ensure_ascii=False),
    }


def change_of(row: Sequence[Any]) -> Change:
    """The change of a row of COLUMNS."""
    told = (*row[7:13], tuple(json.loads(row[13])), at_or_none(row[14]), tuple(json.loads(row[15])))
    return Change(row[0], ChangeKind(row[1]), row[2], row[3], row[4], row[5], at(row[6]), *told)
