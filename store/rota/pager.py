"""Rows of what PagerDuty said at the last sync, and how syncing goes."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.ports import PagerIncident, PagerPerson, PagerService, PagerSpan
from store.moments import at, at_or_none, ms, ms_or_none
from store.rota.generation import bump

SPAN = (
    "SELECT s.policy, s.level, s.person, s.start_at, s.end_at, s.schedule, s.schedule_name FROM pager_span s "
)


@dataclass(frozen=True, slots=True)
class PagerSync:
    """How syncing with PagerDuty goes; `outcome` is ok, empty, failed or started."""

    tried_at: datetime
    taken_at: datetime | None
    failing_since: datetime | None
    outcome: str
    error: str = ""


def note_failure(db: Connection, error: str, moment: datetime) -> PagerSync | None:
    """Note that PagerDuty gave no answer; what is known stays. Returns how the sync before went."""
    before = sync_state(db)
    since = before.failing_since if before and before.failing_since else moment
    note_sync(db, PagerSync(moment, _taken_at(before), since, "failed", error))
    return before


def claim_sync(db: Connection, moment: datetime, before: datetime) -> bool:
    """Whether to sync now: true where nobody tried since `before`, and then this attempt is noted."""
    claimed = db.execute(
        """INSERT INTO pager_sync (id, tried_at, outcome, error) VALUES (1, :moment, 'started', '')
           ON CONFLICT (id) DO UPDATE SET tried_at = excluded.tried_at
           WHERE pager_sync.tried_at <= :before RETURNING id""",
        {"moment": ms(moment), "before": ms(before)},
    )
    taken = bool(claimed.fetchall())
    if taken:
        bump(db)
    return taken


def _taken_at(sync: PagerSync | None) -> datetime | None:
    return sync.taken_at if sync else None


def sync_state(db: Connection) -> PagerSync | None:
    """How the last sync went; None before the first."""
    row = db.execute(
        "SELECT tried_at, taken_at, failing_since, outcome, error FROM pager_sync WHERE id = 1"
    ).fetchone()
    return PagerSync(at(row[0]), at_or_none(row[1]), at_or_none(row[2]), row[3], row[4]) if row else None


def pager_service(db: Connection, id: str) -> PagerService | None:
    """The service that PagerDuty knows under that id, or None."""
    row = db.execute("SELECT id, name, policy, url FROM pager_service WHERE id = :id", {"id": id}).fetchone()
    return PagerService(*row) if row else None


def pager_policies(db: Connection, ids: Collection[str]) -> dict[str, str]:
    """Service of PagerDuty → its policy, of those that PagerDuty lists (a few hundred at most)."""
    marks = ",".join("?" * len(ids))
    rows = db.execute(f"SELECT id, policy FROM pager_service WHERE id IN ({marks})", tuple(ids))  # noqa: S608
    return dict(rows.fetchall())


def pager_stale_since(db: Connection, id: str) -> datetime | None:
    """Since when PagerDuty no longer lists a service; None where it does, or never did."""
    row = db.execute("SELECT stale_at FROM pager_service WHERE id = :id", {"id": id}).fetchone()
    return at_or_none(row[0]) if row else None


def strangers(db: Connection) -> tuple[PagerPerson, ...]:
    """PagerDuty's people who are nobody in the catalog: neither by their id nor by their exact address."""
    rows = db.execute(
        """SELECT p.id, p.name, p.email, p.phones, p.timezone, p.url FROM pager_person p
           WHERE p.stale_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM person c WHERE c.pagerduty = p.id AND c.gone_at IS NULL)
           AND NOT EXISTS (
               SELECT 1 FROM person c
               WHERE lower(c.email) = lower(p.email) AND c.email <> '' AND c.gone_at IS NULL
           )
           ORDER BY p.name, p.id"""
    )
    return tuple(PagerPerson(row[0], row[1], row[2], tuple(json.loads(row[3])), *row[4:]) for row in rows)


def pager_incidents(db: Connection, service: str) -> tuple[PagerIncident, ...]:
    """What is open in PagerDuty on one of its services, newest first."""
    rows = db.execute(
        """SELECT id, number, title, status, service, incident_key, url, created_at, assignees
           FROM pager_incident WHERE service = :service ORDER BY number DESC""",
        {"service": service},
    )
    return tuple(map(_incident, rows))


