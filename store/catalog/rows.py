"""Rows of the catalog as values, and statements that several reads share."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from sqlite3 import Connection
from typing import Any

from bot.domain.catalog import Dependency, Level, Link, Person, Service, Slo, Team
from store.moments import at, at_or_none

PERSON = """SELECT p.id, p.name, p.email, p.slack, p.github, p.pagerduty, p.timezone, p.phone, p.source,
    p.line, p.as_of, p.gone_at FROM person p """
TEAM_COLUMNS = "t.id, t.title, t.channel, t.details, t.source, t.line, t.as_of, t.gone_at"
TEAM = "SELECT " + TEAM_COLUMNS + " FROM team t "
SERVICE_COLUMNS = """s.id, s.title, s.details, s.description, s.tier, s.lifecycle, s.type, s.language, s.team,
    s.repository, s.runbook, s.channel, s.pagerduty, s.source, s.as_of, s.line, s.gone_at"""
SERVICE = "SELECT " + SERVICE_COLUMNS + " FROM service s "
AT_ONCE = 500


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


def first_wins(rows: list[Sequence[Any]]) -> bool:
    """Whether the first row's right to the name is better than the second's: (gone_at, rank) are last."""
    return len(rows) == 1 or (
        len(rows) == 2 and ((rows[0][-2] is None) != (rows[1][-2] is None) or rows[0][-1] != rows[1][-1])
    )


def person_of(row: Sequence[Any]) -> Person:
    """A person out of the columns of `PERSON`."""
    return Person(*row[:10], at(row[10]), at_or_none(row[11]))


def team_of(row: Sequence[Any]) -> Team:
    """A team out of the columns of `TEAM_COLUMNS`."""
    details = json.loads(row[3])
    return Team(
        row[0],
        row[1],
        row[2],
        tuple(details["leads"]),
        tuple(details["members"]),
        tuple(Level(*level) for level in details["oncall"]),
        row[4],
        row[5],
        at(row[6]),
        at_or_none(row[7]),
    )


def service_of(row: Sequence[Any]) -> Service:
    """A service out of the columns of `SERVICE_COLUMNS`."""
    details = json.loads(row[2])
    return Service(
        row[0],
        row[1],
        tuple(details["aliases"]),
        *row[3:13],
        tuple(Dependency(needs, hard) for needs, hard in details["depends_on"]),
        tuple(Slo(*slo[:5], at_or_none(slo[5])) for slo in details["slos"]),
        tuple(Link(*link) for link in details["links"]),
        tuple(details["tags"]),
        row[13],
        at(row[14]),
        row[15],
        at_or_none(row[16]),
    )
