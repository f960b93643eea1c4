"""Promise 28 at length: a thousand commands under kills, real time, watchdogs, vendors that hang."""

import signal
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.sandbox import company
from tests.crowd import Crowd
from tests.mortal import Mortal, mortal
from tests.stories.test_survival import ROOM, stands_whole

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("seed", [11])
async def test_a_thousand_commands_survive_kills_at_random(tmp_path: Path, seed: int) -> None:
    async with mortal(tmp_path) as night:
        crowd = Crowd(night, seed=seed)

        await crowd.works(commands=1000, kills=30)

        await crowd.finds_everything_once()


@pytest.mark.parametrize("again", range(1, 11))
async def test_a_kill_after_any_call_and_another_one_soon_after(tmp_path: Path, again: int) -> None:
    async with mortal(tmp_path) as night:
        await night.ana.do("rates", on=False)
        await night.ana.type("#general", "/inc checkout 500s")
        for calls in (again, again + 3):
            await night.until(lambda calls=calls: asked(night) >= calls or night.settled_now())  # type: ignore[misc]
            await night.restart()

        await night.settled()

        await stands_whole(night)


def asked(night: Mortal) -> int:
    """How many calls changed something, or were to."""
    return sum(not call["method"].startswith(READS) for call in night.sandbox.faults.calls.told("slack"))


READS = ("auth.", "apps.", "users.", "conversations.history")


async def test_in_real_time_a_restart_brings_the_card_within_seconds(tmp_path: Path) -> None:
    async with mortal(tmp_path) as night:
        await night.ana.do("faults", match="chat.postMessage", kind="stall", times=1)
        await night.ana.type("#general", "/inc checkout 500s")
        await night.until(lambda: night.calls("chat.postMessage"))
        await night.kill()
        killed = night.sandbox.clock.now()

        await night.start()
        await night.ana.sees(f"#{ROOM}", "INC-1 checkout 500s", within=20)

        assert night.sandbox.clock.now() - killed < timedelta(seconds=8)


@pytest.mark.parametrize("method", ["conversations.create", "chat.postMessage"])
async def test_a_call_that_hangs_is_given_up_looked_for_and_found(tmp_path: Path, method: str) -> None:
    async with mortal(tmp_path) as night:
        await night.ana.do("faults", match=method, kind="hang", times=1)

        await night.ana.type("#general", "/inc checkout 500s")
        await night.until(lambda: len(night.calls(method)) == 1)
        await night.settled()

        await stands_whole(night)


@pytest.mark.parametrize("match", ["conversations.create", "/pagerduty", "/github"])
async def test_told_to_stop_while_a_vendor_hangs_the_bot_ends_in_time(tmp_path: Path, match: str) -> None:
    async with mortal(tmp_path, company.acme(datetime.now(UTC))) as night:
        vendor = match.strip("/") if match.startswith("/") else "slack"
        target = "*" if match.startswith("/") else match
        night.sandbox.faults.add({"vendor": vendor, "match": target, "kind": "stall"})
        await night.ana.type("#general", "/inc payments are down service:payments-api")
        night.sandbox.clock.advance(900)
        await night.until(lambda: night.sandbox.faults.calls.told(vendor, "" if target == "*" else target))
        [bot], began = night.bots, night.sandbox.clock.now()

        bot.send_signal(signal.SIGTERM)
        code = await bot.wait()

        night.bots.clear()
        assert (code, night.sandbox.clock.now() - began < timedelta(seconds=10)) == (0, True)


async def test_a_silent_connection_is_given_up_and_its_event_comes_again(tmp_path: Path) -> None:
    async with mortal(tmp_path) as night:
        await night.ana.do("channel", do="invite", channel="C0GENERAL", user="U0SANDBOX")
        await night.ana.do("socket", do="silent")
        before = len(night.calls("apps.connections.open"))
        await night.ana.post("#general", "@Tocsin inc checkout 500s")

        await night.until(lambda: len(night.calls("apps.connections.open")) > before, within=60)

        async def declared() -> bool:
            night.sandbox.clock.advance(60)  # Slack tries again after one minute, after five, …
            return any(
                "declared: checkout 500s" in each["rendered"] for each in await night.ana.messages("#general")
            )

        await night.seen(declared)
        await night.settled()

        assert len(night.rows("SELECT id FROM incident")) == 1


async def test_a_storm_of_closed_connections_is_met_with_patience_and_loses_no_event(tmp_path: Path) -> None:
    async with mortal(tmp_path) as night:
        await night.ana.do("rates", on=False)
        await night.ana.do("channel", do="invite", channel="C0GENERAL", user="U0SANDBOX")
        until, opened = night.sandbox.clock.now() + timedelta(seconds=6), night.calls("apps.connections.open")
        await night.ana.post("#general", "@Tocsin inc checkout 500s")

        def stormy() -> bool:
            night.sandbox.deliveries.sockets.cut()
            return night.sandbox.clock.now() > until

        await night.until(stormy)
        tried = len(night.calls("apps.connections.open")) - len(opened)
        await night.until(lambda: night.sandbox.deliveries.sockets.connections)
        night.sandbox.clock.advance(60)
        await night.ana.sees("#general", "declared: checkout 500s", within=10)
        await night.settled()

        assert 2 <= tried <= 4
        assert len(night.rows("SELECT id FROM incident")) == 1


async def test_a_slack_that_opens_no_connection_is_asked_again_with_patience(tmp_path: Path) -> None:
    async with mortal(tmp_path) as night:
        await night.ana.do("faults", match="apps.connections.open", kind="server_error", times=3)
        before = len(night.calls("apps.connections.open"))

        await night.ana.do("socket", do="close")
        await night.until(lambda: night.sandbox.deliveries.sockets.connections == [])
        await night.until(lambda: night.sandbox.deliveries.sockets.connections, within=30)

        asked_at = [call["at"] for call in night.calls("apps.connections.open")[before:]]
        pauses = [after - at for at, after in pairwise(asked_at)]
        assert len(pauses) == 3
        assert all(later > sooner for sooner, later in pairwise(pauses))
