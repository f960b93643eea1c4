"""3,000 services, 400 teams, 6,000 people, twelve scripts: answers fit, say the answer first, and lead on."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.flows import catalog
from bot.sandbox import company
from bot.sandbox.company.scripts import SCRIPTS
from bot.sandbox.person import Json, Person
from bot.sandbox.slack import blocks
from store import incident as incidents
from store.sqlite import open_store
from tests import make
from tests.living import Night, living
from tests.ready_made import big
from tests.stories.telling import asks, declares

LEAD = "U0BIG00000"
MORE = re.compile(r"\[((?:and|Older \()\s?[\d,]+ more\)?[^\]]*)\]")
ANSWERS = [
    ("/svc", "3000 services, 400 teams and 6000 people"),
    ("/svc payment-api", "payment-api", "*Owner:*", "*Primary:*"),
    ("/svc backup-api", "Ops <!channel> & <b>bold</b>", "*Owner:*", "*Primary:*"),
    ("/svc 支付 pay-hub", "支付 pay-hub", "*Owner:*", "*Primary:*"),
    ("/svc pay", "200 services fit “pay”", "pay-api"),
    ("/svc Платежі", "services fit “Платежі”", "Платежі"),
    ("/svc paymnt-api", "Did you mean", "payment-api"),
    ("/svc zzzzzz", "Nothing in the catalog is called “zzzzzz”", "/svc find"),
    ("/svc find pay", "200 services fit “pay”", "pay-api"),
    ("/svc owner pay-web", "pay-web* is owned by *支付 103*"),
    ("/svc deps access-api", "needs 0 and is needed by 401"),
    ("/svc deps wallet-writer", "needs 60 and is needed by 0", "access-api"),
    ("/oncall", "On call: Zoë Nuñez", "Orders 000"),
    ("/oncall me", "On call: Zoë Nuñez", "Orders 000"),
    ("/oncall pay-api", "On call: 搜索 pay-api", "*Primary:*"),
    ("/oncall team-002", "On call: Πληρωμές 002", "*Primary:*"),
    ("/oncall 支付", "Who is on call for which “支付”?", "[Team 支付 007]"),
    ("/oncall team", "Who is on call for which “team”?", "[Team "),
    ("/changes", "changes of everything", "big/"),
    ("/changes access-api 3d", "changes of Orders access-api", "big/access-api"),
    ("/changes pay 30d", "No service is called “pay”. Which one do you mean?", "pay-api"),
    ("/inc list", "open incident"),
    ("/tocsin health", "Tocsin is well.", "PagerDuty was read", "GitHub was read"),
    ("/tocsin help", "What you can type", "/inc"),
    ("/tocsin audit INC-1", "Nothing is recorded about INC-1."),
]
"""What is typed, and what the first three lines of the answer hold."""
PAGED = ["/svc pay", "/svc find pay", "/svc deps access-api", "/oncall 支付", "/oncall team", "/changes"]


pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture(scope="module")
def brought_in() -> Path:
    """The big catalog, brought in once: everybody copies the file."""
    return big()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def night(brought_in: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Night]:
    """One night for all: the big company, once its vendors were read."""
    folder = tmp_path_factory.mktemp("night")
    async with living(company.big(datetime.now(UTC), folder), folder, prepared=brought_in) as found:
        lead = found.person(LEAD)

        async def whole() -> bool:
            health = await asks(lead, "#general", "/tocsin health")
            return "PagerDuty was read" in health and "GitHub was read" in health

        await found.until(whole, within=60)
        yield found


async def test_the_first_three_lines_carry_every_answer(night: Night) -> None:
    lead = night.person(LEAD)
    missing, slow = {}, {}
    for words, *expected in ANSWERS:
        told = await lead.type("#general", words)
        answer = str((await lead.messages("#general"))[-1]["rendered"])
        first = "\n".join(answer.splitlines()[:3])
        if not told["ok"] or not all(part in first for part in expected):
            missing[words] = told, answer
        if told["ms"] > 1000:
            slow[words] = told["ms"]

    assert missing == {}
    assert slow == {}


async def test_and_more_always_leads_on(night: Night) -> None:
    lead, stuck = night.person(LEAD), {}
    for words in PAGED:
        seen = [await asks(lead, "#general", words)]
        for _ in range(3):
            label = MORE.search(seen[-1])
            assert label, (words, seen[-1])
            seen.append(await _pressed(lead, label.group(1)))
        if len({MORE.sub("", page) for page in seen}) != len(seen):
            stuck[words] = seen

    assert stuck == {}


async def _pressed(person: Person, label: str) -> str:
    """The answer as it reads after a press on a button under it."""
    message = (await person.messages("#general"))[-1]
    await person.click(label, channel="#general", ts=message["ts"])

    def turned(told: Json) -> bool:
        return bool(told["ts"] == message["ts"] and told["rendered"] != message["rendered"])

    return str((await person.meets("#general", turned, f"what comes after {label}"))["rendered"])


async def test_every_team_is_reached_by_pressing_on(night: Night) -> None:
    lead = night.person("U0BIG00005")
    answer = await asks(lead, "#general", "/oncall")
    pages = [answer]
    while more := MORE.search(pages[-1]):
        pages.append(await _pressed(lead, more.group(1)))

    teams = re.findall(r"^\*(.+ \d{3})\*$", "\n".join(pages), re.MULTILINE)
    assert len(teams) == len(set(teams)) == 400


async def test_titles_in_twelve_scripts_are_declared_and_shown(night: Night) -> None:
    lead = night.person(LEAD)
    titles = [f"{script.nouns[0]} {script.titles[1]}" for script in SCRIPTS]

    for title in titles:
        await lead.type("#general", f"/inc new {title}")

    async def rooms() -> list[str]:
        told = [message["rendered"] for message in await lead.messages("#general")]
        return [text.partition("→ ")[2] for text in told if "declared → " in text]

    async def all_open() -> bool:
        return len(await rooms()) == len(titles)

    await night.until(all_open, within=12)
    listed = await asks(lead, "#general", "/inc list")
    assert [title in listed for title in titles] == [True] * 12
    cards = [await lead.sees(room, "🔴 INC-", within=6) for room in await rooms()]
    assert sorted(card["rendered"].splitlines()[0].split(" ", 2)[2] for card in cards) == sorted(titles)
    assert all(blocks.length(card["blocks"]) <= blocks.ALL_TEXT for card in cards)


async def test_hundreds_of_notes_fit_and_the_document_holds_them_all(night: Night) -> None:
    lead = night.person(LEAD)
    room = await declares(night, "access-api is slow", who=lead)
    id = "-".join(room[1:].split("-")[:2]).upper()
    assert night.app is not None
    for n in range(300):
        at, words = datetime.now(UTC), f"note {n} {SCRIPTS[n % 12].titles[0]}"
        note = make.event(words, incident=id, by=LEAD, at=at)
        await night.app.store.run(incidents.add_event, note)

    timeline = await asks(lead, room, "/inc timeline")
    status = await asks(lead, room, "/inc status")
    await asks(lead, room, "/inc resolve rolled back")
    await lead.sees(room, "sections filled", within=8)

    async def drafts() -> list[dict[str, Any]]:
        return [each for each in await lead.files(room) if each["name"].endswith(".md")]

    await night.until(drafts)
    (file,) = await drafts()
    assert timeline.startswith(f"*Timeline of {id}* (301 lines, 282 to 301)")
    assert "[Earlier (281 more)]" in timeline
    assert "note 299" in status
    assert [n for n in range(300) if f"note {n} " not in file["content"]] == []


async def test_the_loop_turns_while_the_names_are_indexed(brought_in: Path, tmp_path: Path) -> None:
    store = open_store(shutil.copy(brought_in, tmp_path))
    turns = 0

    def turn() -> None:
        nonlocal turns
        turns += 1
        asyncio.get_running_loop().call_soon(turn)

    asyncio.get_running_loop().call_soon(turn)
    found = await catalog.search(make.bot(store), "pay")

    store.close()
    assert found.total == 200
    assert turns > 10


async def test_a_card_without_a_service_still_helps(night: Night) -> None:
    lead = night.person(LEAD)
    other = await declares(night, "lights are out", who=lead)
    room = await declares(night, "everything is slow", who=lead)

    card = str((await lead.sees(room, "everything is slow\n"))["rendered"])

    assert re.search(rf"\*Open incidents\*\n(?:.*\n)*?🔴 \*INC-\d+\* lights are out .* {other}", card)
    assert re.search(r"\*On call now\*\n\*.+ \d{3}\*: \*Primary:\* .+ until ", card)
    live = card.partition("*Last production changes*\n")[2].splitlines()[:6]
    assert [" · big/" in line and "production: " in line for line in live] == [True] * 6
