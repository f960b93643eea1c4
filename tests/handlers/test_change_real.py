"""A real repository, served by the twin: `tocsin changes` gives the pull requests that git says."""

import argparse
import json
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from bot.domain.catalog import Catalog, Service
from bot.flows import change
from bot.integrations.github import Github
from bot.sandbox.faults import Faults
from bot.sandbox.github import TOKEN, GithubTwin, Pull, Release, routes
from handlers.cli import change as cli
from store import catalog
from store.sqlite import Store
from tests.loopback import serving
from tests.make import StillClock
from tests.make import bot as made_bot
from tests.rules import ROOT

REAL = ROOT.parent / "shared" / "real" / "changes" / "argo-cd"
NAME = "argoproj/argo-cd"
pytestmark = [pytest.mark.real, pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here")]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def twin() -> GithubTwin:
    """GitHub with this one repository: what was merged, what was tagged, who owns what."""
    found = GithubTwin()
    repository = found.add(NAME)
    repository.files = ("README.md", "CODEOWNERS")
    for line in (REAL / "commits.jsonl").read_text().splitlines():
        each = json.loads(line)
        if each["pr"] is not None:
            paths = tuple(path for path, _ in each["files"])
            moment = at(each["committed_at"])
            pull = Pull(each["pr"], each["subject"], each["author"], moment, each["sha"], paths=paths)
            repository.pulls.append(pull)
    for each in json.loads((REAL / "tags.json").read_text()):
        moment = at(each["created"])
        repository.releases.append(Release(each["tag"], "", "", moment, moment, each["sha"]))
    return found


async def test_every_window_holds_the_pull_requests_that_git_says(
    rows: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    world, windows = twin(), json.loads((REAL / "expected_windows.json").read_text())
    since = min(each.merged_at for each in world.repositories[NAME].pulls) - timedelta(days=1)
    now = max(each.merged_at for each in world.repositories[NAME].pulls) + timedelta(days=1)
    await rows.run(catalog.save, Catalog(services=(Service("argo", "Argo CD", repository=NAME),)), now)
    async with (
        serving(routes(world, Faults())) as url,
        aclosing(Github(f"{url}/github", SecretStr(TOKEN))) as forge,
    ):
        bot = made_bot(rows, forge=forge, clock=StillClock(now))
        synced = await change.sync_github(bot, [NAME], now, change.Wish(since=since))

    found = [pulls(rows, each, capsys) for each in windows]

    assert (synced.failed, synced.unreachable, len(windows)) == ({}, "", 24)
    assert found == [[number for number in each["prs"] if number is not None] for each in windows]


def pulls(rows: Store, window: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> list[int]:
    """What the terminal lists for a window, newest first."""
    parser = argparse.ArgumentParser(prog="tocsin")
    cli.add(parser.add_subparsers(required=True))
    words = ["changes", "argo", "--since", f"{window['hours']}h", "--at", window["at"], "--limit", "1000"]
    args = parser.parse_args([*words, "--json"])
    assert args.run(args, rows) == 0
    listed = json.loads(capsys.readouterr().out)["changes"]
    return [each["number"] for each in listed if each["kind"] == "pull_request"]
