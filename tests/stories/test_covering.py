"""Promise 11: whoever cannot be on call asks the team, and exactly one of them takes it."""

import asyncio
from datetime import datetime
from typing import Any

import pytest

from bot.domain import rota
from bot.flows.rota import rosters
from bot.flows.rota.deeds import FOUR_WEEKS
from bot.sandbox.company import read as read_sheet
from bot.sandbox.person import Person
from store import catalog
from tests.living import Night
from tests.stories.telling import asks, read
from tests.stories.telling import primary as pagerduty_primary

ROOM = "#team-storefront"
STOREFRONT = {"finn": "U0FINN", "tomas": "U0TOMAS", "aiko": "U0AIKO"}


@pytest.fixture
def night(midshift: Night) -> Night:
    """Told in the middle of a shift, which no part of it reaches beyond."""
    return midshift


def primary(night: Night) -> rosters.Roster:
    """The storefront's first rota as the bot has it now."""
    assert night.app is not None
    return night.app.store.read(_primary, night.sandbox.clock.now())


def _primary(db: Any, now: datetime) -> rosters.Roster:
    team = catalog.team(db, "storefront")
    assert team is not None
    return rosters.one(db, team, now, "storefront-primary")


def on_call(night: Night) -> str:
    """Who has the shift now, by catalog id; it depends on the week."""
    return rota.who(primary(night).rota, night.sandbox.clock.now())[0]


async def test_two_teammates_press_at_once_and_exactly_one_takes_the_shift(night: Night) -> None:
    whose = on_call(night)
    asker, bo, cy = (
        night.person(STOREFRONT[id]) for id in (whose, *(each for each in STOREFRONT if each != whose))
    )

    asked = await asks(asker, "#general", "/oncall cover me because I am ill")
    await bo.sees(ROOM, "asks to be covered: Storefront, primary")
    await asyncio.gather(*(each.click("Take it", channel=ROOM) for each in (bo, cy)))

    assert asked.startswith("Your teammates are asked to cover Storefront, primary")
    told = await asker.sees("@bot", "takes Storefront, primary for you")
    assert "You are free." in told["rendered"]
    await night.settled()
    (made,) = primary(night).rota.overrides
    winner, loser = (bo, cy) if STOREFRONT[made.user] == bo.user else (cy, bo)
    await winner.sees(ROOM, "You are on call for Storefront, primary")
    await loser.sees(ROOM, "was faster: that time is taken")
    assert on_call(night) == made.user
    assert "Covered" in (await asker.sees(ROOM, "Taken by"))["rendered"]


async def test_a_part_is_taken_and_the_rest_stays_open(night: Night) -> None:
    whose = on_call(night)
    asker, bo = (
        night.person(STOREFRONT[id]) for id in (whose, next(each for each in STOREFRONT if each != whose))
    )

    await asks(asker, "#general", "/oncall cover me now to in 3h because of the dentist")
    await bo.sees(ROOM, "asks to be covered")
    await bo.click("Take part", channel=ROOM)
    await bo.opens()
    wrong = await bo.submit({"since": "soon", "until": "in 1h"})
    await bo.submit({"since": "from now", "until": "until in 1h"})

    assert wrong["errors"]["since"].startswith("“soon”: That is not a time")
    await asker.sees("@bot", "The rest is still open.")
    assert "Still open:" in (await asker.sees(ROOM, "Taken by"))["rendered"]


async def test_a_swap_changes_both_shifts_once_the_other_agrees(night: Night) -> None:
    ahead = rota.shifts(
        primary(night).rota, night.sandbox.clock.now(), night.sandbox.clock.now() + FOUR_WEEKS
    )
    first, second = (ahead[1].people[0], ahead[2].people[0])
    asker, other = night.person(STOREFRONT[first]), night.person(STOREFRONT[second])

    proposed = await asks(asker, "#general", f"/oncall swap <@{STOREFRONT[second]}> because of a wedding")
    await other.sees("@bot", "would like to swap shifts with you")
    await other.click("Agree", channel="@bot")

    assert "Nothing changes until they agree" in proposed
    await asker.sees("@bot", "swapped:")
    await night.settled()
    now = primary(night).rota
    assert rota.who(now, ahead[1].start) == (second,)
    assert rota.who(now, ahead[2].start) == (first,)


