"""Around a shift: who comes on call hears of it the day before, and both of the hand-over, each once."""

from datetime import timedelta

from bot.domain import rota
from bot.flows.rota.deeds import FOUR_WEEKS
from bot.sandbox.person import Person
from store.rota import turn as turns
from tests.living import Night
from tests.stories.test_covering import STOREFRONT, primary

ROTA = "*Storefront, primary*"
HOUR = timedelta(hours=1)


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
