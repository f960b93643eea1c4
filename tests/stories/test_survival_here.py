"""Promise 28, the trouble is here: a held database, a full disk, a bug; said, and it goes on by itself."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

import pytest

from bot.domain.audit import Entry
from bot.domain.keeping import StoreUnavailable
from bot.sandbox import company
from bot.sandbox.server import APP_TOKEN, BOT_TOKEN
from store import audit
from tests.living import Night, living
from tests.make import NOW
from tests.mortal import mortal
from tests.stories.test_survival_slack import ROOM, comes_through, passes

Lines = pytest.LogCaptureFixture
NOT_SAVED = "Not saved, nothing changed, please repeat in a minute."


@asynccontextmanager
async def held(night: Night) -> AsyncIterator[None]:
    """Another process has the database for longer than the bot waits."""
    other = sqlite3.connect(night.database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.execute("ROLLBACK")
    other.close()


@asynccontextmanager
async def full(night: Night) -> AsyncIterator[None]:
    """There is no room for one more page."""
    assert night.app is not None
    run = night.app.store.run
    await run(lambda db: db.execute("PRAGMA max_page_count = 1"))
    for size in (64_000, 16_000, 4_000, 4_000, 4_000, 4_000):
        with suppress(StoreUnavailable):
            while True:
                await run(_fill, size)
    for size in (3_000, 500, 100, 10):  # each deed is audited: no room is left in that table either
        with suppress(StoreUnavailable):
            while True:
                await run(audit.add, Entry("U0SANDBOX", "fill", "x", NOW, "test", {"text": "x" * size}))
    yield
    await run(lambda db: db.execute("PRAGMA max_page_count = 1000000"))


def _fill(db: sqlite3.Connection, size: int) -> None:
    db.execute("INSERT INTO meta (name, value) VALUES (hex(randomblob(8)), :value)", {"value": "x" * size})


TROUBLES = {"the database is held": held, "the disk is full": full}
SAID = {"the database is held": "another process holds the database", "the disk is full": "the disk is full"}


@pytest.fixture
async def web_night(tmp_path: Path) -> AsyncIterator[Night]:
    """Slack comes over HTTP: what is not kept is given back to it at once."""
    async with living(company.empty(), tmp_path, over_http=True) as found:
        yield found


@pytest.mark.parametrize(
    "trouble", [pytest.param("the database is held", marks=pytest.mark.slow), "the disk is full"]
)
async def test_what_cannot_be_kept_is_said_and_a_second_try_works_when(
    web_night: Night, trouble: str, caplog: Lines
) -> None:
    night, long = web_night, "é" * 2900
    await night.ana.do("channel", do="invite", channel=await night.ana.channel("#general"), user="U0SANDBOX")
    await night.bo.type("#general", "/inc")
    view = await night.bo.opens()
    form = {"title": "search is slow", "note": long}
    async with TROUBLES[trouble](night):
        command, modal, _ = await asyncio.gather(
            night.ana.type("#general", f"/inc checkout 500s {long}"),
            night.bo.submit(form, view_id=view["id"]),
            night.ana.post("#general", f"@Tocsin inc payments down {long}"),
        )
        read = await night.ana.type("#general", "/inc list")
        said = await night.ana.sees("#general", NOT_SAVED)
        await night.until(lambda: unkept(night))

    again = await night.bo.submit(form, view_id=view["id"])
    await passes(night, 65)
    mentioned = await night.ana.sees("#general", "declared: payments down")
    await comes_through(night)

    assert (command["ok"], read["ok"], SAID[trouble] in said["rendered"]) == (True, True, True)
    assert list(modal["errors"].values()) == ["Could not save, nothing was lost. Press Submit again."]
    assert (again["ok"], mentioned["bot"]) == (True, True)
    assert sorted(titles(night)) == ["payments down", "search is slow"]
    assert [each.getMessage() for each in caplog.records if each.exc_info] == []


async def unkept(night: Night) -> bool:
    """Whether the event was given back to Slack, and at once again."""
    told = await night.ana.look("envelopes")
    return any(each["kind"] == "events_api" and len(each["errors"]) > 1 for each in told)


def titles(night: Night) -> list[str]:
    """The incidents' titles, without the padding."""
    assert night.app is not None
    query = "SELECT title FROM incident"
    found = night.app.store.read(lambda db: db.execute(query).fetchall())
    return [title.strip(" é…") for (title,) in found]