async def swap_asked(night: Night) -> tuple[Person, Person]:
    """Who is next on call for the storefront asks the one after to swap; both of them."""
    now = night.sandbox.clock.now()
    shifts = rota.shifts(primary(night).rota, now, now + FOUR_WEEKS)[1:3]
    first, second = (STOREFRONT[each.people[0]] for each in shifts)
    await asks(night.person(first), "#general", f"/oncall swap <@{second}>")
    return night.person(first), night.person(second)


async def test_a_swap_that_is_declined_is_answered_in_its_place_and_changes_nothing(night: Night) -> None:
    before = primary(night).rota
    asker, other = await swap_asked(night)
    proposal = await other.sees("@bot", "would like to swap shifts with you")

    await other.click("Decline", channel="@bot")

    told = await asker.sees("@bot", "would rather not swap Storefront, primary")
    answered = await other.sees("@bot", "You declined to swap Storefront, primary")
    assert "you are still on call then" in told["rendered"]
    assert answered["ts"] == proposal["ts"]
    assert "[Agree]" not in answered["rendered"]
    assert primary(night).rota == before


async def test_a_swap_that_is_withdrawn_is_told_to_whoever_was_asked(night: Night) -> None:
    before = primary(night).rota
    asker, other = await swap_asked(night)
    await other.sees("@bot", "would like to swap shifts with you")

    await asker.click("Withdraw", channel="#general")
    told = await other.sees("@bot", "no longer asks to swap Storefront, primary")
    await other.click("Agree", channel="@bot")

    await other.sees("@bot", "That proposal has ended already: it was withdrawn.")
    assert "nothing is left to answer" in told["rendered"]
    assert primary(night).rota == before


async def test_who_takes_over_at_once_is_on_call_and_may_take_it_back(night: Night) -> None:
    whose = on_call(night)
    taker = night.person(STOREFRONT[next(each for each in STOREFRONT if each != whose)])
    relieved = night.person(STOREFRONT[whose])

    said = await asks(taker, "#general", "/oncall take storefront")

    assert said.startswith("You are on call for Storefront, primary")
    await relieved.sees("@bot", "takes over Storefront, primary from")
    assert STOREFRONT[on_call(night)] == taker.user


async def test_what_is_covered_of_a_schedule_of_pagerduty_reaches_it_once(night: Night) -> None:
    await read(night, "pagerduty")
    first = pagerduty_primary(night, "payments-api")
    assert night.sandbox.company.catalog is not None
    sheet = read_sheet(night.sandbox.company.catalog)["people"]
    slack = {person["pagerduty"]: person["slack"] for person in sheet.values() if "pagerduty" in person}
    asker = night.person(slack[first.id])
    taker = next(night.person(slack[id]) for id in ("PANA001", "PBO0001", "PCY0001") if id != first.id)

    await asks(asker, "#general", "/oncall cover me now to in 2h")
    await taker.sees("#team-payments", "asks to be covered: Payments, ")
    await taker.click("Take it", channel="#team-payments")
    await asker.sees("@bot", "You are free.")

    twin = night.sandbox.company.pagerduty

    async def there() -> bool:
        return any(each.overrides for each in twin.schedules.values())

    await night.until(there)
    await night.settled()
    made = [each for schedule in twin.schedules.values() for each in schedule.overrides]
    assert [slack[each.user] for each in made] == [taker.user]


async def test_who_is_asked_reads_it_on_home_and_takes_it_there(night: Night) -> None:
    whose = on_call(night)
    asker, bo = (
        night.person(STOREFRONT[id]) for id in (whose, next(each for each in STOREFRONT if each != whose))
    )
    await bo.do("home", tab="home")
    await asks(asker, "#general", "/oncall cover me now to in 3h")

    async def asked() -> bool:
        home = (await bo.look("state"))["home"]
        return bool(home) and "asks to be covered: *Storefront, primary*" in str(home["blocks"])

    await night.until(asked)
    await bo.click("Take it")

    await asker.sees("@bot", "You are free.")
    assert STOREFRONT[on_call(night)] == bo.user
