"""How the document looks in Slack: how far it is, its forms, and what is said of it."""

from bot.blocks.rca.forms import Conflict, add_form, place_form, section_form, why_form
from bot.blocks.rca.telling import added, draft_ready, kept, sections_named, state, why_kept, why_said

__all__ = [
    "Conflict",
    "add_form",
    "added",
    "draft_ready",
    "kept",
    "place_form",
    "section_form",
    "sections_named",
    "state",
    "why_form",
    "why_kept",
    "why_said",
]
