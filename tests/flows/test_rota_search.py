"""What people mean by `/oncall …`: a person, me, a name, or the house."""

from datetime import timedelta

import pytest

from bot.domain.catalog import Level, Service, Team
from bot.domain.oncall import Candidate, Candidates, Duties, Duty, OnCall, Overview
from bot.flows import rota
from bot.ports import Bot, PagerService, PagerSnapshot
from store import rota as rows_of
from store.sqlite import Store
from tests import make
from tests.make import NOW
from tests.oncall import (
    ANA,
    API,
    BO,
    CHECKOUT,
    HOUR,
    MAYA,
    MONDAY,
    PAYMENTS,
    PRIMARY,
    SERVICES,
    STOREFRONT,
    USERS,
    keep,
    paged,
)


async def test_a_person_s_duties_come_from_pagerduty_and_from_rotas_soonest_first(rows: Store) -> None:
    await keep(rows, ANA, BO, STOREFRONT, PRIMARY)
    schedule = {"schedule": "S1", "schedule_name": "Payments primary"}
    await paged(
        rows,
        make.pager_span("PANA", 1, **schedule),
        make.pager_span("PANA", 1, policy="PPOL2", **schedule),
        make.pager_span("PANA", 1, start=NOW + HOUR, end=NOW + 2 * HOUR, **schedule),
        make.pager_span("PANA", 1, start=NOW + 20 * HOUR, end=NOW + 30 * HOUR, **schedule),
    )

    found = rota.of_person(rows, ANA, NOW)

    assert found.current == (
        Duty("Storefront", 1, None, MONDAY, "rota"),
        Duty("Payments primary", 1, NOW - HOUR, NOW + 2 * HOUR, "pagerduty"),
    )
    assert found.upcoming == (
        Duty("Payments primary", 1, NOW + 20 * HOUR, NOW + 30 * HOUR, "pagerduty"),
        Duty("Storefront", 1, MONDAY + timedelta(days=7), MONDAY + timedelta(days=14), "rota"),
    )
    assert found.as_of == NOW


async def test_a_person_is_found_in_pagerduty_by_address(rows: Store) -> None:
    await keep(rows, BO)
    await paged(rows, make.pager_span("PBO", 2, start=None, end=None))

    found = rota.of_person(rows, BO, NOW)

    assert found.current == (Duty("Payments API", 2, None, None, "pagerduty"),)


async def test_a_policy_behind_several_services_says_how_many(rows: Store) -> None:
    await keep(rows, BO)
    two = (*SERVICES, PagerService("PSVC9", "Wallets", "PPOL1"))
    spans = (make.pager_span("PBO", 2, end=None),)
    await rows.run(rows_of.save_snapshot, PagerSnapshot(two, USERS, spans), NOW)

    found = rota.of_person(rows, BO, NOW)

    assert found.current == (Duty("Payments API (one of 2 services)", 2, NOW - HOUR, None, "pagerduty"),)


async def test_a_rota_that_cannot_be_read_takes_nothing_else_away(rows: Store) -> None:
    await keep(rows, ANA, PRIMARY)
    await rows.run(lambda db: db.execute("UPDATE rota SET definition = '[]'"))
    await paged(rows, make.pager_span("PANA", 1, end=None))

    found = rota.of_person(rows, ANA, NOW)

    assert [duty.about for duty in found.current] == ["Payments API"]


async def test_a_person_who_is_a_level_is_on_call_always(rows: Store) -> None:
    await keep(rows, MAYA, STOREFRONT)

    assert rota.of_person(rows, MAYA, NOW).current == (Duty("Storefront", 2, None, None, "person"),)


async def test_a_rota_of_no_team_still_counts(rows: Store) -> None:
    await keep(rows, ANA, PRIMARY)

    assert rota.of_person(rows, ANA, NOW).current == (Duty("storefront-primary", 0, None, MONDAY, "rota"),)


async def test_a_person_without_shifts_is_told_so(rows: Store) -> None:
    await keep(rows, MAYA)

    found = rota.of_person(rows, MAYA, NOW)

    assert (found.current, found.upcoming) == ((), ())
    assert found.note == "Maya Okafor is not on call, and no shift is planned."


