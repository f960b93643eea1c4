"""The forms of readiness: a waiver, and a card that is brought in."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, Field

from bot.blocks import scorecard as blocks
from bot.flows import scorecard as flow
from bot.ports import Ask, Block, Bot
from handlers.commands import scorecard
from handlers.modals.shape import FormDoor, Words

Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class WaiveForm(BaseModel):
    """Which rule, why, until when."""

    rule: Words
    reason: Words
    until: Day


class CardForm(BaseModel):
    """A card as text, or as a file's id."""

    text: str = ""
    file: str = ""


async def _waive_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:
    found, rule = await flow.to_waive(bot, start["service"], start.get("rule", ""), start.get("card", ""))
    return blocks.waive_form(found, rule, ask.at)


async def _card_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:  # noqa: ARG001  (one shape)
    return blocks.bring_form()


FORMS: Mapping[str, FormDoor] = {
    "waive": FormDoor(
        WaiveForm,
        _waive_view,
        scorecard.waived,
        {"rule": "Choose a rule.", "reason": "Say why.", "until": "Choose a day."},
    ),
    "scorecard": FormDoor(CardForm, _card_view, scorecard.brought, {}),
}