def _incident(row: Sequence[Any]) -> PagerIncident:
    id, number, title, status, service, key, url, created_at, assignees = row
    people = tuple(json.loads(assignees))
    return PagerIncident(id, number, title, status, service, key, url, at_or_none(created_at), people)


def services_of_policy(db: Connection, policy: str) -> tuple[PagerService, ...]:
    """PagerDuty's services behind one escalation policy."""
    rows = db.execute(
        "SELECT id, name, policy, url FROM pager_service WHERE policy = :policy ORDER BY name, id",
        {"policy": policy},
    )
    return tuple(PagerService(*row) for row in rows)


def schedules_of_policy(db: Connection, policy: str) -> tuple[tuple[int, str], ...]:
    """The schedules behind a policy, with the number of their level."""
    row = db.execute("SELECT levels FROM pager_policy WHERE id = :id", {"id": policy}).fetchone()
    levels = json.loads(row[0]) if row else []
    return tuple(
        (number, id)
        for number, (_, targets) in enumerate(levels, 1)
        for kind, id in targets
        if kind == "schedule"
    )


def spans_of_policy(db: Connection, policy: str, moment: datetime) -> tuple[PagerSpan, ...]:
    """Who is on call for a policy from `moment` on, by level, soonest first."""
    rows = db.execute(
        SPAN
        + """WHERE s.policy = :policy AND (s.end_at IS NULL OR s.end_at > :moment)
             ORDER BY s.level, s.start_at IS NOT NULL, s.start_at, s.schedule, s.person""",
        {"policy": policy, "moment": ms(moment)},
    )
    return tuple(map(_span, rows))


def spans_of_person(db: Connection, person: str, moment: datetime) -> tuple[PagerSpan, ...]:
    """A PagerDuty user's spans from `moment` on, soonest first."""
    rows = db.execute(
        SPAN
        + """WHERE s.person = :person AND (s.end_at IS NULL OR s.end_at > :moment)
             ORDER BY s.start_at IS NOT NULL, s.start_at, s.level, s.policy""",
        {"person": person, "moment": ms(moment)},
    )
    return tuple(map(_span, rows))


def spans_of_schedule(db: Connection, schedule: str, moment: datetime) -> tuple[PagerSpan, ...]:
    """Who is on call by a schedule from `moment` on, soonest first, for whichever policies."""
    rows = db.execute(
        SPAN
        + """WHERE s.schedule = :schedule AND (s.end_at IS NULL OR s.end_at > :moment)
             ORDER BY s.start_at IS NOT NULL, s.start_at, s.person""",
        {"schedule": schedule, "moment": ms(moment)},
    )
    return tuple(map(_span, rows))


def pager_person(db: Connection, id: str) -> PagerPerson | None:
    """The PagerDuty user of that id, or None."""
    return _pager_person(db, "WHERE p.id = :key", id)


def pager_person_by_email(db: Connection, email: str) -> PagerPerson | None:
    """The PagerDuty user of that address, whatever the case, or None."""
    return _pager_person(db, "WHERE lower(p.email) = lower(:key) AND p.email <> '' ORDER BY p.id", email)


def _pager_person(db: Connection, where: str, key: str) -> PagerPerson | None:
    query = f"SELECT p.id, p.name, p.email, p.phones, p.timezone, p.url FROM pager_person p {where} LIMIT 1"  # noqa: S608
    row = db.execute(query, {"key": key}).fetchone()
    return PagerPerson(row[0], row[1], row[2], tuple(json.loads(row[3])), row[4], row[5]) if row else None


def _span(row: Sequence[Any]) -> PagerSpan:
    return PagerSpan(row[0], row[1], row[2], at_or_none(row[3]), at_or_none(row[4]), row[5], row[6])


def note_sync(db: Connection, sync: PagerSync) -> None:
    """Keep how a sync went."""
    db.execute(
        """INSERT INTO pager_sync (id, tried_at, taken_at, failing_since, outcome, error)
           VALUES (1, :tried_at, :taken_at, :failing_since, :outcome, :error)
           ON CONFLICT (id) DO UPDATE SET tried_at = excluded.tried_at, taken_at = excluded.taken_at,
               failing_since = excluded.failing_since, outcome = excluded.outcome, error = excluded.error""",
        {
            "tried_at": ms(sync.tried_at),
            "taken_at": ms_or_none(sync.taken_at),
            "failing_since": ms_or_none(sync.failing_since),
            "outcome": sync.outcome,
            "error": sync.error,
        },
    )
    bump(db)
