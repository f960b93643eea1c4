"""What happens in Slack by itself: reactions, channels renamed, archived, left; people who change."""

from bot.domain.may import Member, Standing
from bot.flows import channel, home, member, pins, rooms
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


async def channel_archived(bot: Bot, ask: Ask) -> Answer:
    """An incident's channel is archived."""
    await rooms.went(bot, ask, rooms.ARCHIVED)
    return None


async def channel_deleted(bot: Bot, ask: Ask) -> Answer:
    """An incident's channel is deleted."""
    await rooms.went(bot, ask, rooms.DELETED)
    return None


async def channel_left(bot: Bot, ask: Ask) -> Answer:
    """Somebody took Tocsin out of a channel."""
    await rooms.went(bot, ask, rooms.OUT)
    return None


async def channel_unarchived(bot: Bot, ask: Ask) -> Answer:
    """An archived channel is back."""
    await rooms.returned(bot, ask)
    return None


async def member_left(bot: Bot, ask: Ask) -> Answer:
    """Somebody left a channel."""
    await rooms.left(bot, ask)
    return None


async def home_opened(bot: Bot, ask: Ask) -> Answer:
    """Somebody opened App Home."""
    if ask.values.get("tab") == "home":
        await home.opened(bot, ask)
    return None


async def person_changed(bot: Bot, ask: Ask) -> Answer:
    """Somebody joined or changed. Kept by no inbox: what is missed, the next reading of everybody tells."""
    await member.heard(bot, Member(ask.person, Standing(ask.values["standing"])))
    return None
