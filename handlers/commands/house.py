"""`/tocsin …`: help, health, audit."""

from bot.blocks import house as blocks
from bot.domain import grammar
from bot.flows import house as flow
from bot.ports import Answer, Ask, Bot
from handlers.usage import HELP


async def help(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """`/tocsin help [word [verb]]`."""
    return blocks.help(HELP, ask.words.lower().lstrip("/").split())


async def help_on(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """The button `Help on …`."""
    return blocks.help(HELP, ask.values["value"].split())


async def health(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """`/tocsin health`."""
    return await flow.health(bot)


async def audit(bot: Bot, ask: Ask) -> Answer:
    """`/tocsin audit INC-n`."""
    number = grammar.incident_number(ask.words)
    return await flow.audit(bot, f"INC-{number}")
