"""Records for the terminal: an incident, its timeline, its audit. Reads only."""

from bot.domain.audit import Entry
from bot.domain.incident import Event, Incident
from bot.ports import Rows
from store import audit as entries
from store import incident


def show(rows: Rows, id: str) -> tuple[Incident, tuple[Event, ...]] | None:
    """An incident with its timeline, or None."""
    found = rows.read(incident.get, id)
    return (found, rows.read(incident.events, id)) if found else None


def audit(rows: Rows, object: str) -> list[Entry]:
    """What was done to an object, oldest first; without one, the last hundred deeds."""
    return rows.read(entries.entries, object) if object else rows.read(entries.latest)


def broken(rows: Rows) -> int | None:
    """The first row of the audit that does not fit its chain, or None."""
    return rows.read(entries.verify)
