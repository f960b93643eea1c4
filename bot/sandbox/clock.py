"""The sandbox's clock: real time plus an offset that the control API moves."""

import asyncio
from datetime import UTC, datetime, timedelta


class SandboxClock:
    """Real time + `offset` seconds. Who sleeps on it wakes when the time comes, waited for or advanced to."""

    def __init__(self, offset: float = 0.0) -> None:
        self.offset = offset
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        """The time now, aware, UTC."""
        return datetime.now(UTC) + timedelta(seconds=self.offset)

    def timestamp(self) -> float:
        """Seconds since 1970, as Slack counts them."""
        return self.now().timestamp()

    def advance(self, seconds: float) -> None:
        """Move the clock forward and wake the sleepers whose time has come."""
        self.offset += seconds
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock shows `seconds` more than now."""
        due = self.timestamp() + seconds
        while (left := due - self.timestamp()) > 0:
            moved = self._moved
            try:
                async with asyncio.timeout(left):
                    await moved.wait()
            except TimeoutError:
                continue
