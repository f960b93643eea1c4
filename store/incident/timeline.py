"""The timeline of an incident, and whose reactions put a message on it."""

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection

from bot.domain.incident import Event, Kind
from store.moments import at, ms


def add_event(db: Connection, event: Event) -> Event:
    """Put a line on the timeline; one with the same source is there once.

    A search learns of it with the next card, which every line has made (`store.similar.keep`).
    """
    db.execute(
        """
        INSERT INTO event (incident, kind, at, person, text, link, source)
        VALUES (:incident, :kind, :at, :by, :text, :link, :source)
        ON CONFLICT (incident, source) WHERE source <> '' DO NOTHING
        """,
        {
            "incident": event.incident,
            "kind": event.kind.value,
            "at": ms(event.at),
            "by": event.by,
            "text": event.text,
            "link": event.link,
            "source": event.source,
        },
    )
    return event


def drop_event(db: Connection, incident: str, source: str) -> bool:
    """Take the line of that source off the timeline; False where there is none."""
    gone = db.execute(
        "DELETE FROM event WHERE incident = :incident AND source = :source AND source <> ''",
        {"incident": incident, "source": source},
    )
    return gone.rowcount > 0


def events(db: Connection, id: str) -> tuple[Event, ...]:
    """The timeline, in the order in which things happened."""
    rows = db.execute(
        """
        SELECT id, incident, kind, at, person, text, link, source FROM event
        WHERE incident = :id ORDER BY at, id
        """,
        {"id": id},
    ).fetchall()
    return tuple(
        Event(row[1], Kind(row[2]), at(row[3]), row[4], row[5], row[6], row[7], row[0]) for row in rows
    )


def count_events(db: Connection, id: str) -> int:
    """How many lines the timeline has."""
    query = "SELECT count(*) FROM event WHERE incident = :id"
    return int(db.execute(query, {"id": id}).fetchone()[0])


def has_event(db: Connection, incident: str, source: str) -> bool:
    """Whether a line of that source stands on the timeline."""
    query = "SELECT 1 FROM event WHERE incident = :incident AND source = :source"
    return db.execute(query, {"incident": incident, "source": source}).fetchone() is not None


@dataclass(frozen=True, slots=True)
class Reaction:
    """A person's reaction to the message `source` of an incident: put there, or taken away, at `moment`."""

    incident: str
    source: str
    person: str
    stands: bool
    moment: datetime


def react(db: Connection, reaction: Reaction) -> int:
    """Note a reaction; the later of two deliveries counts. Returns how many people's stand on the message."""
    db.execute(
        """
        INSERT INTO reaction (incident, source, person, stands, at)
        VALUES (:incident, :source, :person, :stands, :at)
        ON CONFLICT (incident, source, person) DO UPDATE SET stands = excluded.stands, at = excluded.at
        WHERE excluded.at >= reaction.at
        """,
        {
            "incident": reaction.incident,
            "source": reaction.source,
            "person": reaction.person,
            "stands": int(reaction.stands),
            "at": ms(reaction.moment),
        },
    )
    return reactions(db, reaction.incident, reaction.source)


def reactions(db: Connection, incident: str, source: str) -> int:
    """How many people's reactions stand on a message."""
    query = "SELECT COUNT(*) FROM reaction WHERE incident = :incident AND source = :source AND stands = 1"
    return int(db.execute(query, {"incident": incident, "source": source}).fetchone()[0])
