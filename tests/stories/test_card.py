"""What the buttons of the card do, and the shortcut that needs no channel."""

import pytest

from store import incident as incidents
from tests.living import Night
from tests.stories.telling import asks, declares, timeline


async def test_one_press_and_i_lead(night: Night) -> None:
    room = await declares(night)

    await night.ana.click("I lead", channel=room)

    await night.ana.sees(room, "🧭 @ana leads *INC-6* now.")
    card = await night.ana.sees(room, "*Incident lead*\n@ana")
    assert "[I lead]" not in card["rendered"]


async def test_a_note_is_written_in_a_form(night: Night) -> None:
    room = await declares(night)

    await night.ana.click("Add a note", channel=room)
    told = await night.ana.submit({"text": "pool is full on db-3"})

    assert told["ok"]
    await night.ana.sees(room, "Noted on the timeline of *INC-6*.")
    assert (await timeline(night.ana, room))[-1].endswith("note (@ana): pool is full on db-3")


async def test_a_wrong_guess_is_changed_and_the_card_follows(night: Night) -> None:
    room = await declares(night)

    await night.ana.click("Change service", channel=room)
    told = await night.ana.submit({"service": "search"})

    assert told["ok"]
    card = await night.ana.sees(room, "*Service*\nSearch `search`\n")
    assert "guessed" not in card["rendered"]
    assert (await timeline(night.ana, room))[-1].endswith("service (@ana): set to Search")


@pytest.mark.slow
async def test_resolved_and_reopened_from_the_card(night: Night) -> None:
    room = await declares(night)

    await night.ana.click("Resolve", channel=room)
    await night.ana.submit({"text": "rolled back #812"})
    await night.ana.sees(room, "🟢 *INC-6 resolved* by @ana: rolled back #812")
    await night.ana.sees(room, "[Reopen]")
    await night.ana.click("Reopen", channel=room)

    await night.ana.sees(room, "🔴 *INC-6 reopened* by @ana.")
    card = await night.ana.sees(room, "*Status*\ninvestigating")
    assert "[Resolve]" in card["rendered"]


async def test_a_button_pressed_twice_does_it_once(night: Night) -> None:
    room = await declares(night)
    await asks(night.ana, room, "/inc noet pool is full on db-3")

    await night.ana.do("delivery", duplicate=1, kinds=["interactive"])
    await night.ana.click("Run /inc note pool is full on db-3", channel=room)
    await night.settled()

    assert [line.partition("): ")[2] for line in await timeline(night.ana, room)] == [
        "checkout 500s",
        "pool is full on db-3",
    ]


async def test_the_shortcut_declares_from_anywhere(night: Night) -> None:
    await night.ana.do("shortcut", callback_id="declare_incident")
    view = await night.ana.opens()

    told = await night.ana.submit({"title": "search is slow", "severity": "2", "note": "p99 is 9 s"})

    assert view["title"]["text"] == "Declare an incident"
    assert told["ok"]
    await night.ana.sees("@bot", "*INC-6* declared → #inc-6-search-is-slow")
    assert (await timeline(night.ana, "#inc-6-search-is-slow"))[-1].endswith("note (@ana): p99 is 9 s")
    assert "SEV2" in await asks(night.ana, "#inc-6-search-is-slow", "/inc status")


async def test_a_renamed_channel_stays_the_incident_s(night: Night) -> None:
    room = await declares(night)

    await night.ana.do(
        "channel", do="rename", channel=await night.ana.channel(room), name="checkout-is-burning"
    )

    async def known() -> bool:
        assert night.app is not None
        return night.app.store.read(incidents.open_ones)[0].channel_name == "checkout-is-burning"

    await night.until(known)
    assert "INC-6" in await asks(night.ana, "#checkout-is-burning", "/inc status")
