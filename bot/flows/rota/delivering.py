"""Bringing a change of a schedule to PagerDuty: once, looked for where it may have come through already."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Any

from bot.blocks.rota import delivering as blocks
from bot.domain.effect import Effect, EffectKind, Pending
from bot.domain.refusal import Refusal
from bot.flows.rota.meant import same_turn, turn_of, wanted_of
from bot.flows.rota.people import paged
from bot.flows.rota.previewing import WEEKS
from bot.ports import Bot, Pager, Rejected, Reply, Unreachable
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
    if uncertain and (same := await _same(pager, change, api)):
        return {"vendor": same[0]}
    (outcome,) = await pager.add_overrides(change.schedule, api, [turn_of(change)])
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
    turn = turn_of(change)
    there = await pager.overrides(change.schedule, api, turn.start, turn.end)
    return [each.id for each in there if same_turn(each, turn)]


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


def given_up(db: Connection, pending: Pending, why: str, now: datetime) -> None:
    """It is tried no more: who made it hears so, also where an attempt may have come through."""
    change = rows.change(db, str(pending.effect.body["change"]))
    if change and _ended(db, change, {"refused": why}, now):
        found = rows.pager_schedule(db, change.schedule)
        unheard = blocks.unheard(_what(db, change), why, found.url if found else "")
        _tell(db, change, unheard if pending.uncertain else blocks.refused(_what(db, change), why), now)


def delivered(db: Connection, effect: Effect, result: Mapping[str, Any], now: datetime) -> None:
    """It is in PagerDuty, or refused; PagerDuty is read again, and whoever waited hears of it."""
    change = rows.change(db, str(effect.body["change"]))
    if change is None or not _ended(db, change, result, now):
        return
    if why := str(result.get("refused") or ""):
        _tell(db, change, blocks.refused(_what(db, change), why), now)
    elif now - change.at > LATE:
        _tell(db, change, blocks.there(_what(db, change), change.at), now)


def _ended(db: Connection, change: rows.RotaChange, result: Mapping[str, Any], now: datetime) -> bool:
    """Whether it has waited until now; PagerDuty is read again."""
    vendor, why = (str(result.get(name) or "") for name in ("vendor", "refused"))
    ended = rows.end_change(db, change.id, vendor=vendor, why=why)
    if ended:
        jobs.move(db, "every:sync", now)
    return ended


def _tell(db: Connection, change: rows.RotaChange, said: Reply, now: datetime) -> None:
    body = {"text": said.text}
    outbox.add(db, Effect(f"{change.id}:told", EffectKind.DIRECT, person=change.by, body=body), now)


def _what(db: Connection, change: rows.RotaChange) -> str:
    """A change in a few words of mrkdwn: whose, in which schedule, when."""
    found = rows.pager_schedule(db, change.schedule)
    title = found.name if found else change.schedule
    if change.kind == "layers":
        return blocks.edit(title)
    made = rows.change(db, str(change.body.get("change") or "")) or change
    turn = turn_of(made)
    words = blocks.override if change.kind == "override" else blocks.removal
    return words(paged(db, turn.user).name, title, (turn.start, turn.end))
