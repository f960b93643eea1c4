"""`/oncall calendar` and `calendar-off`: an address under which calendars read shifts, and its end."""

from bot.flows.rota import feeds
from bot.ports import Answer, Ask, Bot, Open


async def calendar(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """`/oncall calendar [team]`: a form, for it is kept nowhere, and only the asker sees it."""
    return Open("calendar", {"about": ask.words.strip()})


async def again(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """New address, in that form."""
    return Open("calendar", {"about": ask.values.get("about", ""), "again": "yes"})


async def off(bot: Bot, ask: Ask) -> Answer:
    """`/oncall calendar-off [team]`."""
    return await feeds.end(bot, ask, ask.words)
