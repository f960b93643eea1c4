"""The load of a team: days that are holidays for its people or for itself are counted apart."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.house import House
from bot.flows.rota import loading
from bot.ports import Ask, Bot
from store.sqlite import Store
from tests import make
from tests.oncall import ANA, BO, CHECKOUT, MAYA, PRIMARY, STOREFRONT, keep

EVENING = datetime(2026, 11, 20, 23, tzinfo=UTC)
HOURS = re.compile(r"(\d+) h (\w+)")


@pytest.fixture
async def bot(rows: Store) -> Bot:
    await keep(rows, replace(ANA, timezone="Europe/London"), BO, MAYA, STOREFRONT, CHECKOUT, PRIMARY)
    return make.bot(rows)


async def hours(bot: Bot, holidays: dict[str, tuple[date, ...]]) -> dict[str, int]:
    """Ana's hours of four weeks by their kind; she has the week of Monday 16 November."""
    house = replace(bot, house=House(holidays=holidays))
    reply = await loading.load(house, Ask("U0ANA", "C1", "", EVENING, "/oncall"), "storefront 4w")
    said = next(line for line in str(reply.blocks).split("\\n") if "Ana Silva:" in line)
    return {kind: int(count) for count, kind in HOURS.findall(said)}


@pytest.mark.parametrize(
    ("holidays", "days"),
    [
        ({"Europe/London": (date(2026, 11, 19),)}, 1),
        ({"storefront": (date(2026, 11, 19), date(2026, 11, 18)), "Asia/Tokyo": (date(2026, 11, 17),)}, 2),
        ({"payments": (date(2026, 11, 19),)}, 0),
    ],
)
async def test_holidays_of_the_zone_or_the_team_are_counted_apart(
    bot: Bot, holidays: dict[str, tuple[date, ...]], days: int
) -> None:
    without, found = await hours(bot, {}), await hours(bot, holidays)

    assert found.pop("holiday", 0) == 14 * days
    assert found == {
        **without,
        "business": without["business"] - 10 * days,
        "evening": without["evening"] - 4 * days,
    }