# What is meant ---------------------------------------------------------------------------------------


@pytest.fixture
async def bot(rows: Store) -> Bot:
    await keep(rows, ANA, BO, MAYA, PAYMENTS, STOREFRONT, API, CHECKOUT, PRIMARY)
    await paged(rows, make.pager_span("PANA", 1))
    return make.bot(rows)


MEANT = [
    ("checkout", "Checkout"),
    ("CHECKOUT", "Checkout"),
    ("checkout?", "Checkout"),
    ("who checkout", "Checkout"),
    ("payments", "Payments API"),
    ("team:payments", "Payments"),
    ("Storefront", "Storefront"),
    ("service:checkout", "Checkout"),
    ("check", "Checkout"),
]


@pytest.mark.parametrize(("words", "about"), MEANT)
async def test_a_name_finds_the_service_or_the_team(bot: Bot, words: str, about: str) -> None:
    found = await rota.look_up(bot, words, "U0ANA")

    assert isinstance(found, OnCall)
    assert found.about == about


async def test_a_name_that_is_a_service_s_and_a_team_s_offers_the_team_too(bot: Bot) -> None:
    found = await rota.look_up(bot, "payments", "U0ANA")

    assert isinstance(found, OnCall)
    assert found.also == (Candidate("team", "payments", "Payments"),)


@pytest.mark.parametrize(
    ("words", "person"),
    [
        ("me", "ana"),
        ("ME", "ana"),
        ("<@U0BO>", "bo"),
        ("<@U0BO|bo>", "bo"),
        ("now", "ana"),
        ("person:bo", "bo"),
    ],
)
async def test_a_person_is_meant_by_a_mention_or_by_asking(bot: Bot, words: str, person: str) -> None:
    found = await rota.look_up(bot, words, "U0ANA")

    assert isinstance(found, Duties)
    assert found.person.id == person


async def test_who_is_not_in_the_catalog_is_told_how_to_get_there(bot: Bot) -> None:
    found = await rota.look_up(bot, "me", "U0NEW")

    assert isinstance(found, Duties)
    expected = (
        "Not in the catalog: add `slack: U0NEW` to the person under `people:`, then import the file again."
    )
    assert found.note == expected


async def test_the_bare_word_shows_the_house_to_whoever_has_no_shifts(bot: Bot) -> None:
    found = await rota.look_up(bot, "", "U0NEW")

    assert isinstance(found, Overview)
    assert [(team.about, team.primary[0].name) for team in found.teams] == [
        ("Storefront", "Ana Silva"),
        ("Payments", "Ana Silva"),
    ]
    assert (found.total, found.empty) == (2, False)


async def test_several_that_come_near_are_candidates(bot: Bot, rows: Store) -> None:
    await keep(rows, Service("pay-out", "Payouts"), Service("pay-in", "Pay-ins"), Team("payers", "Payers"))

    found = await rota.look_up(bot, "pay", "U0ANA")

    assert isinstance(found, Candidates)
    assert {(option.kind, option.id) for option in found.options} == {
        ("team", "payments"),
        ("team", "payers"),
        ("service", "payments-api"),
        ("service", "pay-out"),
        ("service", "pay-in"),
    }


async def test_an_empty_catalog_says_that_it_is_empty(rows: Store) -> None:
    bot = make.bot(rows)

    found = [await rota.look_up(bot, words, "U0ANA") for words in ("payments", "")]

    assert found == [Candidates("payments", empty=True), Overview((), 0, empty=True)]


async def test_the_house_of_many_teams_is_shown_in_part(rows: Store) -> None:
    teams = [Team(f"t{n:03}", f"Team {n:03}", oncall=(Level(person="maya"),)) for n in range(400)]
    await keep(rows, MAYA, *teams)

    found = rota.overview(rows, NOW)

    assert (len(found.teams), found.total) == (10, 400)


async def test_the_command_line_gets_the_same_answers_without_a_loop(bot: Bot, rows: Store) -> None:
    exact, near = rota.answer(rows, "checkout", NOW), rota.answer(rows, "check", NOW)

    assert exact == near == await rota.look_up(bot, "checkout", "U0ANA")
