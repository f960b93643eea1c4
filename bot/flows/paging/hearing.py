"""What PagerDuty tells of its incidents by webhook: each event once, in whatever order they come."""

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection

from bot.flows.paging import watching
from bot.flows.paging.happening import keep
from bot.ports import Bot, By, PagerEntry
from store import page as rows


@dataclass(frozen=True, slots=True)
class Heard:
    """One event: of which incident (its id, its key), and what happened; None: nothing for a page."""

    incident: str
    key: str
    entry: PagerEntry | None = None


async def hear(bot: Bot, by: By, heard: Heard) -> None:
    """Keep what was told of one of our pages; of other incidents nothing is kept."""
    await bot.rows.settle(by.receipt, _hear, heard, bot.clock.now())
    bot.wake()


def _hear(db: Connection, heard: Heard, now: datetime) -> None:
    page = rows.by_vendor(db, heard.incident, heard.key)
    if page is None or heard.entry is None:
        return
    if not page.vendor:
        rows.deliver(db, page.id, heard.incident, page.url)
    keep(db, page, watching.entries(db, page, [heard.entry]), now)
