"""The forms of an incident: declare, note, resolve, service."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks.kit import (
    context,
    escape,
    link,
    modal,
    person,
    search_input,
    section,
    select_input,
    text_input,
)
from bot.domain.catalog import Service
from bot.domain.house import House
from bot.domain.incident import Incident
from bot.ports import Block


@dataclass(frozen=True, slots=True)
class Begun:
    """What the declare form starts from: a title and a note; the message that says so, and whose it is.

    `into` is the channel that becomes the incident's, by name. All but `link` and `author` is plain text.
    """

    title: str = ""
    note: str = ""
    link: str = ""
    author: str = ""
    into: str = ""


def declare_form(house: House, begun: Begun, suggested: Sequence[Service]) -> Block:
    """The declare modal: only the title is required."""
    severities = [(f"SEV{s.number}: {s.meaning}", str(s.number)) for s in house.severities]
    return modal(
        "Declare an incident",
        [
            *_origin(begun),
            text_input("title", "What is broken?", initial=begun.title, optional=False),
            search_input("service", "Service", [(s.title, s.id) for s in suggested]),
            select_input("severity", "Severity", severities, initial=str(house.default_severity)),
            text_input("note", "What do you see? (goes on the timeline)", initial=begun.note, lines=True),
        ],
        callback="convert" if begun.into else "declare",
        submit="Declare",
    )


def _origin(begun: Begun) -> list[Block]:
    """Which channel or which message the incident comes from."""
    if begun.into:
        return [section(f"`#{escape(begun.into, 80)}` becomes the incident's channel and keeps its history.")]
    if not begun.link:
        return []
    whose = f" by {person(begun.author)}" if begun.author.startswith(("U", "W")) else ""
    return [context(f"From {link(begun.link, 'this message')}{whose}; the timeline links to it.")]


def note_form(incident: Incident) -> Block:
    """A note for the timeline."""
    return modal(
        f"Note on {incident.id}",
        [text_input("text", "What happened or what do you see?", optional=False, lines=True)],
        callback="note",
        submit="Add",
    )


def resolve_form(incident: Incident) -> Block:
    """What resolved it."""
    return modal(
        f"Resolve {incident.id}",
        [text_input("text", "What fixed it? (goes into the document)", lines=True)],
        callback="resolve",
        submit="Resolve",
    )


def service_form(incident: Incident, suggested: Sequence[Service]) -> Block:
    """Which service it is about."""
    return modal(
        f"Service of {incident.id}",
        [search_input("service", "Service", [(s.title, s.id) for s in suggested], optional=False)],
        callback="service",
        submit="Set",
    )
