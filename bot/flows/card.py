"""The context card: gathered from the store at once, completed when the vendors have answered."""

import asyncio
from collections.abc import Coroutine, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.blocks import change as change_blocks
from bot.blocks import incident as blocks
from bot.blocks import rota as rota_blocks
from bot.blocks import scorecard as scorecard_blocks
from bot.blocks.kit import escape, snug, when
from bot.domain.catalog import Choice, Service
from bot.domain.change import Window
from bot.domain.incident import Incident
from bot.domain.oncall import OnCall
from bot.domain.reading import Recent
from bot.flows import catalog, change, effects, rota, scorecard
from bot.flows.announcing import announce
from bot.flows.catalog import beside as besides
from bot.flows.freshness import freshen_pager
from bot.ports import Blocks, Bot
from store import catalog as services
from store import incident as rows
from store import outbox, similar, telling
from store.incident import ties

CHANGES, SUSPECTS = 6, 3
VENDOR_PATIENCE = 30.0
"""Seconds after which a card stops waiting for a vendor; the periodic sync goes on asking."""


async def make(bot: Bot, body: Mapping[str, str]) -> None:
    """Render the card from what the store holds now, and see that it stands pinned and the topic is true.

    With it a search learns what the timeline says by now.
    """
    incident = bot.rows.read(rows.get, body["incident"])
    if incident is None:
        return
    if not incident.channel:
        await bot.rows.run(similar.keep, incident.id)
        return
    beside = await _beside(bot, incident)
    card = await render(bot, incident, waiting=body.get("waiting") == "yes", beside=beside)
    await bot.rows.run(_place, bot, incident, card, beside)
    bot.wake()


async def freshen(bot: Bot, body: Mapping[str, str]) -> None:
    """Ask GitHub and PagerDuty side by side, each within its patience, then make the card again."""
    incident = bot.rows.read(rows.get, body["incident"])
    if incident is None:
        return
    asked = [_patiently(work) for work in (_changes(bot, incident), freshen_pager(bot))]
    await asyncio.gather(*asked)
    await make(bot, body)


async def _changes(bot: Bot, incident: Incident) -> None:
    """Refresh what is stale of the service and its dependencies."""
    about = _once(_about(bot, incident), _further(bot, incident))
    if about:
        await change.refresh(bot, about, bot.clock.now() - bot.house.changes_window)


async def _patiently(work: Coroutine[Any, Any, object]) -> None:
    try:
        async with asyncio.timeout(VENDOR_PATIENCE):
            await work
    except TimeoutError:
        return


def _about(bot: Bot, incident: Incident) -> tuple[Service, ...]:
    """The service and what it needs."""
    service = bot.rows.read(services.service, incident.service) if incident.service else None
    return (service, *bot.rows.read(services.dependencies, service.id)) if service else ()


def _further(bot: Bot, incident: Incident) -> tuple[Service, ...]:
    ids = [id for id in bot.rows.read(ties.services, incident.id) if id != incident.service]
    return bot.rows.read(services.services, ids)


async def _beside(bot: Bot, incident: Incident) -> besides.Added | None:
    """What the catalog adds where the service is known."""
    service = bot.rows.read(services.service, incident.service) if incident.service else None
    return await besides.beside(bot, incident, service) if service else None


async def render(
    bot: Bot, incident: Incident, *, waiting: bool = False, beside: besides.Added | None = None
) -> tuple[str, Blocks]:
    """The card of an incident: (fallback text, blocks)."""
    now = bot.clock.now()
    about, further = _about(bot, incident), _further(bot, incident)
    service, dependencies = (about[0], about[1:]) if about else (None, ())
    team = bot.rows.read(services.owner, service) if service else None
    choice = Choice(None) if service else (await catalog.choose(bot, incident.title, ""))[0]
    oncall = rota.oncall_for_service(bot.rows, service, now) if service else None
    around = None if service else await _around(bot, incident)
    window = Window(incident.declared_at - bot.house.changes_window, now, CHANGES, incident=incident.id)
    wide = _once(about, further)
    recent = change.known(bot, wide, window) if service else await change.everywhere(bot, _live(window))
    likely = await change.suspects(bot, incident) if service else ()
    leads = bot.rows.read(services.people, team.leads) if team else ()
    card = blocks.Card(
        incident=incident,
        service=service,
        team=team,
        lead_names=", ".join(escape(each.name, 60) for each in leads),
        dependencies=dependencies,
        options=() if service else choice.options,
        oncall=rota_blocks.lines(oncall, now) if oncall else (),
        changes=tuple(change_blocks.line(each, now) for each in recent.changes),
        suspects=tuple(change_blocks.suspect_line(each, n) for n, each in enumerate(likely[:SUSPECTS], 1)),
        sources=(*_sources(service, oncall, recent, now), *_off(bot, service)),
        told=bot.rows.read(telling.last, incident.id),
        further=tuple(_known_of(bot, each, now) for each in further),
        into=bot.rows.read(rows.get, bot.rows.read(ties.merged_into, incident.id)),
        notes=bot.rows.read(rows.count_events, incident.id),
        waiting=waiting,
        around=around,
        readiness=scorecard_blocks.field(bot.rows.read(scorecard.latest, service, now)) if service else "",
        beside=beside[0] if beside else blocks.Beside(),
    )
    return blocks.card(card)


def _once(about: Iterable[Service], further: Iterable[Service]) -> tuple[Service, ...]:
    """Both without repeats: a further service may be a dependency too."""
    return tuple({each.id: each for each in (*about, *further)}.values())


def _known_of(bot: Bot, service: Service, now: datetime) -> blocks.Further:
    """Who owns a further service, and who is on call for it."""
    team = bot.rows.read(services.owner, service)
    oncall = rota_blocks.lines(rota.oncall_for_service(bot.rows, service, now), now)
    owner = snug(team.title, 100) if team else "nobody owns it"
    return blocks.Further(service, owner, oncall[0] if oncall else "nobody on call")


def _live(window: Window) -> Window:
    return replace(window, production=True)


async def _around(bot: Bot, incident: Incident) -> blocks.Around:
    """What helps while nobody knows which service it is."""
    house = await rota.in_house(bot)
    others = tuple(each for each in bot.rows.read(rows.open_ones) if each.id != incident.id)
    return blocks.Around(others, rota_blocks.in_house(house, bot.clock.now()), house.empty)


def _off(bot: Bot, service: Service | None) -> tuple[str, ...]:
    """That the pager is off, where nothing else on the card says so."""
    return () if bot.pager or service else ("PagerDuty is off: set `PAGERDUTY_API_KEY`.",)


def _sources(
    service: Service | None, oncall: OnCall | None, recent: Recent, now: datetime
) -> tuple[str, ...]:
    """Where each part of the card comes from and how old it is; what is missing and why."""
    known = f"catalog as of {when(service.as_of)}" if service and service.as_of else ""
    paged = rota_blocks.source(oncall, now) if oncall else ""
    gaps = [change_blocks.gap(each) for each in recent.missing[:3]]
    changed = f"changes as of {when(recent.as_of)}" if recent.as_of else ""
    return tuple(part for part in (known, paged, changed, *gaps) if part)


def _place(
    db: Connection, bot: Bot, incident: Incident, made: tuple[str, Blocks], beside: besides.Added | None
) -> None:
    """The card, whose pin follows when it stands, the announcement where it says something new, the index."""
    text, shown = made
    now = bot.clock.now()
    similar.keep(db, incident.id)
    outbox.add(db, effects.card(incident, text, shown), now)
    if beside and beside[1]:
        outbox.add(db, beside[1], now)
    announce(db, bot, incident, now)
