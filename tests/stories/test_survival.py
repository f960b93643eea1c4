"""Promise 28, killed: whatever the bot was doing, a restart takes it up; nothing is lost, nothing doubled."""

import asyncio
import contextlib
import signal
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.ports import Ask
from handlers.request import Kind, Request
from store import inbox
from tests.crowd import Crowd
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
"""Where the bot is killed on its way from `/inc` to a pinned card: the call, and whether it was done."""
QUICK = {"the channel is made"}
"""Crash points that every run of the suite tries; `make faults` tries all."""


async def stands_whole(night: Mortal) -> None:
    """One channel that the declarer is in, one card, pinned; and she was told."""
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


@pytest.mark.parametrize(
    "point", [pytest.param(each, marks=[] if each in QUICK else [pytest.mark.slow]) for each in CRASH_POINTS]
)
async def test_a_kill_on_the_way_to_the_card_is_survived_when(point: str, tmp_path: Path) -> None:
    method, fault = CRASH_POINTS[point]
    async with mortal(tmp_path) as night:
        await night.ana.do("faults", match=method, kind=fault, times=1)
        await night.ana.type("#general", "/inc checkout 500s")
        await night.until(lambda: night.calls(method))

        await night.restart()
        await night.settled()

        await stands_whole(night)


async def test_while_the_bot_is_down_a_terminal_shows_the_incident(tmp_path: Path) -> None:
    async with mortal(tmp_path) as night:
        await night.ana.type("#general", "/inc checkout 500s")
        await night.kill()

        code, said = await night.word("show", "INC-1")

        assert (code, "checkout 500s" in said) == (0, True)


@pytest.mark.slow
async def test_a_kill_before_the_ack_changes_nothing_and_the_person_sees_it(tmp_path: Path) -> None:
    async with mortal(tmp_path) as night:
        with held(night.database):
            typing = asyncio.create_task(night.ana.type("#general", "/inc checkout 500s"))
            await night.until(lambda: night.sandbox.deliveries.log)
            await night.kill()
            told = await typing
        await night.start()
        night.sandbox.clock.advance(6)
        nothing = night.rows("SELECT key FROM inbox UNION ALL SELECT id FROM incident")
        await night.ana.type("#general", "/inc checkout 500s")
        await night.settled()

        assert (told["ok"], nothing) == (False, [])
        await stands_whole(night)


@contextlib.contextmanager
def held(database: Path) -> Iterator[sqlite3.Connection]:
    """Another process has the database."""
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield other
    other.execute("ROLLBACK")
    other.close()


def accepted(night: Mortal, words: str, at: datetime) -> None:
    """A command was kept, and the bot killed before it was carried out."""
    ask = Ask("U0ANA", "C0GENERAL", words, at, "/inc", key="trigger-1", values={"trigger": "trigger-1"})
    request = Request(Kind.COMMAND, "inc", ask)
    db = sqlite3.connect(night.database)
    with contextlib.closing(db), db:
        inbox.accept(db, "trigger-1", request.kind, request.dump(), at)


async def test_what_was_accepted_and_not_carried_out_is_carried_out_at_the_start(tmp_path: Path) -> None:
    async with mortal(tmp_path, started=False) as night:
        accepted(night, "checkout 500s", night.sandbox.clock.now())

        await night.start()
        await night.settled()

        await stands_whole(night)
        await night.ana.sees("@bot", "*INC-1* declared: checkout 500s")


async def test_what_is_taken_up_too_late_is_offered_and_a_press_does_it(tmp_path: Path) -> None:
    async with mortal(tmp_path, started=False) as night:
        accepted(night, "checkout 500s", night.sandbox.clock.now() - timedelta(minutes=11))

        await night.start()
        offer = await night.ana.sees("@bot", "You typed `/inc checkout 500s`")
        before = night.rows("SELECT id FROM incident")
        await night.ana.click("Do it now", channel="@bot", ts=offer["ts"])
        await night.settled()

        assert before == []
        await stands_whole(night)


# A crowd at work -----------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_a_hundred_commands_survive_kills_at_random(tmp_path: Path) -> None:
    async with mortal(tmp_path) as night:
        crowd = Crowd(night, seed=1)

        await crowd.works(commands=100, kills=5)

        await crowd.finds_everything_once()


@pytest.mark.slow
async def test_told_to_stop_in_the_rush_the_bot_answers_what_it_took(tmp_path: Path) -> None:
    async with mortal(tmp_path) as night:
        crowd = Crowd(night, seed=2)
        working = asyncio.create_task(crowd.works(commands=60, kills=0))
        await night.until(lambda: len(crowd.acknowledged) > 20)
        bot, began = night.bots.pop(), night.sandbox.clock.now()

        bot.send_signal(signal.SIGTERM)
        code = await bot.wait()
        took = night.sandbox.clock.now() - began
        held_until = night.rows("SELECT held_until FROM lease")
        await night.start()
        await working

        assert (code, took < timedelta(seconds=10), held_until) == (0, True, [(0,)])
        assert crowd.taken_unanswered() == set()
        await crowd.finds_everything_once()


@pytest.mark.slow
async def test_of_two_replicas_one_sends_and_the_other_takes_over(tmp_path: Path) -> None:
    async with mortal(tmp_path) as night:
        await night.until(lambda: night.rows("SELECT holder FROM lease"))
        first = night.rows("SELECT holder FROM lease")
        await night.start()
        crowd = Crowd(night, seed=3)
        await crowd.works(commands=30, kills=0)
        await night.until(night.settled_now)
        kept = night.rows("SELECT holder FROM lease")

        dead = night.bots.pop(0)
        dead.kill()
        await dead.wait()
        night.sandbox.clock.advance(6)
        await night.until(lambda: night.rows("SELECT holder FROM lease") != first)
        await crowd.works(commands=30, kills=0)

        assert (kept, night.rows("SELECT token FROM lease")) == (first, [(2,)])
        await crowd.finds_everything_once()
