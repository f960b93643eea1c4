"""Rows `change-ack` and `burst-commands`: what it takes to be acknowledged when something is kept first."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bench import measure, world
from bench.lookup import measured
from bench.measure import Line, Size
from bench.process import at_rest, practice, running, say
from bot.sandbox import demo
from bot.sandbox.server import SIGNING_SECRET, Sandbox

SLOW = 0.5
LATE = 3.0
PAUSE = 0.02
"""Seconds between two calls of `change-ack`: what follows a note (the card is made anew) is over by then."""


async def ack(size: Size) -> list[Line]:
    """A note beside a look-up and a 4 KB write that the disk confirms; the bot is a process of its own."""
    port = demo.free_port()
    async with practice(size.services, port) as (sandbox, env), running(sandbox, env):
        await say(sandbox, "/inc checkout down")
        channel = await _channel(sandbox)
        await at_rest(env)
        texts = {"note": "/inc note the pool is full on db-3", "lookup": "/svc service-00007"}
        calls = -(-size.calls // 10)
        many = (size.blocks + 1) * calls
        asked = {
            name: [world.command(text, n, channel, SIGNING_SECRET).wire for n in range(many)]
            for name, text in texts.items()
        }
        targets = {name: {"port": port, "requests": wires} for name, wires in asked.items()}
        plan = {"targets": targets, "blocks": size.blocks + 1, "calls": calls, "in_flight": 1}
        floor = str(Path(env["TOCSIN_DATABASE"]).with_name("floor"))
        async with world.child("bench.load") as load:
            told = await measured(load, plan | {"disk": floor, "pause": PAUSE})
    taken = {name: [block["calls"] for block in blocks] for name, blocks in told.items()}
    beside = [taken["lookup"], taken["disk"]]
    return [
        Line(
            "change-ack",
            "/inc note, kept on the disk before its ack, p50",
            measure.ratio(taken["note"], *beside),
            2.0,
            "a look-up + one 4 KB fdatasync",
            measure.spread(taken["note"]),
            " + ".join(measure.milli(measure.median(each)) for each in beside),
        )
    ]


async def burst(size: Size) -> list[Line]:
    """Look-ups, notes and declarations all at once, while each call to Slack takes half a second."""
    port = demo.free_port()
    async with practice(size.services, port) as (sandbox, env), running(sandbox, env):
        await say(sandbox, "/inc checkout down")
        channel = await _channel(sandbox)
        await at_rest(env)
        sandbox.faults.add({"match": "*", "kind": "slow", "seconds": SLOW})
        names = world.names(size.services, size.burst)
        asked = [
            world.command(_any(number, names), number, channel, SIGNING_SECRET).wire
            for number in range(size.burst * (size.bursts + 1))
        ]
        plan = {"targets": {"ours": {"port": port, "requests": asked}}, "blocks": size.bursts + 1}
        async with world.child("bench.load") as load:
            told = (
                await measured(load, plan | {"calls": size.burst, "in_flight": size.burst, "rest": size.rest})
            )["ours"]
    calls = [block["calls"] for block in told]
    late = sum(call > LATE for block in calls for call in block)
    worst = measure.median([[max(block)] for block in calls])
    what = f"{size.burst} commands at once, Slack at {SLOW:g} s a call"
    return [
        Line("burst-commands", f"{what}: acks later than {LATE:g} s", late, 0, "acks"),
        Line(
            "burst-commands",
            f"{what}: the last ack",
            worst * 1e3,
            100 * world.slowness(),
            "ms",
            measure.spread(calls),
        ),
    ]


def _any(number: int, names: Sequence[str]) -> str:
    """Of ten commands seven look something up, two note, one declares."""
    name = names[number % len(names)]
    match number % 10:
        case 3 | 7:
            return f"/inc note {name} it is"
        case 9:
            return f"/inc {name} is down"
    return f"/svc {name}"


async def _channel(sandbox: Sandbox) -> str:
    """The channel of the first incident, once it is there and its card stands pinned."""
    async with asyncio.timeout(LATE):
        while not sandbox.faults.calls.told("slack", "pins.add"):
            await sandbox.world.wait(sandbox.world.rev, LATE)
    return next(room.id for room in sandbox.world.channels.values() if room.name.startswith("inc-"))
