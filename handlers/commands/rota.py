"""`/oncall`: who is on call for a service, a team or the house, and what a person is on call for."""

from dataclasses import replace

from bot.blocks import rota as blocks
from bot.flows import rota
from bot.ports import Answer, Ask, Bot


async def overview(bot: Bot, ask: Ask) -> Answer:
    """`/oncall`: my shifts; for whoever has none, who is on call in each team."""
    return blocks.answer(await rota.look_up(bot, "", ask.person), bot.clock.now())


async def show(bot: Bot, ask: Ask) -> Answer:
    """`/oncall <service, team or @person>`."""
    return blocks.answer(await rota.look_up(bot, ask.words, ask.person), bot.clock.now())


async def mine(bot: Bot, ask: Ask) -> Answer:
    """`/oncall me`."""
    return blocks.answer(await rota.look_up(bot, "me", ask.person), bot.clock.now())


async def pick(bot: Bot, ask: Ask) -> Answer:
    """A press on `oncall_show`: its value is `service:…`, `team:…` or `person:…`."""
    found = await rota.look_up(bot, ask.values.get("value", ""), ask.person)
    return replace(blocks.answer(found, bot.clock.now()), replace=True)
