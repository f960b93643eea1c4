"""What people do to an incident: declare it, move it, lead it, note on it, say which service it is about."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from sqlite3 import Connection

from bot.blocks import incident as blocks
from bot.blocks.kit import escape
from bot.domain.catalog import Choice, Service
from bot.domain.grammar import severity_in
from bot.domain.incident import Event, Incident, Kind, Status, move
from bot.domain.refusal import Refusal
from bot.flows import catalog, effects, merging, naming, rca
from bot.flows.recording import keep, log
from bot.flows.refreshing import refresh, share
from bot.flows.roles import brief
from bot.ports import Ask, Bot, Reply
from store import catalog as services
from store import incident as rows
from store import outbox
from store.incident import ties

LONGEST_TITLE = 200
OVERRIDE = "override"
"""How a stamp was set that a person set by hand."""
MOST_OPEN = 500
DAY = timedelta(days=1)


def here(bot: Bot, ask: Ask) -> Incident:
    """The incident whose channel it is. Raises Refusal that says which channels are yours."""
    found = bot.rows.read(rows.by_channel, ask.channel)
    if found is None:
        raise blocks.nowhere(bot.rows.read(rows.of_person, ask.person))
    return found


def is_elsewhere(bot: Bot, ask: Ask) -> bool:
    """Whether the channel is of no incident."""
    return bot.rows.read(rows.by_channel, ask.channel) is None


def in_doubt(bot: Bot, ask: Ask, about: blocks.Doubt, *, needs: bool) -> Reply:
    """Ask what was meant; where the verb `needs` an incident and this channel has none, which of theirs."""
    if not needs or not is_elsewhere(bot, ask):
        return blocks.doubt(about)
    mine = [each for each in bot.rows.read(rows.of_person, ask.person) if each.channel]
    nowhere = blocks.nowhere(mine)
    run = about.run if mine else ""
    return blocks.doubt(replace(about, where=nowhere.shown or nowhere.text, run=run, inside=mine))


def named(bot: Bot, id: str) -> Incident:
    """The incident of that id. Raises Refusal."""
    found = bot.rows.read(rows.get, id)
    if found is None:
        raise Refusal(f"There is no {id}.")
    return found


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a person gave: only the title is required; severity 0 is the house's default.

    `link` is the address of the message that says so, `seen_at` when that was posted. `channel` is the one
    that becomes the incident's, with its name; "" opens a new one.
    """

    title: str
    severity: int = 0
    service: str = ""
    note: str = ""
    link: str = ""
    seen_at: datetime | None = None
    channel: str = ""
    channel_name: str = ""


async def declare(bot: Bot, ask: Ask, given: Declaration) -> Reply:
    """Put an incident on record; its channel, card and invitations follow by themselves.

    Raises Refusal for an empty title, a severity the house has not, an unknown `service:x`.
    """
    named, title = (given.severity, given.title) if given.severity else severity_in(given.title)
    if named and bot.house.severity(named) is None:
        raise Refusal(f"There is no SEV{named}; this house has {_severities(bot)}.")
    choice, title = await _chosen(bot, ask, replace(given, title=title))
    title = " ".join(title.split())
    if not title:
        raise Refusal("An incident needs a title: what is broken? For example: /inc checkout answers 500")
    draft = Incident(
        number=0,
        title=title[:LONGEST_TITLE],
        status=Status.INVESTIGATING,
        severity=named or bot.house.default_severity,
        declared_by=ask.person,
        declared_at=ask.at,
        service=choice.service.id if choice.service else "",
        service_how=choice.how if choice.service else "",
        channel=given.channel,
        channel_name=given.channel_name,
        stamps={"detected": _detected(given, ask.at), "declared": ask.at},
    )
    incident = await bot.rows.settle(ask.key, _declare, draft, ask, given)
    bot.wake()
    said = 0 if given.severity else named
    return blocks.declared(incident, _said(choice), severity=said, here=bool(given.channel))


def _detected(given: Declaration, now: datetime) -> datetime:
    """What a message of today says was noticed when it was posted."""
    fresh = given.seen_at is not None and now - DAY < given.seen_at <= now
    return given.seen_at if fresh and given.seen_at else now


