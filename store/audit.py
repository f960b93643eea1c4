"""The audit: who did what, in rows that are only ever added and are chained by their hashes."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from bot.domain.audit import Entry
from store.moments import at, ms

HEAD = "audit.last"  # the number of the last row, so that rows cut off at the end are missed
COLUMNS = "seq, who, what, object, at, via, detail, hash"


def add(db: sqlite3.Connection, entry: Entry) -> int:
    """Add a row; returns its number."""
    last = db.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone() or (0, "")
    detail = json.dumps(entry.detail, sort_keys=True, ensure_ascii=False)
    row = (last[0] + 1, entry.who, entry.what, entry.object, ms(entry.at), entry.via, detail)
    values = {"seq": row[0], "who": row[1], "what": row[2], "object": row[3], "at": row[4], "via": row[5]}
    db.execute(
        f"INSERT INTO audit ({COLUMNS}) VALUES (:seq, :who, :what, :object, :at, :via, :detail, :hash)",  # noqa: S608
        values | {"detail": detail, "hash": _hash(last[1], row)},
    )
    db.execute(
        """INSERT INTO meta (name, value) VALUES (:name, :value)
        ON CONFLICT (name) DO UPDATE SET value = :value""",
        {"name": HEAD, "value": str(row[0])},
    )
    return int(row[0])


def entries(db: sqlite3.Connection, *objects: str) -> list[Entry]:
    """What was done to an object, or to several, oldest first."""
    marks = ",".join("?" * len(objects))
    rows = db.execute(
        f"SELECT who, what, object, at, via, detail FROM audit WHERE object IN ({marks}) ORDER BY seq",  # noqa: S608
        objects,
    )
    return _entries(rows)


def latest(db: sqlite3.Connection, limit: int = 100) -> list[Entry]:
    """The last deeds, newest first."""
    rows = db.execute(
        "SELECT who, what, object, at, via, detail FROM audit ORDER BY seq DESC LIMIT :limit",
        {"limit": limit},
    )
    return _entries(rows)


def verify(db: sqlite3.Connection) -> int | None:
    """The number of the first row that is changed or missing, or None where the chain holds."""
    expected, previous = 1, ""
    for *row, kept in db.execute(f"SELECT {COLUMNS} FROM audit ORDER BY seq"):  # noqa: S608
        if row[0] != expected or _hash(previous, tuple(row)) != kept:
            return expected
        expected, previous = expected + 1, kept
    last = db.execute("SELECT value FROM meta WHERE name = :name", {"name": HEAD}).fetchone()
    return None if (last is None and expected == 1) or last == (str(expected - 1),) else expected


def _hash(previous: str, row: tuple[Any, ...]) -> str:
    canonical = json.dumps([previous, *row], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _entries(rows: Iterable[tuple[Any, ...]]) -> list[Entry]:
    return [
        Entry(who, what, object, at(moment), via, json.loads(detail))
        for who, what, object, moment, via, detail in rows
    ]
