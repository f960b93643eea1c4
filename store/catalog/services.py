"""Rows of services, read: by id, by name, by what other systems call them, and along dependencies."""

from collections.abc import Iterable
from sqlite3 import Connection

from bot.domain.catalog import Brief, Profile, Service
from bot.domain.names import fold
from store.catalog.around import around
from store.catalog.owning import owners as owners_of
from store.catalog.owning import teams_owning
from store.catalog.people import people
from store.catalog.rows import SERVICE, of_ids, service_of

NEEDED_BY = 20


def service(db: Connection, id: str) -> Service | None:
    """The service of that id, or None."""
    row = db.execute(SERVICE + "WHERE s.id = :id", {"id": id}).fetchone()
    return service_of(row) if row else None


def services(db: Connection, ids: Iterable[str]) -> tuple[Service, ...]:
    """The services of those ids, in that order; unknown ids are left out."""
    rows = of_ids(db, SERVICE + "WHERE s.id IN ", ids)
    return tuple(service_of(row) for row in rows)


def find(db: Connection, name: str) -> Service | None:
    """The one service of that id, alias or title (whatever the case), or None.

    What stands beats what is gone, an id beats an alias, an alias a title; two of equal right are none. Of
    ids that differ in case or signs only, the one that is written exactly so is meant.
    """
    key = fold(name)
    rows = db.execute(
        SERVICE
        + """JOIN catalog_name n ON n.id = s.id WHERE n.noun = 'service' AND n.name = :name
             ORDER BY s.gone_at IS NOT NULL, n.rank, s.id <> :exact, s.id LIMIT 2""",
        {"name": key, "exact": name.strip()},
    ).fetchall()
    named = [service_of(row) for row in rows]
    if len(named) == 2 and _right(named[0], name) == _right(named[1], name):
        return None
    return named[0] if named else None


def _right(named: Service, name: str) -> tuple[bool, int, bool]:
    """Its right to a name, the best being the least."""
    gone, key = named.gone_at is not None, fold(name)
    if fold(named.id) == key:
        return gone, 0, named.id != name.strip()
    return gone, 1 if key in map(fold, named.aliases) else 2, True


def by_channel(db: Connection, channel: str) -> tuple[Service, ...]:
    """The standing services whose channel that is, given as `#name`, `name` or Slack's id."""
    rows = db.execute(
        SERVICE
        + "WHERE ltrim(s.channel, '#') = :channel AND s.channel <> '' AND s.gone_at IS NULL ORDER BY s.id",
        {"channel": channel.lstrip("#")},
    )
    return tuple(map(service_of, rows))


def by_repository(db: Connection, repository: str) -> tuple[Service, ...]:
    """The standing services that are built from an `owner/name` repository, whatever the case."""
    rows = db.execute(
        SERVICE
        + """JOIN catalog_link l ON l.id = s.id AND l.noun = 'service'
             WHERE l.kind = 'repository' AND l.target = :name AND s.gone_at IS NULL ORDER BY s.id""",
        {"name": repository.lower()},
    )
    return tuple(map(service_of, rows))


def by_pager(db: Connection, pagerduty: str) -> Service | None:
    """The standing service that PagerDuty knows under that id."""
    row = db.execute(
        SERVICE + "WHERE s.pagerduty = :id AND s.pagerduty <> '' AND s.gone_at IS NULL ORDER BY s.id LIMIT 1",
        {"id": pagerduty},
    ).fetchone()
    return service_of(row) if row else None


def dependencies(db: Connection, id: str) -> tuple[Service, ...]:
    """The services that it needs, in the order of the file."""
    rows = db.execute(
        SERVICE + "JOIN dependency d ON d.needs = s.id WHERE d.service = :id ORDER BY d.place", {"id": id}
    )
    return tuple(map(service_of, rows))


def dependants(db: Connection, id: str, limit: int = 1000) -> tuple[Service, ...]:
    """The standing services that need it, the highest tier first."""
    rows = db.execute(
        SERVICE
        + """JOIN dependency d ON d.service = s.id WHERE d.needs = :id AND s.gone_at IS NULL
             ORDER BY s.tier IS NULL, s.tier, s.id LIMIT :limit""",
        {"id": id, "limit": limit},
    )
    return tuple(map(service_of, rows))


def needed_by(db: Connection, id: str, offset: int = 0, limit: int = NEEDED_BY) -> tuple[Brief, ...]:
    """A page of the standing services that need it, the highest tier first."""
    rows = db.execute(
        """SELECT s.id, s.title, s.tier, d.hard FROM dependency d JOIN service s ON s.id = d.service
           WHERE d.needs = :id AND s.gone_at IS NULL
           ORDER BY s.tier IS NULL, s.tier, s.id LIMIT :limit OFFSET :offset""",
        {"id": id, "limit": limit, "offset": offset},
    )
    return tuple(Brief(id, title, tier, bool(hard)) for id, title, tier, hard in rows)


def profile(db: Connection, found: Service) -> Profile:
    """A service with its team, the team's leads, what it needs and what needs it."""
    owners = teams_owning(db, found)
    dependent = needed_by(db, found.id, limit=NEEDED_BY + 1)
    total = len(dependent) if len(dependent) <= NEEDED_BY else _count_dependants(db, found.id)
    return Profile(
        service=found,
        team=owners[0] if owners else None,
        leads=people(db, [lead for each in owners for lead in each.leads]) if owners else (),
        needs=_needs(db, found.id) if found.depends_on else (),
        needed_by=dependent[:NEEDED_BY],
        needed_by_total=total,
        owners=owners_of(db, found),
        teams=owners,
        around=around(db, found, owners),
    )


def _needs(db: Connection, id: str) -> tuple[Brief, ...]:
    rows = db.execute(
        """SELECT s.id, s.title, s.tier, d.hard FROM dependency d JOIN service s ON s.id = d.needs
           WHERE d.service = :id ORDER BY d.place""",
        {"id": id},
    )
    return tuple(Brief(id, title, tier, bool(hard)) for id, title, tier, hard in rows)


def _count_dependants(db: Connection, id: str) -> int:
    row = db.execute(
        """SELECT count(*) FROM dependency d JOIN service s ON s.id = d.service
           WHERE d.needs = :id AND s.gone_at IS NULL""",
        {"id": id},
    ).fetchone()
    return int(row[0])
