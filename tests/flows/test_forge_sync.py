"""Reading GitHub whole: said in counts, kept portion by portion, gone on with after a stop, tried dry."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.domain.catalog import Catalog, Service
from bot.domain.change import Window
from bot.domain.syncing import GRACE, Tally
from bot.flows import sync
from bot.flows.change import reading
from bot.integrations.github import Github
from bot.ports import Bot
from bot.sandbox.faults import Faults
from bot.sandbox.github import TOKEN, GithubTwin, Pull, routes
from store import catalog, syncing
from store import change as kept
from store import scorecard as rows_of
from store.sqlite import Store
from tests.loopback import serving
from tests.make import NOW, StillClock
from tests.make import bot as made_bot

HOUR = timedelta(hours=1)
NAMES = [f"acme/r{number:03}" for number in range(reading.AT_ONCE + 50)]
WEEK = Window(NOW - timedelta(weeks=1), NOW, limit=1000)


@dataclass
class World:
    """A bot whose catalog has 250 repositories, each with one merge."""

    bot: Bot
    twin: GithubTwin
    faults: Faults
    clock: StillClock

    @property
    def requests(self) -> int:
        """How often GitHub was asked."""
        return len(self.faults.calls.told("github"))


@pytest.fixture
async def world(rows: Store) -> AsyncIterator[World]:
    twin, faults, clock = GithubTwin(), Faults(), StillClock()
    for name in NAMES:
        twin.add(name).pulls.append(Pull(7, f"in {name}", "ana", NOW - HOUR, "c0ffee"))
    services = tuple(Service(name[5:], name, repository=name) for name in NAMES)
    await rows.run(catalog.save, Catalog(services=services), NOW)
    async with (
        serving(routes(twin, faults)) as url,
        aclosing(Github(f"{url}/github", SecretStr(TOKEN))) as forge,
    ):
        yield World(made_bot(rows, forge=forge, clock=clock), twin, faults, clock)


async def test_a_sync_says_what_it_did_and_the_next_that_nothing_changed(world: World) -> None:
    heard: list[tuple[int, int, str]] = []
    [first] = await sync.once(world.bot, "github", sync.Wish(progress=lambda *told: heard.append(told)))
    asked = world.requests
    world.clock.time += HOUR
    [second] = await sync.once(world.bot, "github")

    assert first.lines == (
        "GitHub: ok, settings of 250 repositories",
        "  changes: 250 added, 0 changed, 0 stale, 0 kept",
        "  repositories: 250 added, 0 changed, 0 stale, 0 kept",
    )
    assert heard == [
        (200, 250, "repositories' changes"),
        (250, 250, "repositories' changes"),
        (250, 250, "repositories' settings"),
    ]
    assert second.lines[1:] == (
        "  changes: 0 added, 0 changed, 0 stale, 250 kept",
        "  repositories: 0 added, 0 changed, 0 stale, 250 kept",
    )
    assert first.well
    assert asked <= len(NAMES) / 10
    assert world.bot.rows.read(syncing.latest, "github")["changes"][1] == Tally(kept=250)


async def test_a_sync_that_is_stopped_goes_on_where_it_was(world: World) -> None:
    world.faults.add({"vendor": "github", "kind": "rate_limited", "retry_after": 60, "skip": 4})
    [stopped] = await sync.once(world.bot, "github")
    before = world.requests
    world.faults.clear()
    world.clock.time += timedelta(minutes=20)

    [after] = await sync.once(world.bot, "github")

    assert stopped.lines[0].startswith("GitHub: stopped, GitHub asks us to wait; what was read is kept")
    assert (stopped.well, after.well) == (False, True)
    assert "  goes on after a stop: 200 of 250 repositories were read before" in after.lines
    assert world.bot.rows.read(kept.recent, None, WEEK)[1] == 250
    assert world.requests - before == 1 + 5 + 4  # the last fifty, settings, lists (three pages, secrets)


async def test_after_an_hour_a_stopped_sync_begins_anew(world: World) -> None:
    world.faults.add({"vendor": "github", "kind": "rate_limited", "retry_after": 60, "skip": 4})
    await sync.once(world.bot, "github")
    world.faults.clear()
    world.clock.time += 2 * HOUR

    [after] = await sync.once(world.bot, "github")

    assert [line for line in after.lines if "goes on" in line] == []


async def test_a_dry_run_changes_nothing(world: World) -> None:
    [told] = await sync.once(world.bot, "github", sync.Wish(dry=True))

    assert told.lines[:2] == (
        "GitHub (dry run, nothing changed): ok",
        "  changes: 250 added, 0 changed, 0 stale, 0 kept",
    )
    assert world.bot.rows.read(kept.recent, None, WEEK) == ((), 0)
    assert world.bot.rows.read(kept.readings) == {}


async def test_what_github_does_not_show_is_stale_then_forgotten_and_its_changes_stay(world: World) -> None:
    await sync.once(world.bot, "github")
    world.twin.repositories[NAMES[0]].denied = "NOT_FOUND"
    world.clock.time += HOUR
    [stale] = await sync.once(world.bot, "github")
    world.clock.time += GRACE + HOUR
    [gone] = await sync.once(world.bot, "github")

    why = f"    {NAMES[0]}: not found, or this credential may not see it"
    assert stale.lines[2:] == ("  repositories: 0 added, 0 changed, 1 stale, 249 kept", why)
    assert gone.lines[2:] == ("  repositories: 0 added, 0 changed, 1 stale, 249 kept, 1 gone", why)
    assert world.bot.rows.read(rows_of.look, NAMES[0]) is None
    assert world.bot.rows.read(kept.recent, [NAMES[0]], WEEK)[1] == 1


async def test_github_off_is_no_failure(world: World) -> None:
    bot = made_bot(world.bot.rows)

    assert [told.lines for told in await sync.once(bot, "github")] == [("GitHub: off",)]
