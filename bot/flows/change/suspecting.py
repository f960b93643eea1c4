"""The suspects of an incident, from the store alone: what changed in its service and in what that needs."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from sqlite3 import Connection

from bot.domain.catalog import Service
from bot.domain.change import Change, Mark, Scope, Window, folded, repositories, touches
from bot.domain.incident import Incident
from bot.domain.reading import Recent
from bot.domain.suspects import LOOK_BACK, Place, Suspect, rank
from bot.flows.change.looking import known
from bot.ports import Bot
from store import catalog
from store import change as kept
from store import incident as incidents

MOST = 2000
STAMPS = ("impact_started", "detected", "declared")


async def suspects(bot: Bot, incident: Incident) -> tuple[Suspect, ...]:
    """The changes of the two days before it began, the likeliest first; what was dismissed is left out."""
    return await bot.rows.query(ranked, incident)


async def shown(bot: Bot, about: Scope, window: Window) -> Recent:
    """The page of changes; in an incident with its suspects."""
    found = known(bot, about.services, window)
    if not window.incident:
        return found
    return replace(found, likely=await bot.rows.query(_suspected, window.incident))


def _suspected(db: Connection, incident: str) -> tuple[Suspect, ...]:
    found = incidents.get(db, incident)
    return ranked(db, found) if found else ()


def ranked(db: Connection, incident: Incident) -> tuple[Suspect, ...]:
    """As `suspects`. What people suspect stands first, for they know more."""
    service = catalog.service(db, incident.service) if incident.service else None
    if service is None:
        return ()
    near = _neighbourhood(db, service)
    services = tuple(near)
    felt = began(incident)
    window = Window(felt - LOOK_BACK, felt, limit=MOST, incident=incident.id)
    names = repositories([found for found, _ in near.values()])
    changes, _ = kept.recent(db, names, window, services=services)
    of_flags = kept.services_of(db, [each.id for each in changes if not each.repository])
    places = {
        each.id: place
        for each in changes
        if (place := _where(near, each) or _nearest(near, of_flags.get(each.id, ())))
    }
    named = {each.change.id for each in kept.marks(db, incident.id) if each.mark is Mark.SUSPECT}
    return rank(changes, places, felt, named)


def began(incident: Incident) -> datetime:
    """When it began, as far as anybody has said."""
    return next(
        (stamp for name in STAMPS if (stamp := incident.stamps.get(name))),
        incident.declared_at,
    )


Near = Mapping[str, tuple[Service, Place]]


def _neighbourhood(db: Connection, service: Service) -> Near:
    """The service, what it needs, and what that needs; each by the shortest way."""
    found = {service.id: (service, Place(service.id, service.title))}
    edge = [service]
    for steps in (1, 2):
        needed = [(need, each) for each in edge for need in catalog.dependencies(db, each.id)]
        edge = []
        for need, by in needed:
            if need.id not in found:
                hard = next((link.hard for link in by.depends_on if link.service == need.id), True)
                found[need.id] = (need, Place(need.id, need.title, steps, hard))
                edge.append(need)
    return found


def _where(near: Near, change: Change) -> Place | None:
    """The nearest service built from what it touched: a repository may hold several, each in a folder."""
    held = (
        place
        for service, place in near.values()
        for code in service.code
        if folded(code.name) == folded(change.repository) and touches(change, code.path)
    )
    return min(held, key=lambda each: each.steps, default=None)


def _nearest(near: Near, services: tuple[str, ...]) -> Place | None:
    places = [near[each][1] for each in services if each in near]
    return min(places, key=lambda each: each.steps, default=None)
