"""Promise 3: newest first, likeliest causes with reasons; a suspect is on record, a dismissed one hidden."""

import re

import pytest

from tests.living import Night
from tests.stories.telling import asks, declares, document, joins, read, timeline

TOLD = re.compile(r"(?:merged|deployed|released) by [\w-]+ · \d+ (?:s|min|h|d) ago")


async def test_changes_come_newest_first_with_author_and_age(night: Night) -> None:
    await read(night, "github")

    answer = await asks(night.ana, "#general", "/changes payments-api 2d")

    lines = [line for line in answer.splitlines() if "acme/payments-api" in line]
    assert all(TOLD.search(line) for line in lines)
    assert {"merged", "deployed", "released"} == {TOLD.search(line)[0].split()[0] for line in lines}  # type: ignore[index]
    assert [_seconds(line) for line in lines] == sorted(_seconds(line) for line in lines)
    assert "GitHub, as of" in answer


def _seconds(line: str) -> int:
    """How long ago the line says it was."""
    found = re.search(r"(\d+) (s|min|h|d) ago", line)
    assert found is not None, line
    return int(found[1]) * {"s": 1, "min": 60, "h": 3600, "d": 86400}[found[2]]


async def test_a_window_leaves_out_what_is_older(night: Night) -> None:
    await read(night, "github")

    short = await asks(night.ana, "#general", "/changes payments-api 4h")
    long = await asks(night.ana, "#general", "/changes payments-api 2d")

    assert len(short.splitlines()) < len(long.splitlines())
    assert all(_seconds(line) <= 4 * 3600 for line in short.splitlines() if "acme/" in line)


async def test_in_an_incident_the_likeliest_causes_come_first_with_their_reasons(night: Night) -> None:
    room, answer = await _listed(night)

    first, reasons = _first(answer), answer.partition("*1.*")[2].splitlines()[1]
    listed = answer.partition("*All changes*, newest first")[2]
    assert first
    assert re.search(r"(deployed to production|merged) .*before it began", reasons)
    assert first not in listed.partition("[Suspect]")[0]
    card = await night.ana.sees(room, "marks or dismisses", within=6)
    assert f"*1.* {first}" in card["rendered"]


@pytest.mark.slow
async def test_a_suspect_is_on_the_timeline_and_in_the_document(night: Night) -> None:
    room, answer = await _listed(night)
    first = _first(answer)

    await night.ana.click("Suspect", channel=room)
    await night.ana.sees(room, "*Suspect*, says @ana")
    await asks(night.ana, room, "/inc resolve rolled it back")

    trigger = (await document(night, room)).split("## 6. Trigger")[1].split("## 7.")[0]
    assert f"change (@ana): Suspect: {first}" in "\n".join(await timeline(night.ana, room))
    assert first in trigger
    assert "suspect, says Ana Silva" in trigger


async def test_dismissed_is_hidden_for_all_and_can_be_brought_back(night: Night) -> None:
    room, answer = await _listed(night)
    first = _first(answer)
    await joins(night.bo, room)

    await night.ana.click("Dismiss", channel=room)
    await night.ana.sees(room, "[Bring back 1 dismissed]")
    hidden = await asks(night.bo, room, "/changes payments-api 2d")
    await night.bo.click("Bring back 1 dismissed", channel=room)

    assert first not in hidden
    await night.bo.sees(room, f"*1.* {first}")
    assert _first(await asks(night.ana, room, "/changes payments-api 2d")) == first


async def _listed(night: Night) -> tuple[str, str]:
    """An incident in which the changes were asked for: its channel and the answer, the likeliest first."""
    await read(night, "github")
    room = await declares(night, "payments down service:payments-api")
    answer = await asks(night.ana, room, "/changes payments-api 2d")
    assert "[Suspect] [Dismiss]" in answer
    return room, answer


def _first(answer: str) -> str:
    """What the likeliest cause is called."""
    found = re.search(r"\*1\.\* (.+?) · ", answer)
    assert found is not None, answer
    return found[1]
