"""Handing a page to PagerDuty: once, looked for by its key where nobody knows whether it came through."""

from collections.abc import Mapping
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.domain.effect import Effect, Pending
from bot.domain.page import Entry, Happened, State
from bot.flows.paging import ladder, telling
from bot.ports import Bot, PagerIncident, PageWish, Rejected
from store import page as rows


async def call(bot: Bot, pending: Pending) -> Mapping[str, Any]:
    """Open the incident, or deliver the event; nothing where somebody has answered another way."""
    body = pending.effect.body
    page = bot.rows.read(rows.get, str(body["page"]))
    wish = PageWish(**{**body["wish"], "people": tuple(body["wish"]["people"])})
    if page is None or page.state is State.ACKNOWLEDGED:
        return {}
    if bot.pager is None:
        if bot.alarm is None:
            raise Rejected("off", "PagerDuty is off")
        await bot.alarm.deliver(wish)
        return {"delivered": True}
    found = await bot.pager.find_page(wish.key) if pending.uncertain else None
    return _told(found or await bot.pager.page(wish))


def _told(found: PagerIncident) -> Mapping[str, Any]:
    return {"vendor": found.id, "url": found.url}


def called(db: Connection, effect: Effect, result: Mapping[str, Any], now: datetime) -> None:
    """What follows: the message has a link, and whoever answers is looked for; or nobody can be."""
    page = rows.get(db, str(effect.body["page"]))
    if page is None or not result:
        return
    if result.get("delivered"):
        rows.record(db, page.id, [Entry("delivered", Happened.DELIVERED, now)])
    else:
        rows.deliver(db, page.id, str(result["vendor"]), str(result["url"]))
        ladder.poll(db, page, now)
    telling.show(db, rows.get(db, page.id) or page, now)
