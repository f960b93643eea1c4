"""Row `github-sync`: how many requests a whole sync takes, counted at the twin."""

import time
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

from aiohttp import web
from pydantic import SecretStr

from bench import measure
from bench.measure import Line, Size
from bot.integrations.github import Github
from bot.sandbox.company.keeping import keep
from bot.sandbox.faults import Faults
from bot.sandbox.github import TOKEN, Deployment, GithubTwin, Pull, routes

MOST = 1_000
GOAL = 0.1
BATCH, QUESTIONS, LISTS = 50, 2, 3
"""One query for fifty repositories, twice, and the organisation's lists."""


async def github(size: Size) -> list[Line]:
    """Protection, files, merges, deployments, releases and alerts of so many repositories; the first sync."""
    count = min(MOST, size.services)
    faults, names = Faults(), [f"acme/r{number:04}" for number in range(count)]
    runner = web.AppRunner(web.Application(), access_log=None)
    runner.app.add_routes(routes(_account(names), faults))
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/github"
        async with aclosing(Github(url, SecretStr(TOKEN))) as forge:
            begun = time.perf_counter()
            changed = await forge.changes(names, datetime.now(UTC) - timedelta(days=14))
            kept = await forge.facts(names)
            took = time.perf_counter() - begun
    finally:
        await runner.cleanup()
    asked = len(faults.calls.told("github", ""))
    assert not changed.failed
    assert len(kept.facts) == count
    floor = QUESTIONS * -(-count // BATCH)
    return [
        Line(
            "github-sync",
            f"requests of a sync of {count:,} repositories, {len(changed.changes):,} changes",
            asked / count,
            max(GOAL, (floor + 2 * LISTS) / count),
            "repositories",
            f"{asked} requests, {measure.milli(took)}",
            f"{floor} queries of fifty",
        )
    ]


def _account(names: list[str]) -> GithubTwin:
    """Most repositories merge a few times in a fortnight, one in twenty far more than a page."""
    twin, now = GithubTwin(), datetime.now(UTC)
    for number, name in enumerate(names):
        repository = twin.add(name)
        keep(repository)
        merges = 60 if number % 20 == 0 else number % 7
        for each in range(merges):
            at = now - timedelta(hours=5 * each + 1)
            sha = f"{number:08x}{each:08x}"
            repository.pulls.append(Pull(each + 1, "A change", "ana", at, sha, paths=("src/app.py",)))
            repository.deployments.append(Deployment(each + 1, "production", "SUCCESS", "ana", at, sha))
    return twin
