"""The forms of the document: a section, the whys, a message for a section, another section for a note."""

from collections.abc import Mapping

from pydantic import BaseModel

from bot.blocks import rca as blocks
from bot.domain.rca import all_whys
from bot.domain.rca.written import Overtaken, Text, tree
from bot.domain.refusal import Refusal
from bot.flows import incident as incidents
from bot.flows import rca as flow
from bot.ports import Ask, Block, Bot
from handlers.commands import rca
from handlers.modals.shape import FormDoor, Words


class SectionForm(BaseModel):
    """The text of a section; an empty one empties it. `meets`: what becomes of it where another stands."""

    text: str = ""
    meets: str = ""


class WhyForm(BaseModel):
    """What is done, and the words."""

    which: Words
    question: str = ""
    answer: str = ""


class AddForm(BaseModel):
    """Where a message goes."""

    section: Words
    incident: Words


class PlaceForm(BaseModel):
    """Where a note goes."""

    section: Words


def _over(bot: Bot, start: Mapping[str, str]) -> Mapping[str, str]:
    """A section's form is over the text that stands when it opens."""
    return {"over": str(flow.text_of(bot, start["incident"], start["section"]).version)}


async def _section_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:  # noqa: ARG001  (one shape)
    incident, key = incidents.named(bot, start["incident"]), start["section"]
    document = await flow.composed(bot, incident.id)
    about = next(each for each in document.sections if each.key == key)
    text = flow.text_of(bot, incident.id, key, int(start["over"])) if int(start["over"]) else Text(key)
    if "mine" not in start:
        return blocks.section_form(incident, about, text)
    before = int(start["before"])
    was = flow.text_of(bot, incident.id, key, before) if before else Text(key)
    overtaken = Overtaken(text, was, too_long="too_long" in start)
    return blocks.section_form(incident, about, text, blocks.Conflict(overtaken, start["mine"]))


async def _why_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:  # noqa: ARG001  (one shape)
    record = flow.whys_of(bot, incidents.named(bot, start["incident"]))
    given = (start.get("which", ""), start.get("question", ""), start.get("answer", ""))
    said = ""
    if "by" in start:
        deed = f"{record.who(start['by'])} changed it" if start["by"] else "Somebody took it away"
        said = f"{deed} while you wrote. Your words stand below; Keep puts them in its place."
    return blocks.why_form(record, tree(all_whys(record)), given, said)


async def _add_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:  # noqa: ARG001  (one shape)
    found = flow.incidents_for(bot, start["from"])
    if not found:
        raise Refusal("There is no incident yet that it could go to. /inc <title> declares one.")
    return blocks.add_form(found, start["text"])


async def _place_view(bot: Bot, ask: Ask, start: Mapping[str, str]) -> Block:  # noqa: ARG001  (one shape)
    return blocks.place_form(incidents.named(bot, start["incident"]), "")


FORMS: Mapping[str, FormDoor] = {
    "rca_section": FormDoor(SectionForm, _section_view, rca.written, {}, _over),
    "rca_why": FormDoor(WhyForm, _why_view, rca.asked, {"which": "Choose what you do."}),
    "rca_add": FormDoor(AddForm, _add_view, rca.message_added, {"section": "Choose a section."}),
    "rca_place": FormDoor(PlaceForm, _place_view, rca.placed, {"section": "Choose a section."}),
}
