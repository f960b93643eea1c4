"""Somebody answers a page: the incident is acknowledged, the message says after how long."""

from sqlite3 import Connection

from bot.blocks import page as blocks
from bot.domain import page as rules
from bot.domain.page import Entry, Happened, Page, Who
from bot.domain.refusal import Refusal
from bot.flows.paging import ladder, telling
from bot.flows.paging.happening import keep
from bot.ports import Ask, Bot, Reply
from store import catalog
from store import incident as incidents
from store import page as rows


async def acknowledge(bot: Bot, ask: Ask, id: str) -> Reply:
    """Acknowledge, from the direct message."""
    reply = await bot.rows.settle(ask.key, _answer, ask, id, Happened.ACKNOWLEDGED)
    bot.wake()
    return reply


async def decline(bot: Bot, ask: Ask, id: str) -> Reply:
    """Can't: the next one is called at once, where all of a level can't."""
    reply = await bot.rows.settle(ask.key, _answer, ask, id, Happened.DECLINED)
    bot.wake()
    return reply


def _answer(db: Connection, ask: Ask, id: str, kind: Happened) -> Reply:
    page = rows.get(db, id)
    if page is None:
        raise Refusal("That page is not on record any more.")
    before = rules.answer(rows.entries_of(db, id))
    who = _who(db, page, ask.person)
    if before is None:
        level = rules.level_of(page, who)
        keep(db, page, [Entry(f"{kind}:{ask.person}", kind, ask.at, who, level)], ask.at)
        if kind is Happened.DECLINED:
            ladder.climb(db, page, ask.at)
            telling.show(db, page, ask.at)
    incident = incidents.get(db, page.incident) if page.incident else None
    return blocks.answered(page, before, kind, incident)


def _who(db: Connection, page: Page, slack: str) -> Who:
    known = next((each for each in rules.everybody(page) if each.slack == slack), None)
    person = catalog.person_by_slack(db, slack)
    return known or Who(person.name if person else f"@{slack}", slack)
