"""Promises 1 and 2: two words, and there is a channel that I am in, with one pinned card."""

import re
from pathlib import Path

import pytest

from bot.sandbox import company
from tests.living import Night, living


async def room_of(night: Night, prefix: str) -> str:
    """The name of the incident's channel."""
    state = await night.ana.look("state")
    return next(f"#{room['name']}" for room in state["channels"] if room["name"].startswith(prefix))


async def test_declaring_takes_two_words_and_puts_me_in_the_channel(night: Night) -> None:
    told = await night.ana.type("#general", "/inc checkout 500s")

    assert told["ok"]
    await night.ana.sees("#general", "*INC-6* declared: checkout 500s")
    await night.ana.sees("#general", "*INC-6* declared → #inc-6-checkout-500s")
    state = await night.ana.look("state")
    room = next(each for each in state["channels"] if each["name"] == "inc-6-checkout-500s")
    assert room["is_member"]
    assert room["topic"] == "INC-6 · SEV3 · investigating · checkout 500s"


async def test_one_pinned_card_holds_the_context(night: Night) -> None:
    await night.ana.type("#general", "/inc new payments down service:payments-api")

    card = await night.ana.sees("#inc-6-payments-down", "INC-6 payments down", within=6)
    for part in (
        "Owner",
        "Payments (Maya Okafor)",
        "Tier",
        "Runbook",
        "availability",
        "Depends on",
        "Ledger",
    ):
        assert part in card["rendered"]
    whole = await night.ana.sees("#inc-6-payments-down", "merged by", within=6)
    assert "Primary" in whole["rendered"]
    assert whole["ts"] == card["ts"]

    async def pins() -> bool:
        room = await night.ana.look("channel", channel=await night.ana.channel("#inc-6-payments-down"))
        return bool(room["pins"] == [card["ts"]])

    await night.until(pins)


async def test_the_service_is_guessed_from_the_title_and_said(night: Night) -> None:
    await night.ana.type("#general", "/inc checkout answers 500")

    await night.ana.sees("#general", "Service: Checkout (guessed from the title")
    card = await night.ana.sees("#inc-6-checkout-answers-500", "(guessed from the title)", within=6)
    assert "[Change service]" in card["rendered"]


async def test_an_unclear_title_is_asked_about_and_a_button_answers(night: Night) -> None:
    await night.ana.type("#general", "/inc everything is slow")
    await night.ana.sees("#inc-6-everything-is-slow", "Which service?", within=6)

    await night.ana.click("Choose service", channel="#inc-6-everything-is-slow")
    modal = await night.ana.opens()
    found = await night.ana.do(
        "options", view_id=modal["id"], block_id="service", action_id="service", query="pay"
    )
    told = await night.ana.submit({"service": "payments-api"})

    assert told["ok"], told
    assert "payments-api" in [option["value"] for option in found]
    card = await night.ana.sees("#inc-6-everything-is-slow", "Payments API", within=6)
    assert "Which service?" not in card["rendered"]


async def test_a_form_wrong_then_right_then_pressed_twice_is_one_incident(night: Night) -> None:
    await night.ana.type("#general", "/inc")
    view = await night.ana.opens()

    wrong = await night.ana.submit({"title": "x"}, view_id=view["id"])
    await night.ana.do("delivery", duplicate=1, kinds=["interactive"])
    right = await night.ana.submit({"title": "search is slow", "severity": "2"}, view_id=view["id"])

    assert wrong["errors"] == {"title": "Say what is broken in 3 to 200 characters."}
    assert right["ok"]
    await night.ana.sees("#general", "INC-6* declared →")
    await night.ana.type("#general", "/inc list")
    listed = await night.ana.sees("#general", "search is slow · investigating · SEV2")
    assert len(re.findall("INC-6", listed["rendered"])) == 1
    assert "INC-7" not in listed["rendered"]


@pytest.mark.parametrize("over_http", ["socket", "http"], indirect=True)
async def test_both_transports_carry_it(tmp_path: Path, over_http: bool) -> None:
    async with living(company.empty(), tmp_path, over_http=over_http) as night:
        await night.ana.type("#general", "/inc checkout 500s")

        await night.ana.sees("#general", "*INC-1* declared → #inc-1-checkout-500s")
