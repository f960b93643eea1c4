"""The form that edits a service by hand."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, StringConstraints, model_validator

from bot.blocks import catalog as blocks
from bot.domain.catalog_file.values import Channel, Url
from bot.flows.catalog import editing, finding
from bot.ports import Ask, Block, Bot
from handlers.commands import catalog
from handlers.modals.shape import FormDoor

Tier = Annotated[str, StringConstraints(pattern=r"^[1-5]$")]


class EditForm(BaseModel):
    """What may be changed by hand; what is empty is taken away."""

    team: str = ""
    tier: Tier = ""
    runbook: Url = ""
    channel: Channel = ""

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, values: Mapping[str, str]) -> dict[str, str]:
        """Without the blanks around what was pasted; a field of nothing else is empty."""
        return {name: bare for name, value in values.items() if (bare := value.strip())}


async def _edit_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:
    service, values = editing.standing(bot, ask, start["service"])
    return blocks.edit_form(service, finding.team(bot, values["team"]))


FORMS: Mapping[str, FormDoor] = {
    "svc_edit": FormDoor(
        EditForm,
        _edit_view,
        catalog.edited,
        {
            "runbook": "Write the whole address, such as https://wiki.acme.example/runbook.",
            "channel": "Write a channel's name, such as #team-payments, in small letters.",
        },
    ),
}
