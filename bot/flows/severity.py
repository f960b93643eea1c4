"""Another severity: what it means, what changes now, and a way back for a minute."""

from dataclasses import replace
from datetime import datetime
from sqlite3 import Connection

from bot.blocks.incident import telling as blocks
from bot.blocks.incident import topic
from bot.domain.incident import Incident, Kind
from bot.domain.refusal import Refusal
from bot.domain.telling import UNDO, what_changes
from bot.flows import effects
from bot.flows.recording import log
from bot.flows.refreshing import refresh
from bot.ports import Ask, Bot, Reply
from store import incident as rows
from store import outbox


def show(bot: Bot, incident: Incident) -> Reply:
    """The definitions."""
    return blocks.severities(bot.house, incident)


async def set_severity(bot: Bot, ask: Ask, incident: Incident, number: int) -> Reply:
    """Change the severity; a rise is a new message. Raises Refusal for one the house has not, or the same."""
    if bot.house.severity(number) is None:
        known = ", ".join(f"SEV{each.number}" for each in bot.house.severities)
        raise Refusal(f"There is no SEV{number}; this house has {known}.")
    before = await bot.rows.settle(ask.key, set_in, bot, ask, incident.id, number)
    bot.wake()
    meaning = what_changes(bot.house, before, number)
    return blocks.severity_set(replace(incident, severity=number), before, meaning)


def set_in(db: Connection, bot: Bot, ask: Ask, id: str, number: int) -> int:
    """In a transaction: the other severity; returns the one before. Raises Refusal for the same one."""
    found = rows.get(db, id)
    before = found.severity if found else 0
    incident = rows.change(db, id, lambda found: _changed(found, number), ask.person, ask.via)
    log(db, incident, ask.by, Kind.SEVERITY, f"SEV{before} → SEV{number}")
    if number < before:
        text, shown = blocks.severity(incident, before, what_changes(bot.house, before, number), ask.person)
        outbox.add(db, effects.say(incident, text, shown), ask.at)
    outbox.add(db, effects.topic(incident, topic(incident)), ask.at)
    refresh(db, id, ask.at)
    return before


def _changed(incident: Incident, number: int) -> Incident:
    if incident.severity == number:
        raise Refusal(f"{incident.id} is SEV{number} already.")
    return replace(incident, severity=number)


async def undo(bot: Bot, ask: Ask, incident: Incident, before: int, after: int) -> Reply:
    """Take a change of severity back, for a minute and while nobody has changed it again. Raises Refusal."""
    events = [each for each in bot.rows.read(rows.events, incident.id) if each.kind is Kind.SEVERITY]
    if not events or not _may_undo(events[-1].at, ask.at):
        raise Refusal(f"Undo works for a minute. /inc sev {before} changes {incident.id} back.")
    if incident.severity != after or events[-1].text != f"SEV{before} → SEV{after}":
        raise Refusal(f"Somebody has changed {incident.id} since: it is SEV{incident.severity}.")
    await bot.rows.settle(ask.key, set_in, bot, ask, incident.id, before)
    bot.wake()
    return Reply(f"Taken back: *{incident.id}* is SEV{before} again.", replace=True)


def _may_undo(changed: datetime, now: datetime) -> bool:
    return now - changed <= UNDO
