"""Rows of the catalog, read: services, teams and people by id, by name and by the vendors' ids."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from sqlite3 import Connection
from typing import Any

from bot.domain.catalog import Counts, Dependency, Level, Link, Person, Profile, Service, Slo, Team
from bot.domain.names import fold
from store.moments import at, at_or_none

# Statements are put together from constants of this module only, hence S608 beside each.
PERSON = """SELECT p.id, p.name, p.email, p.slack, p.github, p.pagerduty, p.timezone, p.phone, p.source, p.line,
    p.as_of, p.gone_at FROM person p """
TEAM = "SELECT t.id, t.title, t.channel, t.details, t.source, t.line, t.as_of, t.gone_at FROM team t "
SERVICE = """SELECT s.id, s.title, s.details, s.description, s.tier, s.lifecycle, s.type, s.language, s.team,
    s.repository, s.runbook, s.channel, s.pagerduty, s.source, s.as_of, s.line, s.gone_at FROM service s """
NEEDED_BY = 20
AT_ONCE = 500


# Services -----------------------------------------------------------------------------------------------


def service(db: Connection, id: str) -> Service | None:
    """The service of that id, or None."""
    row = db.execute(SERVICE + "WHERE s.id = :id", {"id": id}).fetchone()
    return _service(row) if row else None


def services(db: Connection, ids: Iterable[str]) -> tuple[Service, ...]:
    """The services of those ids, in that order; unknown ids are left out."""
    rows = _of_ids(db, SERVICE + "WHERE s.id IN ", ids)
    return tuple(_service(row) for row in rows)


def find(db: Connection, name: str) -> Service | None:
    """The one service of that id, alias or title (whatever the case), or None.

    What stands beats what is gone, an id beats an alias, an alias a title; two of equal right are none.
    """
    rows = db.execute(
        """SELECT s.id, s.title, s.details, s.description, s.tier, s.lifecycle, s.type, s.language, s.team,
               s.repository, s.runbook, s.channel, s.pagerduty, s.source, s.as_of, s.line, s.gone_at, n.rank
           FROM catalog_name n JOIN service s ON s.id = n.id
           WHERE n.noun = 'service' AND n.name = :name
           ORDER BY s.gone_at IS NOT NULL, n.rank, s.id LIMIT 2""",
        {"name": fold(name)},
    ).fetchall()
    return _service(rows[0]) if _first_wins(rows) else None


def services_of_team(db: Connection, team: str) -> tuple[Service, ...]:
    """The standing services of a team, the highest tier first."""
    rows = db.execute(
        SERVICE + "WHERE s.team = :team AND s.gone_at IS NULL ORDER BY s.tier IS NULL, s.tier, s.id",
        {"team": team},
    )
    return tuple(map(_service, rows))


def by_channel(db: Connection, channel: str) -> tuple[Service, ...]:
    """The standing services whose channel that is, given as `#name`, `name` or Slack's id."""
    rows = db.execute(
        SERVICE
        + "WHERE ltrim(s.channel, '#') = :channel AND s.channel <> '' AND s.gone_at IS NULL ORDER BY s.id",
        {"channel": channel.lstrip("#")},
    )
    return tuple(map(_service, rows))


def by_repository(db: Connection, repository: str) -> tuple[Service, ...]:
    """The standing services that are built from an `owner/name` repository, whatever the case."""
    rows = db.execute(
        SERVICE
        + "WHERE lower(s.repository) = lower(:name) AND s.repository <> '' AND s.gone_at IS NULL ORDER BY s.id",
        {"name": repository},
    )
    return tuple(map(_service, rows))


def by_pager(db: Connection, pagerduty: str) -> Service | None:
    """The standing service that PagerDuty knows under that id."""
    row = db.execute(
        SERVICE + "WHERE s.pagerduty = :id AND s.pagerduty <> '' AND s.gone_at IS NULL ORDER BY s.id LIMIT 1",
        {"id": pagerduty},
    ).fetchone()
    return _service(row) if row else None


def dependencies(db: Connection, id: str) -> tuple[Service, ...]:
    """The services that it needs, in the order of the file."""
    rows = db.execute(
        SERVICE + "JOIN dependency d ON d.needs = s.id WHERE d.service = :id ORDER BY d.place", {"id": id}
    )
    return tuple(map(_service, rows))


def dependants(db: Connection, id: str, limit: int = 1000) -> tuple[Service, ...]:
    """The standing services that need it, the highest tier first."""
    rows = db.execute(
        SERVICE
        + """JOIN dependency d ON d.service = s.id WHERE d.needs = :id AND s.gone_at IS NULL
             ORDER BY s.tier IS NULL, s.tier, s.id LIMIT :limit""",
        {"id": id, "limit": limit},
    )
    return tuple(map(_service, rows))


def profile(db: Connection, found: Service) -> Profile:
    """A service with its team, the team's leads, what it needs and what needs it."""
    owner = team(db, found.team) if found.team else None
    needed_by = dependants(db, found.id, NEEDED_BY + 1)
    total = len(needed_by) if len(needed_by) <= NEEDED_BY else _count_dependants(db, found.id)
    return Profile(
        service=found,
        team=owner,
        leads=people(db, owner.leads) if owner else (),
        needs=dependencies(db, found.id) if found.depends_on else (),
        needed_by=needed_by[:NEEDED_BY],
        needed_by_total=total,
    )


