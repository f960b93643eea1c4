"""The hand-off note: its button and its form."""

from bot.flows.rota import handoff
from bot.ports import Answer, Ask, Bot, Open


async def edit(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """Edit note, on a message around a shift."""
    return Open("handoff_note", {"note": ask.values["value"]})


async def written(bot: Bot, ask: Ask) -> Answer:
    """The note came back; where somebody was faster the form shows their words beside the person's."""
    given = ask.values
    said = await handoff.write(bot, ask, (given["note"], int(given["over"])), given["text"])
    return said or Open("handoff_note", {"note": given["note"], "mine": given["text"]})
