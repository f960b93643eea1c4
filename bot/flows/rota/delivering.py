"""Bringing a change of a schedule to PagerDuty: once, looked for where it may have come through already."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Any

from bot.blocks.kit import escape, when
from bot.domain.effect import Effect, EffectKind, Pending
from bot.domain.refusal import Refusal
from bot.domain.schedule import PagerTurn
from bot.flows.rota.previewing import WEEKS, wanted_of
from bot.ports import Bot, Pager, Rejected, Unreachable
from store import jobs, outbox
from store import rota as rows

LATE = timedelta(seconds=60)
"""After so long whoever made the change no longer looks at it: they are told that it came through."""
LOCKED = ("401", "403")
"""PagerDuty does not let us in: somebody will mend the key, and the change is as good then."""


async def deliver(bot: Bot, pending: Pending) -> Mapping[str, Any]:
    """Have PagerDuty take a change. What it refuses for good is told as `refused`."""
    try:
        return await _deliver(bot, pending)
    except Rejected as refused:
        if refused.code in LOCKED:
            raise Unreachable(str(refused)) from None
        raise


async def _deliver(bot: Bot, pending: Pending) -> Mapping[str, Any]:
    change = bot.rows.read(rows.change, str(pending.effect.body["change"]))
    if change is None or change.state != "waiting":
        return {}
    found = bot.rows.read(rows.pager_schedule, change.schedule)
    if bot.pager is None or found is None:
        raise Rejected("off", "PagerDuty is off, or no longer lists the schedule")
    if change.kind == "override":
        return await _override(bot.pager, change, found.api, uncertain=pending.uncertain)
    if change.kind == "remove":
        return await _remove(bot, bot.pager, change, found.api)
    return await _layers(bot.pager, change, bot.clock.now())


async def _override(pager: Pager, change: rows.RotaChange, api: str, *, uncertain: bool) -> Mapping[str, Any]:
    start, end = (datetime.fromisoformat(change.body[name]) for name in ("start", "end"))
    turn = PagerTurn(str(change.body["user"]), start, end)
    if uncertain and (same := await _same(pager, change, api)):
        return {"vendor": same[0]}
    (outcome,) = await pager.add_overrides(change.schedule, api, [turn])
    return {"refused": outcome.why} if outcome.why else {"vendor": outcome.id}


async def _remove(bot: Bot, pager: Pager, change: rows.RotaChange, api: str) -> Mapping[str, Any]:
    made = bot.rows.read(rows.change, str(change.body.get("change") or ""))
    if made is not None:
        ids = [made.vendor] if made.vendor else []
    else:
        ids = await _same(pager, change, api)
    for id in ids:
        await pager.remove_override(change.schedule, api, id)
    return {}


async def _same(pager: Pager, change: rows.RotaChange, api: str) -> list[str]:
    """The ids of the overrides in PagerDuty that are just so: this person, from then to then."""
    start, end = (datetime.fromisoformat(change.body[name]) for name in ("start", "end"))
    there = await pager.overrides(change.schedule, api, start, end)
    return [
        each.id for each in there if (each.user, each.start, each.end) == (change.body["user"], start, end)
    ]


async def _layers(pager: Pager, change: rows.RotaChange, now: datetime) -> Mapping[str, Any]:
    """Previewed by PagerDuty first: whoever would be on call now must be whom we mean."""
    plan = await pager.plan(change.schedule, "v2", now, now + WEEKS)
    try:
        wanted = wanted_of(plan, change.body["layers"], change.body["users"], now)
    except Refusal as refusal:
        return {"refused": refusal.text}
    if wanted == plan:
        return {}
    await pager.preview(wanted, now, now + WEEKS)
    await pager.save_plan(wanted)
    return {}


def given_up(db: Connection, effect: Effect, why: str, now: datetime) -> None:
    """PagerDuty did not take it for as long as it is tried: it waits no more, and who made it hears so."""
    delivered(db, effect, {"refused": why}, now)


def delivered(db: Connection, effect: Effect, result: Mapping[str, Any], now: datetime) -> None:
    """It is in PagerDuty, or refused; PagerDuty is read again, and whoever waited hears of it."""
    change = rows.change(db, str(effect.body["change"]))
    if change is None:
        return
    why = str(result.get("refused") or "")
    if not rows.end_change(db, change.id, vendor=str(result.get("vendor") or ""), why=why):
        return
    jobs.move(db, "every:sync", now)
    if why:
        text = (
            f"PagerDuty did not take your change of the schedule: {escape(why, 500)}. Nothing was changed "
            "there: make it again once the cause is gone."
        )
    elif now - change.at > LATE:
        text = f"Your change of {when(change.at)} is in PagerDuty now."
    else:
        return
    told = Effect(f"{change.id}:told", EffectKind.DIRECT, person=change.by, body={"text": text})
    outbox.add(db, told, now)
