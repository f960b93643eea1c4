"""Rows `start`, `memory` and `first-commands`: a process of its own, as `tocsin run` is."""

import asyncio
import contextlib
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from bench import measure, world
from bench.measure import Line, Size
from bot.sandbox import company, demo
from bot.sandbox.server import Sandbox

IMPORTS = "import slack_bolt.async_app, slack_sdk.socket_mode.aiohttp"
FIRST = 16
MIB = 1024


@contextlib.asynccontextmanager
async def _practice(services: int) -> AsyncIterator[tuple[Sandbox, dict[str, str]]]:
    """A Slack, and what the bot is started with on a full catalog."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        await world.fill(database, services)
        async with Sandbox(company.empty(), manifest=demo.manifest()) as sandbox:
            sandbox.rates.on = False
            yield sandbox, demo.environment(sandbox, database, http=False)


async def start(size: Size) -> list[Line]:
    """From the start of the process until Slack's hello; beside a process that only imports Bolt."""
    async with _practice(size.services) as (sandbox, env):
        ours, floor = [], []
        for _ in range(size.starts):
            floor.append(await _imports())
            begun = time.perf_counter()
            async with _running(sandbox, env):
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


@contextlib.asynccontextmanager
async def _running(sandbox: Sandbox, env: Mapping[str, str]) -> AsyncIterator[Process]:
    """The bot as its own process, connected; stopped as SIGTERM does."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        env={**env, "PYTHONPATH": str(world.ROOT)},
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
    try:
        async with asyncio.timeout(30):
            while not sandbox.deliveries.sockets.connections:
                assert process.returncode is None, "the bot ended"
                await asyncio.sleep(0.001)
        yield process
    finally:
        process.terminate()
        await process.wait()
        await sandbox.deliveries.sockets.close()


async def memory(size: Size) -> list[Line]:
    """Resident memory after a start and some look-ups, a misspelt one and a search among them."""
    words = [f"/svc {name}" for name in world.names(size.services, 20)]
    words += ["/svc servise-00001", "/svc find part 12", "/oncall team-1", "/tocsin health", "/changes"]
    async with _practice(size.services) as (sandbox, env), _running(sandbox, env) as process:
        for text in words:
            await _type(sandbox, text)
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


async def _type(sandbox: Sandbox, text: str) -> float:
    """Milliseconds until a command of Ana's is acknowledged."""
    word, _, rest = text.partition(" ")
    fields = world.fields(word, rest, f"1.{time.monotonic_ns()}.bench")
    taken, milliseconds = await sandbox.deliveries.ask("slash_commands", fields)
    assert taken.ok, taken.error
    return milliseconds


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
    """The first 16 commands after a start: what they ask of Slack, and how long they take."""
    async with _practice(size.services) as (sandbox, env), _running(sandbox, env):
        at_start = len(sandbox.faults.calls.told("slack"))
        taken = [await _type(sandbox, f"/svc {name}") for name in world.names(size.services, FIRST)]
        asked = len(sandbox.faults.calls.told("slack")) - at_start
        known = len(sandbox.faults.calls.told("slack", "auth.test"))
    worst = f"the slowest {max(taken):.1f} ms"
    return [
        Line(
            "first-commands", f"calls to Slack while {FIRST} commands are answered", asked, 0, "calls", worst
        ),
        Line("first-commands", "auth.test since the start of the process", known, 1, "calls"),
    ]
