"""`/rca`: how far the document of this channel's incident is."""

from bot.blocks import rca as blocks
from bot.flows import incident, rca
from bot.ports import Answer, Ask, Bot


async def state(bot: Bot, ask: Ask) -> Answer:
    """`/rca`: what is filled, and which questions need a human."""
    found = incident.here(bot, ask)
    return blocks.state(await rca.composed(bot, found.id))
