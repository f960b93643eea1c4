"""Clients that block, each used by one thread at a time, with a deadline around every call."""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import Empty, LifoQueue
from typing import Generic, Protocol, TypeVar

from bot.ports import Unreachable

T = TypeVar("T")


class Closable(Protocol):
    """A client that holds connections."""

    def close(self) -> object: ...


C = TypeVar("C", bound=Closable)

log = logging.getLogger(__name__)
GRACE = 1.0
"""Seconds that closing waits for a call that runs."""
LOOK_EVERY = 0.01


class Threads(Generic[C]):
    """At most `limit` calls of one vendor's client at once.

    `make` is called in a thread, when there is more work than idle clients: a late import costs the loop
    nothing. A thread that outlives its deadline keeps its place until the client's own time limit ends it, so
    a vendor that hangs can never take more than `limit` threads.
    """

    def __init__(self, vendor: str, make: Callable[[], C], *, limit: int, deadline: float) -> None:
        self.vendor = vendor
        self._make = make
        self._deadline = deadline
        self._idle: LifoQueue[C] = LifoQueue()
        self._working: set[int] = set()
        self._pool = ThreadPoolExecutor(limit, thread_name_prefix=vendor)

    async def call(self, work: Callable[[C], T]) -> T:
        """What `work` returns for a client. Raises Unreachable after the deadline, queueing included."""
        try:
            async with asyncio.timeout(self._deadline):
                return await asyncio.get_running_loop().run_in_executor(self._pool, self._work, work)
        except TimeoutError:
            raise Unreachable(f"{self.vendor} did not answer within {self._deadline:g} s") from None

    async def aclose(self) -> None:
        """Take no more work, wait a moment for what runs and close the clients; what hangs is left to end."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                while self._working:  # noqa: ASYNC110  (threads cannot set an event of the loop that goes)
                    await asyncio.sleep(LOOK_EVERY)
        while not self._idle.empty():
            self._idle.get_nowait().close()

    def _work(self, work: Callable[[C], T]) -> T:
        thread = threading.get_ident()
        self._working.add(thread)
        try:
            client = self._client()
            try:
                return work(client)
            finally:
                self._idle.put(client)
        finally:
            self._working.discard(thread)

    def _client(self) -> C:
        try:
            return self._idle.get_nowait()
        except Empty:
            return self._make()


async def together(works: Iterable[Awaitable[T]]) -> list[T]:
    """All results in order; the first failure is raised and the others are cancelled."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


async def twice(work: Callable[[], Awaitable[T]], vendor: str) -> T:
    """A read, tried once more where the vendor did not answer; not where it asked us to wait."""
    try:
        return await work()
    except Unreachable as trouble:
        if trouble.retry_after is not None:
            raise
        log.debug("%s: reading once more", vendor)
    return await work()


async def within(seconds: float, work: Awaitable[T], vendor: str) -> T:
    """The result of many calls, if it is there in time. Raises Unreachable."""
    try:
        async with asyncio.timeout(seconds):
            return await work
    except TimeoutError:
        raise Unreachable(f"{vendor} was not read within {seconds:g} s") from None
