"""Promises 9 and 10: notes taken on the way are a document when it is over, whys and all."""

import re

import pytest

from tests.living import Night
from tests.stories.telling import PINNED, asks, declares, document, joins, read

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
RENEWED = 21
"""Seconds after which edits of a document are in the one of the channel."""
WHY = "why did the pool fill up? because every retry opens a connection"


@pytest.mark.slow
async def test_a_well_noted_incident_fills_at_least_14_of_26_sections(night: Night) -> None:
    room = await _worked(night)

    answer = await asks(night.ana, room, "/inc resolve rolled back #812")

    assert "The post-incident document follows in the channel." in answer
    draft = await night.ana.sees(room, "Draft ready: inc-6-payments-down", within=8)
    told = re.search(r"(\d+) of 26 sections filled; (\d+) needs? a human", draft["rendered"])
    assert told is not None
    assert int(told[1]) >= 14
    assert int(told[1]) + int(told[2]) == 26
    shared = await document(night, room)
    assert shared.count("\n## ") == 26
    assert "## 7. Fault\n\n- " in shared
    assert shared.count("**Needs a human:**") == int(told[2])


@pytest.mark.slow
async def test_what_is_missing_has_a_button_that_opens_its_form(night: Night) -> None:
    room = await declares(night, "payments down service:payments-api")
    await asks(night.ana, room, "/inc resolve it went away")
    await night.ana.sees(room, "Draft ready", within=8)

    await night.ana.click("7. Fault", channel=room)
    form = await night.ana.opens()
    await night.ana.submit({"text": "reads and writes share one pool"})

    assert "What was wrong all along" in str(form["blocks"])
    await night.ana.sees(room, "*7. Fault* of *INC-6* is kept")
    await night.ana.do("clock", advance=RENEWED)
    shared = await document(night, room, 2)
    assert "## 7. Fault\n\nreads and writes share one pool\n\n_Ana Silva, " in shared


@pytest.mark.slow
async def test_a_why_holds_question_answer_author_and_permalink(night: Night) -> None:
    room = await declares(night, "payments down service:payments-api")
    ts = await (await joins(night.bo, room)).post(room, WHY)
    await night.ana.react(room, ts, PINNED)
    await asks(night.ana, room, "/inc note because the client library has no limit")
    await night.ana.sees(room, "3 lines")

    await asks(night.ana, room, "/inc resolve rolled back #812")
    await night.ana.sees(room, "Draft ready", within=8)

    shared = await document(night, room)
    whys = shared.split("## 16. Five whys")[1].split("## 17.")[0]
    first, second = [line for line in whys.splitlines() if "- **" in line]
    assert first.startswith(
        "- **1. Why did the pool fill up?** every retry opens a connection — Bo Lindqvist ([link](http"
    )
    assert first.endswith(f"/p{ts.replace('.', '')}))")
    assert second == (
        "    - **2. Why: every retry opens a connection?** the client library has no limit — Ana Silva"
    )


@pytest.mark.slow
async def test_the_terminal_prints_the_same_document(night: Night) -> None:
    room = await _worked(night)
    await asks(night.ana, room, "/inc resolve rolled back #812")
    await night.ana.sees(room, "Draft ready", within=8)
    shared = await document(night, room)

    printed = await night.terminal("rca", "INC-6")

    assert printed.code == 0
    assert _timeless(printed.out) == _timeless(shared)


def _timeless(markdown: str) -> list[str]:
    """The document without what each draft has of its own: its number and its time."""
    return [line for line in markdown.splitlines() if line and not re.match(r"_?Draft \d+", line)]


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
