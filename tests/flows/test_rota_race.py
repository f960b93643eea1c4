"""Two who press “Take it” at the same moment, two hundred times: always exactly one override."""

import asyncio

import pytest

from bot.domain import rota as rules
from bot.domain.catalog import Rota, Team
from bot.domain.refusal import Refusal
from bot.flows.rota import covering
from bot.flows.rota.levels import read_definition
from bot.ports import Ask, Bot, Reply
from store import rota as rows_of
from store.rota import request as requests
from store.sqlite import Store
from tests import make
from tests.make import NOW
from tests.oncall import ANA, BO, MAYA, STOREFRONT, keep

TIMES = 200
RING = make.rota_layers(members=["ana"])
"""Ana has every turn."""


@pytest.fixture
async def bot(rows: Store) -> Bot:
    team = Team("storefront", "Storefront", members=("ana", "bo", "maya"), oncall=STOREFRONT.oncall)
    await keep(rows, ANA, BO, MAYA, team, Rota("storefront-primary", RING, "catalog.yaml"))
    return make.bot(rows)


async def asked(bot: Bot, number: int) -> str:
    """Ana asks for an hour of her own; returns the request's id."""
    hour = f"2026-12-{1 + number // 20:02} {number % 20:02}:00"
    words = f"{hour} to {hour.replace(':00', ':59')}"
    await covering.ask_cover(bot, Ask("U0ANA", "C1", words, NOW, "/oncall", key=f"ask-{number}"), words)
    return str(
        bot.rows.read(lambda db: db.execute("SELECT id FROM rota_request WHERE state = 'open'").fetchone()[0])
    )


async def pressed(bot: Bot, slack: str, request: str, number: int) -> str:
    """What somebody reads who presses."""
    ask = Ask(slack, "C1", "", NOW, "button", key=f"{slack}-{number}", values={"value": request})
    try:
        said: Reply = await covering.take_all(bot, ask, request)
    except Refusal as refusal:
        return refusal.text
    return said.text


@pytest.mark.slow
async def test_exactly_one_of_two_takes_it_each_of_two_hundred_times(bot: Bot, rows: Store) -> None:
    for number in range(TIMES):
        request = await asked(bot, number)

        told = await asyncio.gather(*(pressed(bot, slack, request, number) for slack in ("U0BO", "U0MAYA")))

        assert sum("was faster" in text for text in told) == 1, (number, told)
        kept = rows.read(rows_of.get, "storefront-primary")
        assert kept is not None
        made = read_definition(kept.definition).overrides
        assert len(made) == number + 1
        done = rows.read(requests.get, request)
        assert done is not None
        assert done.state is rules.cover.State.DONE
