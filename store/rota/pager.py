"""Rows of what PagerDuty said at the last sync, and how syncing goes."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.ports import PagerPerson, PagerService, PagerSnapshot, PagerSpan
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


def save_snapshot(db: Connection, snapshot: PagerSnapshot, moment: datetime) -> PagerSync | None:
    """Replace what is known of PagerDuty; returns how the sync before went, None for the first.

    An empty list deletes nothing: the rows before it stay, and the outcome says `empty`. Spans are the
    exception: people and services that nobody is on call for are a whole answer.
    """
    before = sync_state(db)
    whole = bool(snapshot.services and snapshot.people)
    if snapshot.services:
        _replace_services(db, snapshot.services)
    if snapshot.people:
        _replace_people(db, snapshot.people)
    if snapshot.spans or whole:
        _replace_spans(db, snapshot.spans)
    taken_at = moment if whole else _taken_at(before)
    _note(db, PagerSync(moment, taken_at, None, "ok" if whole else "empty"))
    return before


def note_failure(db: Connection, error: str, moment: datetime) -> PagerSync | None:
    """Note that PagerDuty gave no answer; what is known stays. Returns how the sync before went."""
    before = sync_state(db)
    since = before.failing_since if before and before.failing_since else moment
    _note(db, PagerSync(moment, _taken_at(before), since, "failed", error))
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


def services_of_policy(db: Connection, policy: str) -> tuple[PagerService, ...]:
    """PagerDuty's services behind one escalation policy."""
    rows = db.execute(
        "SELECT id, name, policy, url FROM pager_service WHERE policy = :policy ORDER BY name, id",
        {"policy": policy},
    )
    return tuple(PagerService(*row) for row in rows)


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


def _note(db: Connection, sync: PagerSync) -> None:
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


def _replace_services(db: Connection, services: Iterable[PagerService]) -> None:
    db.execute("DELETE FROM pager_service")
    db.executemany(
        "INSERT INTO pager_service (id, name, policy, url) VALUES (:id, :name, :policy, :url)",
        [{"id": each.id, "name": each.name, "policy": each.policy, "url": each.url} for each in services],
    )


def _replace_people(db: Connection, found: Iterable[PagerPerson]) -> None:
    db.execute("DELETE FROM pager_person")
    db.executemany(
        """INSERT INTO pager_person (id, name, email, phones, timezone, url)
           VALUES (:id, :name, :email, :phones, :timezone, :url)""",
        [
            {
                "id": each.id,
                "name": each.name,
                "email": each.email,
                "phones": json.dumps(each.phones),
                "timezone": each.timezone,
                "url": each.url,
            }
            for each in found
        ],
    )


def _replace_spans(db: Connection, spans: Iterable[PagerSpan]) -> None:
    db.execute("DELETE FROM pager_span")
    db.executemany(
        """INSERT INTO pager_span (policy, level, person, start_at, end_at, schedule, schedule_name)
           VALUES (:policy, :level, :person, :start_at, :end_at, :schedule, :schedule_name)""",
        [
            {
                "policy": each.policy,
                "level": each.level,
                "person": each.person,
                "start_at": ms_or_none(each.start),
                "end_at": ms_or_none(each.end),
                "schedule": each.schedule,
                "schedule_name": each.schedule_name,
            }
            for each in spans
        ],
    )
