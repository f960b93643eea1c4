"""The forms that shortcuts open: which incident's timeline, who is on call."""

from collections.abc import Mapping

from pydantic import BaseModel

from bot.blocks import rota as rota_blocks
from bot.blocks.incident import shared
from bot.flows import pins, rota
from bot.ports import Ask, Block, Bot
from handlers.commands import shortcuts
from handlers.modals.shape import FormDoor, Words


class TimelineForm(BaseModel):
    """Which incident."""

    incident: Words


class OncallForm(BaseModel):
    """Whom to look up."""

    about: str = ""


async def _timeline_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:
    return shared.timeline_form(pins.choices(bot, ask.person), start.get("text", ""))


async def _oncall_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:
    about = start.get("about", "")
    found = await rota.look_up_then(bot, about, ask.person) if about else await rota.in_house(bot)
    return rota_blocks.form(rota_blocks.answer(found, bot.clock.now()), about)


FORMS: Mapping[str, FormDoor] = {
    "timeline_add": FormDoor(
        TimelineForm, _timeline_view, shortcuts.message_added, {"incident": "Choose an incident."}
    ),
    "oncall": FormDoor(OncallForm, _oncall_view, shortcuts.oncall_asked, {}),
}
