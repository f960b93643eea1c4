"""Socket Mode as the SDK and a plain client meet it, and the whole way once with Bolt."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.person import Person
from bot.sandbox.server import APP_TOKEN, BOT_TOKEN, Sandbox
from tests.sandbox.conftest import GENERAL, client

Frame = dict[str, Any]


@asynccontextmanager
async def connected(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A plain Socket Mode client that has read the hello."""
    url = (await client(sandbox, APP_TOKEN).apps_connections_open(app_token=APP_TOKEN))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as ws:
        hello = await ws.receive_json()
        assert hello["type"] == "hello"
        yield ws


async def ack(ws: aiohttp.ClientWebSocketResponse, frame: Frame, payload: Any = None) -> None:
    """Answer an envelope."""
    await ws.send_json({"envelope_id": frame["envelope_id"]} | ({"payload": payload} if payload else {}))


async def test_a_command_is_delivered_and_its_ack_is_whispered(sandbox: Sandbox, ana: Person) -> None:
    async with connected(sandbox) as ws:
        typing = asyncio.create_task(ana.type("#general", "/inc checkout & <pay> @bo #general"))
        frame = await ws.receive_json()
        await ack(ws, frame, {"text": "on it"})
        told = await typing

    assert told["ok"] is True
    assert frame["type"] == "slash_commands"
    assert frame["accepts_response_payload"] is True
    assert frame["payload"]["text"] == "checkout &amp; &lt;pay&gt; <@U0BO|bo> <#C0GENERAL|general>"
    assert (await ana.sees("#general", "on it"))["ephemeral"] is True
