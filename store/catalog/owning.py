"""Who owns what after inheritance: worked out when the catalog is written, one row to read."""

import json
from collections.abc import Iterable, Iterator, Sequence
from sqlite3 import Connection
from typing import Any

from bot.domain.catalog import Owner, Service, Step, Team
from bot.domain.provenance import place
from store.catalog.people import team
from store.catalog.rows import SERVICE, TEAM, of_ids, service_of, team_of
from store.moments import at_or_none, ms_or_none

PAGE = 10
ORPHANS = """FROM service s WHERE s.gone_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM service_owner o WHERE o.service = s.id)"""


def owners(db: Connection, service: Service) -> tuple[Owner, ...]:
    """The teams that own a service, each with the way on which it came to be so."""
    rows = db.execute(
        """SELECT o.team, t.title, o.way FROM service_owner o JOIN team t ON t.id = o.team
           WHERE o.service = :id ORDER BY o.place""",
        {"id": service.id},
    )
    return tuple(_owner(service, *row) for row in rows)


def owners_of(db: Connection, services: Sequence[Service]) -> dict[str, tuple[Owner, ...]]:
    """The same of many services (a few hundred at most), by their ids."""
    of_id, found = {each.id: each for each in services}, dict[str, list[Owner]]()
    marks = ",".join("?" * len(of_id))
    for id, *row in db.execute(
        f"""SELECT o.service, o.team, t.title, o.way FROM service_owner o JOIN team t ON t.id = o.team
            WHERE o.service IN ({marks}) ORDER BY o.service, o.place""",  # noqa: S608
        tuple(of_id),
    ):
        found.setdefault(id, []).append(_owner(of_id[id], *row))
    return {id: tuple(found.get(id, ())) for id in of_id}


def teams_owning(db: Connection, service: Service) -> tuple[Team, ...]:
    """The teams that own a service; where none stands, the one that it names itself, gone as that may be."""
    rows = db.execute(
        TEAM + "JOIN service_owner o ON o.team = t.id WHERE o.service = :id ORDER BY o.place",
        {"id": service.id},
    )
    found = tuple(map(team_of, rows))
    named = team(db, service.team) if service.team and not found else None
    return (named,) if named else found


def owner(db: Connection, service: Service) -> Team | None:
    """The first of the teams that own a service."""
    return next(iter(teams_owning(db, service)), None)


def services_of_team(db: Connection, team: str) -> tuple[Service, ...]:
    """The standing services that a team owns, also by inheritance, the highest tier first."""
    rows = db.execute(
        SERVICE
        + """JOIN service_owner o ON o.service = s.id
             WHERE o.team = :team AND s.gone_at IS NULL ORDER BY s.tier IS NULL, s.tier, s.id""",
        {"team": team},
    )
    return tuple(map(service_of, rows))


def orphans(db: Connection, offset: int = 0, limit: int = PAGE) -> tuple[int, tuple[Service, ...]]:
    """How many standing services nobody owns, and a page of them, the highest tier first."""
    total = int(db.execute(f"SELECT count(*) {ORPHANS}").fetchone()[0])
    rows = db.execute(
        SERVICE.partition("FROM service s")[0]
        + f"{ORPHANS} ORDER BY s.tier IS NULL, s.tier, s.id LIMIT :limit OFFSET :offset",
        {"limit": limit, "offset": offset},
    )
    return total, tuple(map(service_of, rows))


def renew(db: Connection, services: Iterable[Service] | None = None) -> None:
    """Work out who owns those services, as they stand in the store; None: all of them."""
    from bot.domain.ownership import owners as rule  # noqa: PLC0415  (only what writes pays for what it loads)

    land = _land(db)
    if services is None:
        db.execute("DELETE FROM service_owner")
        services = map(service_of, db.execute(SERVICE).fetchall())
    else:
        services = tuple(services)
        db.executemany("DELETE FROM service_owner WHERE service = :id", [{"id": s.id} for s in services])
    db.executemany(
        "INSERT INTO service_owner (service, team, place, way) VALUES (:service, :team, :place, :way)",
        (
            {"service": each.id, "team": owner.team, "place": place, "way": _way(owner)}
            for each in services
            for place, owner in enumerate(rule(each, land))
        ),
    )


def parts_of(db: Connection, ids: Iterable[str]) -> tuple[Service, ...]:
    """The services that are part of those, and parts of the parts."""
    wanted, found = list(ids), dict[str, Service]()
    while wanted:
        rows = (_parts(db, id) for id in wanted)
        fresh = {each.id: each for of_one in rows for each in of_one if each.id not in found}
        found |= fresh
        wanted = list(fresh)
    return tuple(found.values())


def _parts(db: Connection, id: str) -> tuple[Service, ...]:
    rows = db.execute(
        SERVICE
        + """JOIN catalog_link l ON l.id = s.id
             WHERE l.noun = 'service' AND l.kind = 'part_of' AND l.target = :id""",
        {"id": id},
    )
    return tuple(map(service_of, rows))


def _land(db: Connection) -> Any:
    from bot.domain.catalog.landscape import Domain, Repository, System  # noqa: PLC0415  (as in renew)
    from bot.domain.ownership import Land  # noqa: PLC0415  (as in renew)
    from store.catalog.entries import every  # noqa: PLC0415  (as in renew)

    wholes = [row[0] for row in db.execute("SELECT DISTINCT target FROM catalog_link WHERE kind = 'part_of'")]
    return Land(
        {each.id: each for each in map(service_of, of_ids(db, SERVICE + "WHERE s.id IN ", wholes))},
        {each.id.lower(): each for each in every(db, Repository)},
        {each.id: each for each in every(db, System)},
        {each.id: each for each in every(db, Domain)},
        dict(db.execute("SELECT id, title FROM team WHERE gone_at IS NULL")),
    )


def _way(owner: Owner) -> str:
    if not owner.steps and not owner.by:
        return "{}"
    said = (owner.by, ms_or_none(owner.at), owner.how) if owner.by else None
    steps = [(s.noun, s.id, s.title, s.source, s.line) for s in owner.steps]
    return json.dumps({"steps": steps, "place": (owner.source, owner.line), "said": said}, ensure_ascii=False)


def _owner(service: Service, team: str, title: str, way: str) -> Owner:
    parts = json.loads(way)
    if not parts:
        source, line = place(service, "team")
        return Owner(team, title, source=source, line=line)
    by, at, how = parts["said"] or ("", None, "")
    source, line = parts["place"]
    steps: Iterator[Step] = (Step(*step) for step in parts["steps"])
    return Owner(team, title, tuple(steps), source, line, by, at_or_none(at), how)
