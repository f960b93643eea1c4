"""The form of a follow-up or a task: a new one, one to change, or one from a message."""

from collections.abc import Mapping

from pydantic import BaseModel

from bot.blocks import followup as blocks
from bot.domain.followup import Followup, Sort
from bot.domain.refusal import Refusal
from bot.flows import followup as flow
from bot.flows import incident as incidents
from bot.flows import rca
from bot.ports import Ask, Block, Bot
from handlers.commands import followup
from handlers.modals.shape import FormDoor, Words


class FollowupForm(BaseModel):
    """What, who, until when, what for; `about`: the incident, where it was asked."""

    text: Words
    owner: str = ""
    weeks: str = ""
    type: str = ""
    about: str = ""


def _incident(bot: Bot, start: Mapping[str, str]) -> Mapping[str, str]:
    """A message of an incident's channel is about that; elsewhere the form asks."""
    if start.get("incident"):
        return {}
    found = rca.incidents_for(bot, start.get("from", ""))
    if not found:
        raise Refusal("There is no incident yet that it could be of. /inc <title> declares one.")
    return {"incident": found[0].id}


async def _view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:
    if start.get("number"):
        given = flow.named(bot, int(start["number"]))
    else:
        begins = " ".join(start.get("begins", "").split())
        given = Followup(start["incident"], Sort(start["sort"]), begins, ask.person, ask.at)
    asked = "message" in start
    about = rca.incidents_for(bot, start["from"]) if asked else (incidents.named(bot, start["incident"]),)
    return blocks.form(about, given)


FORMS: Mapping[str, FormDoor] = {
    "followup": FormDoor(FollowupForm, _view, followup.filled, {"text": "Say what will be done."}, _incident),
}
