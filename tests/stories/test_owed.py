"""Promise 24: a grave incident owes a document; its author hears of it before, on the day, and after."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.living import Night
from tests.stories.telling import asks, declares

LISBON = ZoneInfo("Europe/Lisbon")
"""Where Ana is: she hears of what she owes in her own morning."""


@pytest.mark.slow
async def test_the_author_of_a_document_hears_of_it_until_it_is_done(night: Night) -> None:
    room = await declares(night, "payments down service:payments-api")
    await asks(night.ana, room, "/inc sev 1")
    await asks(night.ana, room, "/inc lead @ana")
    await asks(night.ana, room, "/inc resolve rolled back #812")
    ready = await night.ana.sees(room, "Author @ana")

    await _noon(night, days=2)
    before = await night.ana.sees("@bot", "The post-incident document of *INC-6* payments down is due")
    await night.ana.click("It is done", channel="@bot", ts=before["ts"])
    done = await night.ana.sees("@bot", "The document of *INC-6* is done.")

    assert "· due " in ready["rendered"]
    assert "It still lacks" in done["rendered"]
    assert "Nobody is reminded of it any more." in done["rendered"]


async def _noon(night: Night, days: int) -> None:
    """It is noon of so many days later where Ana is."""
    now = night.sandbox.clock.now().astimezone(LISBON)
    noon = datetime.combine(now.date() + timedelta(days=days), time(12), LISBON)
    await night.ana.do("clock", advance=(noon - now).total_seconds())
