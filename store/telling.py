"""Updates that people were sent, the reminders of the next one, and the roles of an incident."""

from collections.abc import Mapping
from sqlite3 import Connection

from bot.domain.incident import Status
from bot.domain.telling import Reminder, Update
from store.moments import at, at_or_none, ms, ms_or_none


def add(db: Connection, update: Update) -> Update:
    """Keep an update."""
    db.execute(
        """
        INSERT INTO told (incident, at, person, text, status, severity, next_at)
        VALUES (:incident, :at, :person, :text, :status, :severity, :next_at)
        """,
        {
            "incident": update.incident,
            "at": ms(update.at),
            "person": update.person,
            "text": update.text,
            "status": update.status.value,
            "severity": update.severity,
            "next_at": ms_or_none(update.next_at),
        },
    )
    return update


def last(db: Connection, incident: str) -> Update | None:
    """The last update of an incident."""
    row = db.execute(
        """
        SELECT incident, at, person, text, status, severity, next_at FROM told
        WHERE incident = :incident ORDER BY at DESC, id DESC LIMIT 1
        """,
        {"incident": incident},
    ).fetchone()
    if row is None:
        return None
    return Update(row[0], at(row[1]), row[2], row[3], Status(row[4]), row[5], at_or_none(row[6]))


def remind(db: Connection, reminder: Reminder) -> None:
    """Set when somebody is to be reminded; what stood before is replaced."""
    db.execute(
        """
        INSERT INTO reminder (incident, person, due_at, waiting)
        VALUES (:incident, :person, :due, :waiting)
        ON CONFLICT (incident) DO UPDATE SET person = excluded.person, due_at = excluded.due_at,
            waiting = excluded.waiting
        """,
        {
            "incident": reminder.incident,
            "person": reminder.person,
            "due": ms(reminder.due),
            "waiting": int(reminder.waiting),
        },
    )


def reminder(db: Connection, incident: str) -> Reminder | None:
    """What stands of reminding; `waiting`: it was sent and nobody has answered."""
    row = db.execute(
        "SELECT incident, person, due_at, waiting FROM reminder WHERE incident = :incident",
        {"incident": incident},
    ).fetchone()
    return Reminder(row[0], row[1], at(row[2]), bool(row[3])) if row else None


def forget(db: Connection, incident: str) -> bool:
    """Remind nobody any more; False where nobody was to be reminded."""
    gone = db.execute("DELETE FROM reminder WHERE incident = :incident", {"incident": incident})
    return gone.rowcount > 0


def give_role(db: Connection, incident: str, role: str, person: str) -> str:
    """Give a role to a person; returns who had it before, "" for nobody."""
    before = roles(db, incident).get(role, "")
    db.execute(
        """
        INSERT INTO role (incident, role, person) VALUES (:incident, :role, :person)
        ON CONFLICT (incident, role) DO UPDATE SET person = excluded.person
        """,
        {"incident": incident, "role": role, "person": person},
    )
    return before


def roles(db: Connection, incident: str) -> Mapping[str, str]:
    """Who has which role, besides the incident lead."""
    query = "SELECT role, person FROM role WHERE incident = :incident ORDER BY role"
    return {row[0]: row[1] for row in db.execute(query, {"incident": incident})}
