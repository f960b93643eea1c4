"""Promises 8, 14, 16 and 17: telling people, being reminded, roles, severity, the state in short."""

import pytest

from tests.living import Night

ROOM = "#inc-6-checkout-500s"


async def declared(night: Night) -> None:
    """INC-6, with Ana in its channel."""
    await night.ana.type("#general", "/inc checkout 500s")
    await night.ana.sees(ROOM, "INC-6 checkout 500s", within=6)


async def test_an_update_is_a_new_message_with_the_next_one_promised(night: Night) -> None:
    await declared(night)

    await night.ana.type(ROOM, "/inc update card payments fail in Europe")

    told = await night.ana.sees(ROOM, "Update on INC-6")
    assert "card payments fail in Europe" in told["rendered"]
    assert "Next update by" in told["rendered"]


async def test_an_update_by_form_may_move_the_incident(night: Night) -> None:
    await declared(night)

    await night.ana.type(ROOM, "/inc update")
    answer = await night.ana.submit({"text": "rolled back", "status": "mitigated", "next": "none"})

    assert answer["ok"], answer
    told = await night.ana.sees(ROOM, "Update on INC-6")
    assert "mitigated · SEV3" in told["rendered"]
    assert "No further update is promised" in told["rendered"]


@pytest.mark.slow
async def test_the_lead_is_reminded_once_and_not_again_before_they_answer(night: Night) -> None:
    await declared(night)
    await night.ana.type(ROOM, "/inc lead @bo")
    await night.bo.sees("@bot", "You lead *INC-6*")
    await night.ana.type(ROOM, "/inc update looking into it")
    await night.ana.sees(ROOM, "Next update by")
    await night.ana.type(ROOM, "/inc remind 20m")
    await night.ana.sees(ROOM, "I remind @bo")

    await night.ana.do("clock", advance=21 * 60)

    asked = await night.bo.sees("@bot", "people were promised an update")
    assert "[Update] [Snooze 10] [Stop]" in asked["rendered"]
    await night.ana.do("clock", advance=3600)
    await night.ana.type(ROOM, "/inc remind 5m")
    await night.ana.sees(ROOM, "I remind @bo")
    messages = await night.bo.messages("@bot")
    assert sum("people were promised an update" in m["rendered"] for m in messages) == 1


async def test_snooze_asks_again_and_stop_ends_it(night: Night) -> None:
    await declared(night)
    await night.ana.type(ROOM, "/inc remind 1m")
    await night.ana.do("clock", advance=61)
    await night.ana.sees("@bot", "people were promised an update")

    await night.ana.click("Snooze 10", channel="@bot")
    await night.ana.sees("@bot", "I remind you")
    await night.ana.do("clock", advance=601)

    await night.ana.sees("@bot", "people were promised an update")
    await night.ana.click("Stop", channel="@bot")
    await night.ana.sees("@bot", "No more reminders")


async def test_a_new_lead_gets_a_checklist_and_the_channel_reads_it(night: Night) -> None:
    await declared(night)

    await night.ana.type(ROOM, "/inc lead @bo")

    await night.ana.sees(ROOM, "@bo leads *INC-6* now (")
    brief = await night.bo.sees("@bot", "You lead *INC-6*")
    assert "/inc handoff" in brief["rendered"]
    card = await night.ana.sees(ROOM, "*Incident lead*\n@bo", within=6)
    assert card["pinned"]


async def test_a_hand_over_says_the_state_in_five_lines(night: Night) -> None:
    await declared(night)
    await night.ana.type(ROOM, "/inc note rolled back #812")
    await night.ana.type(ROOM, "/inc note hypothesis: the pool is too small")

    await night.ana.type(ROOM, "/inc handoff @bo")

    said = await night.ana.sees(ROOM, "handed over by @ana")
    for part in (
        "Broken",
        "Since",
        "Done",
        "rolled back #812",
        "Hypothesis",
        "the pool is too small",
        "Next",
    ):
        assert part in said["rendered"]


async def test_catching_up_is_private_and_short(night: Night) -> None:
    await declared(night)
    await night.ana.type(ROOM, "/inc note pool is full")

    await night.ana.type(ROOM, "/inc catchup")

    said = await night.ana.sees(ROOM, "*INC-6* in short")
    assert said["ephemeral"]
    assert "pool is full" in said["rendered"]


async def test_a_rise_in_severity_says_what_changes_and_can_be_taken_back(night: Night) -> None:
    await declared(night)

    await night.ana.type(ROOM, "/inc sev 1")

    said = await night.ana.sees(ROOM, "*INC-6* is SEV1 now")
    assert "People are told every 20 min" in (await night.ana.sees(ROOM, "(was SEV3)"))["rendered"]
    assert said is not None
    await night.ana.click("Undo", channel=ROOM)
    await night.ana.sees(ROOM, "Taken back: *INC-6* is SEV3 again")


async def test_undo_is_over_after_a_minute(night: Night) -> None:
    await declared(night)
    await night.ana.type(ROOM, "/inc sev 2")
    await night.ana.sees(ROOM, "*INC-6* is SEV2 now, it was SEV3")

    await night.ana.do("clock", advance=61)
    await night.ana.click("Undo", channel=ROOM)

    await night.ana.sees(ROOM, "Undo works for a minute")


async def test_each_word_answers(night: Night) -> None:
    await declared(night)
    for words, said in (
        ("/inc sev", "SEV3* A feature is degraded"),
        ("/inc roles", "scribe"),
        ("/inc role scribe @bo", "has the role scribe"),
        ("/inc role juggler @bo", "Which role?"),
        ("/inc sev 9", "There is no SEV9"),
    ):
        await night.ana.type(ROOM, words)
        await night.ana.sees(ROOM, said)
