"""What follows once an incident's channel is there, and what happens to the channel itself."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.blocks import incident as blocks
from bot.domain.effect import Effect
from bot.flows import effects
from bot.flows.refreshing import refresh
from bot.ports import Ask, Bot, Reply
from store import incident as rows
from store import jobs, outbox


def opened(db: Connection, effect: Effect, result: Mapping[str, Any], now: datetime) -> None:
    """The channel exists: the incident knows it, people are invited, the card is made, who asked is told."""
    channel, name = str(result["channel"]), str(result["name"])
    incident = rows.change(
        db, effect.incident, lambda found: replace(found, channel=channel, channel_name=name), "", "slack"
    )
    outbox.add(db, effects.invite(incident, [incident.declared_by], "declarer"), now)
    outbox.add(db, effects.topic(incident, blocks.topic(incident)), now)
    ask = Ask(
        person=incident.declared_by,
        channel=str(effect.body.get("asked_in") or ""),
        words="",
        at=now,
        via="slack",
        thread=str(effect.body.get("thread") or ""),
        answer_url=str(effect.body.get("answer_url") or ""),
    )
    outbox.add(db, effects.answer(f"opened:{incident.id}", ask, Reply(blocks.opened(incident))), now)
    refresh(db, incident.id, now, vendors=True)


def carded(db: Connection, incident: str, place: tuple[str, str], now: datetime) -> None:
    """The card stands at (channel, ts): it is pinned, and what resembles the incident is said beneath it."""
    outbox.add(db, effects.pin(incident, *place), now)
    beneath = {"incident": incident, "thread": place[1]}
    jobs.schedule(db, f"similar:{incident}", "similar", beneath, now)


async def renamed(bot: Bot, ask: Ask) -> None:
    """People renamed the channel: the incident knows it under its new name."""
    await bot.rows.settle(ask.key, _rename, ask.channel, ask.values.get("name", ""), ask.at)
    bot.wake()


def _rename(db: Connection, channel: str, name: str, now: datetime) -> None:
    found = rows.by_channel(db, channel)
    if found is not None and name:
        rows.save(db, replace(found, channel_name=name))
        refresh(db, found.id, now)