async def test_a_bug_is_owned_up_to_tried_again_and_given_up_in_words(
    quiet_night: Night, caplog: Lines
) -> None:
    night = quiet_night
    await night.ana.type("#general", "/inc checkout 500s")
    await comes_through(night)
    corrupt(night, "bogus")
    caplog.clear()

    await night.ana.type(ROOM, "/inc note it was the pool")
    sorry = await night.ana.sees(ROOM, "Something went wrong on our side (reference ")
    await comes_through(night)
    told = await night.ana.sees("@bot", "I tried what you asked four times and failed")
    await night.ana.type("#general", "/tocsin health")

    reference = sorry["rendered"].split("reference ")[1].split(")")[0].strip("`")
    assert "It is kept, and I try again by myself." in sorry["rendered"]
    assert "/tocsin health" in told["rendered"]
    await night.ana.sees("#general", "1 requests given up")
    assert logged(caplog, reference) == [True, False, False, False]
    assert len([m for m in await night.ana.messages(ROOM) if "went wrong" in m["rendered"]]) == 1


async def test_a_bug_that_goes_away_ends_well(quiet_night: Night) -> None:
    night = quiet_night
    await night.ana.type("#general", "/inc checkout 500s")
    await comes_through(night)
    corrupt(night, "bogus")
    await night.ana.type(ROOM, "/inc note it was the pool")
    await passes(night, 10)
    corrupt(night, "investigating")

    await comes_through(night)

    await night.ana.sees(ROOM, "Noted on the timeline of *INC-1*")
    await night.ana.type(ROOM, "/inc timeline")
    shown = await night.ana.sees(ROOM, "it was the pool")
    assert shown["rendered"].count("it was the pool") == 1


def corrupt(night: Night, status: str) -> None:
    """Somebody has changed the database by hand."""
    with closing(sqlite3.connect(night.database)) as db, db:
        db.execute("PRAGMA ignore_check_constraints = 1")
        db.execute("UPDATE incident SET status = :status", {"status": status})


def logged(caplog: Lines, reference: str) -> list[bool]:
    """For each line about a request: whether it has the traceback."""
    return [bool(line.exc_info) for line in caplog.records if reference in line.getMessage()]


@pytest.mark.slow
async def test_no_secret_and_no_words_of_people_reach_the_log(tmp_path: Path) -> None:
    async with mortal(tmp_path) as night:
        await night.kill()
        await night.start(TOCSIN_LOG="DEBUG")
        night.sandbox.faults.add({"match": "*", "kind": "server_error", "times": 3})
        night.sandbox.faults.add({"match": "chat.postMessage", "kind": "html", "times": 1})
        await night.ana.type("#general", f"/inc {WORDS}")
        await night.settled()
        with closing(sqlite3.connect(night.database)) as db, db:
            db.execute("PRAGMA ignore_check_constraints = 1")
            db.execute("UPDATE incident SET status = 'bogus'")
        room = next(r["id"] for r in (await night.ana.look("state"))["channels"] if "inc-1" in r["name"])
        await night.ana.type(room, f"/inc note {WORDS}")
        await night.ana.do("socket", do="close")
        await night.restart()
        await night.until(lambda: night.said.read_text().count("request inc failed") > 1)

        said = night.said.read_text()

    urls = [each.payload.get("response_url", "") for each in night.sandbox.deliveries.log]
    planted = [WORDS, BOT_TOKEN, APP_TOKEN, *(url.rpartition("/")[2] for url in urls if url)]
    assert "Traceback" in said
    assert [secret for secret in planted if secret in said] == []


WORDS = "quixotic-marmalade"
