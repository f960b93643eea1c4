"""Promise 28, Slack fails: refuses, drops, is away, delivers twice; nothing is lost, doubled, reordered."""

import asyncio
from typing import Any

import pytest

from bot.sandbox.slack import messages
from tests.living import Night

ROOM = "#inc-1-checkout-500s"
FAULTS: dict[str, dict[str, Any]] = {
    "429 with Retry-After": {"kind": "rate_limited", "retry_after": 7},
    "429 without": {"kind": "rate_limited", "retry_after": None},
    "500": {"kind": "server_error"},
    "a page of HTML": {"kind": "html"},
    "a page of HTML that says 200": {"kind": "html", "code": "200"},
    "accept, then drop": {"kind": "drop"},
    "connections refused": {"kind": "refuse"},
}
LEARNT = ("INC-1 identified", "@bo leads", "INC-1 mitigated", "@cy leads", "INC-1 resolved", "Draft ready")
"""What is said after the card, in order; the last comes with the document."""
MOVES = ("/inc status identified", "/inc lead @bo", "/inc mitigate", "/inc lead @cy", "/inc resolve")


async def passes(night: Night, seconds: float) -> None:
    """Time passes on the sandbox's clock, and the clockwork looks at it."""
    assert night.app is not None
    for _ in range(int(seconds / 5)):
        night.sandbox.clock.advance(5)
        night.app.wake()
        await night.sandbox.world.wait(night.sandbox.world.rev, 0.01)


async def comes_through(night: Night) -> None:
    """Wait until nothing is left to be carried out or sent."""
    assert night.app is not None
    async with asyncio.timeout(20):
        while not night.app.store.read(lambda db: db.execute(IDLE).fetchone()[0]):
            await passes(night, 5)


IDLE = """SELECT NOT EXISTS (SELECT 1 FROM outbox WHERE state IN ('new', 'sending'))
AND NOT EXISTS (SELECT 1 FROM inbox WHERE state = 'new')
AND NOT EXISTS (SELECT 1 FROM job WHERE state = 'new' AND key NOT LIKE 'every:%')"""


async def said_in(night: Night, room: str) -> list[dict[str, Any]]:
    """What the bot said to everybody there, in order."""
    return [m for m in await night.ana.messages(room) if m["bot"] and not m.get("ephemeral")]


async def stands_whole(night: Night) -> None:
    """One channel with the declarer in it, and one card, pinned."""
    state = await night.ana.look("state")
    rooms = [room for room in state["channels"] if room["name"].startswith("inc-")]
    assert [(f"#{room['name']}", room["is_member"]) for room in rooms] == [(ROOM, True)]
    said = await said_in(night, ROOM)
    assert ["INC-1 checkout 500s" in message["rendered"] for message in said] == [True]
    seen = await night.ana.look("channel", channel=rooms[0]["id"])
    assert seen["pins"] == [said[0]["ts"]]


@pytest.mark.parametrize("fault", FAULTS)
async def test_two_minutes_without_slack_lose_and_double_nothing(quiet_night: Night, fault: str) -> None:
    night = quiet_night
    await night.fault("*", **FAULTS[fault])
    told = await night.ana.type("#general", "/inc checkout 500s")
    await passes(night, 120)

    night.sandbox.faults.clear()
    await comes_through(night)

    assert told["ok"]
    await stands_whole(night)


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_people_must_learn_comes_in_order_and_once(quiet_night: Night, fault: str) -> None:
    night = quiet_night
    await night.ana.type("#general", "/inc checkout 500s")
    await comes_through(night)
    await night.fault("*", **FAULTS[fault])
    for words in MOVES:
        await night.ana.type(ROOM, words)
    await passes(night, 120)

    night.sandbox.faults.clear()
    await comes_through(night)

    card, *said = [text for m in await said_in(night, ROOM) if (text := m["rendered"].replace("*", ""))]
    assert "INC-1 checkout 500s" in card
    assert [[word for word in LEARNT if word in text] for text in said] == [[word] for word in LEARNT]
    room = next(r for r in (await night.ana.look("state"))["channels"] if f"#{r['name']}" == ROOM)
    assert room["topic"] == "INC-1 · SEV3 · resolved · lead @cy · checkout 500s"
    assert len(await night.ana.files(ROOM)) == 1


