"""The document: gathered and rendered, written by people, asked why, added to, looked up."""

from bot.flows.rca.gathering import Rendered, compose, composed, render, rendered
from bot.flows.rca.noting import Message, add, drop, incidents_for, link, note, place
from bot.flows.rca.readiness import keep_ready
from bot.flows.rca.whys import Asked, Changed, ask_why, whys_of
from bot.flows.rca.writing import share, text_of, write

__all__ = [
    "Asked",
    "Changed",
    "Message",
    "Rendered",
    "add",
    "ask_why",
    "compose",
    "composed",
    "drop",
    "incidents_for",
    "keep_ready",
    "link",
    "note",
    "place",
    "render",
    "rendered",
    "share",
    "text_of",
    "whys_of",
    "write",
]
