"""The clockwork: what is due is done, what fails is tried again and given up, nothing stops the clock."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import aiohttp
import pytest

from bot.domain.effect import Effect, EffectKind
from bot.flows import effects
from bot.integrations.slack import SlackChat, SlackSettings, web_client
from bot.ports import Ask, Bot
from handlers.desk import Desk
from handlers.jobs import JOBS, Clockwork
from handlers.request import Kind, Request
from store import inbox, jobs, lease, outbox
from store import incident as incidents
from store.sqlite import Store
from tests import make
from tests.loopback import refusing
from tests.make import NOW, StillClock, incident

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def bot(rows: Store) -> AsyncIterator[Bot]:
    """INC-12, a still clock, and a Slack that nobody reaches."""
    await rows.run(_seed)
    async with aiohttp.ClientSession() as session:
        settings = SlackSettings.model_validate({"bot_token": "xoxb-1", "api_url": refusing()})
        yield make.bot(rows, chat=SlackChat(web_client(settings, session)))


def _seed(db: sqlite3.Connection) -> None:
    known = incidents.save(db, incident(channel="C12", channel_name="inc-12"))
    made = effects.open_channel(known, Ask("U0ANA", "C0", "", NOW, "/inc"))
    outbox.add(db, made, NOW)
    outbox.sending(db, made.id, NOW)
    outbox.done(db, made.id, {"channel": "C12"}, NOW)


class Turning:
    """The clockwork while it runs."""

    def __init__(self, bot: Bot, rows: Store) -> None:
        self.bot, self.woken, self.wrote = bot, asyncio.Event(), asyncio.Event()
        rows.on_commit(self.wake)
        self.clockwork = Clockwork(bot, Desk(bot), self.woken)
        self.task = asyncio.create_task(self.clockwork.run())

    def wake(self) -> None:
        """Something was written."""
        self.woken.set()
        self.wrote.set()

    async def until(self, look: Callable[[], object]) -> None:
        """Wait until what one looks at is so, looking again after each commit."""
        async with asyncio.timeout(10):
            while not look():
                self.wrote.clear()
                await self.wrote.wait()

    async def pump(self, look: Callable[[], object], step: timedelta = 2 * MINUTE) -> None:
        """Let time pass until what one looks at is so; the steps are longer than any pause."""
        assert isinstance(self.bot.clock, StillClock)
        async with asyncio.timeout(10):
            while not look():
                self.bot.clock.time += step
                self.wrote.clear()
                self.woken.set()
                await self.wrote.wait()


@pytest.fixture
async def turning(bot: Bot, rows: Store) -> AsyncIterator[Turning]:
    found = Turning(bot, rows)
    yield found
    found.task.cancel()
    await asyncio.gather(found.task, return_exceptions=True)
    await bot.tasks.settle()  # type: ignore[attr-defined]


def state(bot: Bot, key: str) -> tuple[str, int]:
    """A job's state and attempts."""

    def read(db: sqlite3.Connection) -> tuple[str, int]:
        row = db.execute("SELECT state, attempts FROM job WHERE key = :key", {"key": key}).fetchone()
        return (str(row[0]), int(row[1])) if row else ("", 0)

    return bot.rows.read(read)


async def test_periodic_jobs_are_there_from_the_start(turning: Turning) -> None:
    every = [f"every:{kind}" for kind, door in JOBS.items() if door.every]

    await turning.until(lambda: all(state(turning.bot, key)[0] for key in every))


async def test_a_job_is_done_once(turning: Turning) -> None:
    await turning.bot.rows.run(jobs.schedule, "card:1", "card", {"incident": "INC-12"}, NOW)

    await turning.until(lambda: state(turning.bot, "card:1")[0] in ("done", ""))
    assert turning.bot.rows.read(outbox.of_incident, "INC-12")


async def test_a_kind_of_job_that_nobody_knows_is_given_up(
    turning: Turning, caplog: pytest.LogCaptureFixture
) -> None:
    await turning.bot.rows.run(jobs.schedule, "x:1", "of_the_future", {}, NOW)

    await turning.until(lambda: state(turning.bot, "x:1")[0] == "dead")

    assert "job x:1 given up: no job of kind of_the_future" in caplog.messages


