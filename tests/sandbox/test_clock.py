"""The sandbox's clock: real time plus an offset; sleepers wake when it is moved."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.sandbox.clock import SandboxClock


def test_the_clock_shows_real_time_and_the_offset() -> None:
    clock = SandboxClock()

    clock.advance(3600)

    ahead = clock.now() - datetime.now(UTC)
    assert timedelta(minutes=59) < ahead <= timedelta(minutes=60)
    assert clock.offset == 3600


async def test_a_sleeper_wakes_when_the_clock_is_moved_far_enough() -> None:
    clock = SandboxClock()
    sleeper = asyncio.create_task(clock.sleep(60))
    await asyncio.sleep(0)

    clock.advance(30)
    await asyncio.sleep(0)
    early = sleeper.done()
    clock.advance(30)

    await asyncio.wait_for(sleeper, 5)
    assert early is False


async def test_a_sleeper_wakes_by_real_time_too() -> None:
    clock = SandboxClock()

    await asyncio.wait_for(clock.sleep(0.01), 5)
