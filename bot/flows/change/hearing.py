"""Hearing the forge: what it tells by webhook is kept at once, and read again where there is more."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from sqlite3 import Connection

from bot.domain.catalog import Service
from bot.domain.change import folded
from bot.domain.forge import Told
from bot.flows.refreshing import refresh as refresh_card
from bot.ports import Bot, By
from store import catalog, jobs
from store import change as kept
from store import incident as incidents

SOON, GAP = timedelta(seconds=2), timedelta(seconds=30)
"""What is told in a burst is read once, and a busy repository is not read at every push."""


async def hear(bot: Bot, by: By, told: Told) -> None:
    """Keep what the forge told; a repository that the catalog does not have is not looked at."""
    await bot.rows.settle(by.receipt, _hear, told, bot.clock.now())
    bot.wake()


def _hear(db: Connection, told: Told, now: datetime) -> None:
    services = catalog.by_repository(db, told.repository) if told.repository else ()
    kept.hear(db, ["", told.repository] if services else [""], now)
    if not services:
        return
    kept.keep(db, told.changes)
    if told.look:
        key = folded(told.repository)
        before = kept.readings(db, [key]).get(key)
        due = max(now + SOON, before.tried_at + GAP) if before else now + SOON
        jobs.request(db, f"look:{key}", "look", {"repository": told.repository}, due)
    if told.changes:
        _refresh_cards(db, services, now)


def _refresh_cards(db: Connection, services: Iterable[Service], now: datetime) -> None:
    """The cards of open incidents show the changes of their service and of what it needs."""
    changed = {each.id for each in services}
    for incident in incidents.open_ones(db):
        shown = {incident.service, *(each.id for each in catalog.dependencies(db, incident.service))}
        if shown & changed:
            refresh_card(db, incident.id, now)
