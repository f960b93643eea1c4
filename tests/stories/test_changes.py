"""Promise 3 (without ranking): what changed, newest first; a suspect is on record, a dismissed one hidden."""

import re

from tests.living import Night
from tests.stories.telling import asks, declares, document, joins, read, timeline

NEWEST = "Deploy main to production"
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


async def test_a_suspect_is_on_the_timeline_and_in_the_document(night: Night) -> None:
    room = await _listed(night)

    await night.ana.click("Suspect", channel=room)
    await night.ana.sees(room, "*Suspect*, says @ana")
    await asks(night.ana, room, "/inc resolve rolled it back")

    trigger = (await document(night, room)).split("## 6. Trigger")[1].split("## 7.")[0]
    assert f"change (@ana): Suspect: {NEWEST}" in "\n".join(await timeline(night.ana, room))
    assert NEWEST in trigger
    assert "suspect, says Ana Silva" in trigger


async def test_dismissed_is_hidden_for_all_and_can_be_brought_back(night: Night) -> None:
    room = await _listed(night)
    await joins(night.bo, room)

    await night.ana.click("Dismiss", channel=room)
    await night.ana.sees(room, "[Bring back 1 dismissed]")
    hidden = await asks(night.bo, room, "/changes payments-api 4h")
    await night.bo.click("Bring back 1 dismissed", channel=room)

    assert NEWEST not in hidden
    await night.bo.sees(room, NEWEST)
    assert NEWEST in await asks(night.ana, room, "/changes payments-api 4h")


async def _listed(night: Night) -> str:
    """An incident's channel in which the changes were asked for; the first button is that of the newest."""
    await read(night, "github")
    room = await declares(night, "payments down service:payments-api")
    answer = await asks(night.ana, room, "/changes payments-api 4h")
    assert "[Suspect] [Dismiss]" in answer
    return room
