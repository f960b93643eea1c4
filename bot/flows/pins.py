"""Reactions that put a message on the timeline, as what they say of it, until the last is taken away."""

from collections.abc import Mapping
from datetime import UTC, datetime
from sqlite3 import Connection
from typing import Any

from bot.blocks.incident import shared as blocks
from bot.domain.audit import Entry
from bot.domain.incident import MEANINGS, Event, Incident, Kind
from bot.domain.markup import posted_at
from bot.domain.refusal import Refusal
from bot.flows.refreshing import refresh
from bot.ports import Ask, Bot, Posted, Reply
from store import audit, jobs
from store import incident as rows

MOST = 100
SHORTCUT = "shortcut"
"""Who stands behind a message that a shortcut put on a timeline: nobody who could take a 📌 away."""


async def react(bot: Bot, ask: Ask, *, stands: bool) -> None:
    """Somebody put or took away a reaction that the house records."""
    found = bot.rows.read(rows.by_channel, ask.channel)
    meaning = bot.house.reactions.get(ask.values.get("reaction", ""))
    if found is None or meaning is None:
        return
    await bot.rows.settle(ask.key, _react, found, ask, MEANINGS[meaning], stands)
    bot.wake()


def _react(db: Connection, incident: Incident, ask: Ask, kind: Kind, stands: bool) -> None:
    ts = ask.values["message"]
    source = f"{kind.name.lower()}:{ask.channel}:{ts}"
    moment = datetime.fromtimestamp(float(ask.values.get("at") or ask.at.timestamp()), UTC)
    standing = rows.react(db, rows.Reaction(incident.id, source, ask.person, stands, moment))
    what = "pinned" if stands else "unpinned"
    detail = {"message": ts, **({} if kind is Kind.PIN else {"text": kind.value})}
    audit.add(db, Entry(ask.person, f"incident.{what}", incident.id, ask.at, ask.via, detail))
    if standing:
        body = {"incident": incident.id, "channel": ask.channel, "ts": ts, "source": source, "kind": kind}
        jobs.schedule(db, f"pin:{ask.key}", "pin", body, ask.at)
    elif rows.drop_event(db, incident.id, source):
        refresh(db, incident.id, ask.at)


async def fetch(bot: Bot, body: Mapping[str, Any]) -> None:
    """Read the message and put it on the timeline at its posting time.

    What the bot says is nobody's hypothesis, and a 🎉 beneath “resolved” is joy: of its words only 📌 counts.
    """
    source = str(body["source"])
    if bot.rows.read(rows.has_event, str(body["incident"]), source):
        return
    posted = await bot.chat.message(str(body["channel"]), str(body["ts"]))
    kind = Kind(str(body.get("kind", Kind.PIN)))
    if posted is not None and (kind is Kind.PIN or not posted.ours):
        event = Event(str(body["incident"]), kind, posted.at, posted.person, posted.text, posted.link, source)
        await bot.rows.run(_put, event, bot.clock.now())


def of_channel(bot: Bot, ask: Ask) -> Incident | None:
    """The incident whose channel it is, if it is one's."""
    return bot.rows.read(rows.by_channel, ask.channel)


def named(bot: Bot, id: str) -> Incident:
    """The incident of that id. Raises Refusal."""
    found = bot.rows.read(rows.get, id)
    if found is None:
        raise Refusal(f"There is no {id}.")
    return found


def choices(bot: Bot, person: str) -> tuple[Incident, ...]:
    """The open incidents, a person's own first."""
    mine = bot.rows.read(rows.of_person, person, MOST)
    return tuple({each.id: each for each in (*mine, *bot.rows.read(rows.open_ones, MOST))}.values())[:MOST]


def open_or_refuse(bot: Bot) -> None:
    """Raises Refusal where no incident is open that a message could belong to."""
    if not bot.rows.read(rows.open_ones, 1):
        raise Refusal(
            "No incident is open, so there is no timeline to add to. The shortcut “Declare incident” on the "
            "same message opens one."
        )


def shared(values: Mapping[str, str], channel: str) -> Posted:
    """The message that a shortcut was used on."""
    ts = values["message"]
    at = posted_at(ts) or datetime.min.replace(tzinfo=UTC)
    return Posted(channel, ts, values.get("author", ""), values.get("text", ""), at, values.get("link", ""))


async def add(bot: Bot, ask: Ask, incident: Incident, message: Posted) -> Reply:
    """Put a message on the timeline, once, at its own time; taking a 📌 away does not take it off."""
    new = await bot.rows.settle(ask.key, _add, incident, ask, message)
    bot.wake()
    return blocks.added(incident) if new else blocks.there_already(incident)


def _add(db: Connection, incident: Incident, ask: Ask, message: Posted) -> bool:
    source = f"pin:{message.channel}:{message.ts}"
    rows.react(db, rows.Reaction(incident.id, source, SHORTCUT, True, ask.at))
    if rows.has_event(db, incident.id, source):
        return False
    said = message.text or "a message without words"
    rows.add_event(db, Event(incident.id, Kind.PIN, message.at, message.person, said, message.link, source))
    detail = {"message": message.ts, "channel": message.channel}
    audit.add(db, Entry(ask.person, "incident.pinned", incident.id, ask.at, ask.via, detail))
    refresh(db, incident.id, ask.at)
    return True


def _put(db: Connection, event: Event, now: datetime) -> None:
    """Only while a reaction still stands: it may have been taken away while we read."""
    if rows.reactions(db, event.incident, event.source):
        rows.add_event(db, event)
        refresh(db, event.incident, now)
