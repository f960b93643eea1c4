"""A card that was drawn is given again, and is at any time what a card drawn then would be."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.catalog import Slo
from bot.flows.catalog import showing
from bot.ports import Reply
from store.sqlite import Store
from tests import make
from tests.make import NOW, StillClock
from tests.oncall import ANA, BO, CHECKOUT, HOUR, MAYA, MONDAY, PRIMARY, STOREFRONT, keep

SERVICE = replace(CHECKOUT, slos=(Slo("availability", 99.9, current=99.7, measured_at=NOW - HOUR / 3),))


@pytest.fixture
async def shop(rows: Store) -> Store:
    """Checkout with its team, its rota and an objective that was measured twenty minutes ago."""
    await keep(rows, ANA, BO, MAYA, STOREFRONT, SERVICE, PRIMARY)
    return rows


async def shown(rows: Store, at: datetime) -> Reply:
    return await showing.show(make.bot(rows, clock=StillClock(at)), "checkout")


@pytest.mark.parametrize(
    "at",
    [
        *(NOW + timedelta(seconds=seconds) for seconds in (-1, 0, 0.5, 1, 59, 60, 61, 2399, 2400)),
        *(NOW + timedelta(hours=hours) for hours in (1, 23, 24, 47)),
        *(MONDAY + timedelta(seconds=seconds) for seconds in (-3600, -60, -1, 0, 1)),
    ],
)
async def test_at_any_time_the_card_is_that_of_the_time(shop: Store, at: datetime) -> None:
    await shown(shop, NOW)
    given = await shown(shop, at)

    showing.CARDS.forget(shop)
    assert given == await shown(shop, at)


async def test_a_card_is_drawn_once_until_an_age_on_it_changes(shop: Store) -> None:
    start = NOW + timedelta(minutes=1)
    first = await shown(shop, start)

    cards = [await shown(shop, start + timedelta(seconds=seconds)) for seconds in (59.9, 60)]

    assert [card is first for card in cards] == [True, False]


async def test_a_card_is_drawn_anew_where_the_catalog_or_the_rota_changed(shop: Store) -> None:
    at = NOW + timedelta(minutes=1)
    first = await shown(shop, at)
    await keep(shop, replace(PRIMARY, definition=make.rota_layers(members=["ana", "bo"])))
    second = await shown(shop, at)
    await keep(shop, replace(SERVICE, title="Till"))
    third = await shown(shop, at)

    assert first.text != second.text
    assert third.text.startswith("*Till*")
