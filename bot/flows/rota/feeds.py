"""Calendars of shifts: an address made and shown once, ended, and read with its secret."""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Connection

from bot import calendars
from bot.blocks.rota import feeding as blocks
from bot.domain import rota
from bot.domain.audit import Entry
from bot.domain.may import Standing
from bot.domain.refusal import Refusal
from bot.domain.rota import feed as feeds
from bot.domain.rota.feed import About, Event, Feed
from bot.domain.token import digest
from bot.flows.rota import rosters
from bot.flows.rota.people import member
from bot.ports import Ask, Block, Bot, Reply
from store import audit, catalog
from store import member as members
from store.rota import feeds as rows_of

NOTED = timedelta(minutes=10)
"""How often it is noted that a calendar is read."""


@dataclass(frozen=True, slots=True)
class Read:
    """A calendar as it goes out: iCalendar, and a tag that changes with it."""

    body: bytes
    tag: str


async def shown(bot: Bot, ask: Ask, words: str, *, again: bool) -> Block:
    """The address of a calendar, made now, as a form that only the asker sees and that is kept nowhere.

    Where they have one for these shifts, its address is known no more: `again` ends it and makes another.
    """
    kind, about, title = await bot.rows.query(_meant, ask, words)
    before = await bot.rows.query(rows_of.standing, kind, about, ask.person)
    if before and not again:
        return blocks.known(title, before)
    feed, secret = feeds.make(kind, about, ask.person, ask.at)
    await bot.rows.run(_add, ask, feed)
    return blocks.address(title, f"{bot.house.public_url.rstrip('/')}/calendar/{secret}.ics")


def _meant(db: Connection, ask: Ask, words: str) -> tuple[About, str, str]:
    """Whose shifts: the team's of that name, without one the asker's own. Raises Refusal for nobody's."""
    name = words.strip()
    if name and name.lower() != "me":
        team = rosters.named(db, name)
        return About.TEAM, team.id, team.title
    person = rosters.somebody(db, ask.person)
    return About.PERSON, person.id, person.name


def _add(db: Connection, ask: Ask, feed: Feed) -> None:
    _end(db, ask, feed.kind, feed.about)
    rows_of.add(db, feed)
    audit.add(db, Entry(ask.person, "calendar.made", feed.about, ask.at, ask.via, {"kind": feed.kind.value}))


def _end(db: Connection, ask: Ask, kind: About, about: str) -> bool:
    before = rows_of.standing(db, kind, about, ask.person)
    if before:
        rows_of.revoke(db, before.id, ask.at)
        audit.add(db, Entry(ask.person, "calendar.ended", about, ask.at, ask.via, {"kind": kind.value}))
    return before is not None


async def end(bot: Bot, ask: Ask, words: str) -> Reply:
    """Nobody can read that calendar by the asker's address any more. Raises Refusal where there is none."""
    title = await bot.rows.settle(ask.key, _ended, ask, words)
    return blocks.ended(title)


def _ended(db: Connection, ask: Ask, words: str) -> str:
    kind, about, title = _meant(db, ask, words)
    if not _end(db, ask, kind, about):
        raise Refusal(f"You have no calendar address for {title}: /oncall calendar makes one.")
    return title


async def read(bot: Bot, secret: str) -> Read | None:
    """The calendar of that secret; None where there is none, or whoever made it is gone."""
    now = bot.clock.now()
    feed = await bot.rows.query(_standing, digest(secret))
    if feed is None:
        return None
    title, events, names = await bot.rows.query(_events, feed, now)
    body = await asyncio.to_thread(calendars.written, title, events, names, feed.made_at)
    if feed.used_at is None or now - feed.used_at > NOTED:
        await bot.rows.run(rows_of.used, feed.id, now)
    return Read(body, hashlib.sha256(body).hexdigest()[:32])


GONE = (Standing.GONE, Standing.STRANGER, Standing.GUEST)


def _standing(db: Connection, secret_digest: str) -> Feed | None:
    feed = rows_of.by_digest(db, secret_digest)
    if feed is None or members.get(db, feed.made_by).standing in GONE:
        return None
    return feed


def _events(db: Connection, feed: Feed, now: datetime) -> tuple[str, tuple[Event, ...], dict[str, str]]:
    kept, title = _rosters(db, feed, now)
    span = feeds.window(now)
    found = [
        event
        for each in kept
        for event in feeds.events(
            each.id, each.title, rota.shifts(each.rota, span[0] - feeds.LOOK_BACK, span[1]), span
        )
        if feed.kind is About.TEAM or event.person == feed.about
    ]
    found.sort(key=lambda each: (each.start, each.title, each.person))
    return title, tuple(found), {each.person: member(db, each.person).name for each in found}


def _rosters(db: Connection, feed: Feed, now: datetime) -> tuple[tuple[rosters.Roster, ...], str]:
    """The rotas that a feed is about, and what the calendar is called; none where a team is gone."""
    if feed.kind is About.PERSON:
        person = member(db, feed.about)
        return rosters.of_person(db, person, now), f"On call: {person.name}"
    team = catalog.team(db, feed.about)
    return (rosters.of_team(db, team, now), f"On call: {team.title}") if team else ((), "On call")
