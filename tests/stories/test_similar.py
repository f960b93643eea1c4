"""Promise 20: what happened before is said beneath the card, with what fixed it, and whenever it is asked."""

from tests.living import Night
from tests.stories.telling import asks, declares

SAID = "This has happened before"


async def test_what_happened_before_is_said_beneath_the_card(night: Night) -> None:
    before = await declares(night, "checkout payment pool exhausted")
    await asks(night.ana, before, "/inc resolve raised the pool to 50 connections")

    now = await declares(night, "payment pool exhausted again on checkout")

    told = await night.ana.sees(now, SAID, within=6)
    card = await night.ana.sees(now, "[Resolve]")
    assert told["thread_ts"] == card["ts"]
    assert "INC-6 checkout payment pool exhausted" in told["rendered"]
    assert "What fixed it: raised the pool to 50 connections" in told["rendered"]
    assert "the same words: " in told["rendered"]
    assert "tocsin rca INC-6" in told["rendered"]


async def test_it_is_asked_about_words_about_an_incident_and_where_one_stands(night: Night) -> None:
    room = await declares(night, "checkout payment pool exhausted")
    await asks(night.ana, room, "/inc resolve raised the pool to 50 connections")

    by_words = await asks(night.bo, "#general", '/inc similar NEAR("payment* pool')
    by_name = await asks(night.bo, "#general", "/inc similar INC-6")
    of_nothing = await asks(night.bo, "#general", "/inc similar")

    assert by_words.startswith('*Similar to “NEAR("payment* pool”*')
    assert "INC-6 checkout payment pool exhausted" in by_words
    assert "INC-6" not in by_name.partition("\n")[2]
    assert of_nothing == "Similar to what? Say a few words: /inc similar checkout times out"


async def test_words_that_nothing_holds_find_nothing(night: Night) -> None:
    for words in ("🔥", "*", '"', "the and of", "zzzz-unheard-of"):
        answer = await asks(night.ana, "#general", f"/inc similar {words}")

        assert answer.startswith("Nothing on record resembles"), words
