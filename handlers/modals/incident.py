"""The forms of an incident: declare, note, resolve, service."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from bot.blocks import incident as blocks
from bot.flows import incident as flow
from bot.ports import Ask, Block, Bot
from handlers.commands import incident
from handlers.modals.shape import FormDoor, Title, Words


class DeclareForm(BaseModel):
    """The declare form: only the title is required."""

    model_config = ConfigDict(extra="ignore")
    title: Title
    service: str = ""
    severity: str = ""
    note: str = ""


class NoteForm(BaseModel):
    """A note."""

    text: Words


class ResolveForm(BaseModel):
    """What fixed it, if anybody knows yet."""

    text: str = ""


class ServiceForm(BaseModel):
    """Which service."""

    service: Words


async def _declare_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:
    suggested = await flow.suggested(bot, ask, start.get("title", ""))
    begun = blocks.Begun(*(start.get(name, "") for name in ("title", "note", "link", "author")))
    return blocks.declare_form(bot.house, begun, suggested)


async def _note_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:  # noqa: ARG001  (one shape)
    return blocks.note_form(flow.named(bot, start["incident"]))


async def _resolve_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:  # noqa: ARG001  (one shape)
    return blocks.resolve_form(flow.named(bot, start["incident"]))


async def _service_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:
    found = flow.named(bot, start["incident"])
    return blocks.service_form(found, await flow.suggested(bot, ask, found.title))


FORMS: Mapping[str, FormDoor] = {
    "declare": FormDoor(
        DeclareForm, _declare_view, incident.declared, {"title": "Say what is broken in 3 to 200 characters."}
    ),
    "note": FormDoor(NoteForm, _note_view, incident.noted, {"text": "A note needs words."}),
    "resolve": FormDoor(ResolveForm, _resolve_view, incident.resolved, {}),
    "service": FormDoor(ServiceForm, _service_view, incident.service_set, {"service": "Choose a service."}),
}
