"""Around a shift: who comes on call hears of it the day before, and both of the hand-over, each once."""

from datetime import timedelta

import pytest

from bot.domain import rota
from bot.domain.rota.handover import note_at
from bot.flows.rota.clock import zone
from bot.flows.rota.deeds import FOUR_WEEKS
from bot.sandbox.person import Person
from store import catalog
from store.rota import turn as turns
from tests.living import Night
from tests.stories.telling import asks
from tests.stories.test_covering import STOREFRONT, primary

ROTA = "*Storefront, primary*"
HOUR = timedelta(hours=1)


@pytest.fixture
def night(midshift: Night) -> Night:
    """Told before a hand-over, not across one."""
    return midshift


async def moves(night: Night, to: timedelta) -> None:
    """The clock goes on by so much, and whatever is due then is done."""
    await night.ana.do("clock", advance=to.total_seconds())
    await night.settled()


async def watched(night: Night) -> None:
    """Wait until the bot has seen who is on call."""
    assert night.app is not None
    store = night.app.store

    async def seen() -> bool:
        return store.read(turns.get, "storefront-primary") is not None

    await night.until(seen)
    await night.settled()


async def heard(person: Person, words: str) -> int:
    """How many direct messages that say so somebody has."""
    return sum(words in message["rendered"] for message in await person.messages("@bot"))


def coming(night: Night) -> tuple[timedelta, Person, Person]:
    """How long until the storefront hands over, who goes and who comes."""
    now = night.sandbox.clock.now()
    ahead = rota.shifts(primary(night).rota, now, now + FOUR_WEEKS)
    goes, comes = (night.person(STOREFRONT[ahead[place].people[0]]) for place in (0, 1))
    return ahead[1].start - now, goes, comes


def until_asked(night: Night, goes: Person, left: timedelta) -> timedelta:
    """How long until whoever goes is asked for a note, on their own clock."""
    assert night.app is not None
    found = night.app.store.read(catalog.person_by_slack, goes.user)
    assert found is not None
    now = night.sandbox.clock.now()
    at = note_at(now - timedelta(days=3), now + left, zone(found))
    assert at is not None
    return at - now + timedelta(minutes=2)


@pytest.mark.slow
async def test_the_day_before_who_comes_hears_and_at_the_hand_over_both_do(night: Night) -> None:
    await watched(night)
    left, goes, comes = coming(night)

    await moves(night, left - 20 * HOUR)
    before = await comes.sees("@bot", f"You come on call for {ROTA}")
    await night.stop()
    await night.start()
    await moves(night, 19 * HOUR)
    await moves(night, HOUR + timedelta(minutes=2))
    taken = await comes.sees("@bot", f"You are on call for {ROTA} now")
    over = await goes.sees("@bot", f"Your shift is over: {ROTA}")
    await moves(night, HOUR)

    assert "You take over from" in before["rendered"]
    assert "You take over from" in taken["rendered"]
    assert "is on call now" in over["rendered"]
    told = [f"You come on call for {ROTA}", f"You are on call for {ROTA}", "You take over from"]
    assert [await heard(comes, words) for words in told[:2]] == [1, 1]
    assert await heard(goes, f"Your shift is over: {ROTA}") == 1


async def test_cover_is_asked_for_from_the_notice_itself(night: Night) -> None:
    await watched(night)
    left, _, comes = coming(night)
    await moves(night, left - 20 * HOUR)
    notice = await comes.sees("@bot", f"You come on call for {ROTA}")

    await comes.click("Ask for cover", channel="@bot", ts=notice["ts"])

    asked = await comes.sees("#team-storefront", "asks to be covered: Storefront, primary")
    assert "Take it" in asked["rendered"]


async def test_a_note_is_written_before_the_shift_ends_and_read_at_the_hand_over(night: Night) -> None:
    await watched(night)
    left, goes, comes = coming(night)
    asked = until_asked(night, goes, left)
    await moves(night, asked)
    ends = await goes.sees("@bot", "What should they know that does not stand below?")

    await goes.click("Edit note", channel="@bot", ts=ends["ts"])
    await goes.opens()
    await goes.submit({"text": "Checkout is slow since noon: look at the pool first"})
    await goes.sees("@bot", "It is read at the hand-over.")
    await moves(night, left - asked + timedelta(minutes=2))

    taken = await comes.sees("@bot", "Hand-off note of")
    shown = await asks(comes, "#general", "/oncall team:storefront")
    assert "look at the pool first" in taken["rendered"]
    assert "look at the pool first" in shown
    assert " h ago* (Storefront, primary)" in shown
