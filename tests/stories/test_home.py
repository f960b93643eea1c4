"""Promise 23: App Home answers what I owe; it follows while it is looked at, and nobody is told nothing."""

import pytest

from bot.sandbox.person import Person
from bot.sandbox.slack import rendering
from tests.living import Night
from tests.stories.telling import asks, declares

NAMES = {"U0ANA": "ana"}


async def opens(person: Person) -> None:
    """Open the app's Home."""
    await person.do("home", tab="home")


async def reads(night: Night, text: str) -> str:
    """Wait until Ana's Home says so; the whole of it."""
    said = ""

    async def found() -> bool:
        nonlocal said
        home = (await night.ana.look("state"))["home"]
        said = rendering.shown("", home["blocks"], lambda id: NAMES.get(id, id)) if home else ""
        return text in said

    try:
        await night.until(found)
    except TimeoutError:
        raise AssertionError(f"Home does not say {text!r}: {said}") from None
    return said


@pytest.mark.slow
async def test_home_says_what_i_owe_and_follows_while_i_look(night: Night) -> None:
    room = await declares(night)
    await opens(night.ana)
    first = await reads(night, "nobody leads it, and you declared it")

    await night.ana.click("I lead")
    led = await night.ana.opens()
    await reads(night, "*INC-6* checkout 500s · investigating · SEV3 · lead @ana")
    await asks(night.ana, room, "/inc update looking into it")
    await night.ana.do("clock", advance=61 * 60)

    late = await reads(night, "people were promised an update by")
    assert "*INC-6* checkout 500s · investigating · SEV3 · lead nobody" in first
    assert "leads *INC-6* now" in str(led["blocks"])
    assert "[Update]" in late
    await asks(night.ana, room, "/inc resolve rolled back")
    done = await reads(night, "sections of its document need a human")
    assert "Your open incidents\nNone." in done
    assert "Your shifts" in done
    assert "Your services" in done


@pytest.mark.slow
async def test_home_of_an_empty_house_says_how_to_begin(quiet_night: Night) -> None:
    await opens(quiet_night.ana)

    said = await reads(quiet_night, "Waiting for you")

    assert "Nothing." in said
    assert "The catalog does not know you yet" in said
    await quiet_night.ana.click("Declare an incident")
    told = await quiet_night.ana.submit({"title": "mails are slow"})
    assert told["ok"], told
    await reads(quiet_night, "*INC-1* mails are slow")


@pytest.mark.slow
async def test_a_home_that_says_the_same_is_not_shown_again(quiet_night: Night) -> None:
    await opens(quiet_night.ana)
    await reads(quiet_night, "Your shifts")
    await quiet_night.settled()
    before = await quiet_night.ana.look("calls", method="views.publish")
    await opens(quiet_night.ana)
    await opens(quiet_night.ana)
    await quiet_night.settled()

    assert await quiet_night.ana.look("calls", method="views.publish") == before
