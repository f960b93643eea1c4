"""Incidents of the time before Tocsin."""

from collections.abc import Sequence
from sqlite3 import Connection

from bot.domain.catalog import PastIncident
from bot.domain.incident import STAMPS, Incident, Status
from store import similar
from store.incident.rows import get, next_number, save
from store.moments import ms


def import_past(db: Connection, past: PastIncident) -> str:
    """Keep an incident of the time before Tocsin, closed; returns its id.

    The same title with the same first stamp is the same incident: brought in again, its texts are renewed.
    """
    began = min(past.stamps.values())
    key = f"{ms(began)} {past.title}"
    row = db.execute("SELECT incident FROM past WHERE key = :key", {"key": key}).fetchone()
    number = int(row[0].removeprefix("INC-")) if row else next_number(db)
    lead = db.execute("SELECT slack FROM person WHERE id = :id", {"id": past.lead}).fetchone()
    incident = Incident(
        number=number,
        title=past.title,
        status=Status.CLOSED,
        severity=past.severity,
        declared_by="",
        declared_at=past.stamps.get("declared", began),
        lead=lead[0] if lead else "",
        service=past.service,
        service_how="named" if past.service else "",
        stamps=past.stamps,
    )
    save(db, incident, how="imported")
    texts = {"lead": past.lead, "summary": past.summary, "cause": past.cause, "fix": past.fix}
    db.execute(
        """
        INSERT INTO past (incident, key, lead, summary, cause, fix)
        VALUES (:id, :key, :lead, :summary, :cause, :fix)
        ON CONFLICT (incident) DO UPDATE SET lead = excluded.lead, summary = excluded.summary,
            cause = excluded.cause, fix = excluded.fix
        """,
        {"id": incident.id, "key": key, **texts},
    )
    similar.keep(db, incident.id)
    return incident.id


def every(db: Connection) -> tuple[PastIncident, ...]:
    """Every incident that was brought in, in the order of their numbers."""
    rows = db.execute(
        """SELECT i.id, p.lead, p.summary, p.cause, p.fix
           FROM past p JOIN incident i ON i.id = p.incident ORDER BY i.number"""
    ).fetchall()
    return tuple(_past(found, texts) for id, *texts in rows if (found := get(db, id)))


def _past(incident: Incident, texts: Sequence[str]) -> PastIncident:
    stamps = {name: at for name, at in incident.stamps.items() if name in STAMPS}
    lead, summary, cause, fix = texts
    told = (incident.title, incident.service, incident.severity, stamps)
    return PastIncident(*told, lead, summary, cause, fix)
