"""Rows `lookup-http` and `lookup-socket`: `/svc x` in a large catalog, over either transport, to its ack."""

import asyncio
import contextlib
import hashlib
import hmac
import json
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import aiohttp
from aiohttp import web

from bench import measure, world
from bench.measure import Line, Size
from bench.world import Child

DIFFERENT = 500
FIND = "SELECT id, title, team FROM service WHERE id = ?"


async def over_http(size: Size) -> list[Line]:
    """One at a time, then 64 in flight, beside a bare server that checks, parses, reads and answers."""
    async with _database(size.services) as database, world.child("bench.slack") as slack:
        env = {"SLACK_API_URL": f"{(await slack.hear())['url']}/api/", "SLACK_SIGNING_SECRET": world.SECRET}
        async with (
            world.bot(database, env) as app,
            _bare(database) as bare,
            world.child("bench.load") as load,
        ):
            ports = {"floor": bare, "ours": app.port}
            return await _http_lines(load, ports, size)


async def _http_lines(load: Child, ports: dict[str, int], size: Size) -> list[Line]:
    asked = [world.command(f"/svc {name}", n).wire for n, name in enumerate(_names(size))]
    targets = {name: {"port": port, "requests": asked} for name, port in ports.items()}
    plan = {"targets": targets, "blocks": size.blocks + 1, "calls": size.calls}
    alone = await measured(load, plan | {"in_flight": 1})
    calls = {name: [block["calls"] for block in blocks] for name, blocks in alone.items()}
    crowd = await measured(
        load, plan | {"in_flight": size.in_flight, "calls": max(size.calls, 4 * size.in_flight)}
    )
    rate = {name: [[len(b["calls"]) / b["wall"]] for b in blocks] for name, blocks in crowd.items()}
    return [
        Line(
            "lookup-http",
            f"/svc x among {size.services:,} over signed HTTP, p50",
            measure.ratio(calls["ours"], calls["floor"]),
            2.5,
            "bare aiohttp + HMAC + one read + JSON",
            measure.spread(calls["ours"]),
            measure.spread(calls["floor"]),
        ),
        Line(
            "lookup-http",
            f"the same, {size.in_flight} in flight, requests a second",
            measure.ratio(rate["ours"], rate["floor"]),
            0.30,
            "the same bare server",
            f"{measure.median(rate['ours']):,.0f}/s",
            f"{measure.median(rate['floor']):,.0f}/s",
            at_least=True,
        ),
    ]


async def measured(load: Child, plan: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """What the other process timed, without the blocks that warmed up."""
    await load.tell(**({"pause": 0, "rest": 0, "disk": ""} | plan))
    return {name: blocks[1:] for name, blocks in (await load.hear()).items()}


def _names(size: Size) -> list[str]:
    return world.names(size.services, DIFFERENT)


@contextlib.asynccontextmanager
async def _database(services: int) -> AsyncIterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        await world.fill(database, services)
        yield database


def _said(db: sqlite3.Connection, name: str) -> dict[str, Any]:
    """One indexed read, and the least of an answer."""
    id, title, team = db.execute(FIND, (name,)).fetchone()
    text = f"*{title}* `{id}` is owned by {team}"
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]
    return {"response_type": "ephemeral", "text": text, "blocks": blocks}


@contextlib.asynccontextmanager
async def _bare(database: Path) -> AsyncIterator[int]:
    """The floor: nothing but the signature, the form, one indexed read and JSON; its port."""
    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)

    async def take(request: web.Request) -> web.Response:
        body = await request.text()
        stamp, signature = request.headers["X-Slack-Request-Timestamp"], request.headers["X-Slack-Signature"]
        mac = hmac.new(world.SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        assert hmac.compare_digest(f"v0={mac}", signature)
        return web.json_response(_said(db, parse_qs(body)["text"][0]))

    app = web.Application()
    app.router.add_post("/slack/events", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
        db.close()


async def over_socket(size: Size) -> list[Line]:
    """One at a time over a websocket, beside a client that only reads one row and answers."""
    async with _database(size.services) as database, world.child("bench.slack") as slack:
        url = (await slack.hear())["url"]
        env = {"SLACK_API_URL": f"{url}/api/", "SLACK_APP_TOKEN": "xapp-bench-0001"}
        async with world.bot(database, env), _bare_socket(database, url):
            envelopes = [_envelope(name, number) for number, name in enumerate(_names(size))]
            await slack.tell(envelopes=envelopes, blocks=size.blocks + 1, calls=size.calls)
            told = {name: blocks[1:] for name, blocks in (await slack.hear()).items()}
    return [
        Line(
            "lookup-socket",
            f"/svc x among {size.services:,} over Socket Mode, p50",
            measure.ratio(told["ours"], told["floor"]),
            2.0,
            "bare aiohttp websocket + one read + JSON",
            measure.spread(told["ours"]),
            measure.spread(told["floor"]),
        )
    ]


def _envelope(name: str, number: int) -> str:
    payload = world.fields("/svc", name, f"1.{number}.{time.monotonic_ns()}")
    about = {"type": "slash_commands", "accepts_response_payload": True}
    return json.dumps({"envelope_id": f"{number:032x}", "payload": payload, **about})


@contextlib.asynccontextmanager
async def _bare_socket(database: Path, url: str) -> AsyncIterator[None]:
    """The floor: a client that answers what it gets with one indexed read."""
    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)

    async def back(socket: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in socket:
            envelope = json.loads(frame.data)
            said = _said(db, envelope["payload"]["text"])
            await socket.send_str(json.dumps({"envelope_id": envelope["envelope_id"], "payload": said}))

    address = f"{url.replace('http', 'ws')}/socket/floor"
    async with aiohttp.ClientSession() as session, session.ws_connect(address) as socket:
        await socket.receive()
        task = asyncio.ensure_future(back(socket))
        yield
        task.cancel()
    db.close()
