"""Rows of what is known of services: a column per property, and beside it whence, of when, and why not."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.domain.scorecard.columns import Column, column, value
from bot.domain.scorecard.facts import Fact, Facts
from store import sqlite
from store.moments import at, at_or_none, ms, ms_or_none

AGING = "freshness"
"""It grows by itself; a service of which nothing else is new has not changed."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of a service, with when Tocsin first knew it and when something last changed."""

    facts: Facts
    created_at: datetime
    changed_at: datetime


def known(db: Connection, service: str) -> Known | None:
    """What is kept of a service, or None where nothing is."""
    row = db.execute(
        "SELECT origin, created_at, changed_at FROM fact_origin WHERE service = :id", {"id": service}
    ).fetchone()
    if row is None:
        return None
    origin = json.loads(row[0])
    there = next(columns(db, tuple(origin), [service]), None)
    found = dict(zip(origin, there[1:], strict=True)) if there else {}
    facts = {name: _fact(found.get(name), each) for name, each in origin.items()}
    return Known(facts, at(row[1]), at(row[2]))


def columns(db: Connection, names: Sequence[str], services: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Rows of service and properties of those services, by id; a property that no service has is NULL."""
    marks = ",".join("?" * len(services))
    select = _select(db, names)
    return (
        db.execute(f"{select} WHERE f.service IN ({marks}) ORDER BY f.service", services)
        if select
        else iter(())
    )


def all_columns(db: Connection, names: Sequence[str], after: str, last: str) -> Iterator[tuple[Any, ...]]:
    """The same of all services, those after one id up to another."""
    select = _select(db, names)
    rest = " WHERE f.service > ? AND f.service <= ? ORDER BY f.service"
    return db.execute(select + rest, (after, last)) if select else iter(())


def _select(db: Connection, names: Sequence[str]) -> str:
    """The statement without its end; "" where nothing is known yet."""
    there = sqlite.fact_columns(db)
    spelled = [sqlite.fact_column(name) for name in names]
    wanted = ", ".join(["f.service", *(f"f.{each}" if each in there else "NULL" for each in spelled)])
    return f"SELECT {wanted} FROM {sqlite.FACTS} f" if there else ""  # noqa: S608


def created(db: Connection, services: Sequence[str]) -> Mapping[str, tuple[datetime, datetime]]:
    """When each service was first known, and when something last changed."""
    marks = ",".join("?" * len(services))
    rows = db.execute(
        f"SELECT service, created_at, changed_at FROM fact_origin WHERE service IN ({marks})",  # noqa: S608
        services,
    )
    return {service: (at(first), at(last)) for service, first, last in rows}


Moved = Mapping[str, Mapping[str, tuple[Column, Column]]]
"""Service → property → what it was, what it is."""


def keep_facts(db: Connection, found: Mapping[str, Facts], now: datetime) -> Moved:
    """Keep what is known of services now; a property that is new makes its column. Returns what moved."""
    names = sorted({name for facts in found.values() for name in facts})
    if not names:
        return {}
    sqlite.make_fact_columns(db, names)
    before = {row[0]: row[1:] for row in columns(db, names, sorted(found))}
    changed: list[tuple[Column, ...]] = []
    for service, facts in found.items():
        row = tuple(column(facts.get(name)) for name in names)
        if before.get(service) != row:
            changed.append((service, *row))
            _moved(db, service, now, _grown(names, before.get(service), row))
    _write(db, names, changed)
    db.executemany(
        """INSERT INTO fact_origin (service, origin, created_at, changed_at, read_at)
           VALUES (:service, :origin, :now, :now, :now)
           ON CONFLICT (service) DO UPDATE SET origin = excluded.origin, read_at = excluded.read_at
           WHERE fact_origin.origin <> excluded.origin""",
        ({"service": id, "origin": _origins(facts), "now": ms(now)} for id, facts in found.items()),
    )
    return {
        str(service): {
            name: (old, new)
            for name, old, new in zip(names, before[str(service)], row, strict=True)
            if old != new and not name.startswith("$c")
        }
        for service, *row in changed
        if service in before
    }


def _grown(names: Sequence[str], before: tuple[Column, ...] | None, row: tuple[Column, ...]) -> bool:
    """Whether only what grows by itself is new."""
    pairs = zip(names, before or row, row, strict=True)
    return all(old == new for name, old, new in pairs if name != AGING and not name.startswith("$"))


def _moved(db: Connection, service: str, now: datetime, grown: bool) -> None:
    if not grown:
        db.execute(
            "UPDATE fact_origin SET changed_at = :now WHERE service = :service",
            {"now": ms(now), "service": service},
        )


def _write(db: Connection, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    spelled = [sqlite.fact_column(name) for name in names]
    marks = ", ".join("?" * (len(names) + 1))
    updates = ", ".join(f"{each} = excluded.{each}" for each in spelled)
    db.executemany(
        f"""INSERT INTO {sqlite.FACTS} (service, {", ".join(spelled)}) VALUES ({marks})
            ON CONFLICT (service) DO UPDATE SET {updates}""",  # noqa: S608
        rows,
    )


def forget_services(db: Connection) -> None:
    """Drop what is known of services that are gone, and how they stood."""
    gone = "service NOT IN (SELECT id FROM service WHERE gone_at IS NULL)"
    if sqlite.fact_columns(db):
        db.execute(f"DELETE FROM {sqlite.FACTS} WHERE {gone}")  # noqa: S608
    db.execute(f"DELETE FROM fact_origin WHERE {gone}")  # noqa: S608
    db.execute(f"DELETE FROM readiness WHERE {gone}")  # noqa: S608


def properties(db: Connection) -> Mapping[str, str]:
    """Every property that a service has, with the kind of one of its values ("" where none is known)."""
    rows = db.execute("SELECT origin FROM fact_origin LIMIT 2000")
    names = sorted({name for (origin,) in rows for name in json.loads(origin)})
    return {name: _kind(db, name) for name in names}


def _kind(db: Connection, name: str) -> str:
    spelled = sqlite.fact_column(name)
    row = db.execute(
        f"SELECT {spelled} FROM {sqlite.FACTS} WHERE {spelled} IS NOT NULL AND {spelled} <> '' LIMIT 1"  # noqa: S608
    ).fetchone()
    found = value(row[0]) if row else None
    kinds = {bool: "flag", int: "number", float: "number", str: "text", tuple: "list"}
    return kinds.get(type(found), "")


def _origins(facts: Facts) -> str:
    packed = {
        name: [each.source, ms_or_none(each.as_of), each.note, each.remedy, int(each.ours)]
        for name, each in facts.items()
    }
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":"))


def _fact(found: Column, origin: Sequence[Any]) -> Fact:
    source, as_of, note, remedy, ours = origin
    return Fact(value(found), source, at_or_none(as_of), found is not None, note, remedy, bool(ours))
