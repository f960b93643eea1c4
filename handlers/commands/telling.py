"""`/inc update|remind|sev|role|roles|handoff|catchup`: words to values, one flow each."""

from bot.domain import grammar
from bot.domain.markup import plain
from bot.domain.telling import delay
from bot.flows import incident as incidents
from bot.flows import roles, severity, telling
from bot.ports import Answer, Ask, Bot, Open


async def update(bot: Bot, ask: Ask) -> Answer:
    """`/inc update [text]`: with words it is told, without a form asks."""
    incident = incidents.here(bot, ask)
    if not ask.words:
        return Open("update", {"incident": incident.id})
    return await telling.tell(bot, ask, incident, telling.Telling(plain(ask.words)))


async def updated(bot: Bot, ask: Ask) -> Answer:
    """The update form came back."""
    given = ask.values
    severity_given = int(given["severity"]) if given.get("severity") else 0
    said = telling.Telling(given["text"], given.get("status", ""), severity_given, given.get("next", ""))
    return await telling.tell(bot, ask, incidents.named(bot, given["incident"]), said)


async def update_form(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """Update, from a reminder."""
    return Open("update", {"incident": ask.values["value"]})


async def remind(bot: Bot, ask: Ask) -> Answer:
    """`/inc remind 20m`."""
    wait = delay(ask.words)
    if wait is None:
        return None
    return await telling.remind_in(bot, ask, incidents.here(bot, ask), wait)


async def snooze(bot: Bot, ask: Ask) -> Answer:
    """Snooze 10, from a reminder."""
    return await telling.snooze(bot, ask, incidents.named(bot, ask.values["value"]))


async def stop(bot: Bot, ask: Ask) -> Answer:
    """Stop, from a reminder."""
    return await telling.stop(bot, ask, incidents.named(bot, ask.values["value"]))


async def set_severity(bot: Bot, ask: Ask) -> Answer:
    """`/inc sev` shows, `/inc sev 1` sets."""
    incident = incidents.here(bot, ask)
    number = grammar.severity(ask.words)
    if number is None:
        return severity.show(bot, incident)
    return await severity.set_severity(bot, ask, incident, number)


async def undo_severity(bot: Bot, ask: Ask) -> Answer:
    """Undo: `INC-12|3|1`."""
    id, before, after = ask.values["value"].split("|")
    return await severity.undo(bot, ask, incidents.named(bot, id), int(before), int(after))


async def role(bot: Bot, ask: Ask) -> Answer:
    """`/inc role comms @bo`."""
    incident = incidents.here(bot, ask)
    name, person = roles.given(ask.words, ask.person)
    if name == "lead":
        return await incidents.set_lead(bot, ask, incident, person)
    return await roles.give(bot, ask, incident, name, person)


async def listed_roles(bot: Bot, ask: Ask) -> Answer:
    """`/inc roles`."""
    return roles.show(bot, incidents.here(bot, ask))


async def handoff(bot: Bot, ask: Ask) -> Answer:
    """`/inc handoff @x`."""
    return await roles.hand_over(bot, ask, incidents.here(bot, ask), grammar.person(ask.words, ask.person))


async def catchup(bot: Bot, ask: Ask) -> Answer:
    """`/inc catchup`."""
    return roles.catch_up(bot, incidents.here(bot, ask))
