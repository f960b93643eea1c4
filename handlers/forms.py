"""The table of forms, joined, and what happens to each: opened, checked, taken."""

import secrets
from collections.abc import Mapping
from dataclasses import replace

from pydantic import ValidationError

from bot.blocks import house
from bot.domain.refusal import Refusal
from bot.flows import drafts
from bot.ports import Answer, Ask, Block, Bot, Open, Reply
from handlers.modals import (
    catalog,
    editing,
    followup,
    incident,
    paging,
    rca,
    rota,
    scorecard,
    shortcuts,
    telling,
)
from handlers.modals.shape import FormDoor

UNSAVED = "Could not save, nothing was lost. Press Submit again."
FORMS: Mapping[str, FormDoor] = {
    **incident.FORMS,
    **editing.FORMS,
    **telling.FORMS,
    **rca.FORMS,
    **paging.FORMS,
    **rota.FORMS,
    **shortcuts.FORMS,
    **followup.FORMS,
    **scorecard.FORMS,
    **catalog.FORMS,
}
"""Each noun's forms stand in its own file of `modals/`."""


async def view(bot: Bot, ask: Ask, opening: Open) -> Block:
    """The view to open, with its draft kept: `private_metadata` carries the draft's id and a nonce only."""
    start = {
        "channel": ask.channel,
        "channel_name": ask.values.get("channel_name", ""),
        "answer_url": ask.answer_url,
        "thread": ask.thread,
        **opening.draft,
    }
    door = FORMS[opening.form]
    start |= door.begins(bot, start)
    id, nonce = secrets.token_hex(8), secrets.token_hex(16)
    await drafts.keep(bot, ask, drafts.Draft(id, opening.form, ask.person, start, nonce))
    shown = await door.view(bot, ask, start)
    return shown | {"private_metadata": f"{id} {nonce}"}


async def offer(bot: Bot, ask: Ask, opening: Open) -> Reply:
    """A button that opens the form; whatever the form was to begin with is kept for it."""
    if opening.draft.keys() <= {"incident"}:
        return house.offer_form(opening.form, opening.draft.get("incident", ""))
    id = secrets.token_hex(8)
    kept = drafts.Draft(id, opening.form, ask.person, dict(opening.draft), secrets.token_hex(16))
    await drafts.keep(bot, ask, kept)
    return house.offer_form(opening.form, f"{drafts.KEPT}{id}")


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
    made = replace(
        ask,
        key=f"form:{draft.nonce}",
        channel=draft.body.get("channel", ""),
        answer_url=draft.body.get("answer_url", ""),
        thread=draft.body.get("thread", ""),
        values=given,
    )
    return _unfit(bot, made, door) or made


def _unfit(bot: Bot, ask: Ask, door: FormDoor) -> dict[str, str]:
    """What is wrong with a field beyond its shape; a refusal of the whole is left to the handler."""
    try:
        door.proves(bot, ask)
    except Refusal as refusal:
        return {refusal.field: refusal.text} if refusal.field in door.model.model_fields else {}
    return {}


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
