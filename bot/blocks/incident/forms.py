"""The forms of an incident: declare, note, resolve, service."""

from collections.abc import Sequence

from bot.blocks.kit import escape, modal, search_input, section, select_input, text_input
from bot.domain.catalog import Service
from bot.domain.house import House
from bot.domain.incident import Incident
from bot.ports import Block


def declare_form(house: House, title: str, suggested: Sequence[Service], *, into: str = "") -> Block:
    """The declare modal: only the title is required. `into`: the channel that becomes the incident's."""
    about = [section(f"`#{escape(into, 80)}` becomes the incident's channel and keeps its history.")]
    severities = [(f"SEV{s.number}: {s.meaning}", str(s.number)) for s in house.severities]
    return modal(
        "Declare an incident",
        [
            *(about if into else ()),
            text_input("title", "What is broken?", initial=title, optional=False),
            search_input("service", "Service", [(s.title, s.id) for s in suggested]),
            select_input("severity", "Severity", severities, initial=str(house.default_severity)),
            text_input("note", "What do you see? (goes on the timeline)", lines=True),
        ],
        callback="convert" if into else "declare",
        submit="Declare",
    )


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
