"""Whatever people, catalogs and commits say: nobody is paged by it, and it reads as it was written."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox import company
from bot.sandbox.slack.rendering import paged
from tests.living import Night, living
from tests.stories.telling import asks, declares, document, read, says

EVIL = "<!channel> <!here|x> <@U0BO> <!subteam^S1> *b* `t` ]|> & תשלום 🔥 :fire:"
LOUD = f"{EVIL} <https://evil.example|bank> \u202e\x07\x1b[31m @channel @here @bo {'x' * 3000}"
FURTHER_TITLES = (f"pay-api {LOUD}", "ledger @channel @here @bo")
ANA = {"name": f"Ana {EVIL}", "slack": "U0ANA", "email": "ana@acme.example", "pagerduty": "PANA"}
BO = {"name": "Bo", "slack": "U0BO", "email": "bo@acme.example", "github": "bo"}
SHEET: dict[str, Any] = {
    "people": {"ana": ANA | {"phone": f"+1 {EVIL}", "github": "ana"}, "bo": BO},
    "teams": {"pay": {"title": f"Team {EVIL}", "channel": "#pay", "leads": ["ana"], "members": ["ana"]}},
    "services": {
        "pay-api": {
            "title": f"Pay {EVIL}",
            "aliases": [f"alias {EVIL}"],
            "description": EVIL * 5,
            "team": "pay",
            "repository": "acme/pay-api",
            "pagerduty": "PPAY",
            "runbook": "https://runbooks.acme.example/pay",
            "depends_on": ["ledger"],
            "slos": [{"name": f"a {EVIL}"[:60], "objective": 99.9, "unit": "%", "window": "30d"}],
            "links": [{"title": f"L {EVIL}"[:60], "url": "https://acme.example/pay"}],
        },
        "ledger": {"title": f"Ledger {EVIL}", "team": "pay", "repository": "acme/ledger"},
    },
    "incidents": [],
}


@pytest.fixture
async def night(tmp_path: Path) -> AsyncIterator[Night]:
    """A company in which every name and every change tries to shout."""
    file = company.write(SHEET, tmp_path / "evil.yaml")
    github = company.seed_github(SHEET, datetime.now(UTC), titles=(EVIL, f"Escape {EVIL}"))
    async with living(company.of(SHEET, github, file), tmp_path) as found:
        yield found


def shouted(night: Night) -> dict[str, tuple[str, ...]]:
    """Whatever the bot has said, wherever: whom it notified, or would notify, but Ana herself."""
    world = night.sandbox.world
    ours = [room for room in world.channels.values() if room.name.startswith("inc-")]
    found = {f"topic of #{room.name}": paged(room.topic) for room in ours}
    for room in world.channels.values():
        for message in room.messages.values():
            if message.bot:
                held = [world.files[id] for id in message.files]
                names = [text for file in held for text in (file.name, file.title)]
                found[f"#{room.name} {message.text}"] = (
                    *message.notified,
                    *paged(message.text, message.blocks, *names),
                )
    found |= {f"form {view.id}": paged(view.view) for view in world.views.values()}
    return {where: who for where, who in found.items() if set(who) - {"U0ANA"}}


@pytest.mark.parametrize(
    "title",
    [f"pay-api: {EVIL}", *(pytest.param(each, marks=pytest.mark.slow) for each in FURTHER_TITLES)],
)
async def test_no_title_pages_anybody(night: Night, title: str) -> None:
    room = await declares(night, title)
    await asks(night.ana, room, "/inc lead @ana")
    await asks(night.ana, room, "/inc status")
    await asks(night.ana, room, "/inc list")
    await asks(night.ana, room, "/inc resolve")
    await document(night, room)

    assert shouted(night) == {}


async def test_no_title_of_a_form_pages_anybody(night: Night) -> None:
    await night.ana.type("#general", "/inc")
    await night.ana.opens()
    told = await night.ana.submit({"title": EVIL, "note": LOUD[:3000], "service": "pay-api"})
    assert told["ok"], told
    await night.ana.sees("#general", "declared → ")
    await night.settled()

    assert shouted(night) == {}


async def test_no_note_pin_or_resolution_pages_anybody(night: Night) -> None:
    room = await declares(night, "pay-api is down")
    ts = await night.ana.post(room, EVIL)
    await night.ana.react(room, ts, "pushpin")
    await asks(night.ana, room, f"/inc note {LOUD}")
    await asks(night.ana, room, f"/inc note {EVIL}")
    await night.settled()
    await asks(night.ana, room, "/inc timeline")
    await asks(night.ana, room, "/rca")
    await asks(night.ana, room, "/tocsin audit INC-1")
    await asks(night.ana, room, f"/inc resolve {LOUD}")
    shared = await document(night, room)

    assert shouted(night) == {}
    assert shared.count("<!channel>") == shared.count("\\<!channel>") > 1


ASKED = [
    "/svc pay-api", "/svc pay", "/svc find pay", "/svc owner pay-api", "/svc deps pay-api", "/svc",
    "/oncall", "/oncall pay-api", "/oncall pay", "/oncall me",
    "/changes", "/changes pay-api 2d", "/tocsin health", "/tocsin help",
    f"/svc {EVIL}", f"/oncall {EVIL}", f"/changes {EVIL}", f"/svc find {EVIL}", f"/inc note {EVIL}",
    f"/tocsin {EVIL}", f"/tocsin audit {EVIL}", f"/inc reslove {EVIL}", f"/inc page {EVIL}",
]  # fmt: skip


async def test_no_answer_pages_anybody(night: Night) -> None:
    await read(night, "pagerduty")
    await read(night, "github")

    answers = {words: await asks(night.ana, "#general", words) for words in ASKED}

    assert [words for words, answer in answers.items() if not answer] == []
    assert shouted(night) == {}
    assert await asks(night.ana, "#general", "/oncall @bo")
    assert {who for each in shouted(night).values() for who in each} == {"U0BO"}


async def test_no_direct_answer_pages_anybody(night: Night) -> None:
    await says(night.ana, "@bot", f"svc {EVIL}")
    await says(night.ana, "@bot", "svc pay-api")

    assert shouted(night) == {}


async def test_a_title_reads_the_same_everywhere(night: Night) -> None:
    room = await declares(night, "A & B <x> service:pay-api")
    await asks(night.ana, room, "/inc resolve done")
    await document(night, room)

    state = await night.ana.look("state")
    topic = next(each["topic"] for each in state["channels"] if f"#{each['name']}" == room)
    (file,) = await night.ana.files(room)
    card = await night.ana.sees(room, "🟢 INC-1 A & B <x>")
    assert room == "#inc-1-a-b-x"
    assert topic == "INC-1 · SEV3 · resolved · A & B <x>"
    assert file["name"] == "inc-1-a-b-x.md"
    assert file["title"].startswith("INC-1 A & B <x>")
    assert file["content"].startswith("# INC-1: A & B \\<x>\n")
    assert card["pinned"]
