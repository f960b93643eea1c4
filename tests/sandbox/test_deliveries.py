"""Deliveries: what the app hears of, again when it does not ack, twice or shuffled on demand."""

import asyncio

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.person import Person
from bot.sandbox.server import Rules, Sandbox
from tests.sandbox.conftest import ANA, GENERAL, Few, client, manifest
from tests.sandbox.wire import ack, connected


async def test_a_mention_arrives_twice_with_one_ts(
    sandbox: Sandbox, slack: AsyncWebClient, ana: Person
) -> None:
    await slack.conversations_join(channel=GENERAL)
    sandbox.deliveries.log.clear()

    ts = await ana.post("#general", "@Tocsin <hi> & bye")

    payloads = [envelope.payload for envelope in sandbox.deliveries.log]
    assert [p["event"]["type"] for p in payloads] == ["message", "app_mention"]
    assert {p["event"]["ts"] for p in payloads} == {ts}
    assert {p["event"]["text"] for p in payloads} == {"<@U0SANDBOX> &lt;hi&gt; &amp; bye"}
    assert len({p["event_id"] for p in payloads}) == 2


async def test_in_a_direct_conversation_a_mention_is_one_message(sandbox: Sandbox, ana: Person) -> None:
    await ana.look("state")

    await ana.post("@bot", "@Tocsin hello")

    events = [envelope.payload["event"] for envelope in sandbox.deliveries.log]
    assert [(event["type"], event["channel_type"]) for event in events] == [("message", "im")]


async def test_an_event_that_a_socket_does_not_ack_comes_again(ana: Person) -> None:
    rules = Rules(ack_seconds=0.05, retries=(0.0,), rate_limits=False)
    async with Sandbox(Few(), manifest=manifest(), rules=rules) as sandbox, connected(sandbox) as ws:
        async with Person(sandbox.url, ANA) as person:
            await person.do("home")
        first, second = await ws.receive_json(), await ws.receive_json()
        await ack(ws, second)

    assert (first["retry_attempt"], second["retry_attempt"]) == (0, 1)
    assert second["retry_reason"] == "timeout"
    assert first["payload"] == second["payload"]
    assert first["envelope_id"] != second["envelope_id"]


async def test_events_can_come_twice(sandbox: Sandbox, ana: Person) -> None:
    await ana.do("delivery", duplicate=1)
    async with connected(sandbox) as ws:
        await ana.do("home")
        first, second = await ws.receive_json(), await ws.receive_json()

    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert first["envelope_id"] != second["envelope_id"]


async def test_commands_can_come_twice_on_demand(sandbox: Sandbox, ana: Person) -> None:
    await ana.do("delivery", duplicate=1, kinds=["slash_commands"])
    async with connected(sandbox) as ws:
        typing = asyncio.create_task(ana.type("#general", "/inc x"))
        frames = [await ws.receive_json(), await ws.receive_json()]
        for frame in frames:
            await ack(ws, frame)
        await typing

    assert frames[0]["payload"] == frames[1]["payload"]


async def test_events_can_come_in_another_order(sandbox: Sandbox, ana: Person) -> None:
    await ana.do("delivery", reorder=True)
    await ana.look("state")
    async with connected(sandbox) as ws:
        for word in ("one", "two", "three"):
            await ana.post("@bot", word)
        texts = [(await ws.receive_json())["payload"]["event"]["text"] for _ in range(3)]

    assert texts == ["three", "two", "one"]


@pytest.mark.parametrize(("deed", "subtype"), [("edit", "message_changed"), ("delete", "message_deleted")])
async def test_edits_and_deletions_are_told_with_what_was_before(
    sandbox: Sandbox, ana: Person, deed: str, subtype: str
) -> None:
    await ana.look("state")
    ts = await ana.post("@bot", "before")

    await ana.do(deed, channel="D0ANA", ts=ts, text="after")

    event = sandbox.deliveries.log[-1].payload["event"]
    assert (event["subtype"], event["previous_message"]["text"]) == (subtype, "before")
    assert event["ts"] > ts


async def test_what_the_manifest_does_not_ask_for_is_not_told() -> None:
    deaf = manifest()
    deaf["settings"]["event_subscriptions"]["bot_events"] = ["message.im"]
    async with Sandbox(Few(), manifest=deaf) as sandbox, Person(sandbox.url, ANA) as ana:
        await client(sandbox).conversations_join(channel=GENERAL)
        await ana.post("#general", "@Tocsin hello")
        await ana.post("@bot", "hello")

        told = [envelope.payload["event"]["type"] for envelope in sandbox.deliveries.log]

    assert told == ["message"]


async def test_what_the_scopes_do_not_allow_is_not_told() -> None:
    async with (
        Sandbox(Few(), manifest=manifest(["chat:write", "channels:join"])) as sandbox,
        Person(sandbox.url, ANA) as ana,
    ):
        await client(sandbox).conversations_join(channel=GENERAL)
        await ana.post("#general", "@Tocsin hello")

        assert list(sandbox.deliveries.log) == []
