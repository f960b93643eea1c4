"""The form of a page: for which service, and why."""

from collections.abc import Mapping

from pydantic import BaseModel

from bot.blocks import page as blocks
from bot.flows import incident as incidents
from bot.flows import paging as flow
from bot.ports import Ask, Block, Bot
from handlers.commands import paging
from handlers.modals.shape import FormDoor, Words


class PageForm(BaseModel):
    """Whoever is on call for a service."""

    service: Words
    why: str = ""


async def _view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:  # noqa: ARG001  (one shape)
    found = incidents.named(bot, start["incident"])
    return blocks.form(found, flow.suggested(bot, found))


FORMS: Mapping[str, FormDoor] = {
    "page": FormDoor(PageForm, _view, paging.paged, {"service": "Choose a service."}),
}
