"""What happens in Slack by itself: reactions, channels renamed."""

from bot.flows import channel, pins
from bot.ports import Answer, Ask, Bot


async def reaction_added(bot: Bot, ask: Ask) -> Answer:
    """📌 puts a message on the timeline."""
    await pins.react(bot, ask, stands=True)
    return None


async def reaction_removed(bot: Bot, ask: Ask) -> Answer:
    """Taking the last 📌 away takes the line off."""
    await pins.react(bot, ask, stands=False)
    return None


async def channel_renamed(bot: Bot, ask: Ask) -> Answer:
    """An incident's channel has a new name."""
    await channel.renamed(bot, ask)
    return None
