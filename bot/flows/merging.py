"""Two incidents that are one: the one is a part of the other from then on, and its people are shown there."""

from sqlite3 import Connection

from bot.blocks import incident as blocks
from bot.blocks.incident import merging as shown
from bot.domain.incident import Incident, Kind
from bot.domain.incident import merge as rule
from bot.domain.refusal import Refusal
from bot.flows import effects
from bot.flows.recording import log
from bot.flows.refreshing import refresh
from bot.ports import Ask, Bot, Reply
from store import incident as rows
from store import outbox
from store import telling as told
from store.incident import ties


async def merge(bot: Bot, ask: Ask, incident: Incident, into: str) -> Reply:
    """Make an incident a part of another. Raises Refusal where there is no such other, or one is over."""
    target = await bot.rows.settle(ask.key, _merge, incident.id, ask, into)
    bot.wake()
    return shown.merged(incident, target)


def _merge(db: Connection, id: str, ask: Ask, into: str) -> Incident:
    target = rows.get(db, into)
    if target is None:
        raise Refusal(f"There is no {into}; nothing was merged. /inc list shows the open ones.")
    incident = rows.change(db, id, lambda found: rule(found, target), ask.person, ask.via)
    ties.merge(db, id, into, ask.person, ask.at)
    told.forget(db, id)
    log(db, incident, ask.by, Kind.MERGED, f"merged into {into}: {target.title}")
    log(db, target, ask.by, Kind.MERGED, f"{id} merged into this one: {incident.title}")
    outbox.add(db, effects.say(incident, *shown.left(incident, target, ask.person)), ask.at)
    outbox.add(db, effects.topic(incident, blocks.topic(incident, target)), ask.at)
    outbox.add(db, effects.say(target, *shown.came(incident, target, ask.person)), ask.at)
    people = list(dict.fromkeys(each for each in (incident.lead, incident.declared_by) if each))
    outbox.add(db, effects.invite(target, people, f"merged:{id}"), ask.at)
    _take_services(db, incident, target, ask)
    refresh(db, id, ask.at)
    refresh(db, into, ask.at, vendors=True)
    return target


def part(db: Connection, incident: Incident, ask: Ask) -> None:
    """In a transaction: what moves is one of its own again, and the other hears of it."""
    target = rows.get(db, ties.merged_into(db, incident.id))
    if target is None:
        return
    ties.part(db, incident.id)
    log(db, target, ask.by, Kind.MERGED, f"{incident.id} is one of its own again: {incident.title}")
    outbox.add(db, effects.say(target, *shown.parted(incident, target, ask.person)), ask.at)
    refresh(db, target.id, ask.at)


def _take_services(db: Connection, incident: Incident, target: Incident, ask: Ask) -> None:
    """What the one was about the other is about too."""
    held = ties.services(db, target.id)
    brought = [each for each in (incident.service, *ties.services(db, incident.id)) if each]
    further = [*held, *(each for each in brought if each != target.service)]
    ties.set_services(db, target.id, further, ask.person, ask.at)
