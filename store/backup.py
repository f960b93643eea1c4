"""Copies of the database: made beside a running bot, and put back when none runs."""

import os
import sqlite3
from itertools import count
from pathlib import Path

from bot.domain.refusal import Refusal
from store import check, connection

IN_USE = "The database {path} is in use. Stop the bot (and every other Tocsin on it), then restore again."


def backup(path: Path, to: Path) -> None:
    """Copy the database, as of one moment, into a new file that only its owner may read.

    The copy appears under its name when it is whole and on the disk. Raises Refusal where the name is
    taken or the folder missing, and what `check.healthy` raises.
    """
    check.healthy(path, thorough=False)
    if to.exists():
        raise Refusal(f"{to} exists already; choose another name.")
    _copy(path, to)


def restore(copy: Path, path: Path) -> Path | None:
    """Put a backup in the place of the database; returns where the former file went, None if there was none.

    Raises Refusal where the copy is not sound, or somebody has the database open.
    """
    check.healthy(copy)
    former = _set_aside(path) if path.exists() else None
    _copy(copy, path)
    return former


def _copy(path: Path, to: Path) -> None:
    part = to.with_name(f"{to.name}.part")
    try:
        part.unlink(missing_ok=True)
        connection.make_file(part)
        _pages(path, part)
        part.replace(to)
        _flush(to.parent)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise Refusal(f"The copy {to} could not be made: {error}.") from error


def _pages(path: Path, to: Path) -> None:
    source, target = connection.reading(path), sqlite3.connect(to)
    try:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # the copy is one file, with no log beside it
    finally:
        target.close()
        source.close()


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _set_aside(path: Path) -> Path:
    _closed(path)
    names = (path.with_name(f"{path.name}.replaced-{number}") for number in count(1))
    free = next(name for name in names if not name.exists())
    path.rename(free)
    for end in ("-wal", "-shm"):
        beside = path.with_name(path.name + end)
        if beside.exists():
            beside.rename(free.with_name(free.name + end))
    return free


def _closed(path: Path) -> None:
    """Refuse a file that somebody has open: SQLite gives up the log only when it is alone with the file."""
    try:
        db = sqlite3.connect(path, isolation_level=None, timeout=0)
        try:
            db.execute("PRAGMA journal_mode = DELETE")
        finally:
            db.close()
    except sqlite3.Error as error:
        if connection.code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise Refusal(IN_USE.format(path=path)) from error
        return  # damaged, which is why it is to be replaced; it is kept as it is
