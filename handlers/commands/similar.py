"""`/inc similar`: what happened before."""

from bot.domain.markup import plain
from bot.flows import similar
from bot.ports import Answer, Ask, Bot


async def show(bot: Bot, ask: Ask) -> Answer:
    """`/inc similar [text or INC-n]`; bare, about the incident whose channel it is."""
    return await similar.look_up(bot, ask, plain(ask.words))
