"""`/inc page …` and the buttons of whoever is called."""

from bot.domain.markup import plain
from bot.flows import incident as incidents
from bot.flows import paging
from bot.ports import Answer, Ask, Bot, Open


async def page(bot: Bot, ask: Ask) -> Answer:
    """`/inc page <service, team or @x> [why]`."""
    here = None if incidents.is_elsewhere(bot, ask) else incidents.here(bot, ask)
    return await paging.page(bot, ask, ask.words, here)


async def page_form(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """Page …, from the card."""
    return Open("page", {"incident": ask.values["value"]})


async def paged(bot: Bot, ask: Ask) -> Answer:
    """The form came back: a service of the catalog, and why."""
    given = ask.values
    words = f"service:{given['service']} {plain(given.get('why', ''))}"
    return await paging.page(bot, ask, words, incidents.named(bot, given["incident"]))


async def acknowledge(bot: Bot, ask: Ask) -> Answer:
    """Acknowledge, in the direct message."""
    return await paging.acknowledge(bot, ask, ask.values["value"])


async def decline(bot: Bot, ask: Ask) -> Answer:
    """Can't, in the direct message."""
    return await paging.decline(bot, ask, ask.values["value"])
