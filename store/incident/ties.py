"""What an incident is tied to: its further services, and the incident that it was merged into."""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection

from store.moments import ms


def services(db: Connection, incident: str) -> tuple[str, ...]:
    """The further services of an incident, in the order in which they were added."""
    rows = db.execute(
        "SELECT service FROM incident_further WHERE incident = :id ORDER BY at, service", {"id": incident}
    )
    return tuple(row[0] for row in rows)


def set_services(db: Connection, incident: str, ids: Iterable[str], person: str, now: datetime) -> None:
    """Make these the further services; who added one that stays is kept."""
    wanted = tuple(dict.fromkeys(ids))
    for gone in set(services(db, incident)) - set(wanted):
        row = {"id": incident, "service": gone}
        db.execute("DELETE FROM incident_further WHERE incident = :id AND service = :service", row)
    for place, service in enumerate(wanted):
        db.execute(
            """INSERT INTO incident_further (incident, service, person, at)
            VALUES (:id, :service, :person, :at) ON CONFLICT (incident, service) DO NOTHING""",
            {"id": incident, "service": service, "person": person, "at": ms(now) + place},
        )


def merge(db: Connection, incident: str, into: str, person: str, now: datetime) -> None:
    """Keep that an incident is a part of another."""
    db.execute(
        """INSERT INTO merged (incident, into_incident, person, at) VALUES (:id, :into, :person, :at)
        ON CONFLICT (incident) DO UPDATE SET into_incident = excluded.into_incident,
            person = excluded.person, at = excluded.at""",
        {"id": incident, "into": into, "person": person, "at": ms(now)},
    )


def part(db: Connection, incident: str) -> None:
    """It is one of its own again."""
    db.execute("DELETE FROM merged WHERE incident = :id", {"id": incident})


def merged_into(db: Connection, incident: str) -> str:
    """The id of the incident that it is a part of, or ""."""
    row = db.execute("SELECT into_incident FROM merged WHERE incident = :id", {"id": incident}).fetchone()
    return str(row[0]) if row else ""


def parts(db: Connection, incident: str) -> tuple[str, ...]:
    """The incidents that were merged into this one, in the order in which they were."""
    rows = db.execute("SELECT incident FROM merged WHERE into_incident = :id ORDER BY at", {"id": incident})
    return tuple(row[0] for row in rows)
