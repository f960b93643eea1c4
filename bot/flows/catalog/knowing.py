"""Who knows a service, from what the store holds."""

from collections.abc import Iterator
from sqlite3 import Connection

from bot.domain.catalog import Known, Person, Service
from bot.domain.experts import Evidence, Kind, known
from store import catalog
from store.incident import leads_of


def knows(db: Connection, service: Service, but: str = "") -> tuple[Known, ...]:
    """Who knows a service, best first; `but` is an incident that does not count: the one at hand."""
    return known(_evidence(db, service, but))


def _evidence(db: Connection, service: Service, but: str) -> Iterator[Evidence]:
    declared = {each.person: each.why for each in service.experts}
    for person in catalog.people(db, declared):
        if person.gone_at is None:
            yield Evidence(person, Kind.DECLARED, why=declared[person.id])
    for slack, count, at in leads_of(db, service.id, but):
        person = catalog.person_by_slack(db, slack) or Person("", slack, slack=slack)
        if person.gone_at is None:
            yield Evidence(person, Kind.LED, count, at)
