"""What happens in Slack by itself: reactions, channels renamed."""

from bot.domain.may import Member, Standing
from bot.flows import channel, member, pins
from bot.ports import Answer, Ask, Bot


async def reaction_added(bot: Bot, ask: Ask) -> Answer:
    """📌 puts a message on the timeline; 🔎 ❌ 🎉 ❓ say what it is."""
    await pins.react(bot, ask, stands=True)
    return None


async def reaction_removed(bot: Bot, ask: Ask) -> Answer:
    """Taking the last one of a kind away takes the line off."""
    await pins.react(bot, ask, stands=False)
    return None


async def channel_renamed(bot: Bot, ask: Ask) -> Answer:
    """An incident's channel has a new name."""
    await channel.renamed(bot, ask)
    return None


async def person_changed(bot: Bot, ask: Ask) -> Answer:
    """Somebody joined or changed. Kept by no inbox: what is missed, the next reading of everybody tells."""
    await member.heard(bot, Member(ask.person, Standing(ask.values["standing"])))
    return None
