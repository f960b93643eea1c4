"""`/oncall`: who is on call for a service, a team or the house, and what a person is on call for."""

from dataclasses import replace

from bot.blocks import rota as blocks
from bot.flows import rota
from bot.ports import Answer, Ask, Bot, Reply


async def overview(bot: Bot, ask: Ask) -> Answer:
    """`/oncall`: my shifts; for whoever has none, who is on call in each team."""
    return blocks.answer(await rota.look_up(bot, "", ask.person), bot.clock.now())


async def show(bot: Bot, ask: Ask) -> Answer:
    """`/oncall <service, team or @person> [at <time>]`."""
    return blocks.answer(await rota.look_up_then(bot, ask.words, ask.person), bot.clock.now())


async def mine(bot: Bot, ask: Ask) -> Answer:
    """`/oncall me`."""
    return blocks.answer(await rota.look_up(bot, "me", ask.person), bot.clock.now())


async def pick(bot: Bot, ask: Ask) -> Answer:
    """A press on `oncall_show`: its value is `service:…`, `team:…` or `person:…`.

    `more <offset> <text>` goes on in the list of those that may be meant, `house <offset>` in that of teams.
    """
    return replace(await _picked(bot, ask), replace=True)


async def _picked(bot: Bot, ask: Ask) -> Reply:
    value, now = ask.values.get("value", ""), bot.clock.now()
    match value.split(" ", 2):
        case ["more", offset, text] if offset.isdecimal():
            return blocks.answer(await rota.look_up_then(bot, text, ask.person, int(offset)), now)
        case ["house", offset] if offset.isdecimal():
            return blocks.answer(await rota.in_house(bot, int(offset)), now)
    return blocks.answer(await rota.look_up_then(bot, value, ask.person), now)
