"""Whether a database file may be opened; where not, the refusal names the file and the remedy."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from bot.domain.keeping import StoreUnavailable
from bot.domain.refusal import Refusal
from store import connection, migrations

FIRST_PAGES = 4096  # bytes of a file that has no table yet
WHOLE = 64 * 1024 * 1024  # bytes up to which every page is looked at (0.1 s); `tocsin doctor` always does

PASSING = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL}
LOCKED_AWAY = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY}

MISSING = "There is no database at {path}. Run `tocsin init` to make one, or set TOCSIN_DATABASE."
FOREIGN = (
    "{path} is not a Tocsin database; it was left as it is. Set TOCSIN_DATABASE to where Tocsin's own is."
)
EMPTY = "The database {path} is empty. Run `tocsin init` to start anew, or `tocsin restore BACKUP`."
DAMAGED = (
    "The database {path} is damaged ({why}); it was left as it is. Restore a backup: `tocsin restore BACKUP`."
)
NEWER = (
    "The database {path} was written by a newer Tocsin ({why}); it was left as it is. "
    "Install that version, or restore an older backup: `tocsin restore BACKUP`."
)
CHANGED = (
    "The database {path} was made with another text of {why}; it was left as it is. "
    "Install the Tocsin that made it, or restore a backup: `tocsin restore BACKUP`."
)
OLDER = (
    "The database {path} is older than this Tocsin ({why} is missing). `tocsin init` brings it up to date."
)


def blank(path: Path) -> bool:
    """Whether nothing was ever kept there: no file, or one that a killed `tocsin init` left."""
    if not path.exists():
        return True
    if not path.is_file() or path.stat().st_size > FIRST_PAGES:
        return False
    db = connection.reading(path)
    try:
        return not _tables(db) and not db.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.Error:
        return False  # `healthy` says what is wrong with it
    finally:
        db.close()


def healthy(path: Path, *, thorough: bool = True) -> tuple[str, ...]:
    """Refuse what is missing, empty, foreign, damaged or newer; else name the migrations that it lacks.

    Looks with a connection that cannot write, so the file stays as it is. Raises Refusal, or
    StoreUnavailable where the file could not be read just now.
    """
    if not path.is_file():
        raise Refusal((FOREIGN if path.exists() else MISSING).format(path=path))
    if blank(path):
        raise Refusal(EMPTY.format(path=path))
    try:
        return _examined(path, thorough)
    except sqlite3.Error as error:
        raise refused(path, error) from error


def refused(path: Path, error: sqlite3.Error) -> Refusal | StoreUnavailable:
    """What a complaint of SQLite about this file means: damaged for good, or out of reach just now."""
    code = connection.code(error)
    if code in PASSING:
        return StoreUnavailable(f"{connection.TROUBLES[code]}: {path} ({error})")
    if code in LOCKED_AWAY:
        return Refusal(f"The database {path} cannot be used ({error}). Check its owner and its folder's.")
    return Refusal(DAMAGED.format(path=path, why=error))


def _examined(path: Path, thorough: bool) -> tuple[str, ...]:
    db = connection.reading(path)
    try:
        db.execute("BEGIN")
        if thorough and path.stat().st_size <= WHOLE:
            _unbroken(path, db)
        have = migrations.recorded(db)
        version = db.execute("PRAGMA user_version").fetchone()[0]
        _compared(path, have, version, thorough=thorough)
    finally:
        db.close()
    return tuple(each.name for each in migrations.known() if each.number not in have)


def _tables(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0])


def _compared(path: Path, have: Mapping[int, tuple[str, str]], version: int, *, thorough: bool) -> None:
    known = {each.number: each for each in migrations.known()}
    if not have:
        raise Refusal(FOREIGN.format(path=path))
    for number, (name, sha256) in have.items():
        if not name.startswith(f"{number:04}_"):
            raise Refusal(DAMAGED.format(path=path, why="its record of migrations is not readable"))
        if number not in known:
            raise Refusal(NEWER.format(path=path, why=name))
        if thorough and known[number].sha256 != sha256:
            raise Refusal(CHANGED.format(path=path, why=name))
    if version != max(have):
        raise Refusal(DAMAGED.format(path=path, why=f"it says version {version} and records {max(have)}"))


def _unbroken(path: Path, db: sqlite3.Connection) -> None:
    found = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise Refusal(DAMAGED.format(path=path, why=found))
