"""Fields, stamps and services set by hand; incidents cancelled and merged; a channel that becomes one's."""

import pytest

from tests.living import Night
from tests.stories.telling import asks, declares, joins, says, timeline


async def test_a_channel_becomes_an_incident_s_and_keeps_its_history(night: Night) -> None:
    room = await night.ana.do("channel", do="create", name="mails-are-slow")
    before = await night.ana.post("#mails-are-slow", "queue at 40k since ten")

    await night.ana.type("#mails-are-slow", "/inc convert")
    view = await night.ana.opens()
    told = await night.ana.submit({"title": "mails are slow", "note": "queue at 40k"})

    assert told["ok"], told
    assert view["blocks"][0]["text"]["text"].startswith("`#mails-are-slow` becomes the incident's channel")
    await night.ana.sees("#mails-are-slow", "INC-6 mails are slow", within=6)
    messages = await night.ana.messages("#mails-are-slow")
    assert before in [each["ts"] for each in messages]
    assert await night.ana.channel("#mails-are-slow") == room["id"]
    await night.ana.react("#mails-are-slow", before, "pushpin")
    await asks(night.ana, "#mails-are-slow", "/inc title mails wait 40 min")
    await night.ana.meets(
        "#mails-are-slow", lambda m: bool("INC-6 mails wait" in m["rendered"] and m.get("pinned")), "pinned"
    )
    answer = await asks(night.ana, "#mails-are-slow", "/inc convert")
    assert answer == "This channel is INC-6's already. /inc status shows where it stands."


@pytest.mark.slow
async def test_a_duplicate_is_merged_and_its_people_are_shown_where_to_go(night: Night) -> None:
    first = await declares(night)
    second = await declares(night, "payments time out", who=night.bo)

    answer = await asks(night.bo, second, "/inc merge INC-6")

    assert answer.startswith("*INC-7* is a part of *INC-6* now; both channels say so.")
    await night.bo.sees(second, f"*INC-7 merged* into *INC-6* checkout 500s {first} by @bo.")
    await night.bo.sees(first, f"*INC-7* payments time out {second} is a part of *INC-6* now, @bo says")
    assert "INC-7" not in await asks(night.ana, "#general", "/inc list")
    assert "Merged into *INC-6*" in await asks(night.bo, second, "/inc status")

    await asks(night.bo, second, "/inc reopen another one after all")

    await night.bo.sees(first, "is no part of *INC-6* any more, @bo says")
    assert "INC-7 is one of its own again: payments time out" in (await timeline(night.bo, first))[-1]


@pytest.mark.slow
async def test_cancelled_is_in_no_list_and_can_come_back(night: Night) -> None:
    room = await declares(night)

    answer = await asks(night.ana, room, "/inc cancel a test alert")

    assert answer.splitlines()[0] == "*INC-6* is cancelled now."
    await night.ana.sees(room, "⚪ *INC-6 cancelled* by @ana: a test alert")
    assert "INC-6" not in await asks(night.ana, "#general", "/inc list")
    assert (await asks(night.ana, room, "/inc reopen")).startswith("*INC-6* is open again")


async def test_neither_cancel_nor_merge_acts_on_a_guess(night: Night) -> None:
    room = await declares(night)

    answers = [
        await asks(night.ana, where, words)
        for where, words in (
            (room, "/inc cancle it"),
            (room, "/inc merge the two queues"),
            ("#general", "/inc cancel button does nothing"),
        )
    ]

    assert all("Nothing was done yet." in answer for answer in answers), answers
    assert await timeline(night.ana, room) == [(await timeline(night.ana, room))[0]]


