"""Socket Mode as the SDK and a plain client meet it, and the whole way once with Bolt."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.person import Person
from bot.sandbox.server import APP_TOKEN, BOT_TOKEN, Sandbox
from tests.sandbox.conftest import GENERAL, client
from tests.sandbox.wire import ack, connected


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


async def test_an_address_works_once(sandbox: Sandbox) -> None:
    url = (await client(sandbox, APP_TOKEN).apps_connections_open(app_token=APP_TOKEN))["url"]

    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as ws:
            await ws.receive_json()
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(url)

    assert refused.value.status == 404


async def test_a_ping_is_answered_until_the_socket_falls_silent(sandbox: Sandbox, ana: Person) -> None:
    async with connected(sandbox) as ws:
        await ws.ping(b"sdk-ping-pong:1")
        await ana.do("socket", do="disconnect", reason="warning")
        first = await ws.receive_json()
        await ana.do("socket", do="silent")
        told = await ana.type("#general", "/inc x")

    assert first["reason"] == "warning"
    assert told == {"ok": False, "ms": told["ms"], "error": "operation_timeout"}


@pytest.mark.parametrize(("how", "reason"), [("disconnect", "refresh_requested"), ("close", None)])
async def test_a_socket_ends(sandbox: Sandbox, ana: Person, how: str, reason: str | None) -> None:
    async with connected(sandbox) as ws:
        await ana.do("socket", do=how)
        frame = await ws.receive()

        said = json.loads(frame.data)["reason"] if frame.type is aiohttp.WSMsgType.TEXT else None

    assert said == reason
    assert sandbox.deliveries.sockets.connections == []


async def test_the_eleventh_socket_is_sent_away(sandbox: Sandbox) -> None:
    api = client(sandbox, APP_TOKEN)
    async with aiohttp.ClientSession() as session:
        opened = []
        for _ in range(11):
            url = (await api.apps_connections_open(app_token=APP_TOKEN))["url"]
            opened.append(await session.ws_connect(url))
            frame = await opened[-1].receive_json()

    assert (frame["type"], frame["reason"]) == ("disconnect", "too_many_websockets")


async def test_a_command_without_an_ack_fails_as_in_slack(sandbox: Sandbox, ana: Person) -> None:
    async with connected(sandbox):
        told = await ana.type("#general", "/inc checkout")

    assert (told["ok"], told["error"]) == (False, "operation_timeout")
    assert (await ana.sees("#general", "didn't respond"))["user"] == "USLACKBOT"


async def test_a_command_with_nobody_connected_fails_at_once(ana: Person) -> None:
    told = await ana.type("#general", "/inc checkout")

    assert (told["ok"], told["error"]) == (False, "dispatch_failed")


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        ({"text": "", "blocks": [{"type": "banner"}]}, "invalid_command_response"),
        ({"response_type": "in_channel"}, "invalid_command_response"),
        ([1], "invalid_command_response"),
    ],
)
async def test_a_wrong_answer_in_an_ack_is_refused(
    sandbox: Sandbox, ana: Person, payload: Any, error: str
) -> None:
    async with connected(sandbox) as ws:
        typing = asyncio.create_task(ana.type("#general", "/inc x"))
        await ack(ws, await ws.receive_json(), payload)
        told = await typing

    assert (told["ok"], told["error"]) == (False, error)


async def test_a_command_that_the_manifest_lacks_never_leaves_slack(sandbox: Sandbox, ana: Person) -> None:
    told = await ana.type("#general", "/nope")

    assert told["error"] == "invalid_command"
    assert await ana.look("envelopes") == []


async def test_the_sdk_and_bolt_work_against_it_end_to_end(sandbox: Sandbox, ana: Person) -> None:
    api = AsyncWebClient(BOT_TOKEN, base_url=sandbox.api_url, retry_handlers=[])
    app = AsyncApp(client=api, signing_secret="unused", process_before_response=True)

    @app.command("/inc")
    async def declare(ack: Any, body: Any) -> None:
        await ack("opening")
        await api.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.view("declared")
    async def declared(ack: Any, view: Any) -> None:
        await ack()
        title = view["state"]["values"]["title"]["title"]["value"]
        said = {"type": "section", "text": {"type": "plain_text", "text": f"declared {title}"}}
        await api.chat_postMessage(channel=GENERAL, text=f"declared {title}", blocks=[said, BUTTONS])

    @app.action("lead")
    async def lead(ack: Any, respond: Any, body: Any) -> None:
        await ack()
        await respond(f"{body['user']['name']} leads", replace_original=True)

    @app.event("app_mention")
    async def mentioned(event: Any, say: Any) -> None:
        await say(f"you said {event['text']}", thread_ts=event["ts"])

    await api.conversations_join(channel=GENERAL)
    handler = AsyncSocketModeHandler(app, APP_TOKEN, web_client=api)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        told = await ana.type("#general", "/inc")
        form = await ana.opens()
        submitted = await ana.submit({"title": "checkout is down"})
        await ana.sees("#general", "declared checkout is down")
        clicked = await ana.click("I lead", channel="#general")
        await ana.sees("#general", "ana leads")
        ts = await ana.post("#general", "@Tocsin hello")
        reply = await ana.sees("#general", "you said @Tocsin hello")
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]

    assert told["ok"] and submitted["ok"] and clicked["ok"]
    assert form["callback_id"] == "declared"
    assert submitted["closed"] is True
    assert reply["thread_ts"] == ts


FORM = {
    "type": "modal",
    "callback_id": "declared",
    "title": {"type": "plain_text", "text": "Declare"},
    "submit": {"type": "plain_text", "text": "Declare"},
    "blocks": [
        {
            "type": "input",
            "block_id": "title",
            "label": {"type": "plain_text", "text": "Title"},
            "element": {"type": "plain_text_input", "action_id": "title"},
        }
    ],
}
BUTTONS = {
    "type": "actions",
    "elements": [{"type": "button", "action_id": "lead", "text": {"type": "plain_text", "text": "I lead"}}],
}
