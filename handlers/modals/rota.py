"""The forms of rotas: edit a layer, override, take a part of what somebody needs covered, a calendar."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, StringConstraints

from bot.blocks.rota import covering as covering_blocks
from bot.blocks.rota import editing as blocks
from bot.blocks.rota import handoff as handoff_blocks
from bot.domain.handoff import LONGEST
from bot.flows.rota import covering, editing, feeds, handoff
from bot.ports import Ask, Block, Bot
from handlers.commands import calendar, roster
from handlers.commands import covering as cover
from handlers.commands import handoff as notes
from handlers.modals.shape import FormDoor, Words


class EditForm(BaseModel):
    """A layer."""

    people: Words
    zone: Words
    clock: Words
    length: Words
    day: str = ""
    begins: str = ""


class OverrideForm(BaseModel):
    """Who, and when."""

    user: Words
    since: Words
    until: Words
    instead: str = ""


class PartForm(BaseModel):
    """From when until when."""

    since: Words
    until: Words


class CalendarForm(BaseModel):
    """Nothing to fill in: whose calendar it is stands in the draft."""


def _edit_begins(bot: Bot, start: Mapping[str, str]) -> Mapping[str, str]:
    return editing.seen(bot, start["rota"]).kept()


async def _edit_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:
    title, layer, ids = editing.started(bot, ask, (start["team"], start["rota"], int(start["layer"])))
    return blocks.form(title, layer, ids)


async def _override_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:
    title, _, _ = editing.started(bot, ask, (start["team"], start["rota"], 0))
    return blocks.override_form(title)


async def _part_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:
    return covering_blocks.part_form(*covering.open_parts(bot, ask, start["request"]))


async def _calendar_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:
    return await feeds.shown(bot, ask, start.get("about", ""), again=bool(start.get("again")))


class NoteForm(BaseModel):
    """A hand-off note; an empty one empties it."""

    text: Annotated[str, StringConstraints(max_length=LONGEST)] = ""


def _note_begins(bot: Bot, start: Mapping[str, str]) -> Mapping[str, str]:
    """A note is written over the version that stands when its form opens."""
    return {"over": str(handoff.version(bot, start["note"]))}


async def _note_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:
    note, about = handoff.opened(bot, ask, start["note"])
    return handoff_blocks.form(about, note, start.get("mine"))


TIMES = {"since": "From when?", "until": "Until when?"}
FORMS: Mapping[str, FormDoor] = {
    "rota_edit": FormDoor(
        EditForm,
        _edit_view,
        roster.edited,
        {
            "people": "Name at least one, each on a line of its own.",
            "zone": "A zone such as Europe/London.",
            "clock": "A time of day such as 09:00.",
            "length": "A length such as 1 week.",
        },
        _edit_begins,
        roster.fits_edit,
    ),
    "rota_override": FormDoor(
        OverrideForm,
        _override_view,
        roster.overridden,
        {"user": "Choose somebody.", **TIMES},
        proves=roster.fits_override,
    ),
    "calendar": FormDoor(CalendarForm, _calendar_view, calendar.again, {}),
    "handoff_note": FormDoor(
        NoteForm, _note_view, notes.written, {"text": f"{LONGEST} characters at most."}, _note_begins
    ),
    "cover_part": FormDoor(PartForm, _part_view, cover.part_taken, TIMES, proves=cover.fits_part),
}
