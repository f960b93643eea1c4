"""How a message that goes on a timeline looks: which incident's, and the answer."""

from collections.abc import Sequence

from bot.blocks.kit import clip, escape, modal, section, select_input
from bot.domain.incident import Incident
from bot.ports import Block, Reply


def timeline_form(incidents: Sequence[Incident], text: str) -> Block:
    """Which incident a message belongs to; those of the person come first."""
    choices = [(clip(f"{each.id} {each.title}", 75), each.id) for each in incidents]
    only = choices[0][1] if len(choices) == 1 else ""
    return modal(
        "Add to timeline",
        [
            section(f"> {escape(text, 500)}" if text else "> _a message without words_"),
            select_input("incident", "Which incident?", choices, initial=only, optional=False),
        ],
        callback="timeline_add",
        submit="Add",
    )


def added(incident: Incident) -> Reply:
    """It is on the timeline."""
    return Reply(
        f"On the timeline of *{incident.id}*, at the time it was posted. `/inc timeline` shows it there."
    )


def there_already(incident: Incident) -> Reply:
    """It was on the timeline before."""
    return Reply(f"That message is on the timeline of *{incident.id}* already. `/inc timeline` shows it.")
