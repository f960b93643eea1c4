"""What follows once an incident's channel is there, and what happens to the channel itself."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.blocks import incident as blocks
from bot.domain.effect import Effect, EffectKind, EffectState
from bot.flows import effects
from bot.flows.refreshing import refresh
from bot.ports import Ask, Bot, Reply
from store import incident as rows
from store import jobs, outbox
from store.incident import away

REFUSED_OUTSIDE = frozenset({"is_archived", "is_inactive", "not_in_channel", "restricted_action"})
"""What Slack says where a channel is archived, or Tocsin is not in it."""


def opened(db: Connection, effect: Effect, result: Mapping[str, Any], now: datetime) -> None:
    """The channel exists: the incident knows it, people are invited, the card is made, who asked is told."""
    channel, name = str(result["channel"]), str(result["name"])
    incident = rows.change(
        db, effect.incident, lambda found: replace(found, channel=channel, channel_name=name), "", "slack"
    )
    away.back(db, incident.id)
    outbox.add(db, effects.invite(incident, [incident.declared_by], f"declarer:{channel}"), now)
    if incident.lead:
        outbox.add(db, effects.invite(incident, [incident.lead], f"lead:{channel}"), now)
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
    outbox.add(
        db, effects.answer(f"opened:{incident.id}:{channel}", ask, Reply(blocks.opened(incident))), now
    )
    refresh(db, incident.id, now, vendors=True)


def carded(db: Connection, incident: str, place: tuple[str, str], now: datetime) -> None:
    """The card stands at (channel, ts): it is pinned, and what resembles the incident is said beneath it."""
    outbox.add(db, effects.pin(incident, *place), now)
    beneath = {"incident": incident, "thread": place[1]}
    jobs.schedule(db, f"similar:{incident}", "similar", beneath, now)


def joined(db: Connection, incident: str, now: datetime) -> None:
    """Tocsin is in the channel again: what Slack refused meanwhile because it was not is taken up."""
    for each in outbox.of_incident(db, incident):
        lost = each.state is EffectState.DEAD and each.why in REFUSED_OUTSIDE
        if lost and each.effect.kind is not EffectKind.TOPIC:
            outbox.revive(db, each.effect.id, now)
    refresh(db, incident, now)


async def renamed(bot: Bot, ask: Ask) -> None:
    """People renamed the channel: the incident knows it under its new name."""
    await bot.rows.settle(ask.key, _rename, ask.channel, ask.values.get("name", ""), ask.at)
    bot.wake()


def _rename(db: Connection, channel: str, name: str, now: datetime) -> None:
    found = rows.by_channel(db, channel)
    if found is not None and name:
        rows.save(db, replace(found, channel_name=name))
        refresh(db, found.id, now)