def _count_dependants(db: Connection, id: str) -> int:
    row = db.execute(
        """SELECT count(*) FROM dependency d JOIN service s ON s.id = d.service
           WHERE d.needs = :id AND s.gone_at IS NULL""",
        {"id": id},
    ).fetchone()
    return int(row[0])


# Teams and people ---------------------------------------------------------------------------------------


def team(db: Connection, id: str) -> Team | None:
    """The team of that id, or None."""
    row = db.execute(TEAM + "WHERE t.id = :id", {"id": id}).fetchone()
    return _team(row) if row else None


def teams(db: Connection) -> tuple[Team, ...]:
    """Every standing team."""
    return tuple(map(_team, db.execute(TEAM + "WHERE t.gone_at IS NULL ORDER BY t.id")))


def find_team(db: Connection, name: str) -> Team | None:
    """The one team of that id or title (whatever the case), or None; right of way as in `find`."""
    rows = db.execute(
        """SELECT t.id, t.title, t.channel, t.details, t.source, t.line, t.as_of, t.gone_at, n.rank
           FROM catalog_name n JOIN team t ON t.id = n.id WHERE n.noun = 'team' AND n.name = :name
           ORDER BY t.gone_at IS NOT NULL, n.rank, t.id LIMIT 2""",
        {"name": fold(name)},
    ).fetchall()
    return _team(rows[0]) if _first_wins(rows) else None


def person(db: Connection, id: str) -> Person | None:
    """The person of that catalog id, or None."""
    return _one_person(db, "WHERE p.id = :id", id)


def person_by_slack(db: Connection, slack: str) -> Person | None:
    """The person of that Slack user id, or None."""
    return _one_person(db, "WHERE p.slack = :id AND p.slack <> '' ORDER BY p.gone_at IS NOT NULL", slack)


def person_by_pagerduty(db: Connection, pagerduty: str) -> Person | None:
    """The person of that PagerDuty user id, or None."""
    return _one_person(
        db, "WHERE p.pagerduty = :id AND p.pagerduty <> '' ORDER BY p.gone_at IS NOT NULL", pagerduty
    )


def person_by_github(db: Connection, login: str) -> Person | None:
    """The person of that GitHub login, whatever the case, or None."""
    return _one_person(
        db, "WHERE lower(p.github) = lower(:id) AND p.github <> '' ORDER BY p.gone_at IS NOT NULL", login
    )


def person_by_email(db: Connection, email: str) -> Person | None:
    """The person of that address, whatever the case, or None."""
    return _one_person(
        db, "WHERE lower(p.email) = lower(:id) AND p.email <> '' ORDER BY p.gone_at IS NOT NULL", email
    )


def people(db: Connection, ids: Iterable[str]) -> tuple[Person, ...]:
    """The people of those catalog ids, in that order; unknown ids are left out."""
    return tuple(_person(row) for row in _of_ids(db, PERSON + "WHERE p.id IN ", ids))


def _one_person(db: Connection, where: str, id: str) -> Person | None:
    row = db.execute(PERSON + where + " LIMIT 1", {"id": id}).fetchone()
    return _person(row) if row else None


# The catalog as a whole ---------------------------------------------------------------------------------


def generation(db: Connection) -> int:
    """A number that every write to the catalog raises."""
    return int(db.execute("SELECT generation FROM catalog_generation WHERE id = 1").fetchone()[0])


def counts(db: Connection) -> Counts:
    """How many services, teams and people stand in the catalog."""
    row = db.execute(
        """SELECT (SELECT count(*) FROM service WHERE gone_at IS NULL),
                  (SELECT count(*) FROM team WHERE gone_at IS NULL),
                  (SELECT count(*) FROM person WHERE gone_at IS NULL)"""
    ).fetchone()
    return Counts(*row)


def is_empty(db: Connection) -> bool:
    """Whether no service was ever brought in."""
    return db.execute("SELECT 1 FROM service LIMIT 1").fetchone() is None


def names(db: Connection) -> list[tuple[str, str]]:
    """(service id, folded name) of every standing service, each service's id first."""
    return db.execute(
        """SELECT s.id, n.name FROM catalog_name n JOIN service s ON s.id = n.id
           WHERE n.noun = 'service' AND s.gone_at IS NULL ORDER BY s.id, n.rank"""
    ).fetchall()


# Rows to values -----------------------------------------------------------------------------------------


def _of_ids(db: Connection, statement: str, ids: Iterable[str]) -> list[Sequence[Any]]:
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


def _first_wins(rows: list[Sequence[Any]]) -> bool:
    """Whether the first row's right to the name is better than the second's: (gone_at, rank) are last."""
    return len(rows) == 1 or (
        len(rows) == 2 and ((rows[0][-2] is None) != (rows[1][-2] is None) or rows[0][-1] != rows[1][-1])
    )


def _person(row: Sequence[Any]) -> Person:
    return Person(*row[:10], at(row[10]), at_or_none(row[11]))


def _team(row: Sequence[Any]) -> Team:
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


def _service(row: Sequence[Any]) -> Service:
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
