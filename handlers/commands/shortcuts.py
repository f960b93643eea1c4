"""Shortcuts: a message declares an incident or goes on a timeline; who is on call, from anywhere."""

from bot.domain.markup import first_line
from bot.flows import pins
from bot.ports import Answer, Ask, Bot, Open

ABOUT = ("message", "text", "author", "link")


async def declare_form(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """The message shortcut "Declare incident": the form holds the message's words."""
    said = ask.values.get("text", "")
    about = {name: ask.values.get(name, "") for name in ("message", "author", "link")}
    return Open("declare", {"title": first_line(said, 150), "note": said[:3000], **about})


async def add_to_timeline(bot: Bot, ask: Ask) -> Answer:
    """The message shortcut "Add to timeline"; outside of an incident's channel the form asks which."""
    here = pins.of_channel(bot, ask)
    if here is not None:
        return await pins.add(bot, ask, here, pins.shared(ask.values, ask.channel))
    pins.open_or_refuse(bot)
    about = {name: ask.values.get(name, "") for name in ABOUT}
    return Open("timeline_add", {"from": ask.channel, **about})


async def message_added(bot: Bot, ask: Ask) -> Answer:
    """The incident for a message was chosen."""
    found = pins.named(bot, ask.values["incident"])
    return await pins.add(bot, ask, found, pins.shared(ask.values, ask.values["from"]))


async def oncall_form(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """The global shortcut "Who is on call"."""
    return Open("oncall")


async def oncall_asked(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """A name was looked up: the form stays, and shows the answer."""
    return Open("oncall", {"about": ask.values.get("about", "")})
