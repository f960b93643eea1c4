"""Promises 9 and 10: notes taken on the way are a document when it is over, whys and all."""

import re

import pytest

from tests.living import Night
from tests.stories.telling import PINNED, asks, declares, joins, read

NOTES = (
    "summary: one card payment in five failed for 38 minutes",
    "cause: reads and writes share one pool of 20 connections",
    "impact: 1,240 failed charges, 3 shops down",
    "factor: the dashboard hides pool waits",
    "went well: the roll-back took two minutes",
    "better: nobody knew the runbook",
    "gap: no alert on pool waits",
    "action: alert on pool waits above 100 ms @bo",
    "told: support at 03:20, status page at 03:25",
)
WHY = "why did the pool fill up? because every retry opens a connection"


async def test_a_well_noted_incident_fills_at_least_14_of_26_sections(night: Night) -> None:
    room = await _worked(night)

    answer = await asks(night.ana, room, "/inc resolve rolled back #812")

    assert "The post-incident document follows in the channel." in answer
    draft = await night.ana.sees(room, "Draft ready: inc-6-payments-down", within=8)
    told = re.search(r"(\d+) of 26 sections filled; (\d+) needs? a human", draft["rendered"])
    assert told is not None
    assert int(told[1]) >= 14
    assert int(told[1]) + int(told[2]) == 26
    file = (await night.ana.files(room))[-1]
    assert file["content"].count("\n## ") == 26
    assert file["content"].count("**Needs a human:**") == int(told[2])


async def test_what_is_missing_is_named_with_its_question(night: Night) -> None:
    room = await declares(night, "payments down service:payments-api")

    await asks(night.ana, room, "/inc resolve it went away")

    draft = await night.ana.sees(room, "Draft ready", within=8)
    assert "• *Fault*: What was wrong all along" in draft["rendered"]
    assert "`/inc note cause: the pool size is shared by reads and writes`" in draft["rendered"]


async def test_a_why_holds_question_answer_author_and_permalink(night: Night) -> None:
    room = await declares(night, "payments down service:payments-api")
    ts = await (await joins(night.bo, room)).post(room, WHY)
    await night.ana.react(room, ts, PINNED)
    await asks(night.ana, room, "/inc note because the client library has no limit")
    await night.ana.sees(room, "3 lines")

    await asks(night.ana, room, "/inc resolve rolled back #812")
    await night.ana.sees(room, "Draft ready", within=8)

    document = (await night.ana.files(room))[-1]["content"]
    whys = document.split("## 16. Five whys")[1].split("## 17.")[0]
    first, second = [line for line in whys.splitlines() if line[:2] in ("1.", "2.")]
    assert first.startswith(
        "1. **Why did the pool fill up?** every retry opens a connection — Bo Lindqvist ([link](http"
    )
    assert first.endswith(f"/p{ts.replace('.', '')}))")
    assert second == (
        "2. **Why: every retry opens a connection?** the client library has no limit — Ana Silva"
    )


async def test_the_terminal_prints_the_same_document(night: Night) -> None:
    room = await _worked(night)
    await asks(night.ana, room, "/inc resolve rolled back #812")
    await night.ana.sees(room, "Draft ready", within=8)
    shared = (await night.ana.files(room))[-1]["content"]

    printed = await night.terminal("rca", "INC-6")

    assert printed.code == 0
    assert _timeless(printed.out) == _timeless(shared)


def _timeless(document: str) -> list[str]:
    """The document without what each draft has of its own: its number and its time."""
    return [line for line in document.splitlines() if line and not re.match(r"_?Draft \d+", line)]


@pytest.mark.parametrize(("words", "code"), [(("rca", "INC-99"), 1), (("rca", "twelve"), 2)])
async def test_the_terminal_says_what_it_does_not_have(
    night: Night, words: tuple[str, ...], code: int
) -> None:
    printed = await night.terminal(*words)

    assert printed.code == code
    assert printed.err


async def _worked(night: Night) -> str:
    """An incident that people wrote notes on; its channel."""
    await read(night, "github")
    room = await declares(night, "payments down service:payments-api")
    for note in (*NOTES, WHY):
        await asks(night.ana, room, f"/inc note {note}")
    await asks(night.ana, room, "/inc lead @bo")
    return room
