"""Our own background tasks, tracked: none is lost to the garbage collector; SIGTERM and tests drain them.

Beside them what they give way to: the requests that somebody waits for.
"""

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import Any

from bot.domain.keeping import StoreUnavailable

log = logging.getLogger("tocsin.tasks")


class TrackedTasks:
    """Starts tasks and waits for them; knows how many requests are in hand."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[object]] = set()
        self._in_hand = 0
        self._answered = 0.0

    def start(self, work: Coroutine[Any, Any, object], name: str) -> asyncio.Task[object]:
        """Start a task and keep hold of it until it is done."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    @property
    def busy(self) -> bool:
        """Whether anything runs."""
        return bool(self._running)

    def taken(self) -> None:
        """A request is in hand, and somebody waits for its answer."""
        self._in_hand += 1

    def answered(self) -> None:
        """A request that was in hand has its answer."""
        self._in_hand -= 1
        self._answered = time.monotonic()

    async def lull(self, most: float, quiet: float = 0.005) -> None:
        """Wait until no request is in hand, nor was for so many seconds; `most` of them at the longest."""
        end = time.monotonic() + most
        while (now := time.monotonic()) < end:
            left = quiet if self._in_hand else self._answered + quiet - now
            if left <= 0:
                return
            await asyncio.sleep(min(left, end - now))

    def _ended(self, task: asyncio.Task[object]) -> None:
        self._running.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, StoreUnavailable):
            log.warning("task %s could keep nothing: %s", task.get_name(), error.cause)
        elif error is not None:
            log.error("task %s failed", task.get_name(), exc_info=error)

    async def settle(self, seconds: float = 10.0) -> None:
        """Wait until nothing runs, also what is started meanwhile; cancel what is left after that time."""
        try:
            async with asyncio.timeout(seconds):
                while self._running:
                    await asyncio.wait(set(self._running))
        except TimeoutError:
            left = list(self._running)
            log.warning("cancelling after %s s: %s", seconds, [task.get_name() for task in left])
            for task in left:
                task.cancel()
            await asyncio.wait(left, timeout=1)
