"""What people do to an incident's channel: Tocsin follows, tells once what to do, and comes back."""

import pytest

from tests.living import Night
from tests.stories.telling import asks, declares, joins


@pytest.mark.slow
async def test_a_channel_archived_under_an_open_incident_is_told_and_comes_back(night: Night) -> None:
    room = await declares(night)
    await asks(night.ana, room, "/inc lead @ana")
    place = await night.ana.channel(room)
    bo = await joins(night.bo, room)
    await night.ana.meets(room, lambda m: bool(m.get("pinned")), "pinned")

    await bo.do("channel", do="archive", channel=place)
    await night.ana.sees("@bot", f"@bo archived {room}, and *INC-6* checkout 500s is still investigating.")
    await night.ana.click("Resolve", channel="@bot")
    await night.ana.submit({"text": "rolled back"})
    await night.settled()
    await bo.do("channel", do="unarchive", channel=place)

    card = await night.ana.sees(room, "*Status*\nresolved")
    assert card["pinned"]
    await asks(night.ana, room, "/inc update all is well again")
    await night.ana.sees(room, "all is well again")
    direct = [message["rendered"] for message in await night.ana.messages("@bot")]
    assert [text for text in direct if "could not" in text] == []


async def test_taken_out_of_the_channel_it_says_so_and_a_press_lets_it_back(night: Night) -> None:
    room = await declares(night)
    place = await night.ana.channel(room)
    bo = await joins(night.bo, room)

    await bo.do("channel", do="kick", channel=place, user="U0SANDBOX")
    await night.ana.sees("@bot", f"@bo took me out of {room}, and *INC-6* checkout 500s is still")
    await night.ana.click("Let Tocsin back in", channel="@bot")

    await night.ana.sees(room, "@Tocsin has joined the channel")
    await asks(night.ana, room, "/inc note hello again")
    await night.ana.sees(room, "2 lines: `/inc note")


@pytest.mark.slow
async def test_a_lead_who_leaves_is_asked_about_once(night: Night) -> None:
    room = await declares(night)
    place = await night.ana.channel(room)
    bo = await joins(night.bo, room)
    await asks(night.ana, room, "/inc lead @bo")
    await night.ana.sees(room, "🧭 @bo leads *INC-6* now")

    for _ in range(2):
        await bo.do("channel", do="leave", channel=place)
        await bo.do("channel", do="join", channel=place)
    asked = await night.ana.sees(room, "🧭 @bo leads *INC-6* and has left this channel. Who takes over?")
    await asks(night.ana, room, "/inc update still looking")
    await night.ana.sees(room, "still looking")

    said = [m for m in await night.ana.messages(room) if "has left this channel" in m["rendered"]]
    assert len(said) == 1
    await night.ana.click("I lead", channel=room, ts=asked["ts"])
    await night.ana.sees(room, "🧭 @ana leads *INC-6* now.")


@pytest.mark.slow
async def test_for_a_deleted_channel_there_is_another(night: Night) -> None:
    room = await declares(night)
    place = await night.ana.channel(room)

    await night.ana.do("channel", do="delete", channel=place)
    await night.ana.sees("@bot", "`#inc-6-checkout-500s` was deleted, and *INC-6* checkout 500s is still")
    await night.ana.click("Open a new channel", channel="@bot")

    await night.ana.sees(room, "INC-6 checkout 500s")
    await night.ana.sees("@bot", "*INC-6* declared → #inc-6-checkout-500s")
    assert await asks(night.ana, room, "/inc note we go on here")


@pytest.mark.slow
async def test_of_what_is_over_nobody_needs_to_hear(night: Night) -> None:
    room = await declares(night)
    await asks(night.ana, room, "/inc cancel false alarm")
    before = await night.ana.messages("@bot")

    await night.ana.do("channel", do="archive", channel=await night.ana.channel(room))
    await night.settled()

    assert await night.ana.messages("@bot") == before
