"""How an incident looks: the context card, the answers, the forms, the messages of its channel."""

from bot.blocks.incident.answers import (
    PEOPLE,
    Standing,
    already,
    announcement,
    declared,
    done,
    led,
    listed,
    moved,
    nowhere,
    opened,
    reference,
    status,
    status_line,
    timeline,
    topic,
)
from bot.blocks.incident.beside import Beside
from bot.blocks.incident.card import Around, Card, Further, card
from bot.blocks.incident.doubts import Doubt, doubt
from bot.blocks.incident.forms import Begun, declare_form, note_form, resolve_form, service_form
from bot.blocks.incident.telling import update_form

__all__ = [
    "PEOPLE",
    "Around",
    "Begun",
    "Beside",
    "Card",
    "Doubt",
    "Further",
    "Standing",
    "already",
    "announcement",
    "card",
    "declare_form",
    "declared",
    "done",
    "doubt",
    "led",
    "listed",
    "moved",
    "note_form",
    "nowhere",
    "opened",
    "reference",
    "resolve_form",
    "service_form",
    "status",
    "status_line",
    "timeline",
    "topic",
    "update_form",
]
