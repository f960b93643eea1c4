"""Promise 6, more of it: 🔎 ❌ 🎉 ❓ say what a message is; it lands in its section, while one stands."""

from datetime import UTC, datetime

import pytest

from tests.living import Night
from tests.stories.telling import asks, declares, joins, timeline

MEANT = {
    "mag_right": ("12. Investigation", "hypothesis: the replica lags"),
    "x": ("12. Investigation", "ruled out: the network"),
    "tada": ("19. What went well", "the roll-back took two minutes"),
    "question": ("26. Open questions", "why did no alert fire?"),
}


async def test_a_reaction_says_what_a_message_is_and_it_lands_in_its_section(night: Night) -> None:
    room = await declares(night, "payments down service:payments-api")
    await joins(night.bo, room)
    posted = {name: await night.bo.post(room, text.split(": ")[-1]) for name, (_, text) in MEANT.items()}

    for name, ts in posted.items():
        await night.ana.react(room, ts, name)
        await night.bo.react(room, ts, name)
    await night.until(lambda: _lines(night, room, 5))

    document = (await night.terminal("rca", "INC-6")).out
    for name, ts in posted.items():
        title, text = MEANT[name]
        at = datetime.fromtimestamp(float(ts), UTC)
        label = "**Open question:** " if name == "question" else ""
        section = document.split(f"\n## {title}")[1].split("\n## ")[0]
        line = f"- {at:%Y-%m-%d %H:%M:%S} UTC · {label}{text} — Bo Lindqvist ([link](http"
        assert section.count(line) == 1, section


@pytest.mark.slow
async def test_what_was_meant_is_off_again_with_the_last_who_meant_it(night: Night) -> None:
    room = await declares(night, "payments down service:payments-api")
    await joins(night.bo, room)
    ts = await night.bo.post(room, "the replica lags")
    await night.ana.react(room, ts, "mag_right")
    await night.until(lambda: _lines(night, room, 2))
    caught_up = await asks(night.ana, room, "/inc catchup")
    await night.bo.react(room, ts, "x")
    await night.until(lambda: _lines(night, room, 3))
    ruled_out = await asks(night.ana, room, "/inc catchup")

    await night.ana.react(room, ts, "mag_right", remove=True)
    await night.until(lambda: _lines(night, room, 2))

    assert "*Hypothesis*: the replica lags" in caught_up
    assert "*Hypothesis*: none noted" in ruled_out
    assert [line.split(" ", 1)[1] for line in await timeline(night.ana, room)][1:] == [
        "ruled out (@bo): the replica lags"
    ]


@pytest.mark.slow
async def test_joy_about_what_the_bot_says_is_no_line_of_the_timeline(night: Night) -> None:
    room = await declares(night, "payments down service:payments-api")
    await asks(night.ana, room, "/inc resolve rolled back #812")
    said = await night.ana.sees(room, "*INC-6 resolved*")
    theirs = await night.ana.post(room, "that was quick")

    await night.ana.react(room, said["ts"], "tada")
    await night.ana.react(room, theirs, "tada")
    await night.until(lambda: _lines(night, room, 3))
    await night.settled()

    assert [line.split(" ", 1)[1] for line in await timeline(night.ana, room)][2:] == [
        "went well (@ana): that was quick"
    ]


async def _lines(night: Night, room: str, count: int) -> bool:
    return len(await timeline(night.ana, room)) == count
