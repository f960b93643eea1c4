"""A team that owns nothing or is on call nowhere answers with the teams within it, named as such."""

import argparse
from dataclasses import replace

import pytest

from bot.blocks import rota as rota_blocks
from bot.blocks import scorecard as blocks
from bot.domain.catalog import Level, Person, Service, Team
from bot.domain.catalog.people import within
from bot.domain.oncall import Candidate, OnCall
from bot.domain.scorecard import Worst
from bot.flows import rota, scorecard
from bot.flows.scorecard.evaluating import evaluate_all
from bot.flows.scorecard.reading import worst
from bot.ports import Bot
from handlers.cli import rota as cli
from store.sqlite import Store
from tests import make
from tests.make import NOW
from tests.oncall import keep

ANA, BO = Person("ana", "Ana Silva"), Person("bo", "Bo Lindqvist")
COMMERCE = Team("commerce", "Commerce")
SHOP = Team("shop", "Shop", parent="commerce", oncall=(Level(person="ana"),))
TILLS = Team("tills", "Tills", parent="shop", oncall=(Level(person="bo"),))
IDLE = Team("idle", "Idle", parent="commerce")
APART = Team("apart", "Apart", oncall=(Level(person="ana"),))
CART, TILL, OTHER = (
    Service(name, name.title(), team=team)
    for name, team in (("cart", "shop"), ("till", "tills"), ("other", "apart"))
)


@pytest.fixture
async def bot(rows: Store) -> Bot:
    """Commerce owns nothing and is on call nowhere; the shop is within it, the tills within the shop."""
    await keep(rows, ANA, BO, COMMERCE, SHOP, TILLS, IDLE, APART, CART, TILL, OTHER)
    bot = make.bot(rows)
    await evaluate_all(bot)
    return bot


def test_the_nearest_come_first_and_a_ring_ends() -> None:
    ring = replace(COMMERCE, parent="tills")

    assert [each.id for each in within((TILLS, ring, SHOP, IDLE, APART), "commerce")] == [
        "shop",
        "idle",
        "tills",
    ]
    assert within((SHOP, TILLS), "tills") == ()


async def test_a_team_that_owns_nothing_shows_the_services_of_the_teams_within_it(bot: Bot) -> None:
    found = await scorecard.look_up(bot, "commerce")

    assert isinstance(found, Worst)
    assert sorted(each.result.service for each in found.listed) == ["cart", "till"]
    assert found.tally.total == 2
    reply = blocks.answer(found, NOW)
    assert reply.blocks[2]["elements"][0]["text"] == (
        "Commerce owns nothing itself: of the teams within it (Idle, Shop, Tills)"
    )
    assert sorted(each["text"]["text"].split("\n")[0] for each in reply.blocks[3:5]) == [
        "*Cart* · Shop",
        "*Till* · Tills",
    ]


async def test_a_team_with_services_shows_its_own_alone(bot: Bot) -> None:
    found = await scorecard.look_up(bot, "team:shop")

    assert isinstance(found, Worst)
    assert ([each.result.service for each in found.listed], found.within) == (["cart"], ())


async def test_a_page_goes_on_within_the_same_teams(bot: Bot) -> None:
    first = await scorecard.look_up(bot, "sort:name commerce", 0, 1)
    second = await scorecard.look_up(bot, "sort:name commerce", 1, 1)

    assert isinstance(first, Worst) and isinstance(second, Worst)
    assert [page.listed[0].result.service for page in (first, second)] == ["cart", "till"]
    assert (first.rest, second.rest) == (1, 0)


async def test_what_somebody_is_told_unasked_stays_the_team_s_own(bot: Bot) -> None:
    assert bot.rows.read(worst, COMMERCE).listed == ()


async def test_teams_within_that_own_nothing_either_are_said_so(bot: Bot, rows: Store) -> None:
    await keep(rows, COMMERCE, IDLE, replace(SHOP, parent=""), replace(TILLS, parent=""))

    found = await scorecard.look_up(bot, "commerce")

    assert isinstance(found, Worst)
    assert blocks.answer(found, NOW).text.startswith(
        "Commerce owns no service that the card is about, nor do the teams within it."
    )


async def test_a_team_that_is_on_call_nowhere_shows_who_is_within_it(bot: Bot) -> None:
    found = await rota.look_up(bot, "commerce", "U0")

    assert isinstance(found, OnCall)
    assert [each.about for each in found.within] == ["Shop", "Tills"]
    assert (found.note, found.also) == (
        "",
        (Candidate("team", "shop", "Shop"), Candidate("team", "tills", "Tills")),
    )
    reply = rota_blocks.answer(found, NOW)
    assert reply.text == (
        "On call for Commerce: Commerce has nobody on call itself; the teams within it have: · "
        "*Shop*\n*Primary:* Ana Silva · *Tills*\n*Primary:* Bo Lindqvist"
    )
    assert [each["text"]["text"] for each in reply.blocks if each["type"] == "section"][1:] == [
        "*Shop*\n*Primary:* Ana Silva",
        "*Tills*\n*Primary:* Bo Lindqvist",
    ]


async def test_a_team_with_levels_and_one_without_anybody_within_answer_as_ever(bot: Bot) -> None:
    own, idle = [await rota.look_up(bot, name, "U0") for name in ("team:shop", "idle")]

    assert isinstance(own, OnCall) and isinstance(idle, OnCall)
    assert [own.within, idle.within, idle.also] == [(), (), ()]
    assert idle.note.startswith("Nothing says who is on call for Idle")


def test_a_terminal_says_the_same(bot: Bot, rows: Store, capsys: pytest.CaptureFixture[str]) -> None:
    asked = argparse.Namespace(name="commerce", at=NOW, json=False)

    code = cli.run(asked, rows)

    assert (code, capsys.readouterr().out.splitlines()[:4]) == (
        0,
        [
            "Commerce",
            "  nobody itself; the teams within it:",
            "  Shop (person, as of 2026-11-20T12:00:00Z)",
            "    primary    Ana Silva",
        ],
    )
