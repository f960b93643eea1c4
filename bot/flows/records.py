"""Records for the terminal: an incident, its timeline, its audit. Reads only."""

from collections.abc import Mapping

from bot.domain.audit import Entry
from bot.domain.incident import Event, Incident
from bot.flows import naming
from bot.ports import Rows
from store import audit as entries
from store import incident


def show(rows: Rows, id: str) -> tuple[Incident, tuple[Event, ...]] | None:
    """An incident with its timeline, or None."""
    found = rows.read(incident.get, id)
    return (found, rows.read(incident.events, id)) if found else None


def told(rows: Rows, found: Incident) -> tuple[Mapping[str, str], tuple[Event, ...]]:
    """Slack id → name of whoever did something in it, and its timeline with names in it."""
    events = rows.read(naming.events, found.id)
    return rows.read(naming.known, {found.lead, *(each.by for each in events)} - {""}), events


def audit(rows: Rows, object: str) -> list[Entry]:
    """What was done to an object, oldest first; without one, the last hundred deeds."""
    return rows.read(entries.entries, object) if object else rows.read(entries.latest)


def broken(rows: Rows) -> int | None:
    """The first row of the audit that does not fit its chain, or None."""
    return rows.read(entries.verify)
