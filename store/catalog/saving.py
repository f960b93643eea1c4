"""Rows of the catalog, written: what an import brings, what vanished from its files."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from sqlite3 import Connection

from bot.domain.by_hand import as_declared
from bot.domain.catalog import Catalog, Person, Service, Team
from bot.domain.names import fold
from store.catalog import hand, owning
from store.catalog.rows import AT, PERSON, SERVICE, TEAM, of_ids, person_of, service_of, team_of
from store.moments import EPOCH, ms, ms_or_none

# A name's right of way, the best being the least.
ID, ALIAS, TITLE = 0, 1, 2
LENDING = ("team", "service", "system", "domain", "repository")
"""What may lend a service its owner."""
COLUMNS = {
    "person": ("id", "name", "email", "slack", "github", "pagerduty", "timezone", "phone", "source", "line"),
    "team": ("id", "title", "channel", "source", "line"),
    "service": (
        *("id", "title", "description", "tier", "lifecycle", "type", "language", "team", "repository"),
        *("runbook", "channel", "pagerduty", "source", "line"),
    ),
}


def held(db: Connection, catalog: Catalog, sources: Sequence[str]) -> Catalog:
    """What the store holds of the same ids, and of the same source files, as those files said it."""
    from store.catalog import entries  # noqa: PLC0415  (only what writes pays for what it loads)

    services = map(service_of, _held(db, SERVICE, "s", sources, [each.id for each in catalog.services]))
    return Catalog(
        people=tuple(map(person_of, _held(db, PERSON, "p", sources, [each.id for each in catalog.people]))),
        teams=tuple(map(team_of, _held(db, TEAM, "t", sources, [each.id for each in catalog.teams]))),
        services=tuple(map(as_declared, services)),
        **entries.held(db, catalog, sources),
    )


def standing_elsewhere(db: Connection, sources: Sequence[str]) -> dict[str, frozenset[str]]:
    """The ids, by section of a file, that stand and come from other files than these."""
    from store.catalog import entries  # noqa: PLC0415  (as above)

    found = entries.standing_elsewhere(db, sources)
    for section, noun in (("people", "person"), ("teams", "team"), ("services", "service")):
        rows = db.execute(f"SELECT id, source FROM {noun} WHERE gone_at IS NULL")  # noqa: S608  (one of three words)
        found[section] = frozenset(id for id, source in rows if source not in sources)
    return found


def save(db: Connection, catalog: Catalog, now: datetime) -> None:
    """Bring the catalog in; each entry carries its source. Rotas and incidents go their own way.

    What people said of services by hand stands over it, until the source says the same.
    """
    from store.catalog import entries  # noqa: PLC0415  (as above)
    from store.sqlite import bulk  # noqa: PLC0415  (as above)

    tables = bulk(db)
    tables.table("person").upsert_all((_plain("person", each, now) for each in catalog.people), pk="id")
    tables.table("team").upsert_all((_team_row(each, now) for each in catalog.teams), pk="id")
    services = hand.laid_over(db, catalog.services)
    write_services(db, services, now)
    entries.save(db, replace(catalog, services=services), now)
    _save_names(db, "team", {each.id: ((each.id, ID), (each.title, TITLE)) for each in catalog.teams})
    _save_names(db, "service", {each.id: tuple(_names(each)) for each in catalog.services})
    lends = catalog.teams or catalog.systems or catalog.domains or catalog.repositories
    owning.renew(db, None if lends else (*services, *owning.parts_of(db, [each.id for each in services])))
    bump(db)


def write_services(db: Connection, services: Sequence[Service], now: datetime | None) -> None:
    """Write services and what they need; `now` is when they were read, None where that stays as it is."""
    from store.sqlite import bulk  # noqa: PLC0415  (as above)

    rows = (_service_row(each, now) for each in services)
    bulk(db).table("service").upsert_all(rows, pk="id")
    _save_dependencies(db, services)


def mark_gone(db: Connection, noun: str, ids: Iterable[str], now: datetime) -> None:
    """Date what vanished from its source, of any noun but rotas. Nothing is deleted."""
    wanted = list(ids)
    if not wanted:
        return
    if noun in COLUMNS:
        marked = f"UPDATE {noun} SET gone_at = :at WHERE id = :id AND gone_at IS NULL"  # noqa: S608
        db.executemany(marked, [{"id": id, "at": ms(now)} for id in wanted])
    else:
        from store.catalog import entries  # noqa: PLC0415  (as above)

        entries.mark_gone(db, noun, wanted, now)
    if noun in LENDING:
        owning.renew(db)
    bump(db)


def bump(db: Connection) -> None:
    """Say that the catalog is not what it was."""
    db.execute("UPDATE catalog_generation SET generation = generation + 1 WHERE id = 1")


def _held(
    db: Connection, select: str, letter: str, sources: Sequence[str], ids: list[str]
) -> list[Sequence[object]]:
    of_files = [
        row
        for source in sources
        for row in db.execute(select + f"WHERE {letter}.source = :source", {"source": source})
    ]
    known = {row[0] for row in of_files}
    return of_files + of_ids(db, f"{select}WHERE {letter}.id IN ", [id for id in ids if id not in known])


def _save_dependencies(db: Connection, services: Iterable[Service]) -> None:
    db.executemany("DELETE FROM dependency WHERE service = :id", [{"id": each.id} for each in services])
    db.executemany(
        "INSERT INTO dependency (service, needs, hard, place) VALUES (:service, :needs, :hard, :place)",
        [
            {"service": each.id, "needs": need.service, "hard": int(need.hard), "place": place}
            for each in services
            for place, need in enumerate(each.depends_on)
        ],
    )


def _names(service: Service) -> Iterator[tuple[str, int]]:
    yield service.id, ID
    yield from ((alias, ALIAS) for alias in service.aliases)
    yield service.title, TITLE


def _save_names(db: Connection, noun: str, names: dict[str, tuple[tuple[str, int], ...]]) -> None:
    db.executemany(
        "DELETE FROM catalog_name WHERE noun = :noun AND id = :id", [{"noun": noun, "id": id} for id in names]
    )
    db.executemany(
        """INSERT INTO catalog_name (noun, name, id, rank) VALUES (:noun, :name, :id, :rank)
           ON CONFLICT (noun, name, id) DO NOTHING""",
        [
            {"noun": noun, "name": fold(name), "id": id, "rank": rank}
            for id, given in names.items()
            for name, rank in given
        ],
    )


# Values to rows -----------------------------------------------------------------------------------------


def _plain(noun: str, each: Person | Team | Service, now: datetime) -> dict[str, object]:
    return {column: getattr(each, column) for column in COLUMNS[noun]} | {"as_of": ms(now), "gone_at": None}


def _team_row(each: Team, now: datetime) -> dict[str, object]:
    levels = [(level.rota, level.person) for level in each.oncall]
    details = _json(leads=each.leads, members=each.members, oncall=levels, parent=each.parent)
    return _plain("team", each, now) | {"details": details}


def _service_row(each: Service, now: datetime | None) -> dict[str, object]:
    details = _json(
        aliases=each.aliases,
        depends_on=[(need.service, need.hard) for need in each.depends_on],
        slos=[
            (s.name, s.objective, s.unit, s.window, s.current, ms_or_none(s.measured_at)) for s in each.slos
        ],
        links=[(link.title, link.url) for link in each.links],
        tags=each.tags,
        **({"more": more} if (more := _more(each)) else {}),
    )
    read = _plain("service", each, now or each.as_of or EPOCH) | {"details": details}
    return read if now else read | {"gone_at": ms_or_none(each.gone_at)}


def _more(each: Service) -> dict[str, object]:
    """What few services have: only what is there, so that the many stay short."""
    found = {
        "system": each.system,
        "repositories": [(code.name, code.path) for code in each.repositories],
        "runbooks": [(page.title, page.url) for page in each.runbooks],
        "dashboards": [(page.title, page.url) for page in each.dashboards],
        "api_spec": each.api_spec,
        "health_check": each.health_check,
        "vendors": each.vendors,
        "experts": [(expert.person, expert.why) for expert in each.experts],
        "part_of": each.part_of,
        "facts": each.facts,
        AT: each.places,
        "by_hand": [(s.field, s.value, s.by, ms(s.at), s.how, s.declared) for s in each.by_hand],
    }
    return {name: value for name, value in found.items() if value}


def _json(**details: object) -> str:
    return json.dumps(details, ensure_ascii=False, separators=(",", ":"))