def _declare(db: Connection, draft: Incident, ask: Ask, given: Declaration) -> Incident:
    if given.channel and (standing := rows.by_channel(db, given.channel)):
        raise Refusal(f"This channel is {standing.id}'s already. /inc status shows where it stands.")
    numbered = replace(draft, number=rows.next_number(db))
    incident = rows.save(
        db, replace(numbered, channel_name=given.channel_name or channel_name(numbered)), ask.person
    )
    log(db, incident, ask.by, Kind.DECLARED, f"declared: {incident.title}")
    if given.note:
        keep(db, Event(incident.id, Kind.NOTE, ask.at, ask.person, given.note, given.link), ask.by)
    rca.keep_ready(db, incident.id, incident.service, ask.at)
    outbox.add(db, effects.open_channel(incident, ask, existing=given.channel), ask.at)
    return incident


async def _chosen(bot: Bot, ask: Ask, given: Declaration) -> tuple[Choice, str]:
    if given.service:
        found = bot.rows.read(services.service, given.service)
        if found is None:
            raise Refusal(f"The catalog has no service {given.service}.")
        return Choice(found, "named"), given.title
    return await catalog.choose(bot, given.title, ask.room)


def _said(choice: Choice) -> str:
    if choice.service is None:
        return "not clear yet, the card asks" if choice.options else ""
    how = {"guessed": " (guessed from the title, the card can change it)", "channel": " (this channel's own)"}
    return f"{escape(choice.service.title, 150)}{how.get(choice.how, '')}"


def _severities(bot: Bot) -> str:
    return ", ".join(f"SEV{severity.number}" for severity in bot.house.severities)


def channel_name(incident: Incident) -> str:
    """`inc-12-checkout-500s`: at most 80 characters, only what Slack takes."""
    plain = unicodedata.normalize("NFKD", incident.title.lower())
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    return "-".join([f"inc-{incident.number}", *words])[:72].rstrip("-")


async def set_status(bot: Bot, ask: Ask, incident: Incident, status: Status, note: str = "") -> Reply:
    """Move an incident; the channel gets a new message. Of two who do the same at once, one is told so.

    Raises Refusal where there is no such move.
    """
    reply = await bot.rows.settle(ask.key, _move, incident.id, ask, status, note)
    bot.wake()
    return reply


def _move(db: Connection, id: str, ask: Ask, status: Status, note: str) -> Reply:
    before = rows.get(db, id)
    if before is not None and before.status is status and (mover := _mover(db, id)):
        if note:
            _note(db, id, ask, note)
        return blocks.already(before, mover, ask.person, noted=bool(note))
    incident = rows.change(db, id, lambda found: move(found, status, ask.at), ask.person, ask.via)
    was = before.status if before else status
    merging.part(db, incident, ask)
    log(db, incident, ask.by, Kind.STATUS, f"{status}: {note}" if note else status.value)
    outbox.add(db, effects.say(incident, blocks.moved(incident, was, ask.person, note)), ask.at)
    outbox.add(db, effects.topic(incident, blocks.topic(incident)), ask.at)
    refresh(db, incident.id, ask.at)
    if status is Status.RESOLVED:
        share(db, id, ask.at)
    return blocks.done(incident, was)


def _mover(db: Connection, id: str) -> Event | None:
    """The last move of an incident; None where it has not moved yet."""
    return next((each for each in reversed(rows.events(db, id)) if each.kind is Kind.STATUS), None)


async def set_lead(bot: Bot, ask: Ask, incident: Incident, lead: str) -> Reply:
    """Say who leads; a new lead is a new message, and is invited. Raises Refusal where they lead already."""
    await bot.rows.settle(ask.key, lead_in, incident.id, ask, lead)
    bot.wake()
    return Reply(f"<@{lead}> leads *{incident.id}* now.")


