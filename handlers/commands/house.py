"""`/tocsin …`: help, health, audit."""

from collections.abc import Sequence

from bot.blocks import house as blocks
from bot.flows import drafts, trouble
from bot.flows import house as flow
from bot.ports import Answer, Ask, Bot, Open
from handlers.usage import HELP


async def help(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """`/tocsin help [word [verb]]`."""
    return blocks.help(HELP, ask.words.lower().lstrip("/").split())


async def help_on(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """The button `Help on …`."""
    return blocks.help(HELP, ask.values["value"].split())


def unknown(words: str, usage: str, meant: Sequence[str]) -> Answer:
    """Words that lead nowhere: how the verb is written, or what they may have been meant to be."""
    return blocks.unknown(words, usage, meant)


async def open_form(bot: Bot, ask: Ask) -> Answer:
    """`Open the form`: the value is the form's name, and the incident or the draft that it is about."""
    form, _, about = ask.values["value"].partition(" ")
    return Open(form, drafts.opened(bot, about))


async def health(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """`/tocsin health`."""
    return await flow.health(bot)


async def audit(bot: Bot, ask: Ask) -> Answer:
    """`/tocsin audit INC-n`, or a team or a service."""
    return await flow.audit(bot, ask.words)


async def try_again(bot: Bot, ask: Ask) -> Answer:
    """`Try again`, under what Slack had refused for good."""
    return await trouble.try_again(bot, ask, ask.values["value"])
