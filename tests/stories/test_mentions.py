"""@Tocsin answers wherever people write: in channels, threads and direct messages."""

from tests.living import Night
from tests.stories.telling import asks, declares, joins, read, says, timeline


async def test_a_mention_is_answered_beneath_itself_for_all(night: Night) -> None:
    await read(night, "pagerduty")
    room = await declares(night)

    ts, answer = await says(night.ana, room, "@Tocsin oncall payments-api")

    assert answer["rendered"].startswith("On call: Payments API")
    assert answer["thread_ts"] == ts
    assert not answer.get("ephemeral")


async def test_in_a_thread_the_answer_stays_in_the_thread(night: Night) -> None:
    room = await declares(night)
    ts = await night.ana.post(room, "who knows the pool?")

    _, answer = await says(night.ana, room, "@Tocsin inc note the pool is full", thread=ts)

    assert answer["rendered"].startswith("Noted on the timeline of *INC-6*.")
    assert (await timeline(night.ana, room))[-1].endswith("note (@ana): the pool is full")


async def test_a_mention_in_the_middle_of_a_sentence_counts(night: Night) -> None:
    await read(night, "pagerduty")
    room = await declares(night)

    _, answer = await says(night.ana, room, "hey @Tocsin, who is on call for payments-api?")

    assert answer["rendered"].startswith("On call: Payments API")


async def test_a_direct_message_needs_no_mention_and_no_thread(night: Night) -> None:
    await read(night, "pagerduty")

    _, answer = await says(night.ana, "@bot", "oncall payments-api")

    assert answer["rendered"].startswith("On call: Payments API")
    assert "thread_ts" not in answer


async def test_what_opens_a_form_answers_with_a_button_that_opens_it(night: Night) -> None:
    room = await declares(night)

    _, answer = await says(night.ana, room, "@Tocsin inc")
    await night.ana.click("Open the form", channel=room)

    assert answer["rendered"].endswith("[Open the form]")
    assert (await night.ana.opens())["title"]["text"] == "Declare an incident"
    await night.ana.submit({"title": "search is slow"})
    await night.ana.sees(room, "*INC-7* declared: search is slow")


async def test_an_incident_is_declared_by_a_mention(night: Night) -> None:
    room = await declares(night)

    ts, answer = await says(await joins(night.bo, room), room, "@Tocsin inc search answers 503")

    assert answer["rendered"].startswith("*INC-7* declared: search answers 503.")
    opened = await night.bo.sees(room, "*INC-7* declared → #inc-7-search-answers-503")
    assert opened["thread_ts"] == ts


async def test_small_talk_is_answered_with_help(night: Night) -> None:
    _, answer = await says(night.ana, "@bot", "good evening")

    assert answer["rendered"] == "I do not know “good”. `/tocsin help` shows every command."


async def test_a_mention_told_twice_is_one_note(night: Night) -> None:
    room = await declares(night)
    await night.ana.do("delivery", duplicate=2)

    await says(night.ana, room, "@Tocsin inc note the pool is full")

    assert len(await timeline(night.ana, room)) == 2
    assert "*INC-6*" in await asks(night.ana, room, "/inc status")
