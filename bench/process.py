"""The bot as a process of its own, as `tocsin run` starts it, beside a Slack in this one."""

import asyncio
import contextlib
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from bench import world
from bot.sandbox import company, demo
from bot.sandbox.server import Sandbox
from store.reading import open_reading
from store.scorecard import evaluated_at

PATIENCE = 30


@contextlib.asynccontextmanager
async def practice(services: int, port: int = 0) -> AsyncIterator[tuple[Sandbox, dict[str, str]]]:
    """A Slack, and what the bot is started with on a full catalog; with a port, Slack comes over HTTP."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        await world.fill(database, services)
        async with Sandbox(company.empty(), manifest=demo.manifest()) as sandbox:
            sandbox.rates.on = False
            yield sandbox, demo.environment(sandbox, database, http=bool(port), port=port)


@contextlib.asynccontextmanager
async def running(sandbox: Sandbox, env: Mapping[str, str]) -> AsyncIterator[Process]:
    """The bot, connected; stopped as SIGTERM does."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        env={**env, "PYTHONPATH": str(world.ROOT)},
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            while not await _connected(sandbox, env):
                assert process.returncode is None, "the bot ended"
                await asyncio.sleep(0.001)
        yield process
    finally:
        process.terminate()
        await process.wait()
        await sandbox.deliveries.close()


async def _connected(sandbox: Sandbox, env: Mapping[str, str]) -> bool:
    deliveries = sandbox.deliveries
    if "SLACK_SIGNING_SECRET" not in env:
        return bool(deliveries.sockets.connections)
    deliveries.http.url = f"http://{env['TOCSIN_HTTP']}/slack/events"
    deliveries.door = deliveries.http
    return await deliveries.http.verify(deliveries.http.url)


async def at_rest(env: Mapping[str, str], most: float = 120) -> None:
    """Wait until the bot has evaluated every service, as it does after a new catalog: it runs for long."""
    with contextlib.closing(open_reading(env["TOCSIN_DATABASE"])) as db:
        async with asyncio.timeout(most):
            while evaluated_at(db) is None:  # noqa: ASYNC110  (another process evaluates)
                await asyncio.sleep(0.1)


async def say(sandbox: Sandbox, text: str) -> float:
    """Have Ana type a command; the milliseconds until its ack."""
    word, _, rest = text.partition(" ")
    fields = world.fields(word, rest, f"1.{time.monotonic_ns()}.bench")
    taken, milliseconds = await sandbox.deliveries.ask("slash_commands", fields)
    assert taken.ok, taken.error
    return milliseconds
