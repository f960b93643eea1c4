"""Reading alone, for the command line: sqlite3 and nothing that would take longer to load than to look up."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from bot.domain.refusal import Refusal
from store import check, connection

P = ParamSpec("P")
T = TypeVar("T")


def open_reading(path: str | Path) -> sqlite3.Connection:
    """A connection for one look-up of the command line: nothing is migrated, nothing can be written.

    Raises Refusal with the remedy where the file is missing, damaged, foreign, older or newer.
    """
    path = Path(path)
    missing = check.healthy(path, thorough=False)
    if missing:
        raise Refusal(check.OLDER.format(path=path, why=missing[0]))
    return connection.reading(path)


class ReadingRows:
    """`read` alone, over `open_reading`, for the command line."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._db = open_reading(path)

    def read(
        self, step: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a read; raises Refusal with the remedy where the file turns out to be damaged."""
        try:
            return looked(self._db, lambda db: step(db, *args, **kwargs))
        except sqlite3.Error as error:
            if ours(error):
                raise
            raise check.refused(self.path, error) from error

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def looked(db: sqlite3.Connection, step: Callable[[sqlite3.Connection], T]) -> T:
    """The step's value, from one snapshot of the database."""
    try:
        db.execute("BEGIN")
        return step(db)
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def ours(error: sqlite3.Error) -> bool:
    """Whether SQL that is wrong, or a write where only reading is allowed, is the cause."""
    return connection.trouble(error) is None or connection.code(error) == sqlite3.SQLITE_READONLY
