"""`/changes` and its buttons: the answer at once, the fresh one by editing."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.domain.catalog import Catalog, Service
from bot.integrations.github import Github
from bot.integrations.slack import SlackChat, SlackSettings, web_client
from bot.ports import Ask, Bot, Handler, Reply
from bot.sandbox.faults import Faults
from bot.sandbox.github import TOKEN, GithubTwin, Pull, routes
from bot.tasks import TrackedTasks
from handlers.commands import change
from store import catalog as catalogs
from store import change as kept
from store import incident as incidents
from store.sqlite import Store
from tests.loopback import serving
from tests.make import NOW, StillClock, incident
from tests.make import bot as made_bot
from tests.make import change as made_change

MINUTE = timedelta(minutes=1)
SHOP = Service("shop", "Shop", aliases=("store",), repository="acme/shop", channel="#shop")
MAIL = Service("mailer", "Mailer", repository="acme/mail")
BARE = Service("bare", "Bare")


@dataclass
class World:
    """A bot, GitHub, and what arrives at the response_url."""

    bot: Bot
    twin: GithubTwin
    faults: Faults
    url: str
    tasks: TrackedTasks
    answers: list[dict[str, Any]] = field(default_factory=list)

    def ask(self, words: str = "", **fields: Any) -> Ask:
        """Ana types `/changes words` in a channel of no service."""
        plain: dict[str, Any] = {
            "person": "U0ANA",
            "channel": "C99",
            "at": NOW,
            "via": "slash",
            "answer_url": f"{self.url}/answer",
        }
        return Ask(words=words, **(plain | fields))

    def press(self, value: str, **fields: Any) -> Ask:
        """Ana presses a button of that value in the channel of INC-12."""
        plain: dict[str, Any] = {"channel": "C12", "via": "button", "values": {"value": value}}
        return self.ask(**(plain | fields))


@pytest.fixture
async def world(rows: Store) -> AsyncIterator[World]:
    twin, faults, tasks = GithubTwin(), Faults(), TrackedTasks()
    twin.add("acme/shop").pulls.append(Pull(812, "Lower the pool size", "bo-l", NOW - 30 * MINUTE, "c0ffee"))
    answers: list[dict[str, Any]] = []

    async def answer(request: web.Request) -> web.Response:
        answers.append(await request.json())
        return web.Response()

    await rows.run(catalogs.save, Catalog(services=(SHOP, MAIL, BARE)), NOW)
    slack = SlackSettings(bot_token=SecretStr("xoxb-sandbox"))
    async with (
        serving([*routes(twin, faults), web.post("/answer", answer)]) as url,
        aclosing(Github(f"{url}/github", SecretStr(TOKEN))) as forge,
        aiohttp.ClientSession() as session,
    ):
        chat = SlackChat(web_client(slack, session))
        bot = made_bot(rows, forge=forge, clock=StillClock(), chat=chat, tasks=tasks)
        yield World(bot, twin, faults, url, tasks, answers)


@pytest.fixture
async def quiet(world: World) -> World:
    """The same without GitHub, in the middle of INC-12, with one change known."""
    await world.bot.rows.run(incidents.save, incident(service="shop", channel="C12"))
    await world.bot.rows.run(kept.keep, [made_change(id="c812", repository="acme/shop")])
    return replace(world, bot=replace(world.bot, forge=None))


async def answered(handler: Handler, world: World, ask: Ask) -> Reply:
    answer = await handler(world.bot, ask)
    assert isinstance(answer, Reply)
    return answer


def read(reply: Reply) -> str:
    """Everything that a person reads in an answer."""
    return text(list(reply.blocks)) or reply.text


def text(blocks: Any) -> str:
    match blocks:
        case list():
            return "\n".join(part for part in map(text, blocks) if part)
        case {"text": str(said)}:
            return said
        case {"text": dict(inner)}:
            return text(inner)
        case {"elements": list(inner)}:
            return text(inner)
    return ""


async def test_the_store_answers_at_once_and_github_by_an_edit(world: World) -> None:
    first = await answered(change.show, world, world.ask("shop 4h"))
    await world.tasks.settle()

    (edit,) = world.answers
    assert read(first).split("\n")[:2] == [
        "*No changes of Shop in the last 4h*",
        "refreshing…",
    ]
    assert edit["replace_original"] is True
    assert edit["text"] == "1 change of Shop in the last 4h; newest: #812 Lower the pool size"
    assert "refreshing" not in text(edit["blocks"])


async def test_what_is_fresh_is_not_asked_for_again(world: World) -> None:
    await change.show(world.bot, world.ask("shop"))
    await world.tasks.settle()
    before = len(world.faults.calls.told("github"))

    again = await answered(change.show, world, world.ask("shop"))
    await world.tasks.settle()

    assert again.text == "1 change of Shop in the last 1d; newest: #812 Lower the pool size"
    assert (len(world.answers), len(world.faults.calls.told("github"))) == (1, before)


async def test_github_dead_the_answer_stands_with_its_age(world: World) -> None:
    await change.show(world.bot, world.ask("shop"))
    await world.tasks.settle()
    assert isinstance(world.bot.clock, StillClock)
    world.bot.clock.time = NOW + 7 * MINUTE
    world.faults.add({"vendor": "github", "kind": "refuse"})

    first = await answered(change.show, world, world.ask("shop"))
    await world.tasks.settle()

    assert "GitHub, as of 7 min ago" in read(first)
    assert "GitHub could not be reached since" in text(world.answers[-1]["blocks"])
    assert "#812 Lower the pool size" in text(world.answers[-1]["blocks"])


async def test_an_answer_that_cannot_be_edited_is_no_fault(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await change.show(world.bot, world.ask("shop", answer_url=f"{world.url}/gone"))
    await world.tasks.settle()

    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_mention_has_no_answer_to_edit_and_says_so(world: World) -> None:
    first = await answered(change.show, world, world.ask("shop", answer_url=""))
    await world.tasks.settle()

    assert "asking GitHub now; ask again in a moment" in read(first)
    assert "1 change of Shop" in read(await answered(change.show, world, world.ask("shop", answer_url="")))


async def test_an_alias_and_a_window_in_words_are_understood(world: World) -> None:
    reply = await answered(change.show, world, world.ask("service:store 2d"))

    assert read(reply).startswith("*No changes of Shop in the last 2d*")


async def test_a_name_that_comes_near_offers_the_service(quiet: World) -> None:
    reply = await answered(change.show, quiet, quiet.ask("maler 2h"))

    assert reply.text == "No service is called “maler”. Which one do you mean?"
    assert [button["value"] for button in reply.blocks[1]["elements"]] == ["mailer|2h|0"]


async def test_choosing_shows_the_service_in_place(quiet: World) -> None:
    reply = await answered(change.more, quiet, quiet.press("shop|2h|0", channel="C99"))

    assert (reply.replace, read(reply).split("\n")[0]) == (True, "*1 change of Shop in the last 2h*")


async def test_a_service_without_a_repository_says_what_to_add(world: World) -> None:
    reply = await answered(change.show, world, world.ask("bare"))

    assert "The catalog has no repository for bare: add `repository:`." in read(reply)


async def test_without_github_the_answer_says_how_to_turn_it_on(quiet: World) -> None:
    assert "GitHub is off: set `GITHUB_TOKEN`." in read(await answered(change.show, quiet, quiet.ask("shop")))


async def test_on_an_empty_world_the_answer_says_what_to_do(rows: Store) -> None:
    ask = Ask("U0ANA", "C1", "payments", NOW, "slash")

    named, bare = [await handler(made_bot(rows), ask) for handler in (change.show, change.overview)]

    assert isinstance(named, Reply)
    assert isinstance(bare, Reply)
    assert named.text == "The catalog is empty, so no change has a service yet: `tocsin import catalog.yaml`."
    assert "GitHub is off: set `GITHUB_TOKEN`." in read(bare)


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ("C12", "*1 change of Shop in the last 1d*"),
        ("shop", "*1 change of Shop in the last 1d*"),
        ("C99", "*2 changes of everything in the last 1d*"),
    ],
)
async def test_the_bare_word_is_about_where_it_is_typed(quiet: World, channel: str, said: str) -> None:
    await quiet.bot.rows.run(kept.keep, [made_change(id="m7", repository="acme/mail")])

    reply = await answered(change.overview, quiet, quiet.ask(channel=channel))

    assert read(reply).split("\n")[0] == said


async def test_a_window_alone_is_about_where_it_is_typed(quiet: World) -> None:
    reply = await answered(change.show, quiet, quiet.ask("10m", channel="C12"))

    assert read(reply).split("\n")[0] == "*No changes of Shop in the last 10m*"


async def test_three_hundred_changes_a_day_have_a_way_to_the_last(quiet: World) -> None:
    many = [
        made_change(id=f"n{n}", repository="acme/shop", number=n, at=NOW - n * MINUTE) for n in range(1, 297)
    ]
    await quiet.bot.rows.run(kept.keep, many)

    seen, value = 0, "shop|1d|0"
    while value:
        reply = await answered(change.more, quiet, quiet.press(value, channel="C99"))
        seen += read(reply).count("merged by")
        value = next(
            (
                button["value"]
                for block in reply.blocks
                if block["type"] == "actions"
                for button in block["elements"]
                if button["text"]["text"].startswith("Older")
            ),
            "",
        )

    assert seen == 297
