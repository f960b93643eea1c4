"""`/svc …`: words to values, one flow each."""

from dataclasses import replace

from bot.domain.markup import plain
from bot.flows.catalog import showing
from bot.ports import Answer, Ask, Bot, Reply


async def overview(bot: Bot, ask: Ask) -> Answer:
    """`/svc` alone: the incident's service, the channel's own, else what the catalog holds."""
    return await showing.overview(bot, ask.channel, ask.room)


async def show(bot: Bot, ask: Ask) -> Answer:
    """`/svc <name>`."""
    return await showing.show(bot, plain(ask.words))


async def find(bot: Bot, ask: Ask) -> Answer:
    """`/svc find <text>`."""
    return await showing.search(bot, plain(ask.words))


async def owner(bot: Bot, ask: Ask) -> Answer:
    """`/svc owner <name>`."""
    return await showing.owner(bot, plain(ask.words))


async def deps(bot: Bot, ask: Ask) -> Answer:
    """`/svc deps <name>`."""
    return await showing.dependencies(bot, plain(ask.words))


async def pick(bot: Bot, ask: Ask) -> Answer:
    """A press on `svc_show`: its value is a service's id, `more <offset> <text>` or `deps <offset> <id>`."""
    return replace(await _picked(bot, ask.values.get("value", "")), replace=True)


async def _picked(bot: Bot, value: str) -> Reply:
    match value.split(" ", 2):
        case ["more", offset, text] if offset.isdigit():
            return await showing.search(bot, text, int(offset))
        case ["deps", offset, id] if offset.isdigit():
            return await showing.dependencies(bot, id, int(offset))
    return await showing.show(bot, value)
