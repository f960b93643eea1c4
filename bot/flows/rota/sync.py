"""Bringing in what PagerDuty says of who is on call."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.syncing import Tally
from bot.ports import Bot, PagerPerson, Progress, Rejected, Unreachable
from store import rota as rows_of

log = logging.getLogger("tocsin.pagerduty")


@dataclass(frozen=True, slots=True)
class SyncReport:
    """How a sync went: ok, empty (nothing was taken away), failed (`error` says why), or off.

    `tallies`: what it did, or would do, to each noun; `strangers`: people who are nobody in the catalog.
    """

    outcome: str
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    spans: int = 0
    incidents: int = 0
    strangers: tuple[PagerPerson, ...] = ()
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


async def sync_pagerduty(bot: Bot, *, dry: bool = False, progress: Progress | None = None) -> SyncReport:
    """Read PagerDuty whole and keep it; a failure is noted and leaves what is known.

    A `dry` run says what would change, and changes nothing.
    """
    if bot.pager is None:
        return SyncReport("off")
    try:
        snapshot = await bot.pager.snapshot(progress)
    except (Unreachable, Rejected) as trouble:
        return SyncReport("failed", error=str(trouble)) if dry else await _failed(bot, str(trouble))
    now = bot.clock.now()
    tallies = await bot.rows.query(rows_of.tallies, snapshot, now)
    if not dry:
        before = await bot.rows.run(rows_of.save_snapshot, snapshot, now)
        if before and before.failing_since:
            log.info("PagerDuty answers again, after %s", now - before.failing_since)
    outcome = "ok" if snapshot.services and snapshot.people else "empty"
    strangers = await bot.rows.query(rows_of.strangers)
    return SyncReport(outcome, tallies, len(snapshot.spans), len(snapshot.incidents), strangers)


async def _failed(bot: Bot, error: str) -> SyncReport:
    before = await bot.rows.run(rows_of.note_failure, error, bot.clock.now())
    if before is None or before.failing_since is None:
        log.warning("PagerDuty does not answer; on-call answers stay as last learned: %s", error)
    return SyncReport("failed", error=error)
