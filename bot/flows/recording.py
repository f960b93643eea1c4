"""Recording what people do: one line on the timeline and one in the audit, in the writer's transaction."""

from sqlite3 import Connection

from bot.domain.audit import Entry
from bot.domain.incident import Event, Incident, Kind
from bot.ports import By
from store import audit
from store import incident as rows


def log(db: Connection, incident: Incident, by: By, kind: Kind, text: str) -> None:
    """One line on the timeline and one in the audit."""
    keep(db, Event(incident.id, kind, by.at, by.person, text), by)


def keep(db: Connection, event: Event, by: By) -> None:
    """As `log`, for a line that has a link, a source or a time of its own."""
    rows.add_event(db, event)
    said = {"text": event.text}
    audit.add(db, Entry(by.person, f"incident.{event.kind}", event.incident, by.at, by.via, said))
