"""Bringing in what PagerDuty says of who is on call."""

import logging
from dataclasses import dataclass

from bot.ports import Bot, Rejected, Unreachable
from store import rota as rows_of

log = logging.getLogger("tocsin.pagerduty")


@dataclass(frozen=True, slots=True)
class SyncReport:
    """How a sync went: ok, empty (nothing was deleted), failed (`error` says why), or off."""

    outcome: str
    services: int = 0
    people: int = 0
    spans: int = 0
    error: str = ""


async def freshen(bot: Bot) -> SyncReport | None:
    """Sync what is older than the house allows; None where it is fresh, or where another sync just began.

    Of two who ask at once, one makes the request.
    """
    if bot.pager is None:
        return SyncReport("off")
    now = bot.clock.now()
    claimed = await bot.rows.run(rows_of.claim_sync, now, now - bot.house.refresh_after)
    return await sync_pagerduty(bot) if claimed else None


async def sync_pagerduty(bot: Bot) -> SyncReport:
    """Read PagerDuty whole and keep it; a failure is noted and leaves what is known."""
    if bot.pager is None:
        return SyncReport("off")
    try:
        snapshot = await bot.pager.snapshot()
    except (Unreachable, Rejected) as trouble:
        return await _failed(bot, str(trouble))
    before = await bot.rows.run(rows_of.save_snapshot, snapshot, bot.clock.now())
    if before and before.failing_since:
        log.info("PagerDuty answers again, after %s", bot.clock.now() - before.failing_since)
    whole = bool(snapshot.services and snapshot.people)
    counts = (len(snapshot.services), len(snapshot.people), len(snapshot.spans))
    return SyncReport("ok" if whole else "empty", *counts)


async def _failed(bot: Bot, error: str) -> SyncReport:
    before = await bot.rows.run(rows_of.note_failure, error, bot.clock.now())
    if before is None or before.failing_since is None:
        log.warning("PagerDuty does not answer; on-call answers stay as last learned: %s", error)
    return SyncReport("failed", error=error)
