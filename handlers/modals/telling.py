"""The form that tells people."""

from collections.abc import Mapping

from pydantic import BaseModel

from bot.blocks import incident as blocks
from bot.flows import incident as flow
from bot.ports import Ask, Block, Bot
from handlers.commands import telling
from handlers.modals.shape import FormDoor, Words


class UpdateForm(BaseModel):
    """What people should know, and what changes with it."""

    text: Words
    status: str = ""
    severity: str = ""
    next: str = ""


async def _update_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:  # noqa: ARG001  (one shape)
    return blocks.update_form(bot.house, flow.named(bot, start["incident"]), start.get("text", ""))


FORMS: Mapping[str, FormDoor] = {
    "update": FormDoor(UpdateForm, _update_view, telling.updated, {"text": "An update needs words."}),
}
