"""Guests get nothing: no answer, no incident, no mark on a timeline."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox import company
from bot.sandbox.person import Person
from bot.sandbox.slack.world import Member
from tests.living import Night, living
from tests.stories.telling import PINNED, asks, declares, says, timeline

GIL = Member("U0GIL", "gil", "Gil Guest", "gil@elsewhere.example", "Europe/Paris", guest=True)
NOTHING = "Tocsin works for full members of this workspace, not for guests; nothing was done."


@pytest.fixture
async def night(tmp_path: Path) -> AsyncIterator[Night]:
    """Acme, with a guest in every room."""
    acme = company.acme(datetime.now(UTC))
    rooms = tuple(replace(room, members=(*room.members, GIL.id)) for room in acme.channels)
    invited = replace(acme, people=(*acme.people, GIL), channels=rooms)
    async with living(invited, tmp_path) as found:
        yield found


async def test_a_guest_declares_nothing(night: Night) -> None:
    answer = await asks(_gil(night), "#general", "/inc checkout 500s")

    assert answer.startswith(NOTHING)
    assert (await asks(night.ana, "#general", "/inc list")).startswith("No open incidents.")


async def test_a_guest_looks_nothing_up(night: Night) -> None:
    await _known(night)

    answers = [
        await asks(_gil(night), "#general", words) for words in ("/svc pay", "/oncall", "/changes", "/tocsin")
    ]

    assert [answer.startswith(NOTHING) for answer in answers] == [True] * 4


async def test_a_guest_is_not_answered_by_mention_button_or_shortcut(night: Night) -> None:
    await _known(night)
    room = await declares(night)
    await _invited(night, room)

    _, answer = await says(_gil(night), room, "@Tocsin inc resolve")
    await _gil(night).click("I lead", channel=room)
    await _gil(night).sees(room, NOTHING)
    await _gil(night).do("shortcut", callback_id="declare_incident")
    await _gil(night).sees("@bot", NOTHING)

    assert answer["rendered"].startswith(NOTHING)
    assert len(await timeline(night.ana, room)) == 1
    assert await _gil(night).modal() is None


async def test_a_guests_pin_is_no_pin(night: Night) -> None:
    await _known(night)
    room = await declares(night)
    await _invited(night, room)
    ts = await night.ana.post(room, "pool is full on db-3")

    await _gil(night).react(room, ts, PINNED)
    await night.settled()

    assert len(await timeline(night.ana, room)) == 1


async def test_who_becomes_a_full_member_is_one_at_once(night: Night) -> None:
    await _known(night)
    await night.settled()  # nor is the reading of everybody under way any more, which would tell it too

    night.sandbox.world.people[GIL.id] = replace(GIL, guest=False)
    await night.ana.do("person", do="change", user=GIL.id)

    async def let_in() -> bool:
        return "3 services fit" in await asks(_gil(night), "#general", "/svc pay")

    await night.until(let_in)


def _gil(night: Night) -> Person:
    return night.person(GIL.id)


async def _known(night: Night) -> None:
    """Wait until the bot has read who is who."""

    async def refused() -> bool:
        return (await asks(_gil(night), "#general", "/svc pay")).startswith(NOTHING)

    await night.until(refused)


async def _invited(night: Night, room: str) -> None:
    await night.ana.do("channel", do="invite", channel=await night.ana.channel(room), user=GIL.id)
