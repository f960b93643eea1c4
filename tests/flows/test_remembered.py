"""What is remembered is what would be read: nothing outlives a write, a shift or its generation."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.catalog import Catalog, Rota
from bot.flows import catalog as flow
from bot.flows import rota
from bot.flows.remembered import Remembered
from bot.flows.rota import levels
from store import catalog
from store import rota as rows_of
from store.sqlite import Store
from tests import make
from tests.make import NOW
from tests.oncall import ANA, API, BO, CHECKOUT, HOUR, MAYA, MONDAY, PRIMARY, STOREFRONT, keep, paged

SWAPPED = Rota("storefront-primary", make.rota_layers(members=["ana", "bo"]), "catalog.yaml")


async def rota_changed(rows: Store) -> None:
    await keep(rows, SWAPPED)


async def person_renamed(rows: Store) -> None:
    await keep(rows, replace(ANA, name="Ana Maria"))


async def team_changed(rows: Store) -> None:
    await keep(rows, replace(STOREFRONT, title="Shop", oncall=()))


async def pager_read(rows: Store) -> None:
    await paged(rows, make.pager_span("PANA", 1))


async def pager_failed(rows: Store) -> None:
    await rows.run(rows_of.note_failure, "no answer", NOW)


async def pager_asked(rows: Store) -> None:
    await rows.run(rows_of.claim_sync, NOW, NOW)


@pytest.mark.parametrize(
    "write", [rota_changed, person_renamed, team_changed, pager_read, pager_failed, pager_asked]
)
async def test_after_any_write_who_is_on_call_is_read_again(
    rows: Store, write: Callable[[Store], Awaitable[None]]
) -> None:
    await keep(rows, ANA, BO, MAYA, STOREFRONT, CHECKOUT, PRIMARY)
    service = replace(CHECKOUT, pagerduty="PSVC1")
    first = rota.oncall_for_service(rows, service, NOW)
    await write(rows)

    found = rota.oncall_for_service(rows, service, NOW)

    assert found is not first
    assert found == rows.read(levels.of_service, service, NOW)


@pytest.mark.parametrize("hours", [-24 * 7, -1, 0, 1, 24 * 7, 24 * 30])
async def test_at_any_time_the_answer_is_that_of_the_time(rows: Store, hours: int) -> None:
    await keep(rows, ANA, BO, MAYA, STOREFRONT, CHECKOUT, PRIMARY)
    rota.oncall_for_service(rows, CHECKOUT, NOW)
    then = NOW + timedelta(hours=hours)

    assert rota.oncall_for_service(rows, CHECKOUT, then) == rows.read(levels.of_service, CHECKOUT, then)


async def test_an_answer_holds_until_the_shift_ends(rows: Store) -> None:
    await keep(rows, ANA, BO, MAYA, STOREFRONT, CHECKOUT, PRIMARY)
    start = MONDAY - HOUR / 2
    first = rota.oncall_for_service(rows, CHECKOUT, start)

    before = rota.oncall_for_service(rows, CHECKOUT, MONDAY - timedelta(milliseconds=1))
    after = rota.oncall_for_service(rows, CHECKOUT, MONDAY)

    assert (before is first, after.primary != first.primary) == (True, True)


SPANS = (
    make.pager_span("PANA", 1, schedule="S1", schedule_name="Weekdays", start=NOW - HOUR, end=NOW + HOUR / 2),
    make.pager_span("PANA", 1, schedule="S2", schedule_name="Nights", start=NOW + HOUR / 2, end=NOW + HOUR),
    make.pager_span("PBO", 1, schedule="S2", schedule_name="Nights", start=NOW + HOUR, end=NOW + 2 * HOUR),
)
"""Ana's shift goes on from one schedule to another after half an hour; then comes Bo."""


async def test_an_answer_of_the_pager_holds_until_the_shift_ends(rows: Store) -> None:
    await keep(rows, ANA, BO, API)
    await paged(rows, *SPANS)
    start = NOW + HOUR / 2
    first = rota.oncall_for_service(rows, API, start)

    again = rota.oncall_for_service(rows, API, start + HOUR / 4)
    after = rota.oncall_for_service(rows, API, NOW + HOUR)

    assert (again is first, first.source) == (True, "pagerduty")
    assert first.levels[0].name == "Nights"
    assert [found.primary[0].name for found in (first, after)] == ["Ana Silva", "Bo Lindqvist"]


@pytest.mark.parametrize("minutes", [0, 29, 30, 59, 60, 119, 120, 180])
async def test_at_any_time_the_pager_s_answer_is_that_of_the_time(rows: Store, minutes: int) -> None:
    await keep(rows, ANA, BO, API)
    await paged(rows, *SPANS)
    rota.oncall_for_service(rows, API, NOW)
    then = NOW + timedelta(minutes=minutes)

    assert rota.oncall_for_service(rows, API, then) == rows.read(levels.of_service, API, then)


async def test_two_services_of_one_id_are_two(rows: Store) -> None:
    await keep(rows, ANA, BO, MAYA, STOREFRONT, CHECKOUT, PRIMARY)
    rota.oncall_for_service(rows, CHECKOUT, NOW)

    assert rota.oncall_for_service(rows, replace(CHECKOUT, title="Till"), NOW).about == "Till"


async def test_a_service_that_changed_is_shown_as_it_is_now(rows: Store) -> None:
    bot = make.bot(rows)
    await keep(rows, API)
    before = await flow.look_up(bot, "payments")
    again = await flow.look_up(bot, "payments")
    await rows.run(catalog.save, Catalog(services=(replace(API, title="Money"),)), NOW)

    after = await flow.look_up(bot, "payments")

    assert again is before
    assert [found.profile and found.profile.service.title for found in (before, after)] == [
        "Payments API",
        "Money",
    ]


def test_what_is_remembered_is_bounded_and_of_one_generation(rows: Store) -> None:
    kept: Remembered[int] = Remembered(2)
    for key in range(3):
        kept.keep(rows, 1, key, key)

    assert [kept.get(rows, 1, key) for key in range(3)] == [None, None, 2]
    assert kept.get(rows, 2, 2) is None
