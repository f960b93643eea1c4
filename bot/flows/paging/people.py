"""Who a PagerDuty user is to a page."""

from sqlite3 import Connection

from bot.domain.page import Page, Who, everybody
from bot.flows.rota.people import paged


def who_is(db: Connection, page: Page, pager: str) -> Who:
    """The person of that PagerDuty id: as the page knows them, else as the catalog and PagerDuty do."""
    known = next((each for each in everybody(page) if each.pager == pager), None)
    if known:
        return known
    person = paged(db, pager)
    return Who(person.name, person.slack, person.phone, pager)
