"""Rows of what stands around services: values in and out, and what names what."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from sqlite3 import Connection
from typing import Any, TypeVar

from bot.domain.catalog import Catalog, Service
from bot.domain.catalog.estate import (
    Customer,
    Entitlement,
    Environment,
    Feature,
    Flag,
    Freeze,
    Initiative,
    Vendor,
    Workload,
)
from bot.domain.catalog.landscape import Domain, Repository, System
from bot.domain.catalog.whole import NOUNS
from store.catalog.rows import of_ids
from store.moments import at, at_or_none, ms, ms_or_none

Entry = (
    Domain
    | System
    | Repository
    | Environment
    | Workload
    | Feature
    | Flag
    | Customer
    | Vendor
    | Freeze
    | Initiative
)
T = TypeVar("T")
KINDS: dict[str, type[Entry]] = {
    "domain": Domain,
    "system": System,
    "repository": Repository,
    "environment": Environment,
    "workload": Workload,
    "feature": Feature,
    "flag": Flag,
    "customer": Customer,
    "vendor": Vendor,
    "freeze": Freeze,
    "initiative": Initiative,
}
"""Every noun that is kept as an entry."""
SECTIONS = {noun: section for section, noun in NOUNS.items() if noun in KINDS}
COLUMNS = ("id", "title", "team", "source", "line", "as_of", "gone_at")
LINKS = {
    "domain": "domain",
    "system": "system",
    "part_of": "part_of",
    "service": "service",
    "services": "service",
    "environment": "environment",
    "environments": "environment",
    "feature": "feature",
    "features": "feature",
    "flags": "flag",
    "teams": "team",
    "customer": "customer",
    "vendors": "vendor",
}
"""Which field names others, and as what."""
ENTRY = """SELECT e.id, e.title, e.team, e.details, e.source, e.line, e.as_of, e.gone_at, e.noun
    FROM catalog_entry e """


def every(db: Connection, kind: type[T]) -> tuple[T, ...]:
    """Every standing entry of a kind, by id."""
    rows = db.execute(
        ENTRY + "WHERE e.noun = :noun AND e.gone_at IS NULL ORDER BY e.id", {"noun": _noun(kind)}
    )
    return tuple(_of(row, kind) for row in rows)


def entry(db: Connection, kind: type[T], id: str) -> T | None:
    """The entry of that id, or None."""
    named = {"noun": _noun(kind), "id": id}
    row = db.execute(ENTRY + "WHERE e.noun = :noun AND e.id = :id", named).fetchone()
    return _of(row, kind) if row else None


def naming(db: Connection, kind: type[T], target: str, id: str) -> tuple[T, ...]:
    """The standing entries of a kind that name that thing; `target` is service, team, environment …"""
    rows = db.execute(
        ENTRY
        + """JOIN catalog_link l ON l.noun = e.noun AND l.id = e.id
             WHERE l.kind = :target AND l.target = :id AND l.noun = :noun AND e.gone_at IS NULL
             ORDER BY e.id""",
        {"target": target, "id": id, "noun": _noun(kind)},
    )
    return tuple(_of(row, kind) for row in rows)


def linked(db: Connection, noun: str, kind: str) -> list[tuple[str, str]]:
    """(id, target) of every link of a kind that starts at a noun."""
    return db.execute(
        "SELECT id, target FROM catalog_link WHERE noun = :noun AND kind = :kind",
        {"noun": noun, "kind": kind},
    ).fetchall()


def save(db: Connection, catalog: Catalog, now: datetime) -> None:
    """Bring the entries in, and what they and the services name."""
    from store.sqlite import bulk  # noqa: PLC0415  (only what writes pays for what it loads)

    found = [each for section in SECTIONS.values() for each in getattr(catalog, section)]
    bulk(db).table("catalog_entry").upsert_all((_row(each, now) for each in found), pk=("noun", "id"))
    _save_links(db, (*catalog.services, *found))


def held(db: Connection, catalog: Catalog, sources: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """By section, what the store holds of the same ids, and of the same source files."""
    found: dict[str, dict[str, Any]] = {noun: {} for noun in KINDS}
    for source in sources:
        for row in db.execute(ENTRY + "WHERE e.source = :source", {"source": source}):
            found[row[-1]][row[0]] = _of(row, KINDS[row[-1]])
    for noun, kind in KINDS.items():
        wanted = [each.id for each in getattr(catalog, SECTIONS[noun])]
        select = f"{ENTRY}WHERE e.noun = '{noun}' AND e.id IN "
        found[noun] |= {row[0]: _of(row, kind) for row in of_ids(db, select, wanted)}
    return {SECTIONS[noun]: tuple(each.values()) for noun, each in found.items()}


def standing_elsewhere(db: Connection, sources: Sequence[str]) -> dict[str, frozenset[str]]:
    """The ids, by section of a file, that stand and come from other files than these."""
    found: dict[str, set[str]] = {section: set() for section in SECTIONS.values()}
    for noun, id, source in db.execute("SELECT noun, id, source FROM catalog_entry WHERE gone_at IS NULL"):
        if source not in sources:
            found[SECTIONS[noun]].add(id)
    return {section: frozenset(ids) for section, ids in found.items()}


def mark_gone(db: Connection, noun: str, ids: Iterable[str], now: datetime) -> None:
    """Date what vanished from its source."""
    db.executemany(
        "UPDATE catalog_entry SET gone_at = :at WHERE noun = :noun AND id = :id AND gone_at IS NULL",
        [{"noun": noun, "id": id, "at": ms(now)} for id in ids],
    )


# Links --------------------------------------------------------------------------------------------------


def _save_links(db: Connection, things: Iterable[Service | Entry]) -> None:
    named = [(_noun(type(each)), each) for each in things]
    db.executemany(
        "DELETE FROM catalog_link WHERE noun = :noun AND id = :id",
        [{"noun": noun, "id": each.id} for noun, each in named],
    )
    db.executemany(
        """INSERT INTO catalog_link (noun, id, kind, target) VALUES (:noun, :id, :kind, :target)
           ON CONFLICT (noun, id, kind, target) DO NOTHING""",
        [
            {"noun": noun, "id": each.id, "kind": kind, "target": target}
            for noun, each in named
            for kind, target in _links(each)
        ],
    )


def _links(thing: Service | Entry) -> Iterator[tuple[str, str]]:
    if isinstance(thing, Service):
        yield from (("repository", code.name.lower()) for code in thing.code)
    for name, kind in LINKS.items():
        value = getattr(thing, name, ())
        for each in value if isinstance(value, tuple) else (value,):
            target = each.feature if isinstance(each, Entitlement) else each
            if isinstance(target, str) and target:
                yield kind, target


# Values to rows, and back -------------------------------------------------------------------------------


def _noun(kind: type[Any]) -> str:
    return kind.__name__.lower()


def _row(each: Entry, now: datetime) -> dict[str, object]:
    details = {f.name: _kept(getattr(each, f.name)) for f in fields(each) if f.name not in COLUMNS}
    return {
        "noun": _noun(type(each)),
        "id": each.id,
        "title": getattr(each, "title", ""),
        "team": getattr(each, "team", ""),
        "details": json.dumps(details, ensure_ascii=False, separators=(",", ":")),
        "source": each.source,
        "line": each.line,
        "as_of": ms(now),
        "gone_at": None,
    }


def _kept(value: Any) -> Any:
    if isinstance(value, datetime):
        return ms(value)
    if isinstance(value, Entitlement):
        return [value.feature, value.plan, ms_or_none(value.until)]
    return [_kept(each) for each in value] if isinstance(value, tuple) else value


def _of(row: Sequence[Any], kind: type[T]) -> T:
    id, title, team, details, source, line, as_of, gone_at = row[:8]
    parts = {name: _value(kind, name, value) for name, value in json.loads(details).items()}
    held = kind.__dataclass_fields__  # type: ignore[attr-defined]  # every kind is a dataclass
    named = {name: value for name, value in (("title", title), ("team", team)) if name in held}
    make: Callable[..., T] = kind
    return make(
        id=id, **named, **parts, source=source, line=line, as_of=at(as_of), gone_at=at_or_none(gone_at)
    )


def _value(kind: type[Any], name: str, value: Any) -> Any:
    if kind is Customer and name == "features":
        return tuple(Entitlement(feature, plan, at_or_none(until)) for feature, plan, until in value)
    if issubclass(kind, Freeze) and name in ("start", "end"):
        return at(value)
    if isinstance(value, list):
        return tuple(tuple(each) if isinstance(each, list) else each for each in value)
    return value
