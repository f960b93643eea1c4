"""Rows `start`, `memory` and `first-commands`: a process of its own, as `tocsin run` is."""

import asyncio
import statistics
import sys
import time

from bench import measure, world
from bench.measure import Line, Size
from bench.process import practice, running, say

IMPORTS = "import slack_bolt.async_app, slack_sdk.socket_mode.aiohttp"
FIRST, CHANGES = 16, 4
SLOW = 0.5
MIB = 1024


async def start(size: Size) -> list[Line]:
    """From the start of the process until Slack's hello; beside a process that only imports Bolt."""
    async with practice(size.services) as (sandbox, env):
        ours, floor = [], []
        for _ in range(size.starts):
            floor.append(await _imports())
            begun = time.perf_counter()
            async with running(sandbox, env):
                ours.append(time.perf_counter() - begun)
    taken, imports = statistics.median(ours), statistics.median(floor)
    goal = max(0.6 / imports, 2.2)
    what = f"start to connected with {size.services:,} services (600 ms or 2.2 x)"
    return [
        Line(
            "start",
            what,
            taken / imports,
            round(goal, 2),
            "importing Bolt and Socket Mode",
            measure.milli(taken),
            measure.milli(imports),
        )
    ]


async def _imports() -> float:
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", IMPORTS)
    assert await process.wait() == 0
    return time.perf_counter() - begun


async def memory(size: Size) -> list[Line]:
    """Resident memory after a start and some look-ups, a misspelt one and a search among them."""
    words = [f"/svc {name}" for name in world.names(size.services, 20)]
    words += ["/svc servise-00001", "/svc find part 12", "/oncall team-1", "/tocsin health", "/changes"]
    async with practice(size.services) as (sandbox, env), running(sandbox, env) as process:
        for text in words:
            await say(sandbox, text)
        ours = await _resident(process.pid)
    floor = await _resident_of_imports()
    return [
        Line(
            "memory",
            f"resident with {size.services:,} services after {len(words)} look-ups",
            ours,
            80,
            "MiB",
            f"{ours:.1f} MiB",
            f"{floor:.1f} MiB with Bolt imported",
        )
    ]


async def _resident(pid: int) -> float:
    """MiB of memory that the process holds."""
    asked = await asyncio.create_subprocess_exec(
        "ps", "-o", "rss=", "-p", str(pid), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await asked.communicate()
    return int(said) / MIB


async def _resident_of_imports() -> float:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", f"{IMPORTS}; print(flush=True); input()"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    await process.stdout.readline()
    try:
        return await _resident(process.pid)
    finally:
        await process.communicate(b"\n")


async def first(size: Size) -> list[Line]:
    """The first 16 commands after a start, four of them declarations, with Slack at half a second a call."""
    words = [f"/svc {name}" for name in world.names(size.services, FIRST - CHANGES)]
    words += [f"/inc checkout down {number}" for number in range(CHANGES)]
    async with practice(size.services) as (sandbox, env), running(sandbox, env):
        sandbox.faults.add({"match": "*", "kind": "slow", "seconds": SLOW})
        taken = [await say(sandbox, text) for text in words]
        known = len(sandbox.faults.calls.told("slack", "auth.test"))
    what = f"the slowest of the first {FIRST} commands, Slack at {SLOW:g} s a call"
    return [
        Line(
            "first-commands", what, max(taken), 100 * world.slowness(), "ms", f"the first {taken[0]:.1f} ms"
        ),
        Line("first-commands", "auth.test since the start of the process", known, 1, "calls"),
    ]
