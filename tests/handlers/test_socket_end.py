"""The connection to Slack can be ended at any moment, also while Slack's hello is on its way in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from handlers.socket import SocketMode


@asynccontextmanager
async def _slack(greeted: asyncio.Event) -> AsyncIterator[str]:
    async def serve(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        greeted.set()
        async for _ in socket:
            pass
        return socket

    app = web.Application()
    app.router.add_get("/", serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"ws://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()


@pytest.mark.parametrize("turns", range(12))
async def test_it_ends_when_told_to_while_the_hello_comes_in(turns: int) -> None:
    greeted = asyncio.Event()
    async with _slack(greeted) as url, aiohttp.ClientSession() as session:

        async def connect() -> str:
            return url

        async def answered(payload: object) -> tuple[int, str]:
            return 200, ""

        running = asyncio.ensure_future(SocketMode(session, connect, answered).run(url))
        await greeted.wait()
        for _ in range(turns):
            await asyncio.sleep(0)

        running.cancel()
        done, _ = await asyncio.wait({running}, timeout=1)
        running.cancel()

        assert done == {running}
