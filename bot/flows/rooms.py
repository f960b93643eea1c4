"""What people do to an incident's channel: archived, deleted, Tocsin taken out, the lead gone; told once."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from sqlite3 import Connection
from typing import Any

from bot.blocks import incident as blocks
from bot.blocks.incident import rooms as shown
from bot.domain.audit import Entry
from bot.domain.effect import Effect, EffectKind
from bot.domain.incident import Incident, Kind
from bot.domain.refusal import Refusal
from bot.flows import effects
from bot.flows.refreshing import refresh
from bot.ports import Ask, Blocks, Bot, Reply
from store import audit, outbox
from store import incident as rows
from store.incident import away

ARCHIVED, DELETED, OUT = "archived", "deleted", "out"
LEADS = (Kind.LEAD, Kind.HANDOFF)


async def went(bot: Bot, ask: Ask, why: str) -> None:
    """The channel of an incident is archived or deleted, or Tocsin is not in it any more."""
    await bot.rows.settle(ask.key, _went, ask, why)
    bot.wake()


def _went(db: Connection, ask: Ask, why: str) -> None:
    """Who leads (or declared) is told what follows; of an incident that is over nobody needs to know."""
    incident = rows.by_channel(db, ask.channel)
    if incident is None or away.why(db, incident.id) in (why, DELETED):
        return
    if why == OUT and away.why(db, incident.id):
        return  # archiving takes a bot out as well: that was told
    away.mark(db, incident.id, why, ask.at)
    _note(db, incident, ask, f"channel.{why}")
    if why == DELETED:
        rows.save(db, replace(incident, channel=""))
    if incident.is_open:
        whom = incident.lead or incident.declared_by
        said = {ARCHIVED: shown.archived, DELETED: shown.deleted, OUT: shown.taken_out}[why]
        outbox.add(db, _direct(incident, ask, whom, said(incident, ask.person)), ask.at)


def _direct(incident: Incident, ask: Ask, whom: str, said: tuple[str, Blocks]) -> Effect:
    body = {"text": said[0], "blocks": list(said[1])}
    id = f"{incident.id}:room:{ask.key}"
    return Effect(id, EffectKind.DIRECT, person=whom, incident=incident.id, body=body)


def _note(db: Connection, incident: Incident, ask: Ask, what: str) -> None:
    audit.add(db, Entry(ask.person, f"incident.{what}", incident.id, ask.at, ask.via))


async def found_closed(bot: Bot, body: Mapping[str, Any]) -> None:
    """Slack refused to write there, and no event has said why: it is told without saying who did it."""
    found, now = bot.rows.read(rows.get, str(body["incident"])), bot.clock.now()
    if found is not None and found.channel and not bot.rows.read(away.why, found.id):
        ask = Ask("", found.channel, "", now, "slack", key=f"away:{secrets.token_hex(4)}")
        await bot.rows.run(_went, ask, str(body["why"]))
        bot.wake()


async def returned(bot: Bot, ask: Ask) -> None:
    """Somebody brought an archived channel back: Tocsin comes in again, and the card is true."""
    await bot.rows.settle(ask.key, _returned, ask)
    bot.wake()


def _returned(db: Connection, ask: Ask) -> None:
    incident = rows.by_channel(db, ask.channel)
    if incident is not None:
        _come_in(db, incident, ask)


async def come_back(bot: Bot, ask: Ask, incident: Incident) -> Reply:
    """`Let Tocsin back in`. Raises Refusal where there is no channel to come into."""
    if not incident.channel:
        raise Refusal(f"The channel of {incident.id} is gone; “Open a new channel” makes another one.")
    await bot.rows.settle(ask.key, _come_in, incident, ask)
    bot.wake()
    return shown.coming(incident)


def _come_in(db: Connection, incident: Incident, ask: Ask) -> None:
    away.back(db, incident.id)
    _note(db, incident, ask, "channel.joined")
    outbox.add(db, effects.join(incident, secrets.token_hex(4)), ask.at)
    outbox.add(db, effects.topic(incident, blocks.topic(incident)), ask.at)
    refresh(db, incident.id, ask.at)


async def open_anew(bot: Bot, ask: Ask, incident: Incident) -> Reply:
    """`Open a new channel`, for one that was deleted. Raises Refusal where it has one."""
    await bot.rows.settle(ask.key, _open_anew, incident.id, ask)
    bot.wake()
    return shown.opening(incident)


def _open_anew(db: Connection, id: str, ask: Ask) -> None:
    incident = rows.get(db, id)
    if incident is None or incident.channel or away.why(db, id) != DELETED:
        raise Refusal(f"{id} has its channel. /inc list leads there.")
    away.back(db, id)
    outbox.vacate(db, effects.card_slot(id))
    made = effects.open_channel(incident, ask)
    outbox.add(db, replace(made, id=f"{made.id}:{secrets.token_hex(4)}"), ask.at)


async def left(bot: Bot, ask: Ask) -> None:
    """Somebody left a channel; where they lead its incident, the others are asked once who takes over."""
    incident = bot.rows.read(rows.by_channel, ask.channel)
    if incident is None or not incident.is_open or incident.lead != ask.person:
        return
    await bot.rows.settle(ask.key, _left, incident, ask)
    bot.wake()


def _left(db: Connection, incident: Incident, ask: Ask) -> None:
    """Once for each time that somebody took the lead, however often they come and go."""
    taken = max((each.id for each in rows.events(db, incident.id) if each.kind in LEADS), default=0)
    text, shown_ = shown.lead_left(incident)
    outbox.add(db, effects.say(incident, text, shown_, once=f"left:{taken}"), ask.at)
