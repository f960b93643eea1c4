"""Rows of teams and people, read: by id, by name and by the vendors' ids."""

from collections.abc import Iterable
from sqlite3 import Connection

from bot.domain.catalog import Person, Team
from bot.domain.names import fold
from store.catalog.rows import PERSON, TEAM, of_ids, person_of, team_of


def team(db: Connection, id: str) -> Team | None:
    """The team of that id, or None."""
    row = db.execute(TEAM + "WHERE t.id = :id", {"id": id}).fetchone()
    return team_of(row) if row else None


def teams(db: Connection) -> tuple[Team, ...]:
    """Every standing team."""
    return tuple(map(team_of, db.execute(TEAM + "WHERE t.gone_at IS NULL ORDER BY t.id")))


def find_team(db: Connection, name: str) -> Team | None:
    """The one team of that id or title (whatever the case), or None; right of way as in `find`."""
    rows = db.execute(
        TEAM
        + """JOIN catalog_name n ON n.id = t.id WHERE n.noun = 'team' AND n.name = :name
             ORDER BY t.gone_at IS NOT NULL, n.rank, t.id <> :exact, t.id LIMIT 2""",
        {"name": fold(name), "exact": name.strip()},
    ).fetchall()
    named = [team_of(row) for row in rows]
    if len(named) == 2 and _right(named[0], name) == _right(named[1], name):
        return None
    return named[0] if named else None


def _right(named: Team, name: str) -> tuple[bool, bool, bool]:
    """Its right to a name, the best being the least."""
    return named.gone_at is not None, fold(named.id) != fold(name), named.id != name.strip()


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
    return tuple(person_of(row) for row in of_ids(db, PERSON + "WHERE p.id IN ", ids))


def _one_person(db: Connection, where: str, id: str) -> Person | None:
    row = db.execute(PERSON + where + " LIMIT 1", {"id": id}).fetchone()
    return person_of(row) if row else None
