"""The store on SQLite: opening the file, writing through one thread, reading beside it."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from bot.domain.keeping import StoreUnavailable
from bot.domain.refusal import Refusal
from store import check, connection, inbox, migrations
from store.reading import ReadingRows as ReadingRows
from store.reading import looked, ours
from store.reading import open_reading as open_reading
from store.writer import Writer

if TYPE_CHECKING:
    import sqlite_utils

P = ParamSpec("P")
T = TypeVar("T")

READERS, ASIDE = 2, 1
"""Threads that read for people, and those that read what nobody waits for: each costs memory."""
_ASIDE: ContextVar[bool] = ContextVar("aside", default=False)


def open_store(path: str | Path, *, create: bool = False, patience: float = connection.PATIENCE) -> "Store":
    """Open the database, bring its schema up to date and start the writer.

    A missing one is made only with `create`; a write waits `patience` seconds for other processes.
    Raises Refusal with the remedy where the file is missing, damaged, foreign or newer (it is left as
    it is), StoreUnavailable where it is held by another process or the disk is full.
    """
    path = Path(path)
    if create and check.blank(path):
        _make(path)
    else:
        check.healthy(path)
    return Store(path, Writer(_ready(path), patience))


def bulk(db: sqlite3.Connection) -> "sqlite_utils.Database":
    """The same connection as sqlite-utils sees it, for imports; inside a step it joins the transaction."""
    import sqlite_utils  # noqa: PLC0415  (a look-up of the command line must not pay for it)

    return sqlite_utils.Database(db)


# Columns that a scorecard's properties make -----------------------------------------------------------------

FACTS = "scorecard_fact"


@lru_cache(maxsize=1024)
def fact_column(name: str) -> str:
    """The quoted column of a property; two that differ in case are two columns, which SQLite has as one."""
    spelled = "".join(f"^{char}" if char.isupper() or char == "^" else char for char in name if char > "\x1f")
    return '"' + f"p:{spelled}".replace('"', '""') + '"'


def fact_columns(db: sqlite3.Connection) -> frozenset[str]:
    """The columns that there are, quoted; none before the first fact."""
    names = (row[1] for row in db.execute(f"PRAGMA table_info({FACTS})"))
    return frozenset('"' + name.replace('"', '""') + '"' for name in names if name.startswith("p:"))


def make_fact_columns(db: sqlite3.Connection, properties: Iterable[str]) -> None:
    """A column of any type for every property, in a table of its own that is derived: it can be dropped."""
    wanted = {fact_column(each) for each in properties}
    columns = ", ".join(["service TEXT PRIMARY KEY", *sorted(wanted)])
    db.execute(f"CREATE TABLE IF NOT EXISTS {FACTS} ({columns}) WITHOUT ROWID")
    for column in sorted(wanted - fact_columns(db)):
        db.execute(f"ALTER TABLE {FACTS} ADD COLUMN {column}")


class Store:
    """The rows of one database file; implements `bot.ports.Rows`. Made by `open_store`."""

    def __init__(self, path: Path, writer: Writer) -> None:
        self.path = path
        self._writer = writer
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._aside = ThreadPoolExecutor(ASIDE, thread_name_prefix="reader aside")
        self._here = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._closed = False

    async def run(
        self, step: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a step in a write transaction; returns after the commit is on the disk.

        Whatever the step raises is raised here, with nothing changed. Raises StoreUnavailable where
        nothing could be written (disk full, file held, store closed).
        """
        value: T = await self._writer.submit(lambda db: step(db, *args, **kwargs))
        return value

    async def settle(
        self,
        receipt: str,
        step: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """As `run`, and the inbox row `receipt` is marked done with it; raises AlreadyDone if it was."""

        def both(db: sqlite3.Connection) -> T:
            if receipt:
                inbox.finish(db, receipt)
            return step(db, *args, **kwargs)

        value: T = await self._writer.submit(both)
        return value

    def read(
        self, step: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a short read on this thread; all that it selects belongs to one moment."""
        db: sqlite3.Connection | None = getattr(self._here, "db", None)
        try:
            return looked(db or self._open_here(), lambda db: step(db, *args, **kwargs))
        except sqlite3.Error as error:
            if ours(error):
                raise
            raise StoreUnavailable(str(connection.trouble(error))) from error

    async def query(
        self, step: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a longer read on a reader thread."""
        if self._closed:
            raise StoreUnavailable("the store is closed")
        loop = asyncio.get_running_loop()
        threads = self._aside if _ASIDE.get() else self._readers
        return await loop.run_in_executor(threads, partial(self.read, step, *args, **kwargs))

    def aside(self) -> None:
        """From here on the longer reads of this task have threads of their own: nobody waits behind them."""
        _ASIDE.set(True)

    def on_commit(self, listener: Callable[[], None]) -> None:
        """Call the listener on this loop after every commit of this process."""
        self._writer.on_commit(asyncio.get_running_loop(), listener)

    def close(self) -> None:
        """Commit what is queued, then let go of the file."""
        self._closed = True
        for threads in (self._readers, self._aside):
            threads.shutdown(wait=True, cancel_futures=True)
        while self._opened:
            self._opened.pop().close()
        self._here = threading.local()
        self._writer.close()

    def _open_here(self) -> sqlite3.Connection:
        if self._closed:
            raise StoreUnavailable("the store is closed")
        self._here.db = db = connection.lean(self.path)
        self._opened.append(db)
        return db


def _ready(path: Path) -> sqlite3.Connection:
    """The writer's connection, to a file whose schema is up to date."""
    from store import similar  # noqa: PLC0415  (a look-up of the command line must not pay for it)

    try:
        db = connection.writing(path)
    except sqlite3.Error as error:
        raise check.refused(path, error) from error
    try:
        migrations.migrate(db)
        similar.ready(db)
    except sqlite3.Error as error:
        db.close()
        if connection.trouble(error) is None:
            raise  # a migration that is wrong
        raise check.refused(path, error) from error
    connection.keep_private(path)
    return db


def _make(path: Path) -> None:
    try:
        connection.make_file(path)
    except OSError as error:
        raise Refusal(f"The database {path} cannot be made: {error.strerror}. Check the folder.") from error
