"""Rows of what we want of PagerDuty's schedules: kept until PagerDuty has taken it, or has refused it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from store.moments import at, ms
from store.rota.generation import bump

COLUMNS = "c.id, c.schedule, c.kind, c.body, c.by_person, c.at, c.state, c.vendor, c.why"


@dataclass(frozen=True, slots=True)
class RotaChange:
    """One change. `kind`: override, remove or layers; `state`: waiting, done or refused (`why`)."""

    id: str
    schedule: str
    kind: str
    body: Mapping[str, Any]
    by: str
    at: datetime
    state: str = "waiting"
    vendor: str = ""
    why: str = ""


def add_change(db: Connection, change: RotaChange) -> None:
    """Keep a change that PagerDuty has yet to take."""
    db.execute(
        """INSERT INTO rota_change (id, schedule, kind, body, by_person, at, state)
           VALUES (:id, :schedule, :kind, :body, :by, :at, 'waiting')""",
        {
            "id": change.id,
            "schedule": change.schedule,
            "kind": change.kind,
            "body": json.dumps(change.body),
            "by": change.by,
            "at": ms(change.at),
        },
    )
    bump(db)


def end_change(db: Connection, id: str, *, vendor: str = "", why: str = "") -> bool:
    """PagerDuty has taken it, or refused it for a reason; False where that was known."""
    row = {"id": id, "state": "refused" if why else "done", "vendor": vendor, "why": why}
    ended = db.execute(
        """UPDATE rota_change SET state = :state, vendor = :vendor, why = :why
           WHERE id = :id AND state = 'waiting'""",
        row,
    )
    bump(db)
    return ended.rowcount == 1


def change(db: Connection, id: str) -> RotaChange | None:
    """The change of that id, or None."""
    return next(iter(_changes(db, "c.id = :id", {"id": id})), None)


def waiting_changes(db: Connection, schedules: Iterable[str]) -> tuple[RotaChange, ...]:
    """What waits for PagerDuty, of some schedules, in order."""
    wanted = set(schedules)
    return tuple(each for each in _changes(db, "c.state = 'waiting'", {}) if each.schedule in wanted)


def overrides_taken(db: Connection, schedule: str) -> tuple[RotaChange, ...]:
    """The overrides of ours that PagerDuty has taken into a schedule, in order."""
    taken = "c.state = 'done' AND c.kind = 'override' AND c.schedule = :schedule"
    return _changes(db, taken, {"schedule": schedule})


def removals_taken(db: Connection, schedule: str) -> tuple[RotaChange, ...]:
    """The overrides that PagerDuty has let go for us, of a schedule, in order."""
    taken = "c.state = 'done' AND c.kind = 'remove' AND c.schedule = :schedule"
    return _changes(db, taken, {"schedule": schedule})


def _changes(db: Connection, where: str, row: Mapping[str, Any]) -> tuple[RotaChange, ...]:
    found = db.execute(f"SELECT {COLUMNS} FROM rota_change c WHERE {where} ORDER BY c.at, c.id", row)  # noqa: S608  (ours)
    return tuple(map(_change, found))


def _change(row: Sequence[Any]) -> RotaChange:
    id, schedule, kind, body, by, moment, state, vendor, why = row
    return RotaChange(id, schedule, kind, json.loads(body), by, at(moment), state, vendor, why)
