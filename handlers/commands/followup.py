"""`/inc task|tasks|followup|followups`, their buttons and their form: words to values, one flow each."""

from dataclasses import replace

from bot.domain.followup import Sort, State, read
from bot.domain.markup import plain
from bot.flows import followup as flow
from bot.flows import incident as incidents
from bot.flows.rca import Message
from bot.ports import Answer, Ask, Bot, Open


async def task(bot: Bot, ask: Ask) -> Answer:
    """`/inc task <text> [@x]`."""
    return await _kept(bot, ask, Sort.TASK)


async def followup(bot: Bot, ask: Ask) -> Answer:
    """`/inc followup <text> [@x]`; without words its form."""
    return await _kept(bot, ask, Sort.FOLLOWUP)


async def _kept(bot: Bot, ask: Ask, sort: Sort) -> Answer:
    incident = incidents.here(bot, ask)
    if not ask.words:
        return Open("followup", {"incident": incident.id, "sort": sort})
    text, owner = read(ask.words)
    return await flow.add(bot, ask, incident, flow.Wanted(sort, plain(text), owner))


async def tasks(bot: Bot, ask: Ask) -> Answer:
    """`/inc tasks`."""
    return flow.listed(bot, incidents.here(bot, ask), Sort.TASK)


async def followups(bot: Bot, ask: Ask) -> Answer:
    """`/inc followups`."""
    return flow.listed(bot, incidents.here(bot, ask), Sort.FOLLOWUP)


async def done(bot: Bot, ask: Ask) -> Answer:
    """Done."""
    return await _ended(bot, ask, State.DONE)


async def drop(bot: Bot, ask: Ask) -> Answer:
    """Drop it."""
    return await _ended(bot, ask, State.DROPPED)


async def reopen(bot: Bot, ask: Ask) -> Answer:
    """Not done."""
    return await _ended(bot, ask, State.OPEN)


async def _ended(bot: Bot, ask: Ask, state: State) -> Answer:
    """The list as it is now stands where the button was."""
    ended = await flow.end(bot, ask, int(ask.values["value"]), state)
    shown = flow.listed(bot, incidents.named(bot, ended.incident), ended.sort)
    return replace(shown, replace=True)


async def form(bot: Bot, ask: Ask) -> Answer:
    """Change, below one that was kept."""
    found = flow.named(bot, int(ask.values["value"]))
    return Open("followup", {"incident": found.incident, "sort": found.sort, "number": str(found.number)})


async def from_message(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """The message shortcut "Add follow-up"."""
    about = {name: ask.values.get(name, "") for name in ("message", "author")}
    begins = {"from": ask.channel, "begins": ask.values.get("text", ""), "sort": Sort.FOLLOWUP}
    return Open("followup", {**begins, **about})


async def filled(bot: Bot, ask: Ask) -> Answer:
    """The form came back: a new one, or one that was changed."""
    given = ask.values
    wanted = flow.Wanted(Sort(given["sort"]), given["text"], given["owner"], given["weeks"], given["type"])
    if given.get("number"):
        return await flow.change(bot, ask, int(given["number"]), wanted)
    if given.get("message"):
        message = Message(given["from"], given["message"], given["author"], given["text"])
        wanted = replace(wanted, message=message)
    return await flow.add(bot, ask, incidents.named(bot, given["about"] or given["incident"]), wanted)
