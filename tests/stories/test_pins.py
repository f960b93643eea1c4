"""Promise 6: a 📌 puts a message on the timeline at its own time, once, for as long as one 📌 stands."""

from datetime import UTC, datetime

import pytest

from bot.sandbox.slack.world import BOT_USER
from tests.living import Night
from tests.stories.telling import PINNED, asks, declares, joins, timeline


async def test_an_old_message_is_on_the_timeline_at_its_posting_time(night: Night) -> None:
    room = await declares(night)
    ts = await night.ana.post(room, "pool is full on db-3")
    await night.ana.do("clock", advance=20 * 60)
    await asks(night.ana, room, "/inc note found it")

    await night.ana.react(room, ts, PINNED)

    posted = f"{datetime.fromtimestamp(float(ts), UTC):%H:%M}"
    assert f"{posted} pin (@ana): pool is full on db-3" in await _pinned(night, room)
    assert [line.split(" ", 1)[1] for line in await timeline(night.ana, room)] == [
        "declared (@ana): checkout 500s",
        "pin (@ana): pool is full on db-3",
        "note (@ana): found it",
    ]


async def test_it_is_there_once_whoever_pins_until_the_last_takes_it_away(night: Night) -> None:
    room = await declares(night)
    await joins(night.bo, room)
    ts = await night.ana.post(room, "pool is full on db-3")

    await night.ana.react(room, ts, PINNED)
    await night.bo.react(room, ts, PINNED)
    both = await _pinned(night, room)
    await night.ana.react(room, ts, PINNED, remove=True)
    await _reactions(night, 3)
    one = await _pins(night, room)
    await night.bo.react(room, ts, PINNED, remove=True)
    await _reactions(night, 4)

    assert len(both) == len(one) == 1
    assert await _pins(night, room) == []


async def test_a_reply_in_a_thread_is_pinned_like_any_message(night: Night) -> None:
    room = await declares(night)
    ts = await night.ana.post(room, "what do we see?")
    reply = await night.ana.post(room, "connections pile up", thread=ts)

    await night.ana.react(room, reply, PINNED)

    assert (await _pinned(night, room))[0].endswith("pin (@ana): connections pile up")


async def test_taken_away_before_the_news_of_it_arrives_it_stays_away(night: Night) -> None:
    room = await declares(night)
    ts = await night.ana.post(room, "never mind")

    await night.ana.do("delivery", reorder=True)
    await night.ana.react(room, ts, PINNED)
    await night.ana.do("clock", advance=1)
    await night.ana.react(room, ts, PINNED, remove=True)
    await _reactions(night, 2)

    assert await _pins(night, room) == []


@pytest.mark.parametrize("name", ["eyes", "round_pushpin"])
async def test_other_reactions_do_nothing(night: Night, name: str) -> None:
    room = await declares(night)
    ts = await night.ana.post(room, "looking")

    await night.ana.react(room, ts, name)
    await _reactions(night, 1)

    assert await _pins(night, room) == []


async def test_outside_of_incidents_a_pin_means_nothing(night: Night) -> None:
    room = await declares(night)
    general = await night.ana.channel("#general")
    await night.ana.do("channel", do="invite", channel=general, user=BOT_USER)
    ts = await night.ana.post("#general", "lunch?")

    await night.ana.react("#general", ts, PINNED)
    await _reactions(night, 1)

    assert await _pins(night, room) == []


async def _pins(night: Night, room: str) -> list[str]:
    return [line for line in await timeline(night.ana, room) if " pin " in line]


async def _pinned(night: Night, room: str) -> list[str]:
    """The pins, as soon as there is one."""

    async def there() -> bool:
        return bool(await _pins(night, room))

    await night.until(there)
    return await _pins(night, room)


async def _reactions(night: Night, count: int) -> None:
    """Wait until so many reactions were delivered and all that follows from them is done."""

    async def delivered() -> bool:
        envelopes = await night.ana.look("envelopes")
        seen = [
            e
            for e in envelopes
            if "reaction" in str(e["payload"].get("event", {}).get("type")) and e["acked"]
        ]
        return len(seen) >= count

    await night.until(delivered)
    await night.settled()
