"""Reactions that put a message on the timeline at its own time, once, and off again with the last of them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from sqlite3 import Connection
from typing import Any

from bot.domain.audit import Entry
from bot.domain.incident import Event, Incident, Kind
from bot.flows.refreshing import refresh
from bot.ports import Ask, Bot, Posted
from store import audit, jobs
from store import incident as rows


async def react(bot: Bot, ask: Ask, *, stands: bool) -> None:
    """Somebody put or took away a reaction that the house records."""
    found = bot.rows.read(rows.by_channel, ask.channel)
    if found is None or ask.values.get("reaction", "") not in bot.house.reactions:
        return
    await bot.rows.settle(ask.key, _react, found, ask, stands)
    bot.wake()


def _react(db: Connection, incident: Incident, ask: Ask, stands: bool) -> None:
    ts = ask.values["message"]
    source = f"pin:{ask.channel}:{ts}"
    moment = datetime.fromtimestamp(float(ask.values.get("at") or ask.at.timestamp()), UTC)
    standing = rows.react(db, rows.Reaction(incident.id, source, ask.person, stands, moment))
    what = "pinned" if stands else "unpinned"
    audit.add(db, Entry(ask.person, f"incident.{what}", incident.id, ask.at, ask.via, {"message": ts}))
    if standing:
        body = {"incident": incident.id, "channel": ask.channel, "ts": ts, "source": source}
        jobs.schedule(db, f"pin:{ask.key}", "pin", body, ask.at)
    elif rows.drop_event(db, incident.id, source):
        refresh(db, incident.id, ask.at)


async def fetch(bot: Bot, body: Mapping[str, Any]) -> None:
    """Read the message and put it on the timeline at its posting time."""
    source = str(body["source"])
    if bot.rows.read(rows.has_event, str(body["incident"]), source):
        return
    posted = await bot.chat.message(str(body["channel"]), str(body["ts"]))
    if posted is not None:
        await bot.rows.run(_put, str(body["incident"]), source, posted, bot.clock.now())


def _put(db: Connection, incident: str, source: str, posted: Posted, now: datetime) -> None:
    """Only while a reaction still stands: it may have been taken away while we read."""
    if rows.reactions(db, incident, source):
        rows.add_event(
            db, Event(incident, Kind.PIN, posted.at, posted.person, posted.text, posted.link, source)
        )
        refresh(db, incident, now)
