"""The context card: gathered from the store at once, completed when the vendors have answered."""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.blocks import change as change_blocks
from bot.blocks import incident as blocks
from bot.blocks import rota as rota_blocks
from bot.domain.catalog import Service, Team
from bot.domain.incident import Incident
from bot.flows import catalog, change, effects, rota
from bot.ports import Bot
from store import catalog as services
from store import incident as rows
from store import outbox

VENDOR_PATIENCE = 30.0
"""Seconds after which a card stops waiting for a vendor; the periodic sync goes on asking."""


async def make(bot: Bot, body: Mapping[str, str]) -> None:
    """Render the card from what the store holds now, and see that it stands pinned and the topic is true."""
    incident = bot.rows.read(rows.get, body["incident"])
    if incident is None or not incident.channel:
        return
    text, shown = await render(bot, incident, waiting=body.get("waiting") == "yes")
    await bot.rows.run(_place, incident, (text, shown), bot.clock.now())
    bot.wake()


async def freshen(bot: Bot, body: Mapping[str, str]) -> None:
    """Ask GitHub and PagerDuty side by side, each within its patience, then make the card again."""
    incident = bot.rows.read(rows.get, body["incident"])
    if incident is None:
        return
    asked = [_patiently(work) for work in (_changes(bot, incident), rota.freshen(bot))]
    await asyncio.gather(*asked)
    await make(bot, body)


async def _changes(bot: Bot, incident: Incident) -> None:
    """Refresh what is stale of the service and its dependencies."""
    about = _about(bot, incident)
    if about:
        await change.refresh(bot, about, bot.clock.now() - bot.house.changes_window)


async def _patiently(work: object) -> None:
    try:
        async with asyncio.timeout(VENDOR_PATIENCE):
            await work  # type: ignore[misc]
    except TimeoutError:
        return


def _about(bot: Bot, incident: Incident) -> tuple[Service, ...]:
    service = bot.rows.read(services.service, incident.service) if incident.service else None
    return (service, *bot.rows.read(services.dependencies, service.id)) if service else ()


async def render(bot: Bot, incident: Incident, *, waiting: bool = False) -> tuple[str, blocks.Blocks]:
    """The card of an incident: (fallback text, blocks)."""
    now = bot.clock.now()
    about = _about(bot, incident)
    service, dependencies = (about[0], about[1:]) if about else (None, ())
    team = bot.rows.read(services.team, service.team) if service and service.team else None
    choice, _ = await catalog.choose(bot, incident.title, "")
    oncall = rota.oncall_for_service(bot.rows, service, now) if service else None
    since = incident.declared_at - bot.house.changes_window
    recent = change.recent(bot.rows, about or None, since=since, now=now, limit=6)
    card = blocks.Card(
        incident=incident,
        service=service,
        team=team,
        lead_names=_leads(bot, team),
        dependencies=dependencies,
        options=() if service else choice.options,
        oncall=rota_blocks.lines(oncall, now) if oncall else (),
        changes=tuple(change_blocks.line(each, now) for each in recent.changes),
        sources=_sources(bot, service, oncall_note(oncall, now), _changes_note(recent, now)),
        notes=len(bot.rows.read(rows.events, incident.id)),
        waiting=waiting,
    )
    return blocks.card(card)


def _place(db: rows.Connection, incident: Incident, made: tuple[str, blocks.Blocks], now: datetime) -> None:
    text, shown = made
    card = effects.card(incident, text, shown)
    outbox.add(db, card, now)
    outbox.add(db, effects.pin(incident, card), now)
