"""Writing what PagerDuty said: merged into what is kept, noun by noun, so that no answer makes it worse."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from sqlite3 import Connection
from typing import Any

from bot.domain.schedule import Hours, PagerLayer, PagerTurn
from bot.domain.syncing import Held, Merged, Tally, merge
from bot.ports import (
    PagerIncident,
    PagerLevel,
    PagerPerson,
    PagerPolicy,
    PagerSchedule,
    PagerService,
    PagerSnapshot,
    PagerSpan,
)
from store import syncing
from store.moments import at, at_or_none, ms, ms_or_none
from store.rota.pager import PagerSync, note_sync, sync_state

VENDOR = "pagerduty"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Noun:
    """A table of things with ids: how a value becomes its columns, and columns a value again."""

    table: str
    columns: tuple[str, ...]
    row: Callable[[Any], Row]
    value: Callable[[Sequence[Any]], Any]

    def held(self, db: Connection) -> dict[str, Held[Any]]:
        """All that is kept."""
        rows = db.execute(f"SELECT {', '.join(self.columns)}, stale_at FROM {self.table}")  # noqa: S608  (ours)
        return {row[0]: Held(self.value(row[:-1]), at_or_none(row[-1])) for row in rows}

    def write(self, db: Connection, merged: Merged[Any], now: datetime) -> None:
        """Keep what is new or other than before; it is stale no longer."""
        names = ", ".join(self.columns)
        marks = ", ".join(f":{name}" for name in self.columns)
        news = ", ".join(f"{name} = excluded.{name}" for name in self.columns[1:])
        db.executemany(
            f"INSERT INTO {self.table} ({names}) VALUES ({marks}) "  # noqa: S608  (names of this file)
            f"ON CONFLICT (id) DO UPDATE SET {news}, stale_at = NULL",
            [self.row(value) for value in merged.write.values()],
        )
        syncing.settle(db, self.table, merged, now)


def _service(each: PagerService) -> Row:
    return {"id": each.id, "name": each.name, "policy": each.policy, "url": each.url}


def _service_of(row: Sequence[Any]) -> PagerService:
    return PagerService(*row)


def _person(each: PagerPerson) -> Row:
    told = {"id": each.id, "name": each.name, "email": each.email, "timezone": each.timezone, "url": each.url}
    return told | {"phones": json.dumps(each.phones)}


def _policy(each: PagerPolicy) -> Row:
    levels = json.dumps([[level.minutes, level.targets] for level in each.levels])
    return {"id": each.id, "name": each.name, "levels": levels, "url": each.url}


def _policy_of(row: Sequence[Any]) -> PagerPolicy:
    id, name, levels, url = row
    found = (PagerLevel(minutes, tuple((kind, id) for kind, id in to)) for minutes, to in json.loads(levels))
    return PagerPolicy(id, name, tuple(found), url)


def _schedule(each: PagerSchedule) -> Row:
    told = {"id": each.id, "name": each.name, "timezone": each.timezone, "api": each.api, "url": each.url}
    layers = json.dumps([_layer(layer) for layer in each.layers])
    return told | {"people": json.dumps(each.people), "layers": layers}


def _layer(layer: PagerLayer) -> list[Any]:
    hours = [[each.start.isoformat(), each.seconds, each.weekday] for each in layer.hours]
    ends = [ms(layer.start), ms(layer.virtual_start), ms_or_none(layer.end)]
    return [layer.id, layer.name, *ends, layer.seconds, layer.users, hours]


def _layer_of(told: list[Any]) -> PagerLayer:
    id, name, start, virtual, end, seconds, users, hours = told
    restrictions = tuple(Hours(time.fromisoformat(begins), long, day) for begins, long, day in hours)
    return PagerLayer(id, name, at(start), at(virtual), seconds, tuple(users), restrictions, at_or_none(end))


def _schedule_of(row: Sequence[Any]) -> PagerSchedule:
    id, name, timezone, api, url, people, layers = row
    found = tuple(map(_layer_of, json.loads(layers)))
    return PagerSchedule(id, name, timezone, api, url, tuple(json.loads(people)), found)


def _person_of(row: Sequence[Any]) -> PagerPerson:
    id, name, email, phones, timezone, url = row
    return PagerPerson(id, name, email, tuple(json.loads(phones)), timezone, url)


NOUNS: Mapping[str, Noun] = {
    "services": Noun("pager_service", ("id", "name", "policy", "url"), _service, _service_of),
    "people": Noun("pager_person", ("id", "name", "email", "phones", "timezone", "url"), _person, _person_of),
    "policies": Noun("pager_policy", ("id", "name", "levels", "url"), _policy, _policy_of),
    "schedules": Noun(
        "pager_schedule",
        ("id", "name", "timezone", "api", "url", "people", "layers"),
        _schedule,
        _schedule_of,
    ),
}


def tallies(db: Connection, snapshot: PagerSnapshot, now: datetime) -> dict[str, Tally]:
    """What saving a snapshot would do, noun by noun."""
    return {name: merged.tally for name, merged in _merged(db, snapshot, now).items()}


def save_snapshot(db: Connection, snapshot: PagerSnapshot, now: datetime) -> PagerSync | None:
    """Merge a snapshot into what is known of PagerDuty; returns how the sync before went, None for the first.

    A list that is empty takes nothing away, and the outcome says `empty`. Who is on call is replaced, but for
    policies that are no longer listed; and a list of no open incidents is a whole answer.
    """
    before = sync_state(db)
    whole = bool(snapshot.services and snapshot.people)
    merged = _merged(db, snapshot, now)
    for name, each in merged.items():
        NOUNS[name].write(db, each, now)
    if snapshot.spans or whole:
        _replace_spans(db, snapshot)
    if whole:
        _replace_incidents(db, snapshot.incidents)
        _replace_overrides(db, snapshot.schedules)
    syncing.note(db, VENDOR, {name: each.tally for name, each in merged.items()}, now)
    taken_at = now if whole else (before.taken_at if before else None)
    note_sync(db, PagerSync(now, taken_at, None, "ok" if whole else "empty"))
    return before


def _merged(db: Connection, snapshot: PagerSnapshot, now: datetime) -> dict[str, Merged[Any]]:
    """Where one of the main lists is empty the answer is not whole: nothing vanishes by it."""
    whole = bool(snapshot.services and snapshot.people)
    found: dict[str, Sequence[Any]] = {name: getattr(snapshot, name) for name in NOUNS}
    found["schedules"] = [replace(each, overrides=()) for each in snapshot.schedules]
    return {
        name: merge(noun.held(db), {each.id: each for each in found[name]}, now, whole=whole)
        for name, noun in NOUNS.items()
    }


def _replace_spans(db: Connection, snapshot: PagerSnapshot) -> None:
    """Who is on call for the policies listed; of others what is known stays, while a service has it."""
    listed = {each.policy for each in snapshot.spans} | {each.policy for each in snapshot.services}
    listed |= {each.id for each in snapshot.policies}
    db.executemany("DELETE FROM pager_span WHERE policy = :id", [{"id": id} for id in listed])
    db.execute("DELETE FROM pager_span WHERE policy NOT IN (SELECT policy FROM pager_service)")
    db.executemany(
        """INSERT INTO pager_span (policy, level, person, start_at, end_at, schedule, schedule_name)
           VALUES (:policy, :level, :person, :start_at, :end_at, :schedule, :schedule_name)""",
        [_span(each) for each in snapshot.spans],
    )


def _span(each: PagerSpan) -> Row:
    ends = {"start_at": ms_or_none(each.start), "end_at": ms_or_none(each.end)}
    place = {"schedule": each.schedule, "schedule_name": each.schedule_name}
    return {"policy": each.policy, "level": each.level, "person": each.person, **ends, **place}


def pager_schedule(db: Connection, id: str) -> PagerSchedule | None:
    """A schedule of PagerDuty's as last read, with the overrides ahead; None where it lists none such."""
    columns = ", ".join(NOUNS["schedules"].columns)
    row = db.execute(f"SELECT {columns} FROM pager_schedule WHERE id = :id", {"id": id}).fetchone()  # noqa: S608  (ours)
    if row is None:
        return None
    found = db.execute(
        """SELECT person, start_at, end_at FROM pager_override WHERE schedule = :id
           ORDER BY start_at, person""",
        {"id": id},
    )
    overrides = tuple(PagerTurn(person, at(start), at(end)) for person, start, end in found)
    return replace(_schedule_of(row), overrides=overrides)


def _replace_overrides(db: Connection, schedules: Iterable[PagerSchedule]) -> None:
    db.execute("DELETE FROM pager_override")
    db.executemany(
        """INSERT INTO pager_override (schedule, person, start_at, end_at)
           VALUES (:schedule, :person, :start, :end)""",
        [
            {"schedule": each.id, "person": turn.user, "start": ms(turn.start), "end": ms(turn.end)}
            for each in schedules
            for turn in each.overrides
        ],
    )


def _replace_incidents(db: Connection, incidents: Iterable[PagerIncident]) -> None:
    db.execute("DELETE FROM pager_incident")
    db.executemany(
        """INSERT INTO pager_incident
               (id, number, title, status, service, incident_key, url, created_at, assignees)
           VALUES (:id, :number, :title, :status, :service, :key, :url, :created_at, :assignees)""",
        [
            {
                "id": each.id,
                "number": each.number,
                "title": each.title,
                "status": each.status,
                "service": each.service,
                "key": each.key,
                "url": each.url,
                "created_at": ms_or_none(each.created_at),
                "assignees": json.dumps(each.assignees),
            }
            for each in incidents
        ],
    )
