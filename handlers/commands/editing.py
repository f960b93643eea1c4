"""`/inc title|edit|add|set|convert`: words to values, one flow each."""

from bot.blocks import incident as blocks
from bot.blocks.incident import editing as shown
from bot.domain.markup import plain
from bot.domain.refusal import Refusal
from bot.domain.stamps import given
from bot.flows import converting, editing, fields, stamping
from bot.flows import incident as incidents
from bot.ports import Answer, Ask, Bot, Open
from handlers.usage import HELP


async def title(bot: Bot, ask: Ask) -> Answer:
    """`/inc title <text>`."""
    return await editing.retitle(bot, ask, incidents.here(bot, ask), plain(ask.words))


async def add(bot: Bot, ask: Ask) -> Answer:
    """`/inc add <service…>`; words that name no service at all may be a title."""
    incident = incidents.here(bot, ask)
    words = plain(ask.words)
    found, unknown = await editing.meant(bot, words)
    if len(unknown) > max(1, len(found)) and "," not in words:
        doubt = blocks.Doubt("add", f"add {words}", HELP["inc", "add"][0])
        return incidents.in_doubt(bot, ask, doubt, needs=False)
    if unknown:
        raise shown.no_service(unknown, await editing.nearest(bot, unknown[0]))
    return await editing.add_services(bot, ask, incident, found)


async def set_stamp(bot: Bot, ask: Ask) -> Answer:
    """`/inc set mitigated 14:05`."""
    found = given(ask.words)
    if found is None:
        raise Refusal(f"Write it so: {HELP['inc', 'set'][0]}")
    return await stamping.set_stamp(bot, ask, incidents.here(bot, ask), *found)


async def edit_form(bot: Bot, ask: Ask) -> Answer:
    """`/inc edit`: the form keeps what it began with, so that only what was changed is written."""
    incident = incidents.here(bot, ask)
    start = fields.fields(bot, ask, incident)
    began = {f"was_{name}": text for name, text in fields.as_text(start).items()}
    return Open("edit", {"incident": incident.id, **began})


async def edited(bot: Bot, ask: Ask) -> Answer:
    """The edit form came back."""
    given = ask.values
    incident = incidents.named(bot, given["incident"])
    start = fields.from_text({name: given.get(f"was_{name}", "") for name in fields.STEPS})
    return await fields.edit(bot, ask, incident, start, fields.from_text(given))


async def convert(bot: Bot, ask: Ask) -> Answer:
    """`/inc convert`: the form declares it, so that nobody converts a channel by accident."""
    return Open("convert", converting.begin(bot, ask))


async def converted(bot: Bot, ask: Ask) -> Answer:
    """The convert form came back."""
    return await converting.convert(bot, ask)
