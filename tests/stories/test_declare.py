"""Promise 1: two words, and there is an incident with a channel that I am in."""

from tests.living import Night


async def test_declaring_takes_two_words_and_puts_me_in_the_channel(night: Night) -> None:
    told = await night.ana.type("#general", "/inc checkout 500s")

    assert told["ok"]
    await night.ana.sees("#general", "INC-6 declared: checkout 500s")
    await night.ana.sees("#general", "INC-6 declared → #inc-6-checkout-500s")
    state = await night.ana.look("state")
    room = next(each for each in state["channels"] if each["name"] == "inc-6-checkout-500s")
    assert room["is_member"]
    assert "INC-6" in room["topic"]
