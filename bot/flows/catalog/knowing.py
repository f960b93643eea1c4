"""Who knows a service, from what the store holds."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from sqlite3 import Connection

from bot.domain.catalog import Known, Person, Service
from bot.domain.experts import Evidence, Kind, known
from bot.flows.remembered import Remembered
from bot.ports import Rows
from store import catalog
from store.change import contributors
from store.incident import leads_of

LATELY = timedelta(days=90)
"""How long who writes and reviews is taken to know a service."""
HOLDS = 600
"""Seconds for which an answer is remembered: knowing a service takes longer than that."""
_KNOWN: Remembered[tuple[Service, tuple[Known, ...]]] = Remembered(1024)


def remembered(db: Connection, rows: Rows, service: Service, now: datetime) -> tuple[Known, ...]:
    """As `knows`, but as it was some minutes ago."""
    generation = int(now.timestamp()) // HOLDS
    kept = _KNOWN.get(rows, generation, service.id)
    if kept and kept[0] is service:
        return kept[1]
    return _KNOWN.keep(rows, generation, service.id, (service, knows(db, service, now)))[1]


def knows(db: Connection, service: Service, now: datetime, but: str = "") -> tuple[Known, ...]:
    """Who knows a service, best first; `but` is an incident that does not count: the one at hand."""
    found = (*_declared(db, service), *_led(db, service, but), *_worked(db, service, now))
    return known(each for each in found if each.person.gone_at is None)


def _declared(db: Connection, service: Service) -> Iterator[Evidence]:
    reasons = {each.person: each.why for each in service.experts}
    for person in catalog.people(db, reasons) if reasons else ():
        yield Evidence(person, Kind.DECLARED, why=reasons[person.id])


def _led(db: Connection, service: Service, but: str) -> Iterator[Evidence]:
    for slack, count, at in leads_of(db, service.id, but):
        person = catalog.person_by_slack(db, slack) or Person("", slack, slack=slack)
        yield Evidence(person, Kind.LED, count, at)


def _worked(db: Connection, service: Service, now: datetime) -> Iterator[Evidence]:
    """Who wrote and reviewed what was merged lately, of its folders where it has some."""
    for each in contributors(db, service.code, now - LATELY) if service.code else ():
        person = catalog.person_by_github(db, each.login) or Person("", each.login, github=each.login)
        if each.wrote:
            yield Evidence(person, Kind.WROTE, each.wrote, each.last_wrote)
        if each.reviewed:
            yield Evidence(person, Kind.REVIEWED, each.reviewed, each.last_reviewed)
