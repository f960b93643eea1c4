"""Row `loop-lag`: how late the loop is while sixteen heavy queries are in flight."""

import asyncio
import itertools
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from bench import measure, world
from bench.measure import Line, Size
from bot.app import App
from bot.flows import catalog
from bot.flows.catalog.readying import make_ready
from bot.flows.similar import finding as similar

HEAVY = 16
EVERY = 0.001
MOST = 2.0


async def run(size: Size) -> list[Line]:
    """A tick each millisecond: the ninety-ninth percentile of how late it is, busy and idle."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        await world.fill(database, size.services)
        async with world.child("bench.slack") as slack:
            env = {
                "SLACK_API_URL": f"{(await slack.hear())['url']}/api/",
                "SLACK_SIGNING_SECRET": world.SECRET,
            }
            async with world.bot(database, env) as app:
                return await _lines(app, size)


async def _lines(app: App, size: Size) -> list[Line]:
    await make_ready(app.bot)
    ticks = size.blocks * size.calls
    idle = await _lags(ticks)
    words = itertools.cycle(_words(size))
    busy = [asyncio.ensure_future(_ask(app, words)) for _ in range(HEAVY)]
    try:
        lags = await _lags(ticks)
    finally:
        for each in busy:
            each.cancel()
        await asyncio.gather(*busy, return_exceptions=True)
    return [
        Line(
            "loop-lag",
            f"p99 of a {EVERY * 1e3:g} ms ticker with {HEAVY} heavy queries in flight",
            measure.percentile([lags], 0.99) * 1e3,
            MOST * world.slowness(),
            "ms",
            measure.spread([lags]),
            f"idle {measure.spread([idle])}",
        )
    ]


async def _lags(ticks: int) -> list[float]:
    """Seconds by which each tick came late."""
    found = []
    for _ in range(ticks):
        begun = time.perf_counter()
        await asyncio.sleep(EVERY)
        found.append(time.perf_counter() - begun - EVERY)
    return found


async def _ask(app: App, words: Iterator[str]) -> None:
    """One heavy query after the other, each a request in hand: a misspelt name, a search, what is alike."""
    while True:
        for query in (
            partial(catalog.look_up, app.bot),
            lambda _: catalog.search(app.bot, "part 12"),
            partial(_similar, app),
        ):
            app.bot.tasks.taken()
            try:
                await query(next(words))
            finally:
                app.bot.tasks.answered()


async def _similar(app: App, title: str) -> None:
    """What is alike."""
    await app.bot.rows.query(similar.searched, title)


def _words(size: Size) -> Sequence[str]:
    return [f"servcie {name[-5:]} is slow" for name in world.names(size.services, 100)]
