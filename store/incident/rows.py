"""The incident itself and its stamps, in and out."""

from collections.abc import Callable, Iterable
from datetime import datetime
from sqlite3 import Connection, Row

from bot.domain.incident import Incident, Status
from bot.domain.refusal import Refusal
from store import similar
from store.moments import at, ms

COLUMNS = """id, number, title, status, severity, declared_by, declared_at, lead, service, service_how,
    channel, channel_name"""


def next_number(db: Connection) -> int:
    """The number of the next incident; call it in the transaction that saves it."""
    return int(db.execute("SELECT COALESCE(MAX(number), 0) + 1 FROM incident").fetchone()[0])


def save(db: Connection, incident: Incident, by: str = "", how: str = "automatic") -> Incident:
    """Write an incident and its stamps, whole."""
    db.execute(
        f"""
        INSERT INTO incident ({COLUMNS}) VALUES (:id, :number, :title, :status, :severity, :declared_by,
            :declared_at, :lead, :service, :service_how, :channel, :channel_name)
        ON CONFLICT (id) DO UPDATE SET title = excluded.title, status = excluded.status,
            severity = excluded.severity, lead = excluded.lead, service = excluded.service,
            service_how = excluded.service_how, channel = excluded.channel,
            channel_name = excluded.channel_name
        """,  # noqa: S608  (column names of ours)
        _row(incident),
    )
    _save_stamps(db, incident, by, how)
    similar.keep(db, incident.id)
    return incident


def get(db: Connection, id: str) -> Incident | None:
    """The incident of that id (INC-12)."""
    row = db.execute(f"SELECT {COLUMNS} FROM incident WHERE id = :id", {"id": id}).fetchone()  # noqa: S608
    return _incident(db, row) if row else None


def by_channel(db: Connection, channel: str) -> Incident | None:
    """The incident whose channel it is."""
    if not channel:
        return None
    row = db.execute(
        f"SELECT {COLUMNS} FROM incident WHERE channel = :channel AND channel <> ''",  # noqa: S608
        {"channel": channel},
    ).fetchone()
    return _incident(db, row) if row else None


def open_ones(db: Connection, limit: int = 50) -> tuple[Incident, ...]:
    """Incidents somebody works on, newest first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS} FROM incident WHERE status IN ('investigating', 'identified', 'mitigated')
        ORDER BY number DESC LIMIT :limit
        """,  # noqa: S608
        {"limit": limit},
    ).fetchall()
    return tuple(_incident(db, row) for row in rows)


def newest(db: Connection, limit: int = 50) -> tuple[Incident, ...]:
    """The incidents of late that have a channel, whatever became of them, newest first."""
    rows = db.execute(
        f"SELECT {COLUMNS} FROM incident WHERE channel <> '' ORDER BY number DESC LIMIT :limit",  # noqa: S608
        {"limit": limit},
    ).fetchall()
    return tuple(_incident(db, row) for row in rows)


def of_service(db: Connection, service: str, limit: int = 10) -> tuple[Incident, ...]:
    """The incidents of a service, newest first."""
    rows = db.execute(
        f"SELECT {COLUMNS} FROM incident WHERE service = :service ORDER BY number DESC LIMIT :limit",  # noqa: S608
        {"service": service, "limit": limit},
    ).fetchall()
    return tuple(_incident(db, row) for row in rows)


def count_open(db: Connection) -> int:
    """How many incidents somebody works on."""
    query = "SELECT COUNT(*) FROM incident WHERE status IN ('investigating', 'identified', 'mitigated')"
    return int(db.execute(query).fetchone()[0])


def led_by(db: Connection, person: str, status: Status, limit: int = 10) -> tuple[Incident, ...]:
    """Incidents in that state that a person leads, or declared where nobody leads, newest first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS} FROM incident WHERE status = :status
        AND (lead = :person OR (lead = '' AND declared_by = :person))
        ORDER BY number DESC LIMIT :limit
        """,  # noqa: S608
        {"person": person, "status": status.value, "limit": limit},
    ).fetchall()
    return tuple(_incident(db, row) for row in rows)


def of_person(db: Connection, person: str, limit: int = 5) -> tuple[Incident, ...]:
    """Open incidents that a person leads, declared or wrote on, newest first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS} FROM incident WHERE status IN ('investigating', 'identified', 'mitigated')
        AND (lead = :person OR declared_by = :person
             OR id IN (SELECT incident FROM event WHERE person = :person))
        ORDER BY number DESC LIMIT :limit
        """,  # noqa: S608
        {"person": person, "limit": limit},
    ).fetchall()
    return tuple(_incident(db, row) for row in rows)


def change(db: Connection, id: str, step: Callable[[Incident], Incident], by: str, how: str) -> Incident:
    """Read, decide and write one incident in one transaction; the step may raise Refusal.

    Raises Refusal where there is no such incident.
    """
    found = get(db, id)
    if found is None:
        raise Refusal(f"There is no {id}.")
    changed = step(found)
    return found if changed == found else save(db, changed, by, how)


def stamps(db: Connection, id: str) -> tuple[tuple[str, datetime, str, str], ...]:
    """Each stamp with its time, who set it and how."""
    rows = db.execute("SELECT name, at, set_by, how FROM stamp WHERE incident = :id ORDER BY at", {"id": id})
    return tuple((row[0], at(row[1]), row[2], row[3]) for row in rows)


def _save_stamps(db: Connection, incident: Incident, by: str, how: str) -> None:
    kept = {name: stamp for name, stamp, *_ in stamps(db, incident.id)}
    for name in kept.keys() - incident.stamps.keys():
        db.execute(
            "DELETE FROM stamp WHERE incident = :id AND name = :name", {"id": incident.id, "name": name}
        )
    for name, moment in incident.stamps.items():
        if kept.get(name) != moment:
            db.execute(
                """
                INSERT INTO stamp (incident, name, at, set_by, how) VALUES (:id, :name, :at, :by, :how)
                ON CONFLICT (incident, name) DO UPDATE SET at = excluded.at, set_by = excluded.set_by,
                    how = excluded.how
                """,
                {"id": incident.id, "name": name, "at": ms(moment), "by": by, "how": how},
            )


def _row(incident: Incident) -> dict[str, str | int]:
    return {
        "id": incident.id,
        "number": incident.number,
        "title": incident.title,
        "status": incident.status.value,
        "severity": incident.severity,
        "declared_by": incident.declared_by,
        "declared_at": ms(incident.declared_at),
        "lead": incident.lead,
        "service": incident.service,
        "service_how": incident.service_how,
        "channel": incident.channel,
        "channel_name": incident.channel_name,
    }


def _incident(db: Connection, row: Row | tuple[object, ...]) -> Incident:
    values = tuple(row)
    return Incident(
        number=int(str(values[1])),
        title=str(values[2]),
        status=Status(str(values[3])),
        severity=int(str(values[4])),
        declared_by=str(values[5]),
        declared_at=at(int(str(values[6]))),
        lead=str(values[7]),
        service=str(values[8]),
        service_how=str(values[9]),
        channel=str(values[10]),
        channel_name=str(values[11]),
        stamps=dict(_times(stamps(db, str(values[0])))),
    )


def _times(rows: Iterable[tuple[str, datetime, str, str]]) -> Iterable[tuple[str, datetime]]:
    return ((name, moment) for name, moment, *_ in rows)
