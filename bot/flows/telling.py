"""Telling people: updates that are always a new message, and reminding the lead of the next one."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Any

from bot.blocks.incident import telling as blocks
from bot.blocks.kit import when
from bot.domain.effect import Effect, EffectKind
from bot.domain.incident import Incident, Kind, Status, move
from bot.domain.refusal import Refusal
from bot.domain.telling import SNOOZE, Reminder, Update, delay, is_due, next_update
from bot.flows import effects
from bot.flows.recording import log
from bot.flows.refreshing import refresh, share
from bot.ports import Ask, Bot, Reply
from store import incident as rows
from store import jobs, outbox
from store import telling as told


@dataclass(frozen=True, slots=True)
class Telling:
    """What a person says to the others. `next_in`: "20m", "none", or "" for the severity's own interval."""

    text: str
    status: str = ""
    severity: int = 0
    next_in: str = ""


async def tell(bot: Bot, ask: Ask, incident: Incident, said: Telling) -> Reply:
    """Post an update, with what it changes of status and severity; the next one is promised with it.

    Raises Refusal for an update without words, a severity the house has not, a move there is not.
    """
    if not said.text.strip():
        raise Refusal("An update needs words: /inc update card payments work again in Europe")
    if said.severity and bot.house.severity(said.severity) is None:
        raise Refusal(f"This house has no SEV{said.severity}; /inc sev shows those it has.")
    update = await bot.rows.settle(ask.key, _tell, bot, ask, incident.id, said)
    bot.wake()
    due = f" The next one is due {when(update.next_at, '{time}')}." if update.next_at else ""
    return Reply(f"People were told on *{incident.id}*.{due}")


def _tell(db: Connection, bot: Bot, ask: Ask, id: str, said: Telling) -> Update:
    incident = rows.change(db, id, lambda found: _changed(found, said, ask.at), ask.person, ask.via)
    next_at = _promised(bot, incident, said, ask.at)
    update = Update(id, ask.at, ask.person, said.text.strip(), incident.status, incident.severity, next_at)
    told.add(db, update)
    log(db, incident, ask.by, Kind.UPDATE, update.text)
    text, shown = blocks.update(update)
    outbox.add(db, effects.say(incident, text, shown), ask.at)
    _plan(db, incident, next_at, ask.person)
    refresh(db, id, ask.at)
    if incident.status is Status.RESOLVED and said.status:
        share(db, id, ask.at)
    return update


def _changed(incident: Incident, said: Telling, at: datetime) -> Incident:
    changed = replace(incident, severity=said.severity or incident.severity)
    wanted = Status(said.status) if said.status else changed.status
    return changed if wanted is changed.status else move(changed, wanted, at)


def _promised(bot: Bot, incident: Incident, said: Telling, at: datetime) -> datetime | None:
    """When the next update is due: as said, else as the severity asks; nothing for what is over."""
    if not incident.is_open or said.next_in == "none":
        return None
    wait = delay(said.next_in)
    return at + wait if wait else next_update(bot.house.severity(incident.severity), at)


def _plan(db: Connection, incident: Incident, due: datetime | None, person: str) -> None:
    """Remind the lead when it is due; what was planned before no longer counts."""
    if due is None:
        told.forget(db, incident.id)
        return
    told.remind(db, Reminder(incident.id, incident.lead or person, due))
    jobs.schedule(
        db, f"remind:{incident.id}:{secrets.token_hex(4)}", "remind", {"incident": incident.id}, due
    )


async def remind_in(bot: Bot, ask: Ask, incident: Incident, wait: timedelta) -> Reply:
    """Remind the lead (or who asks, where nobody leads) after a while. Raises Refusal when it is over."""
    if not incident.is_open:
        raise Refusal(f"{incident.id} is {incident.status}; there is nobody to remind.")
    due = ask.at + wait
    await bot.rows.settle(ask.key, _plan, incident, due, ask.person)
    whom = f"<@{incident.lead}>" if incident.lead else "you"
    return Reply(f"I remind {whom} of an update on *{incident.id}* {when(due, '{time}')}.")


async def snooze(bot: Bot, ask: Ask, incident: Incident) -> Reply:
    """Ten minutes later."""
    return replace(await remind_in(bot, ask, incident, SNOOZE), replace=True)


async def stop(bot: Bot, ask: Ask, incident: Incident) -> Reply:
    """No more reminders until the next update."""
    await bot.rows.settle(ask.key, told.forget, incident.id)
    return Reply(f"No more reminders on *{incident.id}* until somebody tells people again.", replace=True)


async def remind(bot: Bot, body: Mapping[str, Any]) -> None:
    """Ask for the update that is due, once; never while the last question is unanswered."""
    id = str(body["incident"])
    found, planned = bot.rows.read(rows.get, id), bot.rows.read(told.reminder, id)
    if found is None or planned is None or not is_due(planned, found, bot.clock.now()):
        return
    await bot.rows.run(_ask, found, planned, bot.clock.now())
    bot.wake()


def _ask(db: Connection, incident: Incident, planned: Reminder, now: datetime) -> None:
    told.remind(db, replace(planned, waiting=True))
    text, shown = blocks.reminder(incident, planned)
    body = {"text": text, "blocks": list(shown)}
    id = f"remind:{incident.id}:{int(planned.due.timestamp())}"
    whom = incident.lead or planned.person
    outbox.add(db, Effect(id, EffectKind.DIRECT, person=whom, incident=incident.id, body=body), now)
