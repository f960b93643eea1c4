"""Where an incident stands: moved by one person, read by all; two at once are told who was faster."""

import asyncio

import pytest

from tests.living import Night
from tests.stories.telling import asks, declares, joins, says, timeline


async def test_from_declared_to_closed_each_move_says_the_next(night: Night) -> None:
    room = await declares(night)

    moves = (
        "/inc status identified",
        "/inc mitigate rolled back",
        "/inc resolve all green",
        "/inc status closed",
    )
    answers = [await asks(night.ana, room, words) for words in moves]

    assert [answer.splitlines()[0] for answer in answers] == [
        "*INC-6* is identified now.",
        "*INC-6* is mitigated now.",
        "*INC-6* is resolved now. The post-incident document follows in the channel.",
        "*INC-6* is closed now.",
    ]
    assert all(answer.splitlines()[1].startswith("Next: `/") for answer in answers)
    assert [line.partition("): ")[2] for line in await timeline(night.ana, room)] == [
        "checkout 500s",
        "identified",
        "mitigated: rolled back",
        "resolved: all green",
        "closed",
    ]


@pytest.mark.parametrize(
    ("before", "words", "said"),
    [
        ((), "/inc status closed", "INC-6 is investigating; from there it can go to: identified,"),
        ((), "/inc reopen", "INC-6 is already investigating."),
        (
            ("/inc resolve",),
            "/inc mitigate",
            "INC-6 is resolved; from there it can go to: investigating, closed.",
        ),
        (
            ("/inc status cancelled",),
            "/inc resolve",
            "INC-6 is cancelled; from there it can go to: investigating.",
        ),
        (("/inc resolve",), "/inc resolve", "*INC-6* is resolved already: you did that, "),
        (("/inc lead me",), "/inc lead @ana", "You lead *INC-6* already."),
        (("/inc lead @bo",), "/inc lead @bo", "@bo leads *INC-6* already."),
    ],
)
async def test_a_move_that_cannot_be_says_why(
    night: Night, before: tuple[str, ...], words: str, said: str
) -> None:
    room = await declares(night)
    for each in before:
        await asks(night.ana, room, each)
    known = await timeline(night.ana, room)

    answer = await asks(night.ana, room, words)

    assert answer.startswith(said)
    assert await timeline(night.ana, room) == known


async def test_of_two_who_resolve_at_once_one_reads_who_was_faster(night: Night) -> None:
    room = await declares(night)
    bo = await joins(night.bo, room)

    answers = await asyncio.gather(
        asks(night.ana, room, "/inc resolve rolled back"), asks(bo, room, "/inc resolve scaled up")
    )

    won = [answer for answer in answers if answer.startswith("*INC-6* is resolved now.")]
    lost = [answer for answer in answers if "was faster" in answer]
    assert (len(won), len(lost)) == (1, 1)
    assert "Your words are on the timeline." in lost[0]
    lines = [line.partition(" ")[2] for line in await timeline(night.ana, room)][1:]
    first, second = ("ana", "rolled back"), ("bo", "scaled up")
    winner, loser = (first, second) if answers[0] in won else (second, first)
    assert lines == [
        f"status (@{winner[0]}): resolved: {winner[1]}",
        f"note (@{loser[0]}): {loser[1]}",
    ]


async def test_a_new_lead_is_said_invited_and_shown_on_the_card(night: Night) -> None:
    room = await declares(night)

    answer = await asks(night.ana, room, "/inc lead @bo")

    assert answer.startswith("@bo leads *INC-6* now.")
    await night.ana.sees(room, "🧭 @bo leads *INC-6* now (@ana said so).")
    await night.bo.sees(room, "*Incident lead*\n@bo")
    state = await night.bo.look("state")
    mine = next(each for each in state["channels"] if f"#{each['name']}" == room)
    assert (mine["is_member"], mine["topic"]) == (
        True,
        "INC-6 · SEV3 · investigating · lead @bo · checkout 500s",
    )
    assert (await timeline(night.ana, room))[-1].endswith("lead (@ana): @bo leads")


async def test_whoever_gets_a_role_or_the_lead_is_named_on_the_timeline_and_in_the_audit(
    night: Night,
) -> None:
    room = await declares(night)
    await asks(night.ana, room, "/inc role scribe @cy")
    await asks(night.ana, room, "/inc handoff @bo")

    assert [line.partition(" ")[2] for line in (await timeline(night.ana, room))[-2:]] == [
        "role (@ana): scribe: @cy",
        "hand-off (@ana): handed over to @bo",
    ]
    audit = await asks(night.ana, room, "/tocsin audit INC-6")
    assert "role: scribe: @cy · from" in audit
    assert "hand-off: handed over to @bo · from" in audit


async def test_whoever_is_mentioned_has_a_name_in_what_is_told_of_it(night: Night) -> None:
    room = await declares(night)
    await says(night.ana, room, "@Tocsin inc note asked @cy to look")
    await night.settled()

    told = [
        (await timeline(night.ana, room))[-1],
        await asks(night.ana, room, "/inc status"),
        await asks(night.ana, room, "/inc catchup"),
        (await night.terminal("show", "INC-6")).out,
    ]

    assert ["asked @Cy Nakamura to look" in each for each in told] == [True] * 4
    assert "note Ana Silva: asked" in told[-1]


async def test_a_severity_is_understood_in_a_title_and_alone(night: Night) -> None:
    told = await asks(night.ana, "#general", "/inc sev1 payments down service:payments-api")
    await night.settled()

    answer = await asks(night.ana, "#inc-6-payments-down", "/inc sev2")

    assert told.startswith("*INC-6* declared: payments down, SEV1. Opening")
    assert answer.startswith("*INC-6* is SEV2 now, it was SEV1.")
    assert (await asks(night.ana, "#general", "/inc sev9 payments down")).startswith("There is no SEV9;")


@pytest.mark.slow
async def test_reopened_it_is_open_again_and_its_end_is_forgotten(night: Night) -> None:
    room = await declares(night)
    await asks(night.ana, room, "/inc resolve all green")
    await night.ana.sees(room, "🟢 *INC-6 resolved*")

    answer = await asks(night.ana, room, "/inc reopen still failing in Oslo")

    assert answer.startswith("*INC-6* is open again, investigating.")
    await night.ana.sees(room, "🔴 *INC-6 reopened* by @ana: still failing in Oslo")
    assert "resolved" not in (await asks(night.ana, room, "/inc status")).splitlines()[1]


async def test_status_says_where_it_stands_since_when_and_what_next(night: Night) -> None:
    room = await declares(night)
    await asks(night.ana, room, "/inc note pool is full on db-3")

    first, stamps, *middle, last = (await asks(await joins(night.bo, room), room, "/inc status")).splitlines()

    assert first == f"🔴 *INC-6* checkout 500s · investigating · SEV3 · lead nobody {room}"
    assert stamps.startswith("detected ") and stamps.endswith(" s ago)")
    assert middle[-1].endswith("note (@ana): pool is full on db-3")
    assert last.startswith("Next: `/inc note …`")


async def test_the_list_holds_what_is_open_and_nothing_else(night: Night) -> None:
    before = await asks(night.ana, "#general", "/inc list")
    first = await declares(night, "checkout 500s")
    second = await declares(night, "search is slow")
    await asks(night.ana, first, "/inc resolve")

    after = await asks(night.ana, "#general", "/inc list")

    assert before == "No open incidents. `/inc <title>` declares one."
    assert after.splitlines() == [
        "*1 open incident*",
        f"🔴 *INC-7* search is slow · investigating · SEV3 · lead nobody {second}",
    ]
