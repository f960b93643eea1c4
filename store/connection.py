"""How a connection to the database file is made, and what SQLite's complaints mean in our words."""

import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from bot.domain.keeping import StoreUnavailable

PATIENCE = 2.0  # seconds that a writer waits for another process: a person must hear within three
READ_PATIENCE = 0.25  # readers wait for nobody in WAL mode, except for a moment of recovery
CACHE = 384  # KB of pages that a connection keeps: the system has them too, a copy for each thread is memory
RETRY_EVERY = 0.002  # SQLite's own back-off sleeps up to 100 ms and starves between two busy writers

TROUBLES = {
    sqlite3.SQLITE_PERM: "the database file may not be used by this user",
    sqlite3.SQLITE_BUSY: "another process holds the database",
    sqlite3.SQLITE_LOCKED: "another process holds the database",
    sqlite3.SQLITE_READONLY: "the database is read-only",
    sqlite3.SQLITE_IOERR: "the disk failed",
    sqlite3.SQLITE_CORRUPT: "the database is damaged",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_CANTOPEN: "the database file cannot be opened",
    sqlite3.SQLITE_NOTADB: "the database file is not a database",
}


def code(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 where the driver itself complains."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def trouble(error: BaseException) -> StoreUnavailable | None:
    """What the error says about the world (disk, lock, file), or None where it is a fault of ours."""
    if not isinstance(error, sqlite3.Error) or code(error) not in TROUBLES:
        return None
    return StoreUnavailable(f"{TROUBLES[code(error)]} ({error})")


def writing(path: Path) -> sqlite3.Connection:
    """A connection that may write; transactions are opened and closed by hand."""
    db = _connect(path, "rw")
    try:
        db.execute("PRAGMA busy_timeout = 0")
        patiently(lambda: _keep_a_log(db))
        db.execute("PRAGMA synchronous = FULL")
        db.execute(f"PRAGMA cache_size = -{2 * CACHE}")
    except sqlite3.Error:
        db.close()
        raise
    return db


def reading(path: Path) -> sqlite3.Connection:
    """A connection that cannot write."""
    db = _connect(path, "ro")
    db.execute(f"PRAGMA busy_timeout = {int(READ_PATIENCE * 1000)}")
    db.execute("PRAGMA query_only = 1")
    return db


def lean(path: Path) -> sqlite3.Connection:
    """As `reading`, of a file that was found good, for one thread of many."""
    db = reading(path)
    db.execute(f"PRAGMA cache_size = -{CACHE}")
    return db


def begin(db: sqlite3.Connection, patience: float = PATIENCE) -> None:
    """Open a write transaction, waiting up to `patience` seconds for other processes."""
    patiently(lambda: db.execute("BEGIN IMMEDIATE"), patience)


def patiently(attempt: Callable[[], object], patience: float = PATIENCE) -> None:
    """Call until the database is no longer held by others; raises the last sqlite3.Error."""
    deadline = time.monotonic() + patience
    while True:
        try:
            attempt()
            return
        except sqlite3.OperationalError as error:
            held = code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            if not held or time.monotonic() > deadline:
                raise
            time.sleep(RETRY_EVERY)


def make_file(path: Path) -> None:
    """An empty file that only its owner may read; an existing one is left as it is."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def keep_private(path: Path) -> None:
    """Take the file and what SQLite keeps beside it from everybody but its owner."""
    for each in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        if each.exists():
            each.chmod(0o600)


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=192,
    )
    db.execute("PRAGMA foreign_keys = 1")
    return db


def _keep_a_log(db: sqlite3.Connection) -> None:
    if db.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        db.execute("PRAGMA journal_mode = WAL")
