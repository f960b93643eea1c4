"""Who is on call, in Slack itself: a user group that follows every cover."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox import company
from tests.living import Night, living
from tests.stories.telling import asks
from tests.stories.test_covering import STOREFRONT, on_call

HOUSE = "rotas: {usergroups: [storefront], topics: [storefront]}\n"


@pytest.fixture
async def shown(tmp_path: Path) -> AsyncIterator[Night]:
    """Acme, with a user group and a topic for the storefront."""
    async with living(company.acme(datetime.now(UTC)), tmp_path, started=False) as found:
        file = tmp_path / "tocsin.yaml"
        file.write_text(HOUSE)
        await found.start(TOCSIN_CONFIG=str(file))
        yield found


async def test_the_group_and_the_topic_follow_who_takes_over(shown: Night) -> None:
    world = shown.sandbox.world
    whose = on_call(shown)
    taker = next(each for each in STOREFRONT if each != whose)

    def members() -> set[str]:
        found = [each.users for each in world.groups.values() if each.handle == "oncall-storefront"]
        return set(found[0]) if found else set()

    def topic() -> str:
        return next(each.topic for each in world.channels.values() if each.name == "team-storefront")

    async def before() -> bool:
        return STOREFRONT[whose] in members() and "[on call: " in topic()

    await shown.until(before)
    told = topic()
    await shown.settled()
    await asks(shown.person(STOREFRONT[taker]), "#general", "/oncall take storefront")
    await shown.ana.do("clock", advance=90)

    async def after() -> bool:
        return STOREFRONT[taker] in members() and topic() != told

    await shown.until(after)
    assert STOREFRONT[on_call(shown)] == STOREFRONT[taker]
