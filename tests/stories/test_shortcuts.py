"""Shortcuts: a message declares an incident or goes on a timeline; who is on call, from anywhere."""

from typing import Any

import pytest

from bot.domain.incident import Kind
from bot.sandbox.person import Person
from store import incident as incidents
from tests.living import Night
from tests.stories.telling import declares, timeline

ALERT = "checkout answers 500: 12 % of orders\nfirst seen 10:02, region eu-west"


async def use(person: Person, shortcut: str, room: str, ts: str) -> dict[str, Any]:
    """Choose a shortcut in a message's menu."""
    told: dict[str, Any] = await person.do(
        "shortcut", callback_id=shortcut, channel=await person.channel(room), ts=ts
    )
    return told


async def test_an_alert_declares_with_its_words_and_its_link(night: Night) -> None:
    ts = await night.bo.post("#general", ALERT)

    await use(night.ana, "declare_from_message", "#general", ts)
    view = await night.ana.opens()
    fields = {
        b["block_id"]: b["element"].get("initial_value") for b in view["blocks"] if b["type"] == "input"
    }
    told = await night.ana.submit({})

    assert fields["title"] == "checkout answers 500: 12 % of orders"
    assert fields["note"] == ALERT
    assert f"/p{ts.replace('.', '')}|this message> by <@U0BO>" in view["blocks"][0]["elements"][0]["text"]
    assert told["ok"], told
    room = "#inc-6-checkout-answers-500-12-of-orders"
    await night.ana.sees("#general", f"*INC-6* declared → {room}")
    assert (await timeline(night.ana, room))[-1] == "first seen 10:02, region eu-west"
    kept = night.app and night.app.store.read(incidents.events, "INC-6")[-1]
    assert kept
    assert kept.link.endswith(f"/p{ts.replace('.', '')}")
    found = night.app and night.app.store.read(incidents.get, "INC-6")
    assert found
    assert found.stamps["detected"] < found.stamps["declared"]


async def test_a_message_goes_on_the_timeline_at_its_own_time_and_once(night: Night) -> None:
    room = await declares(night)
    there = await night.ana.post(room, "pool is full on db-3")
    elsewhere = await night.bo.post("#general", "customers complain on the phone")

    await use(night.ana, "add_to_timeline", room, there)
    await night.ana.sees(room, "On the timeline of *INC-6*, at the time it was posted.")
    await use(night.ana, "add_to_timeline", room, there)
    await night.ana.sees(room, "That message is on the timeline of *INC-6* already.")
    await use(night.bo, "add_to_timeline", "#general", elsewhere)
    view = await night.bo.opens()
    told = await night.bo.submit({})

    assert view["title"]["text"] == "Add to timeline"
    assert told["ok"], told
    await night.bo.sees("#general", "On the timeline of *INC-6*")
    assert night.app
    kept = night.app.store.read(incidents.events, "INC-6")
    at = [event.at.timestamp() for event in kept if event.kind is Kind.PIN]
    assert at == pytest.approx([float(there), float(elsewhere)], abs=0.002)
    assert [line.partition(" ")[2] for line in (await timeline(night.ana, room))[1:]] == [
        "pin (@ana): pool is full on db-3",
        "pin (@bo): customers complain on the phone",
    ]


async def test_who_is_on_call_is_known_from_anywhere(night: Night) -> None:
    await night.ana.do("shortcut", callback_id="who_is_on_call")
    first = await night.ana.opens()

    told = await night.ana.submit({"about": "search"})

    after = await night.ana.modal()
    assert "On call now" in str(first["blocks"])
    assert (told["ok"], told["closed"]) == (True, False)
    assert after is not None
    assert "On call: Search" in str(after["blocks"])


@pytest.mark.slow
async def test_without_an_open_incident_there_is_no_timeline(quiet_night: Night) -> None:
    ts = await quiet_night.ana.post("#general", "all is well")

    await use(quiet_night.ana, "add_to_timeline", "#general", ts)

    await quiet_night.ana.sees("#general", "No incident is open, so there is no timeline to add to.")
