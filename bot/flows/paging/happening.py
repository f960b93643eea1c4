"""What happens to a page is kept once, shown in its message, and put on the incident's record."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from sqlite3 import Connection

from bot.blocks import page as blocks
from bot.domain import page as rules
from bot.domain.incident import Kind
from bot.domain.page import Entry, Page, State
from bot.flows.paging import telling
from bot.flows.recording import log
from bot.flows.refreshing import refresh
from bot.ports import By
from store import incident as incidents
from store import jobs
from store import page as rows


def keep(db: Connection, page: Page, entries: Iterable[Entry], now: datetime) -> bool:
    """Keep what happened, as far as it is new, and show it. Whether anything was new.

    The first answer acknowledges the incident; that nobody is left to call is said in a message of its own.
    """
    before = rows.entries_of(db, page.id)
    if not rows.record(db, page.id, entries):
        return False
    after = rows.entries_of(db, page.id)
    first = rules.answer(after)
    if first and not rules.answer(before):
        _acknowledged(db, page, first, now)
    if rules.state(after) is State.UNANSWERED and rules.state(before) is not State.UNANSWERED:
        _unanswered(db, page, now)
    if rules.state(after) is not State.CALLING:
        jobs.forget(db, f"page:{page.id}:")
    telling.show(db, rows.get(db, page.id) or page, now)
    return True


def _acknowledged(db: Connection, page: Page, first: Entry, now: datetime) -> None:
    who = first.who
    name = who.name if who else "Somebody"
    by = By((who.slack or who.name) if who else page.by, first.at, "page")
    after = blocks.lasted(first.at - page.at)
    if page.incident:
        found = incidents.change(
            db,
            page.incident,
            lambda found: replace(found, stamps={"acknowledged": first.at, **found.stamps}),
            by.person,
            by.via,
        )
        log(db, found, by, Kind.PAGE, f"{name} acknowledged the page for {page.about} after {after}")
        refresh(db, page.incident, now)


def _unanswered(db: Connection, page: Page, now: datetime) -> None:
    telling.say(db, page, blocks.nobody(page), now)
    found = incidents.get(db, page.incident) if page.incident else None
    if found:
        log(db, found, By(page.by, now, "page"), Kind.PAGE, f"nobody answered the page for {page.about}")
