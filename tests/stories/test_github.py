"""Promise 3 from GitHub's side: told by webhook or polled, its hour used up, a sync killed half-way."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.flows.change.reading import AT_ONCE
from bot.sandbox import demo
from bot.sandbox.github import GithubTwin, Pull
from bot.sandbox.server import Sandbox
from bot.sandbox.slack.world import Member, Room
from tests.living import Night
from tests.processes import start
from tests.stories.telling import asks, declares, read

SHOP = "acme/payments-api"
TITLE = "Point the ledger client at the new host"


async def merged(night: Night, title: str = TITLE) -> None:
    """Somebody merges and deploys a change of configuration of what payments need."""
    about = {"repository": "acme/ledger", "title": title, "author": "bo-l"}
    paths = ["config/production.yaml"]
    await night.ana.do("github", do="merge", **about, lines=4, paths=paths)
    await night.ana.do("github", do="deploy", repository="acme/ledger")


async def hears(night: Night) -> None:
    """GitHub's webhooks go to the bot."""
    assert night.app is not None
    await night.ana.do("github", do="subscribe", url=f"http://127.0.0.1:{night.app.port}/webhooks/github")


async def test_what_is_merged_is_told_by_webhook_and_ranked_within_seconds(night: Night) -> None:
    await read(night, "github")
    await hears(night)
    await merged(night)

    await night.until(lambda: _known(night, TITLE), within=5)
    room = await declares(night, "payments down service:payments-api")
    card = await night.ana.sees(room, "Likeliest causes", within=6)

    first = card["rendered"].partition("*1.* ")[2].partition("\n\n")[0]
    assert TITLE in first
    assert "deployed to production" in first
    health = await asks(night.ana, "#general", "/tocsin health")
    assert re.search(r"GitHub was read at .*, and tells by webhook, last at", health)


async def test_without_webhooks_an_open_incident_sees_it_within_a_minute(night: Night) -> None:
    await read(night, "github")
    room = await declares(night, "payments down service:payments-api")
    await merged(night)

    assert TITLE not in await asks(night.ana, room, "/changes payments-api --deps")
    await night.ana.do("clock", advance=61)

    await night.ana.sees(room, TITLE, within=10)
    assert "every 15 minutes (no webhook has come" in await asks(night.ana, "#general", "/tocsin health")


async def test_configuration_pushed_past_pull_requests_is_seen_without_webhooks(night: Night) -> None:
    await read(night, "github")
    about = {"repository": "acme/ledger", "title": "Raise the time-out", "author": "bo-l"}
    await night.ana.do("github", do="push", **about, lines=2, paths=["config/production.yaml"])

    room = await declares(night, "payments down service:payments-api")
    await night.ana.do("clock", advance=61)
    card = await night.ana.sees(room, "Raise the time-out", within=10)

    first = card["rendered"].partition("*1.* ")[2].partition("\n\n")[0]
    assert "Configuration: Raise the time-out" in first
    assert "touches configuration (config/production.yaml)" in first


@pytest.mark.parametrize("code", ["403", pytest.param("429", marks=pytest.mark.slow)])
async def test_a_used_up_hour_is_answered_from_the_store_with_its_age(night: Night, code: str) -> None:
    await read(night, "github")
    await night.fault("*", "rate_limited", vendor="github", code=code, retry_after=3600)
    await night.ana.do("clock", advance=7 * 60)

    told = await night.ana.type("#general", "/changes payments-api 2d")
    answer = await night.ana.sees("#general", "GitHub could not be reached since", within=10)

    assert told["ms"] < 3000
    assert re.search(r"GitHub, as of [78] min ago", answer["rendered"])
    assert SHOP in answer["rendered"]
    assert "GitHub asks us to wait" in answer["rendered"]


async def _known(night: Night, title: str) -> bool:
    return title in await asks(night.ana, "#general", "/changes ledger 2h")


# A sync that is killed ---------------------------------------------------------------------------------

MANY = AT_ONCE + 20


@dataclass(frozen=True)
class Many:
    """A company of more repositories than one portion of a sync."""

    github: GithubTwin
    catalog: Path
    people: tuple[Member, ...] = ()
    channels: tuple[Room, ...] = ()
    pagerduty: None = None
    said: list[str] = field(default_factory=list)


@asynccontextmanager
async def many(folder: Path) -> AsyncIterator[tuple[Sandbox, dict[str, str]]]:
    """Its sandbox, and the environment of the terminal beside it, the catalog brought in."""
    names = [f"acme/r{number:03}" for number in range(MANY)]
    lines = [f"  r{number:03}: {{title: R{number}, repository: {name}}}" for number, name in enumerate(names)]
    (folder / "catalog.yaml").write_text("\n".join(["services:", *lines]))
    company = Many(GithubTwin(), folder / "catalog.yaml")
    async with Sandbox(company, manifest=demo.manifest()) as sandbox:
        at = sandbox.clock.now() - timedelta(hours=1)
        for name in names:
            company.github.add(name).pulls.append(Pull(1, "A change", "ana", at, "c0ffee"))
        env = {
            "TOCSIN_DATABASE": str(folder / "t.db"),
            "GITHUB_TOKEN": demo.GITHUB_TOKEN,
            "GITHUB_API_URL": f"{sandbox.url}/github",
        }
        for words in (("init",), ("import", str(company.catalog))):
            done = await start(folder, env, *words)
            assert await done.wait() == 0, (await done.communicate())[1]
        yield sandbox, env


@pytest.mark.slow
async def test_a_sync_killed_half_way_goes_on_where_it_was(tmp_path: Path) -> None:
    async with many(tmp_path) as (sandbox, env):
        sandbox.faults.add({"vendor": "github", "kind": "stall", "skip": AT_ONCE // 50})
        killed = await start(tmp_path, env, "sync", "github")
        async with asyncio.timeout(30):
            while len(sandbox.faults.calls.told("github", "")) <= AT_ONCE // 50:
                await sandbox.world.wait(sandbox.world.rev, 0.02)
        killed.send_signal(signal.SIGKILL)
        await killed.wait()
        sandbox.faults.clear()
        before = len(sandbox.faults.calls.told("github", ""))

        again = await start(tmp_path, env, "sync", "github")
        out = (await again.communicate())[0].decode()
        asked = len(sandbox.faults.calls.told("github", "")) - before

    assert again.returncode == 0
    assert f"goes on after a stop: {AT_ONCE} of {MANY} repositories were read before" in out
    assert f"  changes: {MANY - AT_ONCE} added" in out
    assert asked == 1 + 5 + 4, "the rest of the changes, then settings and lists"