@pytest.mark.parametrize("method", ["conversations.create", "chat.postMessage"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_the_first_call_that_fails_is_made_good(quiet_night: Night, fault: str, method: str) -> None:
    night = quiet_night
    await night.fault(method, times=1, **FAULTS[fault])

    await night.ana.type("#general", "/inc checkout 500s")
    await comes_through(night)

    await stands_whole(night)


async def test_who_waits_longer_than_a_minute_is_told_by_another_way(quiet_night: Night) -> None:
    night = quiet_night
    await night.fault("conversations.create", "rate_limited", retry_after=30)
    await night.ana.type("#general", "/inc checkout 500s")

    await passes(night, 90)

    late = await night.ana.sees("@bot", "*INC-1*: Slack does not let me create the channel yet")
    assert "(Slack asks us to wait)" in late["rendered"]
    night.sandbox.faults.clear()
    await comes_through(night)
    await stands_whole(night)


async def test_what_slack_refuses_for_good_is_told_once_and_a_press_tries_again(quiet_night: Night) -> None:
    night = quiet_night
    await night.fault("conversations.create", "error", code="restricted_action")
    await night.ana.type("#general", "/inc checkout 500s")
    told = await night.ana.sees("@bot", "*INC-1*: I could not create the channel: restricted_action")
    await night.ana.type("#general", "/tocsin health")
    await night.ana.sees("#general", "1 messages given up in the last day (channel INC-1:channel)")
    night.sandbox.faults.clear()

    await night.ana.click("Try again", channel="@bot", ts=told["ts"])
    await comes_through(night)

    await stands_whole(night)
    assert len(await said_in(night, "@bot")) == 1


async def test_a_card_that_somebody_deleted_comes_back_and_is_pinned(quiet_night: Night) -> None:
    night = quiet_night
    await night.ana.type("#general", "/inc checkout 500s")
    await comes_through(night)
    [card] = await said_in(night, ROOM)
    messages.remove(
        night.sandbox.world, night.sandbox.world.channels[await night.ana.channel(ROOM)].messages[card["ts"]]
    )

    await night.ana.type(ROOM, "/inc note it was the pool")
    await comes_through(night)

    await stands_whole(night)


# Delivered twice ----------------------------------------------------------------------------------------


async def test_a_command_delivered_twice_is_one_incident(quiet_night: Night) -> None:
    night = quiet_night
    await night.ana.do("delivery", duplicate=2, kinds=["slash_commands"])

    await night.ana.type("#general", "/inc checkout 500s")
    await comes_through(night)

    await stands_whole(night)


async def test_a_button_pressed_once_and_delivered_twice_is_one_move(quiet_night: Night) -> None:
    night = quiet_night
    await night.ana.type("#general", "/inc checkout 500s")
    await comes_through(night)
    await night.ana.do("delivery", duplicate=2, kinds=["interactive"])

    await night.ana.click("I lead", channel=ROOM)
    await comes_through(night)

    said = [message["rendered"] for message in await said_in(night, ROOM)]
    assert ["leads" in text for text in said[1:]] == [True]


async def test_a_reaction_delivered_often_and_out_of_order_is_one_line(quiet_night: Night) -> None:
    night = quiet_night
    await night.ana.type("#general", "/inc checkout 500s")
    await comes_through(night)
    await night.ana.do("delivery", duplicate=3, reorder=True)

    ts = await night.ana.post(ROOM, "pool is full on db-3")
    await night.ana.react(ROOM, ts, "pushpin")
    await night.until(lambda: pins(night))
    await comes_through(night)

    assert await pins(night) == 1


async def pins(night: Night) -> int:
    """How many lines of the timeline are somebody's words."""
    assert night.app is not None
    count = "SELECT COUNT(*) FROM event WHERE text = 'pool is full on db-3'"
    return int(night.app.store.read(lambda db: db.execute(count).fetchone()[0]))


async def test_a_mention_that_comes_as_two_events_twice_is_answered_once(quiet_night: Night) -> None:
    night = quiet_night
    await night.ana.do("channel", do="invite", channel=await night.ana.channel("#general"), user="U0SANDBOX")
    await night.ana.do("delivery", duplicate=1)

    await night.ana.post("#general", "@Tocsin inc checkout 500s")
    await night.ana.sees("#general", "declared →")
    await comes_through(night)

    await stands_whole(night)
    said = [message["rendered"] for message in await said_in(night, "#general")]
    assert sum("declared: checkout 500s" in text for text in said) == 1
    assert sum("declared →" in text for text in said) == 1


# The connection -----------------------------------------------------------------------------------------


async def test_asked_to_connect_anew_the_bot_does_and_hears_everything(quiet_night: Night) -> None:
    night = quiet_night
    await night.ana.do("channel", do="invite", channel=await night.ana.channel("#general"), user="U0SANDBOX")
    opened = len(night.sandbox.faults.calls.told("slack", "apps.connections.open"))

    await night.ana.do("socket", do="disconnect")
    await night.ana.post("#general", "@Tocsin inc checkout 500s")
    async with asyncio.timeout(10):
        while "INC-1* declared →" not in str(await said_in(night, "#general")):
            await passes(night, 5)
    await comes_through(night)

    await stands_whole(night)
    assert len(night.sandbox.faults.calls.told("slack", "apps.connections.open")) == opened + 1
