"""The table of forms: each modal's model, how it looks, and who takes what was submitted."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from bot.blocks import incident as blocks
from bot.domain.refusal import Refusal
from bot.flows import drafts
from bot.flows import incident as flow
from bot.ports import Answer, Ask, Block, Bot, Handler, Open, Reply
from handlers.commands import incident, telling

UNSAVED = "Could not save, nothing was lost. Press Submit again."
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=3000)]


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


@dataclass(frozen=True, slots=True)
class FormDoor:
    """One form. `view` makes it from what the draft started from; `handler` takes the checked values."""

    model: type[BaseModel]
    view: Callable[[Bot, Ask, Mapping[str, str]], Awaitable[Block]]
    handler: Handler
    says: Mapping[str, str]


async def _declare_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:
    suggested = await flow.suggested(bot, ask, start.get("title", ""))
    return blocks.declare_form(bot.house, start.get("title", ""), suggested)


async def _note_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:  # noqa: ARG001  (one shape)
    return blocks.note_form(flow.named(bot, start["incident"]))


async def _resolve_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:  # noqa: ARG001  (one shape)
    return blocks.resolve_form(flow.named(bot, start["incident"]))


async def _service_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:
    found = flow.named(bot, start["incident"])
    return blocks.service_form(found, await flow.suggested(bot, ask, found.title))


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
    "declare": FormDoor(
        DeclareForm, _declare_view, incident.declared, {"title": "Say what is broken in 3 to 200 characters."}
    ),
    "note": FormDoor(NoteForm, _note_view, incident.noted, {"text": "A note needs words."}),
    "resolve": FormDoor(ResolveForm, _resolve_view, incident.resolved, {}),
    "service": FormDoor(ServiceForm, _service_view, incident.service_set, {"service": "Choose a service."}),
}


async def view(bot: Bot, ask: Ask, opening: Open) -> Block:
    """The view to open, with its draft kept: `private_metadata` carries the draft's id and a nonce only."""
    start = {
        "channel": ask.channel,
        "channel_name": ask.values.get("channel_name", ""),
        "answer_url": ask.answer_url,
        "thread": ask.thread,
        **opening.draft,
    }
    id, nonce = secrets.token_hex(8), secrets.token_hex(16)
    await drafts.keep(bot, ask, drafts.Draft(id, opening.form, ask.person, start, nonce))
    shown = await FORMS[opening.form].view(bot, ask, start)
    return shown | {"private_metadata": f"{id} {nonce}"}


async def check(bot: Bot, ask: Ask, form: str, metadata: str) -> Ask | dict[str, str]:
    """The submitted form as an ask whose key is the nonce, or the errors per field."""
    door = FORMS.get(form)
    draft = drafts.find(bot, metadata.partition(" ")[0])
    if (
        door is None
        or draft is None
        or draft.nonce != metadata.partition(" ")[2]
        or draft.person != ask.person
    ):
        return {next(iter(ask.values), "text"): "This form is too old. Please open it again."}
    try:
        checked = door.model.model_validate({name: text for name, text in ask.values.items() if text})
    except ValidationError as error:
        return _errors(door, error)
    given = {**draft.body, **checked.model_dump(), "trigger": ask.values.get("trigger", "")}
    return replace(
        ask,
        key=f"form:{draft.nonce}",
        channel=draft.body.get("channel", ""),
        answer_url=draft.body.get("answer_url", ""),
        thread=draft.body.get("thread", ""),
        values=given,
    )


def _errors(door: FormDoor, error: ValidationError) -> dict[str, str]:
    found = {str(fault["loc"][0]): fault["msg"] for fault in error.errors(include_input=False)}
    return {field: door.says.get(field, text) for field, text in found.items()}


def unsaved(answer: Answer) -> bool:
    """Whether the answer says that the submission could not be kept."""
    return isinstance(answer, Reply) and answer.text.startswith("Not saved")


async def submitted(bot: Bot, ask: Ask, form: str) -> Answer:
    """Carry a checked form out. Raises Refusal for a form that the house no longer has."""
    door = FORMS.get(form)
    if door is None:
        raise Refusal("That form is of an older version of Tocsin. Please open it again.")
    return await door.handler(bot, ask)
