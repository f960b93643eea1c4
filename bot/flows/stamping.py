"""Stamps set by hand: an override that says who set it; the order of the seven is kept."""

from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from sqlite3 import Connection

from bot.blocks.incident import stamps as blocks
from bot.domain import stamps as rules
from bot.domain.incident import Incident, Kind
from bot.flows.incident import OVERRIDE
from bot.flows.recording import log
from bot.flows.refreshing import refresh
from bot.ports import Ask, Bot, Reply
from store import catalog
from store import incident as rows


async def set_stamp(bot: Bot, ask: Ask, incident: Incident, name: str, text: str) -> Reply:
    """Correct a stamp. Raises Refusal for what is no time, lies ahead, or breaks the order of the seven."""
    at = read(bot, ask, text)
    before = await bot.rows.settle(ask.key, set_in, incident.id, ask, name, at)
    bot.wake()
    return blocks.was_set(incident, name, at, before)


def read(bot: Bot, ask: Ask, text: str) -> datetime:
    """The moment that a person wrote, on the clock of their own zone where the catalog knows it."""
    found = rules.moment(text, ask.at, zone_of(bot, ask.person))
    if found is None:
        raise blocks.unreadable(text)
    return found


def zone_of(bot: Bot, person: str) -> tzinfo:
    """The zone that a person's clock shows, as far as the catalog says; else UTC."""
    known = bot.rows.read(catalog.person_by_slack, person)
    return (rules.named_zone(known.timezone) if known else None) or UTC


def set_in(db: Connection, id: str, ask: Ask, name: str, at: datetime) -> datetime | None:
    """In a transaction: set the stamp, keep who did; returns what it was before. Raises Refusal."""
    found = rows.get(db, id)
    before = found.stamps.get(name) if found else None
    incident = rows.change(db, id, lambda found: _stamped(found, name, at, ask.at), ask.person, OVERRIDE)
    log(db, incident, ask.by, Kind.STAMP, blocks.line(name, at, before))
    refresh(db, id, ask.at)
    return before


def _stamped(incident: Incident, name: str, at: datetime, now: datetime) -> Incident:
    """The incident with that stamp. Raises Refusal."""
    if at > now:
        raise blocks.ahead(incident, name, at)
    if name in rules.REACHED_BY and name not in incident.stamps:
        raise blocks.not_reached(incident, name, rules.REACHED_BY[name])
    if clash := rules.clash(incident, name, at):
        raise blocks.out_of_order(incident, name, at, clash)
    return replace(incident, stamps={**incident.stamps, name: at})
