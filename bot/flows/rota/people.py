"""Who a name in a rota or a PagerDuty user is: matched by id or address, never by a name that looks alike."""

from dataclasses import replace
from sqlite3 import Connection

from bot.domain.catalog import Person
from bot.ports import PagerPerson
from store import catalog
from store import rota as rows_of


def member(db: Connection, id: str) -> Person:
    """The member of a rota or a team; one whom the catalog does not know keeps the bare id."""
    return catalog.person(db, id) or Person(id=id, name=id)


def paged(db: Connection, id: str) -> Person:
    """The person behind a PagerDuty user id: the catalog's, completed by what PagerDuty knows of them."""
    user = rows_of.pager_person(db, id)
    known = catalog.person_by_pagerduty(db, id)
    if known is None and user and user.email:
        known = catalog.person_by_email(db, user.email)
    if known is None:
        return _stranger(id, user)
    return _completed(known, user) if user else known


def pager_id(db: Connection, person: Person) -> str:
    """The person's PagerDuty user id, "" where PagerDuty does not know them."""
    if person.pagerduty or not person.email:
        return person.pagerduty
    user = rows_of.pager_person_by_email(db, person.email)
    return user.id if user else ""


def _stranger(id: str, user: PagerPerson | None) -> Person:
    if user is None:
        return Person(id="", name=id, pagerduty=id)
    phone = user.phones[0] if user.phones else ""
    return Person("", user.name or id, user.email, pagerduty=id, timezone=user.timezone, phone=phone)


def _completed(known: Person, user: PagerPerson) -> Person:
    phone = known.phone or (user.phones[0] if user.phones else "")
    return replace(known, phone=phone, email=known.email or user.email, pagerduty=user.id)
