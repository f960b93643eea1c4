"""Rows of the catalog as values, and statements that several reads share."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from sqlite3 import Connection
from typing import Any

from bot.domain.catalog import (
    ByHand,
    Code,
    Dependency,
    Expert,
    Level,
    Link,
    Person,
    Service,
    Slo,
    Team,
)
from store.moments import at, at_or_none

PERSON = """SELECT p.id, p.name, p.email, p.slack, p.github, p.pagerduty, p.timezone, p.phone, p.source,
    p.line, p.as_of, p.gone_at FROM person p """
TEAM = "SELECT t.id, t.title, t.channel, t.details, t.source, t.line, t.as_of, t.gone_at FROM team t "
SERVICE = """SELECT s.id, s.title, s.details, s.description, s.tier, s.lifecycle, s.type, s.language, s.team,
    s.repository, s.runbook, s.channel, s.pagerduty, s.source, s.as_of, s.line, s.gone_at FROM service s """
AT_ONCE = 500
AT = "@"
"""The key under which the lines of a service's values are kept: a search for a word never meets it."""


def of_ids(db: Connection, statement: str, ids: Iterable[str]) -> list[Sequence[Any]]:
    """The rows of those ids in that order; asked for in portions that every engine takes."""
    wanted = list(dict.fromkeys(ids))
    found: dict[str, Sequence[Any]] = {}
    for portion in _portions(wanted):
        marks = ",".join(f":id{n}" for n in range(len(portion)))
        named = {f"id{n}": id for n, id in enumerate(portion)}
        found.update((row[0], row) for row in db.execute(f"{statement}({marks})", named))
    return [found[id] for id in wanted if id in found]


def _portions(ids: list[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while portion := list(islice(rest, AT_ONCE)):
        yield portion


def person_of(row: Sequence[Any]) -> Person:
    """A person out of the columns of `PERSON`."""
    id, name, email, slack, github, pagerduty, timezone, phone, source, line, as_of, gone_at = row
    return Person(
        id,
        name,
        email,
        slack,
        github,
        pagerduty,
        timezone,
        phone,
        source,
        line,
        at(as_of),
        at_or_none(gone_at),
    )


def team_of(row: Sequence[Any]) -> Team:
    """A team out of the columns of `TEAM`."""
    id, title, channel, details, source, line, as_of, gone_at = row
    parts = json.loads(details)
    return Team(
        id,
        title,
        channel,
        tuple(parts["leads"]),
        tuple(parts["members"]),
        tuple(Level(*level) for level in parts["oncall"]),
        source,
        line,
        at(as_of),
        at_or_none(gone_at),
        parts.get("parent", ""),
    )


def service_of(row: Sequence[Any]) -> Service:
    """A service out of the columns of `SERVICE`."""
    id, title, details, description, tier, lifecycle, type, language, team = row[:9]
    repository, runbook, channel, pagerduty, source, as_of, line, gone_at = row[9:]
    parts = json.loads(details)
    return Service(
        id,
        title,
        tuple(parts["aliases"]),
        description,
        tier,
        lifecycle,
        type,
        language,
        team,
        repository,
        runbook,
        channel,
        pagerduty,
        tuple(Dependency(needs, hard) for needs, hard in parts["depends_on"]),
        tuple(_slo(slo) for slo in parts["slos"]),
        tuple(Link(*link) for link in parts["links"]),
        tuple(parts["tags"]),
        source,
        at(as_of),
        line,
        at_or_none(gone_at),
        **(_more(parts["more"]) if "more" in parts else {}),
    )


def _more(parts: dict[str, Any]) -> dict[str, Any]:
    """What few services have; each key stands only where there is something."""
    places = parts.pop(AT, "")
    found = {name: MORE[name](value) if name in MORE else value for name, value in parts.items()}
    return {**found, "places": places} if places else found


def _links(parts: Sequence[Any]) -> tuple[Link, ...]:
    return tuple(Link(*link) for link in parts)


def _fact(parts: Sequence[Any]) -> tuple[str, Any]:
    name, value = parts
    return name, tuple(value) if isinstance(value, list) else value


def _by_hand(parts: Sequence[Any]) -> ByHand:
    field, value, by, said_at, how, declared = parts
    return ByHand(field, value, by, at(said_at), how, declared)


MORE: dict[str, Callable[[Any], Any]] = {
    "repositories": lambda parts: tuple(Code(*code) for code in parts),
    "runbooks": _links,
    "dashboards": _links,
    "vendors": tuple,
    "experts": lambda parts: tuple(Expert(*expert) for expert in parts),
    "facts": lambda parts: tuple(_fact(fact) for fact in parts),
    "by_hand": lambda parts: tuple(_by_hand(said) for said in parts),
}
"""How the rarer lists of a service are read."""


def _slo(parts: Sequence[Any]) -> Slo:
    name, objective, unit, window, current, measured_at = parts
    return Slo(name, objective, unit, window, current, at_or_none(measured_at))
