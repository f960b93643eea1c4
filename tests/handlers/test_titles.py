"""Titles of real incidents, typed after `/inc`: each declares or asks, none does anything else."""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.may import Member, Standing
from bot.domain.refusal import Refusal
from bot.ports import Ask, Bot, Reply
from handlers import routing
from handlers.request import Kind, Request
from store import incident as incidents
from store import member as members
from store.sqlite import Store
from tests import make

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "real"
TITLE = re.compile(r"^title:\s*(.+?)\s*$|^#\s+(.+?)\s*$", re.MULTILINE)
ALIASES = ("new ", "create ", "declare ", "open ", "start ")
AWKWARD = (
    "Page is blank for everyone",
    "Paging file full on db-3",
    "Test environment is down",
    "Tests are red on main",
    "Private keys leaked to a public repository",
    "Cancel button does nothing",
    "Merge queue is stuck",
    "Merged cells vanish from exports",
    "Update Center slow due to CloudFlare outage",
    "Updates are not rolled out",
    "Status page shows green",
    "Statuses stuck on pending",
    "Severity labels wrong in the app",
    "Sev 1 at our supplier",
    "Role assignments lost after the migration",
    "Roles vanish after login",
    "Handoff mails are not sent",
    "Task queue full",
    "Tasks run twice",
    "Followup mails go to everybody",
    "Run book links dead",
    "Convert to PDF fails",
    "Set top boxes reboot",
    "Add to cart fails",
    "Edit form loses text",
    "Title page is blank",
    "Close button missing",
    "Closed accounts log in",
    "Duplicate orders",
    "Decline codes rose",
    "Rename of files fails",
    "Lead times tripled in Lyon",
    "Lead form answers 500",
    "Note service answers 500",
    "Notes app down",
    "Event bus lags 40 min",
    "Timeline widget is blank",
    "List view empty",
    "Listing pages answer 500",
    "Info screens dark in the lobby",
    "Resolve of internal names fails",
    "Resolver times out",
    "Resolved tickets open again",
    "Reopen of orders fails",
    "Mitigated DDoS is back",
    "Fixed income feed is late",
    "IC 7 trains missing from search",
    "reslove fails on internal names",
    "A & B <x> answer 500",
    "<!channel> in the order notes",
    "`rm -rf` ran on prod",
    "500",
    "支付 失败",
    "התשלומים נפלו",
    "service:nowhere cannot be reached",
)
DOING = ("Open connections exhausted", "Start page answers 404", "New users cannot sign up", "Create fails")


@pytest.fixture
async def bot(rows: Store) -> Bot:
    """A house without a catalog, where nobody is in an incident's channel; Ana is known to it."""
    await rows.run(members.keep, [Member("U0ANA", Standing.MEMBER)], make.NOW)
    return make.bot(rows)


async def typed(bot: Bot, title: str) -> str:
    """What `/inc <title>` does in #general: declares, asks, or whatever else."""
    request = Request(Kind.COMMAND, "inc", Ask("U0ANA", "C0GENERAL", title, make.NOW, "/inc", key=title))
    before = len(bot.rows.read(incidents.open_ones, 1000))
    try:
        answer = await routing.handle(bot, request, routing.find(request))
    except Refusal as refusal:
        return f"refuses: {refusal.text}"
    standing = bot.rows.read(incidents.open_ones, 1000)
    if not isinstance(answer, Reply):
        return f"answers {answer}"
    if len(standing) == before + 1 and f"*{standing[0].id}* declared" in answer.text:
        return "declares" if _whole(title, standing[0].title) else f"declares {standing[0].title}"
    nothing_done = len(standing) == before and "Nothing was done" in answer.text
    return "asks" if nothing_done and _offered(answer) == title else answer.text


def _whole(title: str, kept: str) -> bool:
    """Whether nothing that was typed is lost, but for the word that declares."""
    said = " ".join(title.split())[:200]
    return kept == said or (said.lower().startswith(ALIASES) and said.endswith(kept))


def _offered(answer: Reply) -> str:
    """The title on the button that would declare it."""
    buttons = [each for block in answer.blocks for each in block.get("elements", ())]
    return str(next((b["value"] for b in buttons if b["action_id"].startswith("say_declare")), ""))


def real_titles() -> Iterator[str]:
    """From the front matter of each document, else its first heading."""
    for place in ("incidents", "postmortems"):
        for file in sorted((REAL / place).rglob("*.md*")):
            if found := TITLE.search(file.read_text("utf-8", "replace")):
                yield (found.group(1) or found.group(2)).strip("'\"")


@pytest.mark.parametrize("title", [*AWKWARD, *DOING])
async def test_an_awkward_title_declares_or_asks(bot: Bot, title: str) -> None:
    assert await typed(bot, title) in ("declares", "asks")


async def test_a_verb_that_never_acts_on_a_guess_asks(bot: Bot) -> None:
    guesses = ("test region failover", "private keys leaked", "page is blank", "cancel it", "merge INC-2")

    assert [await typed(bot, words) for words in guesses] == ["asks"] * len(guesses)


@pytest.mark.real
async def test_the_titles_of_real_incidents_declare_or_ask(bot: Bot) -> None:
    if not REAL.is_dir():
        pytest.skip(f"there are no real incidents at {REAL}")
    titles = list(dict.fromkeys(real_titles()))

    outcomes = {title: await typed(bot, title) for title in titles}

    counted = Counter(outcomes.values())
    sys.stdout.write(f"{len(titles)} titles: {dict(counted)}\n")
    assert {title: done for title, done in outcomes.items() if done not in ("declares", "asks")} == {}
    assert counted["declares"] > 100
