"""A page in flight is looked at: at PagerDuty every 5 s, in Slack when a level's time is over."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Any

from bot.domain.page import Entry, Happened, Page, State, Way, Who, level_of
from bot.flows.paging import ladder, telling
from bot.flows.paging.happening import keep
from bot.flows.paging.people import who_is
from bot.ports import Bot, PagerEntry, Rejected, Unreachable
from store import page as rows

PATIENCE = timedelta(seconds=20)
"""How long PagerDuty may be silent before we call people in Slack as well."""
LONGEST = timedelta(hours=4)


async def watch(bot: Bot, body: Mapping[str, Any]) -> None:
    """One look at a page; the next one is planned in the same transaction, until somebody has answered."""
    page = bot.rows.read(rows.get, str(body["page"]))
    if page is None or page.state is not State.CALLING:
        return
    told, trouble = await _asked(bot, page)
    await bot.rows.run(_look, page, told, trouble, bot.clock.now())
    bot.wake()


async def _asked(bot: Bot, page: Page) -> tuple[Sequence[PagerEntry], str]:
    """What PagerDuty tells of a page, and what is wrong with asking."""
    if not page.vendor or bot.pager is None:
        return (), ""
    try:
        return await bot.pager.page_entries(page.vendor), ""
    except (Unreachable, Rejected) as trouble:
        return (), str(trouble)


def _look(db: Connection, known: Page, told: Sequence[PagerEntry], trouble: str, now: datetime) -> None:
    page = rows.get(db, known.id) or known
    keep(db, page, entries(db, page, told), now)
    page = rows.get(db, page.id) or page
    if page.state is not State.CALLING:
        return
    instead = any(each.kind is Happened.INSTEAD for each in rows.entries_of(db, page.id))
    silent = page.way is not Way.SLACK and not page.vendor and now - page.at >= PATIENCE
    if silent and not instead:
        instead = True
        rows.record(db, page.id, [Entry("instead", Happened.INSTEAD, now, note=trouble)])
    if page.way is Way.SLACK or instead:
        ladder.climb(db, page, now)
    if page.way is not Way.SLACK and now - page.at < LONGEST:
        ladder.poll(db, page, now)
    if page.way is Way.SLACK or instead:
        telling.show(db, rows.get(db, page.id) or page, now)


def entries(db: Connection, page: Page, told: Iterable[PagerEntry]) -> list[Entry]:
    """What PagerDuty tells, in our words; one entry for each person."""
    found = []
    for each in told:
        kind = Happened(each.kind)
        people: list[Who | None] = [who_is(db, page, id) for id in each.people]
        for n, who in enumerate(people or [None]):
            level = level_of(page, who) if who else 0
            found.append(Entry(f"{each.id}:{n}", kind, each.at, who, level))
    return found
