"""Who is, or will be, on call at another time: on the asker's clock, also while clocks change."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from bot.domain import rota as rules
from bot.domain.catalog import Rota
from bot.domain.oncall import Candidates, Duties, OnCall, Overview, Then
from bot.domain.refusal import Refusal
from bot.flows import rota
from bot.integrations.pagerduty import PagerDuty
from bot.ports import Answer, Ask, Bot, Reply
from bot.sandbox.faults import Faults
from bot.sandbox.pagerduty import KEY, PagerDutyTwin, Policy, Schedule, Service, User, routes
from handlers.commands import rota as commands
from handlers.routing import route
from store.sqlite import Store
from tests import make
from tests.loopback import serving
from tests.make import NOW
from tests.oncall import ANA, API, BO, CHECKOUT, MAYA, PAYMENTS, PRIMARY, STOREFRONT, keep

LONDONER = replace(ANA, timezone="Europe/London")
TURNS_AT_NIGHT = Rota(
    "storefront-primary",
    make.rota_layers(timezone="Europe/London", start="2026-01-04T01:45", members=["ana", "bo"]),
    "catalog.yaml",
)


@pytest.fixture
async def bot(rows: Store) -> Bot:
    await keep(rows, LONDONER, BO, MAYA, STOREFRONT, CHECKOUT, PRIMARY)
    return make.bot(rows)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


async def then(bot: Bot, words: str, asker: str = "U0ANA") -> Then:
    found = await rota.look_up_then(bot, words, asker)
    assert isinstance(found, Then)
    return found


def first(found: Then) -> str:
    """The first person of the first answer."""
    oncall = found.answers[0][1]
    assert isinstance(oncall, OnCall)
    return oncall.primary[0].id


async def asked(bot: Bot, words: str) -> Reply:
    answer: Answer = await commands.show(bot, Ask("U0ANA", "C1", words, NOW, "/oncall"))
    assert isinstance(answer, Reply)
    return answer


@pytest.mark.parametrize(
    ("words", "instant", "person"),
    [
        ("storefront at sun 18:00", "2026-11-22T18:00", "ana"),
        ("checkout at mon 09:00", "2026-11-23T09:00", "bo"),
        ("who is on call for storefront at mon 8:59?", "2026-11-23T08:59", "ana"),
        ("storefront at 2026-12-24 09:00", "2026-12-24T09:00", "bo"),
        ("storefront at 2026-07-01 09:00", "2026-07-01T08:00", "ana"),
        ("storefront at tomorrow 9:00", "2026-11-21T09:00", "ana"),
        ("storefront at 18:00", "2026-11-20T18:00", "ana"),
    ],
)
async def test_a_time_is_meant_on_the_asker_s_clock(bot: Bot, words: str, instant: str, person: str) -> None:
    found = await then(bot, words)

    assert (found.answers[0][0], first(found), found.zone, found.own) == (
        at(instant),
        person,
        "Europe/London",
        True,
    )


async def test_the_terminal_gives_the_same_answer_for_the_same_time(bot: Bot, rows: Store) -> None:
    instants = [NOW + timedelta(hours=7 * n) for n in range(60)]

    typed = [(await then(bot, f"checkout at {each.isoformat()}")).answers[0][1] for each in instants]

    assert typed == [rota.answer(rows, "checkout", each) for each in instants]


async def test_whoever_has_no_zone_is_told_that_it_is_utc(bot: Bot) -> None:
    found = await then(bot, "storefront at sun 18:00", "U0BO")

    assert (found.zone, found.own) == ("UTC", False)


async def test_me_and_the_house_have_a_then_too(bot: Bot) -> None:
    route_of_me = route("oncall", "me at mon 10:00")
    mine, house = await then(bot, "me at sun 10:00"), await then(bot, "at sun 10:00", "U0NEW")

    assert (route_of_me.door.verb.name if route_of_me.door else "", route_of_me.rest) == (
        "*",
        "me at mon 10:00",
    )
    assert [type(found.answers[0][1]) for found in (mine, house)] == [Duties, Overview]


async def test_a_time_shown_twice_has_two_answers(rows: Store, bot: Bot) -> None:
    await keep(rows, TURNS_AT_NIGHT)

    found = await then(bot, "storefront at 2026-10-25 01:50")

    assert [each for each, _ in found.answers] == [at("2026-10-25T00:50"), at("2026-10-25T01:50")]
    reply = await asked(bot, "storefront at 2026-10-25 01:50")
    assert reply.text.startswith(
        "⏰ Clocks in Europe/London are put back that night and show “2026-10-25 01:50” twice."
    )
    assert "(00:50 UTC)" in reply.text
    assert "(01:50 UTC)" in reply.text


async def test_a_time_that_is_never_shown_has_the_one_on_either_side(rows: Store, bot: Bot) -> None:
    await keep(rows, TURNS_AT_NIGHT)

    found = await then(bot, "storefront at 2026-03-29 01:30")

    assert found.skipped
    answers = [(each, answer.primary[0].id) for each, answer in found.answers if isinstance(answer, OnCall)]
    before, after = rules.parse(TURNS_AT_NIGHT.definition), at("2026-03-29T01:30")
    assert answers == [
        (at("2026-03-29T00:30"), rules.who(before, at("2026-03-29T00:30"))[0]),
        (after, rules.who(before, after)[0]),
    ]
    assert answers[0][1] != answers[1][1]
    assert (await asked(bot, "storefront at 2026-03-29 01:30")).text.startswith(
        "⏰ Clocks in Europe/London are put forward"
    )


async def test_what_is_no_time_is_said_and_a_name_with_an_at_stays_a_name(rows: Store, bot: Bot) -> None:
    await keep(rows, replace(CHECKOUT, id="rest", title="Data at rest"))

    with pytest.raises(Refusal, match="“frii 18:00” is not a time: write it such as fri 18:00"):
        await rota.look_up_then(bot, "storefront at frii 18:00", "U0ANA")
    assert isinstance(await rota.look_up_then(bot, "data at rest", "U0ANA"), OnCall)


async def test_a_choice_keeps_the_time(rows: Store, bot: Bot) -> None:
    await keep(rows, replace(CHECKOUT, id="checks", title="Checks"))
    found = await then(bot, "check at sun 18:00")

    reply = await asked(bot, "check at sun 18:00")

    assert isinstance(found.answers[0][1], Candidates)
    values = [each["value"] for each in reply.blocks[1]["elements"]]
    assert set(values) == {
        "service:checks at 2026-11-22T18:00:00Z",
        "service:checkout at 2026-11-22T18:00:00Z",
    }
    chosen = await rota.look_up_then(bot, values[0], "U0ANA")
    assert isinstance(chosen, Then)


async def test_the_answer_says_of_when_it_is(bot: Bot) -> None:
    oncall, mine = await asked(bot, "storefront at sun 18:00"), await asked(bot, "<@U0ANA> at sun 18:00")

    assert "by the clock of Europe/London" in oncall.blocks[1]["elements"][0]["text"]
    assert "*Then:* Storefront, primary" in mine.blocks[2]["text"]["text"]


# PagerDuty ----------------------------------------------------------------------------------------------


@pytest.fixture
async def paged(rows: Store) -> AsyncIterator[tuple[Bot, make.StillClock]]:
    """Payments through PagerDuty, which was read for the next fourteen days."""
    clock, twin = make.StillClock(), PagerDutyTwin()
    twin.clock = clock  # type: ignore[assignment]
    twin.users = {
        "PANA": User("PANA", "Ana", "ana@acme.example"),
        "PBO": User("PBO", "Bo", "bo@acme.example"),
    }
    twin.schedules = {
        "S1": Schedule("S1", "Payments primary", "Europe/London", users=("PANA", "PBO")),
        "S3": Schedule("S3", "Payments shifts", "Europe/London", users=("PANA", "PBO"), api="v3"),
    }
    twin.policies = {"PPOL1": Policy("PPOL1", "Payments", (("S1",), ("S3",)))}
    twin.services = {"PSVC1": Service("PSVC1", "Payments API", "PPOL1")}
    await keep(rows, ANA, BO, PAYMENTS, API)
    async with (
        serving(routes(twin, Faults())) as url,
        aclosing(PagerDuty(f"{url}/pagerduty", SecretStr(KEY), clock=clock)) as pager,
    ):
        made = make.bot(rows, pager=pager, clock=clock)
        await rota.sync_pagerduty(made)
        yield made, clock


async def test_what_pagerduty_was_not_asked_about_is_counted_from_its_layers(
    paged: tuple[Bot, make.StillClock],
) -> None:
    bot, clock = paged
    ahead = NOW + timedelta(days=34)
    counted = (await then(bot, f"payments-api at {ahead.isoformat()}")).answers[0][1]
    duties = (await then(bot, f"<@U0BO> at {ahead.isoformat()}")).answers[0][1]

    clock.time = ahead
    await rota.sync_pagerduty(bot)
    told = await rota.look_up(bot, "payments-api", "U0ANA")

    assert isinstance(counted, OnCall)
    assert isinstance(told, OnCall)
    assert (counted.primary, counted.levels[0].until) == (told.primary, told.levels[0].until)
    assert (
        counted.note == "PagerDuty's own answer does not reach to that time: this is counted from its layers."
    )
    assert isinstance(duties, Duties)
    assert {each.about for each in (*duties.current, *duties.upcoming)} == {"Payments primary"}


async def test_what_pagerduty_was_asked_about_is_its_own_answer(paged: tuple[Bot, make.StillClock]) -> None:
    bot, _ = paged

    found = (await then(bot, f"payments-api at {(NOW + timedelta(days=5)).isoformat()}")).answers[0][1]

    assert isinstance(found, OnCall)
    assert found.note == ""
