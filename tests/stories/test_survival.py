"""Promise 28: the bot is killed, Slack fails, the disk is full; nothing lost, nothing doubled, nobody left waiting."""

import asyncio
from pathlib import Path

import pytest

from tests.mortal import Mortal, mortal

ROOM = "inc-1-checkout-500s"
CRASH_POINTS = {
    "the channel is asked for": ("conversations.create", "stall"),
    "the channel is made": ("conversations.create", "hang"),
    "the declarer is about to be invited": ("conversations.invite", "stall"),
    "the declarer is invited": ("conversations.invite", "hang"),
    "the topic is about to be set": ("conversations.setTopic", "stall"),
    "the topic is set": ("conversations.setTopic", "hang"),
    "the declarer is about to be told": ("response_url", "stall"),
    "the declarer is told": ("response_url", "hang"),
    "the card is about to be posted": ("chat.postMessage", "stall"),
    "the card is posted": ("chat.postMessage", "hang"),
    "the card is about to be pinned": ("pins.add", "stall"),
    "the card is pinned": ("pins.add", "hang"),
}
"""Where the bot is killed on its way from `/inc` to a pinned card: the call, and whether Slack carried it out."""


async def stands_whole(night: Mortal) -> None:
    """One channel that the declarer is in, one card, pinned; and the terminal shows the incident."""
    state = await night.ana.look("state")
    rooms = [room for room in state["channels"] if room["name"].startswith("inc-")]
    assert [(room["name"], room["is_member"]) for room in rooms] == [(ROOM, True)]
    assert rooms[0]["topic"] == "INC-1 · SEV3 · investigating · checkout 500s"
    seen = await night.ana.look("channel", channel=rooms[0]["id"])
    said = [message for message in seen["messages"] if message["bot"]]
    assert ["INC-1 checkout 500s" in message["rendered"] for message in said] == [True]
    assert seen["pins"] == [said[0]["ts"]]
    assert night.rows("SELECT id, channel FROM incident") == [("INC-1", rooms[0]["id"])]
    assert 1 <= await times_told(night) <= 2


async def times_told(night: Mortal) -> int:
    """How often the declarer reads where the incident's channel is."""
    told = [message for place in ("#general", "@bot") for message in await night.ana.messages(place)]
    return sum(f"declared → #{ROOM}" in message["rendered"] for message in told)


@pytest.mark.parametrize("point", CRASH_POINTS)
async def test_a_kill_on_the_way_to_the_card_is_survived_when(point: str, tmp_path: Path) -> None:
    method, fault = CRASH_POINTS[point]
    async with mortal(tmp_path) as night:
        await night.ana.do("faults", match=method, kind=fault, times=1)
        await night.ana.type("#general", "/inc checkout 500s")
        await night.until(lambda: night.calls(method))

        await night.restart()
        await night.settled()

        await stands_whole(night)
