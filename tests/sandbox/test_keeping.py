"""How the companies keep their repositories: Acme spreads over the levels, the big one does so by chance."""

from contextlib import aclosing
from datetime import UTC, datetime

from pydantic import SecretStr

from bot.integrations.github import Github
from bot.sandbox import github
from bot.sandbox.company import acme, big
from bot.sandbox.company.keeping import ACME, WELL
from bot.sandbox.faults import Faults
from tests.loopback import serving

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def test_every_habit_is_of_a_repository_that_there_is() -> None:
    repositories = acme(NOW).github.repositories

    assert set(ACME) <= set(repositories)
    assert repositories["acme/payments-api"].protection == WELL
    assert "README.md" not in repositories["acme/search"].files
    assert repositories["acme/identity"].withheld == {"administration"}


def test_the_big_world_is_kept_well_for_the_most_part_and_the_same_every_time() -> None:
    first, again = (big(NOW).github.repositories.values() for _ in range(2))

    kept = [(each.files, each.protection, each.ruleset, each.alerts, each.withheld) for each in first]
    well = sum(protection == WELL and alerts == () for _, protection, _, alerts, _ in kept)
    assert kept == [(each.files, each.protection, each.ruleset, each.alerts, each.withheld) for each in again]
    assert 0.5 < well / len(kept) < 0.9
    assert len(set(kept)) == len(ACME) + 1


async def test_looking_at_the_big_world_costs_at_most_a_request_for_ten_repositories() -> None:
    twin, faults = big(NOW).github, Faults()
    names = [each.name for each in twin.repositories.values()][:500]
    async with (
        serving(github.routes(twin, faults)) as url,
        aclosing(Github(f"{url}/github", SecretStr(github.TOKEN))) as forge,
    ):
        snapshot = await forge.facts(names)

    assert (len(snapshot.facts), snapshot.failed) == (500, {})
    assert 10 <= twin.used <= 50
