"""What changes are asked of: a service, a team, everything; alone or with what it needs."""

from __future__ import annotations

from sqlite3 import Connection
from typing import TYPE_CHECKING

from bot.domain.catalog import Found, Service, Team
from bot.domain.change import TEAM, WITH_NEEDS, Scope
from bot.flows import catalog
from store import catalog as services_of

if TYPE_CHECKING:
    from bot.ports import Bot, Rows


async def find(bot: Bot, name: str, *, deps: bool) -> Scope | Found:
    """The service or the team of that name, else the services that it may mean."""
    exact = bot.rows.read(_exact, name, deps)
    if exact:
        return exact
    found = await catalog.look_up(bot, name)
    return of_service(bot.rows, found.profile.service, deps=deps) if found.profile else found


def seek(rows: Rows, name: str, *, deps: bool) -> Scope | Found:
    """As `find`, on the caller's thread: for the command line."""
    exact = rows.read(_exact, name, deps)
    if exact:
        return exact
    found = catalog.seek(rows, name)
    return of_service(rows, found.profile.service, deps=deps) if found.profile else found


def of_service(rows: Rows, service: Service, *, deps: bool = False) -> Scope:
    """A service, with `deps` and what it needs."""
    return rows.read(_of, service.id, service.title, (service,), deps)


def of_key(rows: Rows, key: str) -> Scope | None:
    """What a button is about; None where the catalog has it no more."""
    name, deps = key.removesuffix(WITH_NEEDS), key.endswith(WITH_NEEDS)
    return rows.read(_of_key, name, deps) if name else EVERYTHING


EVERYTHING = Scope("", "everything", None)


def _exact(db: Connection, name: str, deps: bool) -> Scope | None:
    """A service's name goes before a team's; `team:payments` is a team's in any case."""
    bare = name.removeprefix("service:").strip()
    service = None if name.startswith(TEAM) else services_of.find(db, bare)
    if service:
        return _of(db, service.id, service.title, (service,), deps)
    team = services_of.find_team(db, name.removeprefix(TEAM).strip())
    return _of_team(db, team, deps) if team and name == bare else None


def _of_key(db: Connection, name: str, deps: bool) -> Scope | None:
    if name.startswith(TEAM):
        team = services_of.team(db, name.removeprefix(TEAM))
        return _of_team(db, team, deps) if team else None
    service = services_of.service(db, name)
    return _of(db, name, service.title, (service,), deps) if service else None


def _of_team(db: Connection, team: Team, deps: bool) -> Scope:
    return _of(db, TEAM + team.id, team.title, services_of.services_of_team(db, team.id), deps)


def _of(db: Connection, key: str, title: str, services: tuple[Service, ...], deps: bool) -> Scope:
    if not deps:
        return Scope(key, title, services)
    needed = [need for each in services for need in services_of.dependencies(db, each.id)]
    whole = {each.id: each for each in (*services, *needed) if each.gone_at is None or each in services}
    return Scope(key + WITH_NEEDS, f"{title} and what it needs", tuple(whole.values()))
