"""The bot's clock in a sandbox: real time plus the sandbox's offset, asked for again and again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import aiohttp

from bot.sandbox.clock import SandboxClock

EVERY = 0.1
"""Seconds between two looks at the sandbox's offset."""


@asynccontextmanager
async def following(sandbox: str) -> AsyncIterator[SandboxClock]:
    """A clock that shows what the sandbox at that address shows, a tenth of a second late at most."""
    clock, url = SandboxClock(), f"{sandbox}/control/clock"
    async with aiohttp.ClientSession() as session:
        await _look(session, url, clock)  # before anything is timed by it
        task = asyncio.create_task(_follow(session, url, clock))
        try:
            yield clock
        finally:
            task.cancel()


async def _follow(session: aiohttp.ClientSession, url: str, clock: SandboxClock) -> None:
    while True:
        await asyncio.sleep(EVERY)
        await _look(session, url, clock)


async def _look(session: aiohttp.ClientSession, url: str, clock: SandboxClock) -> None:
    with suppress(aiohttp.ClientError, TimeoutError):
        async with session.get(url) as answer:
            clock.offset = float((await answer.json())["offset"])
