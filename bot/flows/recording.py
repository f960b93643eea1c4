"""Recording what people do: one line on the timeline and one in the audit, in the writer's transaction."""

from sqlite3 import Connection

from bot.domain.audit import Entry
from bot.domain.incident import Event, Incident, Kind
from bot.ports import By
from store import audit
from store import incident as rows


def log(db: Connection, incident: Incident, by: By, kind: Kind, text: str) -> None:
    """One line on the timeline and one in the audit."""
    rows.add_event(db, Event(incident.id, kind, by.at, by.person, text))
    audit.add(db, Entry(by.person, f"incident.{kind}", incident.id, by.at, by.via, {"text": text}))