def lead_in(db: Connection, id: str, ask: Ask, lead: str) -> Incident:
    """In a transaction: who leads now. Raises Refusal where they lead already."""
    incident = rows.change(db, id, lambda found: _taken(found, lead, ask.person, ask.at), ask.person, ask.via)
    log(db, incident, ask.by, Kind.LEAD, "leads" if lead == ask.person else f"@{lead} leads")
    outbox.add(db, effects.invite(incident, [lead], f"lead:{lead}"), ask.at)
    outbox.add(db, effects.say(incident, blocks.led(incident, ask.person)), ask.at)
    brief(db, incident, ask)
    outbox.add(db, effects.topic(incident, blocks.topic(incident)), ask.at)
    refresh(db, incident.id, ask.at)
    return incident


def _taken(incident: Incident, lead: str, by: str, at: datetime) -> Incident:
    if incident.lead == lead:
        text = f"{incident.id}: that is its lead already. /inc status shows where it stands."
        who = "You lead" if lead == by else f"<@{lead}> leads"
        raise Refusal(text, f"{who} *{incident.id}* already. `/inc status` shows where it stands.")
    return replace(incident, lead=lead, stamps={"acknowledged": at, **incident.stamps})


async def add_note(bot: Bot, ask: Ask, incident: Incident, text: str) -> Reply:
    """Put a note on the timeline."""
    if not text.strip():
        raise Refusal("A note needs words: /inc note pool is full on db-3")
    await bot.rows.settle(ask.key, _note, incident.id, ask, text.strip())
    bot.wake()
    return Reply(f"Noted on the timeline of *{incident.id}*. `/inc timeline` shows it.")


def _note(db: Connection, id: str, ask: Ask, text: str) -> None:
    incident = rows.change(db, id, lambda found: found, ask.person, ask.via)
    log(db, incident, ask.by, Kind.NOTE, text)
    refresh(db, incident.id, ask.at)


async def set_service(bot: Bot, ask: Ask, incident: Incident, service: str) -> Reply:
    """Say which service it is about; card, owner and document follow."""
    found = await bot.rows.settle(ask.key, service_in, incident.id, ask, service)
    bot.wake()
    return Reply(f"*{incident.id}* is about {escape(found.title, 150)} now; the card follows.")


def service_in(db: Connection, id: str, ask: Ask, service: str) -> Service:
    """In a transaction: which service it is about. Raises Refusal where the catalog has none of that id."""
    found = services.service(db, service)
    if found is None:
        raise Refusal(f"The catalog has no service {service}. /svc find <text> searches it.")
    incident = rows.change(
        db, id, lambda found: replace(found, service=service, service_how="named"), ask.person, ask.via
    )
    log(db, incident, ask.by, Kind.SERVICE, f"set to {found.title}")
    rca.keep_ready(db, incident.id, service, ask.at)
    refresh(db, incident.id, ask.at, vendors=True)
    return found


async def suggested(bot: Bot, ask: Ask, title: str) -> tuple[Service, ...]:
    """Services that a form may begin with: the one that the title or the channel means."""
    choice, _ = await catalog.choose(bot, title, ask.room)
    return (choice.service,) if choice.service else choice.options


def status_of(bot: Bot, incident: Incident) -> Reply:
    """Where it stands."""
    by_hand = {name: by for name, _, by, how in bot.rows.read(rows.stamps, incident.id) if how == OVERRIDE}
    into = bot.rows.read(rows.get, bot.rows.read(ties.merged_into, incident.id))
    events = _told(bot, incident)
    return blocks.status(blocks.Standing(incident, events, by_hand, into), bot.clock.now())


def timeline_of(bot: Bot, incident: Incident, end: int = 0) -> Reply:
    """What happened so far: a page of it, up to the line `end` (0: the last)."""
    return blocks.timeline(incident, _told(bot, incident), end)


def _told(bot: Bot, incident: Incident) -> Sequence[Event]:
    """Its timeline; whom our own lines name is mentioned, whom people name is only named."""
    return bot.rows.read(naming.events, incident.id, but=blocks.PEOPLE)


def list_open(bot: Bot, offset: int = 0) -> Reply:
    """All that somebody works on, from a place on."""
    return blocks.listed(bot.rows.read(rows.open_ones, MOST_OPEN), offset)
