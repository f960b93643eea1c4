"""`/oncall schedule`, `edit`, `override`, `overrides`: what is to come of a team's rotas, and changing it."""

from bot.blocks.rota import editing as blocks
from bot.flows.rota import deeds, editing, loading, picturing, planning, written
from bot.ports import Answer, Ask, Bot, Open


async def schedule(bot: Bot, ask: Ask) -> Answer:
    """`/oncall schedule <team>`, and its button."""
    return await planning.schedule(bot, ask, ask.values.get("value", "") or ask.words)


async def overrides(bot: Bot, ask: Ask) -> Answer:
    """`/oncall overrides <team>`, and its button."""
    return await planning.overrides(bot, ask, ask.values.get("value", "") or ask.words)


async def load(bot: Bot, ask: Ask) -> Answer:
    """`/oncall load <team> [30d]`."""
    return await loading.load(bot, ask, ask.words)


async def gaps(bot: Bot, ask: Ask) -> Answer:
    """`/oncall gaps <team>`, and its button."""
    return await loading.gaps(bot, ask, ask.values.get("value", "") or ask.words)


async def load_chart(bot: Bot, ask: Ask) -> Answer:
    """Chart, beneath the load."""
    return await loading.ask_for_picture(bot, ask, ask.values["value"])


async def picture(bot: Bot, ask: Ask) -> Answer:
    """Picture, beneath the schedule."""
    return await picturing.ask_for(bot, ask, ask.values["value"])


async def edit(bot: Bot, ask: Ask) -> Answer:
    """`/oncall edit <team>`: the form, or which of several rotas and layers is meant.

    A button's value is `<team>`, or `<team> <rota> <layer>`.
    """
    words = ask.values.get("value", "") or ask.words
    parts = words.rsplit(" ", 2)
    if len(parts) == 3 and parts[2].isdecimal():
        return Open("rota_edit", {"team": parts[0], "rota": parts[1], "layer": parts[2]})
    found = editing.choices(bot, ask, words)
    if len(found) == 1:
        return Open("rota_edit", {"team": found[0].team, "rota": found[0].rota, "layer": str(found[0].layer)})
    offered = [(each.title, f"{each.team} {each.rota} {each.layer}") for each in found]
    return blocks.which(words, offered)


async def edited(bot: Bot, ask: Ask) -> Answer:
    """The form came back: before and after."""
    return await editing.propose(bot, ask, *_edit(ask))


def fits_edit(bot: Bot, ask: Ask) -> None:
    """Raises the Refusal that an edit would meet."""
    editing.prove(bot, ask, *_edit(ask))


def _edit(ask: Ask) -> tuple[editing.About, written.Wanted]:
    given = ask.values
    about = (given["team"], given["rota"], int(given["layer"]), editing.Seen.of(given, ask.at))
    return about, written.Wanted(
        people=given["people"],
        zone=given["zone"],
        day=given["day"],
        clock=given["clock"],
        length=given["length"],
        begins=given["begins"],
    )


async def apply(bot: Bot, ask: Ask) -> Answer:
    """Apply, on a proposal."""
    return await editing.apply(bot, ask, ask.values["value"])


async def undo(bot: Bot, ask: Ask) -> Answer:
    """Undo, on a change."""
    return await deeds.undo(bot, ask, ask.values["value"])


async def override(bot: Bot, ask: Ask) -> Answer:
    """`/oncall override <team>`: the form, or which of several rotas is meant."""
    words = ask.values.get("value", "") or ask.words
    team, _, rota = words.rpartition(" ")
    if team:
        return Open("rota_override", {"team": team, "rota": rota})
    found = [each for each in editing.choices(bot, ask, words) if not each.layer]
    if len(found) == 1:
        return Open("rota_override", {"team": found[0].team, "rota": found[0].rota})
    offered = [(each.title, f"{each.team} {each.rota}") for each in found]
    return blocks.which(words, offered, override=True)


async def overridden(bot: Bot, ask: Ask) -> Answer:
    """The form came back: somebody is on call instead."""
    return await deeds.override(bot, ask, *_override(ask))


def fits_override(bot: Bot, ask: Ask) -> None:
    """Raises the Refusal that an override would meet."""
    deeds.prove(bot, ask, *_override(ask))


def _override(ask: Ask) -> tuple[tuple[str, str], deeds.Given]:
    given = ask.values
    wanted = deeds.Given(given["user"], given["since"], given["until"], given["instead"])
    return (given["team"], given["rota"]), wanted


async def remove(bot: Bot, ask: Ask) -> Answer:
    """Delete, on an override."""
    team, rota, id = ask.values["value"].rsplit(" ", 2)
    return await deeds.remove(bot, ask, team, rota, id)
