"""A plain Socket Mode client for tests of the sandbox: it connects, reads envelopes and acks them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from bot.sandbox.server import APP_TOKEN, Sandbox
from tests.sandbox.conftest import client

Frame = dict[str, Any]
Socket = aiohttp.ClientWebSocketResponse


@asynccontextmanager
async def connected(sandbox: Sandbox) -> AsyncIterator[Socket]:
    """A plain Socket Mode client that has read the hello."""
    url = (await client(sandbox, APP_TOKEN).apps_connections_open(app_token=APP_TOKEN))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as ws:
        hello = await ws.receive_json()
        assert hello["type"] == "hello"
        yield ws


async def ack(ws: Socket, frame: Frame, payload: Any = None) -> None:
    """Answer an envelope."""
    await ws.send_json({"envelope_id": frame["envelope_id"]} | ({"payload": payload} if payload else {}))


async def served(ws: Socket, doing: Awaitable[Any], payload: Any = None) -> tuple[Frame, Any]:
    """Do something, answer the envelope that it makes; what the app got and what the person was told."""
    task = asyncio.ensure_future(doing)
    frame = await ws.receive_json()
    await ack(ws, frame, payload)
    return frame["payload"], await task