async def test_a_bug_in_a_job_is_logged_with_its_traceback_once_and_given_up(
    turning: Turning, caplog: pytest.LogCaptureFixture
) -> None:
    await turning.bot.rows.run(jobs.schedule, "card:2", "card", {}, NOW)

    await turning.pump(lambda: state(turning.bot, "card:2")[0] == "dead")

    lines = [each for each in caplog.records if each.getMessage().startswith("job card:2 failed")]
    assert lines[0].getMessage() == "job card:2 failed: KeyError"
    assert lines[0].exc_info
    assert {each.getMessage() for each in lines[1:]} == {"job card:2 failed again: KeyError"}
    assert not any(each.exc_info for each in lines[1:])


async def test_a_job_that_slack_keeps_from_its_end_is_tried_again_later(turning: Turning) -> None:
    body = {"incident": "INC-12", "source": "pin:C12:1.1", "channel": "C12", "ts": "1.1"}
    await turning.bot.rows.run(jobs.schedule, "pin:1", "pin", body, NOW)

    await turning.pump(lambda: state(turning.bot, "pin:1")[1] >= 3)

    assert state(turning.bot, "pin:1")[0] == "new"


async def test_what_was_left_lying_is_taken_up(turning: Turning) -> None:
    asked = Request(
        Kind.EVENT, "channel_rename", Ask("U0ANA", "C12", "", NOW, "event", key="Ev1", values={"name": "new"})
    )
    await turning.bot.rows.run(inbox.accept, "Ev1", "event", asked.dump(), NOW - MINUTE)

    def renamed() -> bool:
        found = turning.bot.rows.read(incidents.get, "INC-12")
        return found is not None and found.channel_name == "new"

    turning.wake()
    await turning.until(renamed)


async def test_a_request_that_fails_each_time_is_given_up_and_the_person_told(
    turning: Turning, caplog: pytest.LogCaptureFixture
) -> None:
    broken = {"reaction": "pushpin"}
    asked = Request(
        Kind.EVENT, "reaction_added", Ask("U0ANA", "C12", "", NOW, "event", key="Ev1", values=broken)
    )
    await turning.bot.rows.run(inbox.accept, "Ev1", "event", asked.dump(), NOW - MINUTE)

    def told() -> bool:
        return turning.bot.rows.read(outbox.find, "dead:Ev1") is not None

    await turning.pump(told, timedelta(seconds=60))

    assert "request Ev1 (event) given up after 3 attempts" in caplog.messages


async def test_only_one_process_runs_it(turning: Turning, bot: Bot, rows: Store) -> None:
    await turning.until(lambda: state(bot, "every:sweep")[0])
    other = Clockwork(bot, Desk(bot), asyncio.Event())
    task = asyncio.create_task(other.run())
    await bot.rows.run(jobs.schedule, "card:3", "card", {"incident": "INC-12"}, NOW)

    await turning.until(lambda: state(bot, "card:3")[0] in ("done", ""))

    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await other.leave()
    await turning.clockwork.leave()
    assert await bot.rows.run(lease.acquire, "clockwork", "another", bot.clock.now(), MINUTE) is not None


async def test_new_messages_of_one_channel_keep_their_pace(turning: Turning, bot: Bot) -> None:
    for number in range(2):
        body = {"text": f"{number}", "blocks": [], "channel": "C12"}
        effect = Effect(f"o{number}", EffectKind.POST, lane="INC-12", incident="INC-12", body=body)
        await bot.rows.run(outbox.add, effect, NOW)

    def attempts(id: str) -> int:
        found = bot.rows.read(outbox.find, id)
        return found.attempts if found else 0

    await turning.until(lambda: attempts("o0") == 1)
    assert attempts("o1") == 0


async def test_a_database_that_goes_away_is_said_once(
    turning: Turning, bot: Bot, rows: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tocsin")
    await turning.until(lambda: state(bot, "every:sweep")[0])
    rows.close()

    async with asyncio.timeout(10):
        while not [message for message in caplog.messages if "takes nothing" in message]:
            turning.wake()
            await asyncio.sleep(0)
    for _ in range(50):
        turning.wake()
        await asyncio.sleep(0)

    assert len([message for message in caplog.messages if "takes nothing" in message]) == 1
