"""`/ready …`: how services stand, and the buttons under the answer."""

from dataclasses import replace

from bot.blocks import scorecard as blocks
from bot.domain.markup import plain
from bot.domain.scorecard import Readiness
from bot.flows import scorecard
from bot.ports import Answer, Ask, Bot, Reply


async def overview(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """`/ready`: every service, the worst first."""
    return await _answer(bot, "")


async def show(bot: Bot, ask: Ask) -> Answer:
    """`/ready <service or team>`."""
    return await _answer(bot, plain(ask.words))


async def pick(bot: Bot, ask: Ask) -> Answer:
    """A press on `ready_show`: `service:<id>`, `team:<id>`, or `page|more|rules <offset> [name]`."""
    return replace(await _picked(bot, ask.values.get("value", "")), replace=True)


async def _picked(bot: Bot, value: str) -> Reply:
    word, _, rest = value.partition(" ")
    offset, _, name = rest.partition(" ")
    if word == "rules" and offset.isdecimal():
        return await _rules(bot, name, int(offset))
    if word in ("page", "more") and offset.isdecimal():
        return await _answer(bot, name, int(offset))
    return await _answer(bot, value)


async def _answer(bot: Bot, words: str, offset: int = 0) -> Reply:
    return blocks.answer(await scorecard.look_up(bot, words, offset), bot.clock.now())


async def _rules(bot: Bot, id: str, offset: int) -> Reply:
    found = await scorecard.look_up(bot, f"service:{id}")
    now = bot.clock.now()
    return blocks.rules(found, now, offset) if isinstance(found, Readiness) else blocks.answer(found, now)
