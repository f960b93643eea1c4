"""The forms of an incident's fields: edit, convert."""

from collections.abc import Mapping

from pydantic import BaseModel

from bot.blocks import incident as blocks
from bot.blocks.incident import editing as shown
from bot.flows import fields
from bot.flows import incident as flow
from bot.ports import Ask, Block, Bot
from handlers.commands import editing
from handlers.modals.incident import DeclareForm
from handlers.modals.shape import FormDoor, Title


class EditForm(BaseModel):
    """The fields of an incident; an empty one stays as it was, but for the further services."""

    title: Title
    severity: str = ""
    service: str = ""
    further: str = ""
    lead: str = ""
    impact_started: str = ""
    detected: str = ""


async def _edit_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:  # noqa: ARG001  (one shape)
    was = {name: start.get(f"was_{name}", "") for name in fields.STEPS}
    named = [was["service"], *was["further"].split(",")]
    return shown.edit_form(bot.house, flow.named(bot, start["incident"]), was, fields.services_of(bot, named))


async def _convert_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:
    suggested = await flow.suggested(bot, ask, start.get("title", ""))
    into = start.get("channel_name") or start["into"]
    return blocks.declare_form(bot.house, blocks.Begun(start.get("title", ""), into=into), suggested)


SAYS = {"title": "Say what is broken in 3 to 200 characters."}
FORMS: Mapping[str, FormDoor] = {
    "edit": FormDoor(EditForm, _edit_view, editing.edited, SAYS),
    "convert": FormDoor(DeclareForm, _convert_view, editing.converted, SAYS),
}