@pytest.mark.slow
async def test_words_after_cancel_that_may_be_a_title_are_asked_about(night: Night) -> None:
    room = await declares(night)

    asked = await asks(night.ana, room, "/inc cancel button broken")
    elsewhere = await asks(night.ana, "#general", "/inc cancel button broken")
    meanwhile = await asks(night.ana, room, "/inc status")
    await night.ana.click("Run /inc cancel button broken", channel=room)

    assert asked == (
        "`cancel` is a command: `/inc cancel [why]`. Nothing was done yet.\n"
        '[Run /inc cancel button broken] [Declare "cancel button broken"] [Help on cancel]'
    )
    assert elsewhere.endswith('[Declare "cancel button broken"] [Help on cancel]')
    assert "[Run" not in elsewhere
    assert "investigating" in meanwhile
    await night.ana.sees(room, "⚪ *INC-6 cancelled* by @ana: button broken")


@pytest.mark.slow
async def test_a_stamp_set_by_hand_is_marked_and_the_order_is_kept(night: Night) -> None:
    room = await declares(night)

    told = await asks(night.ana, room, "/inc set impact started 20 min ago")
    refused = await asks(night.ana, room, "/inc set detected 30 min ago")

    assert "impact started is " in told
    assert "marked as set by you" in told
    assert "would be before impact started" in refused
    assert "_(set by @ana)_" in await asks(night.ana, room, "/inc status")
    assert await asks(night.ana, room, "/inc set detected noonish") == (
        "`set` is a command: `/inc set <stamp> <time>`. Nothing was done yet.\n"
        '[Declare "set detected noonish"] [Help on set]'
    )


@pytest.mark.slow
async def test_the_form_changes_what_was_changed_and_nothing_else(night: Night) -> None:
    room = await declares(night)
    await asks(night.ana, room, "/inc add search")
    await night.ana.sees(room, "*Further services*\n• Search `search`")

    await night.ana.type(room, "/inc edit")
    await night.ana.opens()
    await asks(await joins(night.bo, room), room, "/inc title checkout 500s in Europe")
    told = await night.ana.submit({"severity": "2", "lead": "U0BO", "further": []})

    assert told["ok"], told
    await night.ana.sees(room, "*INC-6*: changed severity, further services, incident lead.")
    card = await night.ana.sees(room, "*Incident lead*\n@bo")
    assert "INC-6 checkout 500s in Europe" in card["rendered"]
    assert "SEV2" in card["rendered"]
    assert "Further services" not in card["rendered"]


@pytest.mark.slow
async def test_a_form_that_a_mention_asks_for_starts_from_what_it_was_asked_for(night: Night) -> None:
    room = await declares(night)
    await asks(night.ana, room, "/inc lead @bo")

    await night.ana.post(room, "@Tocsin inc edit")
    await night.ana.sees(room, "[Open the form]")
    await night.ana.click("Open the form", channel=room)
    await night.ana.opens()
    told = await night.ana.submit({"title": "checkout is down"})

    assert told["ok"], told
    await night.ana.sees(room, "*INC-6*: changed title.")


@pytest.mark.slow
async def test_a_mention_in_a_thread_corrects_too(night: Night) -> None:
    room = await declares(night)
    ts = await night.ana.post(room, "it began earlier")

    _, set_ = await says(night.ana, room, "@Tocsin inc set impact started 20 min ago", thread=ts)
    _, added = await says(night.ana, room, "@Tocsin inc add search", thread=ts)

    assert "impact started is " in set_["rendered"]
    assert "*INC-6* is about *Search* too now" in added["rendered"]
    assert {set_["thread_ts"], added["thread_ts"]} == {ts}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("/inc close all done", "INC-6 is investigating; from there it can go to"),
        ("/inc add nowhere", "The catalog has no service “nowhere”; nothing was added."),
        ("/inc add to cart fails", "`add` is a command: `/inc add <service…>`. Nothing was done yet."),
        ("/inc title checkout 500s", "INC-6 has that title already."),
        ("/inc merge INC-99", "There is no INC-99; nothing was merged."),
        ("/inc set mitigated 14:05", "INC-6 is investigating, so it has no mitigated time to correct."),
    ],
)
async def test_what_cannot_be_is_said_with_the_next_step(night: Night, words: str, answer: str) -> None:
    room = await declares(night)

    assert (await asks(night.ana, room, words)).startswith(answer)
