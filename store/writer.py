"""The writer: one thread that commits what many callers ask for together, and answers after the commit."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

from bot.domain.keeping import StoreUnavailable
from store import connection

MOST = 256  # steps in one transaction; more would make the first caller wait for the last

Step = Callable[[sqlite3.Connection], Any]
Listener = Callable[[], None]
Loop = asyncio.AbstractEventLoop


@dataclass(slots=True, eq=False)
class Job:
    """A step on its way through the writer, and the caller who waits for it `since` then."""

    step: Step
    future: asyncio.Future[Any]
    value: Any = None
    error: BaseException | None = None
    since: float = field(default_factory=time.monotonic)


class Writer:
    """One thread and one connection; nobody else in this process writes."""

    def __init__(self, db: sqlite3.Connection, patience: float = connection.PATIENCE) -> None:
        self._db = db
        self._patience = patience
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._door = threading.Lock()
        self._closed = False
        self._listeners: list[tuple[Loop, Listener]] = []
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    def submit(self, step: Step) -> asyncio.Future[Any]:
        """Queue a step; the future is resolved after its transaction is on the disk."""
        future = asyncio.get_running_loop().create_future()
        with self._door:
            if self._closed:
                raise StoreUnavailable("the store is closed")
            self._queue.put(Job(step, future))
        return future

    def on_commit(self, loop: Loop, listener: Listener) -> None:
        """Call the listener on that loop after every committed batch."""
        self._listeners = [*self._listeners, (loop, listener)]

    def close(self) -> None:
        """Commit what is queued, then stop; a second call does nothing."""
        with self._door:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()
        self._db.close()

    def _work(self) -> None:
        while True:
            batch, last = self._take()
            if batch:
                self._carry_out(batch)
            if last:
                return

    def _take(self) -> tuple[list[Job], bool]:
        """Wait for a job, then take along what else is queued; True: nothing comes after these."""
        job = self._queue.get()
        batch: list[Job] = []
        while job is not None:
            batch.append(job)
            if len(batch) == MOST:
                return batch, False
            try:
                job = self._queue.get_nowait()
            except Empty:
                return batch, False
        return batch, True

    def _carry_out(self, batch: list[Job]) -> None:
        try:
            self._commit(batch)
        except (sqlite3.Error, MemoryError) as error:
            self._roll_back()
            met = next((job.error for job in batch if isinstance(job.error, StoreUnavailable)), None)
            cause = connection.trouble(error) or met or StoreUnavailable(f"the transaction failed ({error})")
            for job in batch:
                job.error = StoreUnavailable(cause.cause)
            self._answer(batch, committed=False)
        else:
            self._answer(batch, committed=True)

    def _roll_back(self) -> None:
        # Where even this fails, the next BEGIN does too, and comes here again.
        with suppress(sqlite3.Error):
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def _commit(self, batch: list[Job]) -> None:
        waited = time.monotonic() - batch[0].since
        connection.begin(self._db, self._patience - waited)
        for job in batch:
            if not job.future.cancelled():
                self._attempt(job)
            if not self._db.in_transaction:
                raise sqlite3.OperationalError(f"given up by SQLite, or ended by a step: {job.error}")
        self._db.execute("COMMIT")

    def _attempt(self, job: Job) -> None:
        self._db.execute("SAVEPOINT step")
        try:
            job.value = job.step(self._db)
        except BaseException as error:  # handed back to the caller, whatever it is; the others go on
            job.error = connection.trouble(error) or _bearable(error)
            if self._db.in_transaction:
                self._db.execute("ROLLBACK TO step")
        if self._db.in_transaction:
            self._db.execute("RELEASE step")

    def _answer(self, batch: list[Job], *, committed: bool) -> None:
        calls: dict[Loop, tuple[list[Job], list[Listener]]] = {}
        for job in batch:
            calls.setdefault(job.future.get_loop(), ([], []))[0].append(job)
        for loop, listener in self._listeners if committed else ():
            calls.setdefault(loop, ([], []))[1].append(listener)
        for loop, call in calls.items():
            # A loop that is closed by now has nobody who waits.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(_resolve, *call)


def _resolve(jobs: list[Job], listeners: list[Listener]) -> None:
    for job in jobs:
        if job.future.done():
            continue
        if job.error is not None:
            job.future.set_exception(job.error)
        else:
            job.future.set_result(job.value)
    for listener in listeners:
        listener()


def _bearable(error: BaseException) -> BaseException:
    """A future cannot carry StopIteration: its caller would wait for ever."""
    return RuntimeError("a step let StopIteration out") if isinstance(error, StopIteration) else error
