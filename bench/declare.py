"""Row `declare`: from the command to the pinned card, with Slack at 150 ms a call."""

import statistics
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench import measure, world
from bench.measure import Line, Size
from bot.sandbox import company
from tests.living import Night, living

SLOW = 0.15
BESIDE = 0.15
"""What may be spent beside the waiting, as a share of it, on a machine of the usual speed."""
CRITICAL = 3
"""Round trips that cannot be had at once: the channel is made, the card posted in it, the card pinned."""


async def run(size: Size) -> list[Line]:
    """Declare one incident after the other; the median of them."""
    with tempfile.TemporaryDirectory() as folder, world.logging_as_run():
        async with living(company.acme(datetime.now(UTC)), Path(folder)) as night:
            await night.ana.do("rates", on=False)
            await night.fault("*", "slow", seconds=SLOW)
            taken = [await _declared(night, number) for number in range(size.starts)]
    return [
        Line(
            "declare",
            f"from the command to the pinned card, Slack at {SLOW * 1000:g} ms a call",
            statistics.median(taken) / (SLOW * CRITICAL),
            1 + BESIDE * world.slowness(),
            f"{CRITICAL} round trips",
            measure.milli(statistics.median(taken)),
            measure.milli(SLOW * CRITICAL),
        )
    ]


async def _declared(night: Night, number: int) -> float:
    """Seconds until the next incident's card is pinned, as Slack saw it."""
    begun = night.sandbox.clock.timestamp()
    await night.ana.type("#general", f"/inc payments down {number} service:payments-api")

    async def pinned() -> bool:
        calls = night.sandbox.faults.calls.told("slack", "pins.add")
        return len(calls) > number

    await night.until(pinned)
    taken = float(night.sandbox.faults.calls.told("slack", "pins.add")[number]["at"]) - begun

    async def told() -> bool:
        return f"-payments-down-{number}" in str(
            [m["rendered"] for m in await night.ana.messages("#general")]
        )

    await night.until(told)
    return taken
