"""Follow-ups and tasks: kept for somebody until a date, listed, ended by a button, in the document."""

from datetime import timedelta

import pytest

from tests.living import Night
from tests.stories.telling import asks, declares, joins


async def test_a_follow_up_has_an_owner_who_is_told_a_date_and_a_place_in_the_document(night: Night) -> None:
    room = await declares(night, "payments down service:payments-api")
    await asks(night.ana, room, "/inc sev 1")
    due = night.sandbox.clock.now() + timedelta(weeks=4)

    said = await asks(night.ana, room, "/inc followup add an alert on pool waits above 100 ms @bo")
    told = await night.bo.sees("@bot", "add an alert on pool waits above 100 ms")
    await night.bo.click("Done", channel="@bot", ts=told["ts"])
    await night.until(lambda: _all_done(night, room))

    assert "Follow-up of *INC-6*: add an alert on pool waits above 100 ms · @bo · due" in said
    assert "easier to finish" not in said
    document = (await night.terminal("rca", "INC-6")).out
    section = document.split("\n## 24.")[1].split("\n## ")[0]
    assert "- [x] add an alert on pool waits above 100 ms (owner Bo Lindqvist; " in section
    assert f"due {due:%Y-%m-%d}" in section


@pytest.mark.slow
async def test_a_vague_one_is_kept_with_kind_words(night: Night) -> None:
    room = await declares(night, "payments down service:payments-api")

    said = await asks(night.ana, room, "/inc followup look into alerts of payments-api")

    assert "*Actionable*: begin with what will be done" in said
    assert "look into alerts of payments-api" in await asks(night.ana, room, "/inc followups")


@pytest.mark.slow
async def test_a_task_is_for_now_and_no_follow_up(night: Night) -> None:
    room = await declares(night, "payments down service:payments-api")
    await joins(night.bo, room)

    await asks(night.ana, room, "/inc task restart db-3 @bo")
    listed = await asks(night.bo, room, "/inc tasks")
    later = await asks(night.bo, room, "/inc followups")

    assert "☐ restart db-3" in listed
    assert "due" not in listed
    assert "has no follow-ups" in later
    assert "task (@ana): restart db-3" in await asks(night.ana, room, "/inc timeline")


@pytest.mark.parametrize(("callback", "form"), [("add_to_rca", "Add to RCA"), ("add_followup", "Follow-up")])
async def test_a_message_becomes_part_of_the_document_once(night: Night, callback: str, form: str) -> None:
    room = await declares(night, "payments down service:payments-api")
    await joins(night.bo, room)
    ts = await night.bo.post(room, "page at 100 ms pool wait on db-3")

    for _ in range(2):
        await night.ana.do("shortcut", callback_id=callback, channel=await night.ana.channel(room), ts=ts)
        view = await night.ana.opens()
        assert form in view["title"]["text"]
        await night.ana.submit({"section": "lucky"} if callback == "add_to_rca" else {})
    await night.ana.sees(room, "already")
    await night.settled()

    document = (await night.terminal("rca", "INC-6")).out
    number = "21" if callback == "add_to_rca" else "24"
    section = document.split(f"\n## {number}.")[1].split("\n## ")[0]
    assert section.count("page at 100 ms pool wait on db-3") == 1
    assert "([link](http" in section


async def _all_done(night: Night, room: str) -> bool:
    return "0 of 1 follow-up to do" in await asks(night.ana, room, "/inc followups")
