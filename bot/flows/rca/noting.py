"""What is added to a section from elsewhere: `/rca note`, a message by shortcut; and its address in Slack."""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Connection
from typing import Any

from bot.domain.audit import Entry
from bot.domain.incident import Incident
from bot.domain.rca.notes import tagged
from bot.domain.rca.plan import of
from bot.domain.rca.tags import SECTIONS
from bot.domain.rca.written import Addition
from bot.domain.refusal import Refusal
from bot.flows import refreshing
from bot.ports import Ask, Bot, Rejected
from store import audit, followup, jobs
from store import incident as incidents
from store.rca import additions, whys

ELSE = "material"
"""The section of a note that says none."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message that somebody chose: where it is, whose, what it says."""

    channel: str
    ts: str
    person: str
    text: str

    @property
    def at(self) -> datetime:
        """When it was posted."""
        return datetime.fromtimestamp(float(self.ts), UTC)

    @property
    def source(self) -> str:
        """Its mark, so that it is taken once."""
        return f"message:{self.channel}:{self.ts}"


async def note(bot: Bot, ask: Ask, incident: Incident, text: str) -> Addition:
    """Keep a sentence for the section that it says (`went well: …`), else among the material.

    Raises Refusal for one without words.
    """
    if not text.strip():
        raise Refusal("A note needs words: /rca note went well: the roll-back took two minutes")
    section, rest = tagged(text.strip())
    place = SECTIONS.get(section, section) or ELSE
    added = Addition(secrets.token_hex(4), place, rest, ask.person, ask.at, by=ask.person)
    await bot.rows.settle(ask.key, _add, incident.id, ask, added)
    bot.wake()
    return added


async def add(bot: Bot, ask: Ask, incident: Incident, chosen: tuple[Message, str]) -> Addition | None:
    """Put a message into a section at its own time; None where it is there already."""
    message, section = chosen
    text = message.text.strip() or "(a message without text)"
    added = Addition(
        key=secrets.token_hex(4),
        section=section,
        text=text,
        person=message.person,
        at=message.at,
        source=message.source,
        by=ask.person,
    )
    fresh = await bot.rows.settle(ask.key, _add, incident.id, ask, added)
    bot.wake()
    return added if fresh else None


def _add(db: Connection, id: str, ask: Ask, added: Addition) -> bool:
    if not additions.add(db, id, added):
        return False
    said = f"added to “{of(added.section).title}”"
    detail = {"section": added.section, "addition": added.key, "text": said}
    audit.add(db, Entry(ask.person, "rca.added", id, ask.at, ask.via, detail))
    _, _, place = added.source.partition(":")
    channel, _, ts = place.partition(":") if place else (ask.channel, "", ask.ts)
    if ts:
        want_link(db, id, ("addition", added.key), (channel, ts), ask.at)
    refreshing.renew(db, id, ask.at)
    return True


async def place(bot: Bot, ask: Ask, incident: Incident, key: str, section: str) -> Addition:
    """Put an addition into another section. Raises Refusal where it is gone."""
    found = await bot.rows.settle(ask.key, _place, incident.id, ask, key, section)
    bot.wake()
    return found


def _place(db: Connection, id: str, ask: Ask, key: str, section: str) -> Addition:
    found = additions.place(db, key, section)
    if found is None:
        raise Refusal("That note was taken away; /rca note <text> adds it again.")
    detail = {"section": section, "addition": key, "text": f"moved a note to “{of(section).title}”"}
    audit.add(db, Entry(ask.person, "rca.moved", id, ask.at, ask.via, detail))
    refreshing.renew(db, id, ask.at)
    return found


async def drop(bot: Bot, ask: Ask, incident: Incident, key: str) -> bool:
    """Take an addition away; False where it is gone already."""
    gone = await bot.rows.settle(ask.key, _drop, incident.id, ask, key)
    bot.wake()
    return gone


def _drop(db: Connection, id: str, ask: Ask, key: str) -> bool:
    if not additions.drop(db, id, key):
        return False
    detail = {"addition": key, "text": "took a note away"}
    audit.add(db, Entry(ask.person, "rca.dropped", id, ask.at, ask.via, detail))
    refreshing.renew(db, id, ask.at)
    return True


def incidents_for(bot: Bot, channel: str) -> tuple[Incident, ...]:
    """The incidents that a message may belong to: its channel's first, then the newest."""
    return bot.rows.read(_incidents_for, channel)


def _incidents_for(db: Connection, channel: str) -> tuple[Incident, ...]:
    here = incidents.by_channel(db, channel)
    newest = incidents.newest(db)
    return tuple({each.id: each for each in (*((here,) if here else ()), *newest)}.values())


def want_link(
    db: Connection, incident: str, about: tuple[str, str], message: tuple[str, str], now: datetime
) -> None:
    """Have the address of a message (channel, ts) found for something (what, key)."""
    what, key = about
    body = {"what": what, "key": key, "incident": incident, "channel": message[0], "ts": message[1]}
    jobs.schedule(db, f"link:{what}:{key}", "link", body, now)


async def link(bot: Bot, body: Mapping[str, Any]) -> None:
    """Find the address of a message and keep it; a message that Slack does not show us has none."""
    with suppress(Rejected):
        found = await bot.chat.permalink(str(body["channel"]), str(body["ts"]))
        await bot.rows.run(_link, body, found, bot.clock.now())
        bot.wake()


def _link(db: Connection, body: Mapping[str, Any], link: str, now: datetime) -> None:
    key = str(body["key"])
    match body["what"]:
        case "why":
            whys.link(db, key, link)
        case "addition":
            additions.link(db, key, link)
        case "follow-up":
            followup.link(db, int(key), link)
    refreshing.renew(db, str(body["incident"]), now)
