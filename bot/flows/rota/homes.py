"""One way to look at a rota, wherever its home is: our own rows, or a schedule of PagerDuty's.

A rota of our own is named as in its file; one of PagerDuty's is `pagerduty:<schedule id>`.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from sqlite3 import Connection
from typing import Any

from bot.domain import rota as rules
from bot.domain.catalog import Team
from bot.domain.refusal import Refusal
from bot.domain.rota import Override, Rota, definition
from bot.domain.rota.pager import imported, unit_of
from bot.domain.rota.wall import shown
from bot.domain.schedule import KNOWN_AHEAD, PagerLayer, PagerPlan
from bot.flows.rota import meant
from bot.flows.rota.people import member, paged, pager_id
from bot.ports import PagerSchedule
from store import catalog
from store import rota as rows

PREFIX = "pagerduty:"
Layers = Sequence[Mapping[str, Any]]


class Home(StrEnum):
    """Where a rota lives."""

    LOCAL = "local"
    PAGERDUTY = "pagerduty"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that PagerDuty has not taken yet: the override that is meant, or None for an edit."""

    id: str
    by: str
    at: datetime
    override: Override | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A rota as its home has it; members are catalog ids, or `pagerduty:<user>` of whom the catalog has not.

    `version` is what an edit must name. `layers` are those that rule now, as a rota file writes them, to edit
    them. `cannot`: why they can't be edited here (plain text), "" where they can; `url` is where they can
    then. `waiting`: what is not yet in PagerDuty; `planned` is the rota with that in it.
    """

    id: str
    home: Home
    title: str
    rota: Rota
    planned: Rota
    version: int
    layers: tuple[Mapping[str, Any], ...] = ()
    as_of: datetime | None = None
    url: str = ""
    cannot: str = ""
    waiting: tuple[Waiting, ...] = ()


def view(db: Connection, id: str, now: datetime) -> View | None:
    """The rota of that id, or None. Raises BadRota where its definition cannot be used."""
    if id.startswith(PREFIX):
        found = rows.pager_schedule(db, id.removeprefix(PREFIX))
        return _of_pagerduty(db, found, now) if found else None
    kept = rows.get(db, id)
    if kept is None:
        return None
    written = json.loads(kept.definition)
    rota = rules.parse(written)
    layers = tuple(definition.layers_at(written, now))
    return View(id, Home.LOCAL, id, rota, rota, kept.version, layers, kept.as_of)


def _of_pagerduty(db: Connection, found: PagerSchedule, now: datetime) -> View:
    plan = known(db, found)
    changes = rows.waiting_changes(db, [found.id])
    ahead = meant.planned(plan, changes)
    rota = imported(plan, lambda user: name_of(db, user)) or Rota(())
    sync = rows.sync_state(db)
    return View(
        id=PREFIX + found.id,
        home=Home.PAGERDUTY,
        title=found.name,
        rota=rota,
        planned=_planned(rota, ahead, plan, lambda user: name_of(db, user)) if changes else rota,
        version=version_of(ahead),
        layers=tuple(_written(db, each, ahead.timezone) for each in ruling(ahead.layers, now)),
        as_of=sync.taken_at if sync else None,
        url=found.url,
        cannot=_cannot(found, now),
        waiting=tuple(_waiting(db, each) for each in changes),
    )


def _planned(rota: Rota, ahead: PagerPlan, plan: PagerPlan, called: Callable[[str], str]) -> Rota:
    """The rota as it is to be: what it was stays up to the first edit that waits."""
    then = imported(ahead, called) or rota
    edits = [each.start for each in ahead.layers if each not in plan.layers]
    if not edits:
        return replace(rota, overrides=then.overrides)
    since = min(edits)
    past = (each for each in rota.versions if each.effective is None or each.effective < since)
    new = (each for each in then.versions if each.effective and each.effective >= since)
    return Rota((*past, *new), then.overrides)


def known(db: Connection, found: PagerSchedule) -> PagerPlan:
    """A schedule as last read, with the overrides of ours that it has further ahead than was read."""
    plan, sync = _named(db, plan_of(found)), rows.sync_state(db)
    if sync is None or sync.taken_at is None:
        return plan
    until = sync.taken_at + KNOWN_AHEAD
    far = [each for each in rows.overrides_taken(db, found.id) if meant.turn_of(each).end > until]
    if not far:
        return plan
    begun = {(turn.user, turn.start) for turn in map(meant.turn_of, far)}
    read = tuple(each for each in plan.overrides if (each.user, each.start) not in begun)  # cut at `until`
    gone = (each for each in rows.removals_taken(db, found.id) if _is_far(each, until))
    return meant.planned(replace(plan, overrides=read), (*far, *gone))


def _is_far(removal: rows.RotaChange, until: datetime) -> bool:
    """Whether it took away an override that ends after that; one of an older Tocsin names only a change."""
    return "start" not in removal.body or meant.turn_of(removal).end > until


def _named(db: Connection, plan: PagerPlan) -> PagerPlan:
    """The plan with an id for each override: ours, where it was made here, else one that stays the same."""
    made = {
        (each.body["user"], *(datetime.fromisoformat(each.body[name]) for name in ("start", "end"))): each.id
        for each in rows.overrides_taken(db, plan.id)
    }
    known = (made.get((turn.user, turn.start, turn.end)) for turn in plan.overrides)
    pairs = zip(plan.overrides, known, strict=True)
    overrides = tuple(
        replace(turn, id=id or f"{PREFIX}{turn.user}:{turn.start:%Y%m%dT%H%M%S}") for turn, id in pairs
    )
    return replace(plan, overrides=overrides)


def _cannot(found: PagerSchedule, now: datetime) -> str:
    """Why a schedule's layers can't be edited from here."""
    if found.api == "v3":
        return "this schedule is made of shifts, which only PagerDuty itself can edit; overrides work here"
    if any(unit_of(each.seconds) is None for each in ruling(found.layers, now)):
        return "its turns are not of whole hours, which only PagerDuty itself can edit; overrides work here"
    return ""


def ruling(layers: Iterable[PagerLayer], now: datetime) -> list[PagerLayer]:
    """The layers in force or ahead, the first to answer first, as a rota file has them."""
    standing = [each for each in layers if each.end is None or each.end > now]
    return standing[::-1]


def plan_of(found: PagerSchedule) -> PagerPlan:
    """A kept schedule as a plan."""
    return PagerPlan(
        found.id, found.name, found.timezone, found.layers, (), found.overrides, found.url, found.api
    )


def version_of(found: PagerPlan) -> int:
    """A number that is another when the layers or the zone are others."""
    text = repr((found.timezone, found.layers))
    return int(hashlib.sha256(text.encode()).hexdigest()[:7], 16)


def name_of(db: Connection, user: str) -> str:
    """What a rota calls a user of PagerDuty: the catalog's id, else `pagerduty:<user>`."""
    return paged(db, user).id or PREFIX + user


def user_of(db: Connection, member_id: str, field: str = "") -> str:
    """The user of PagerDuty behind a member. Raises Refusal where PagerDuty does not know them."""
    if member_id.startswith(PREFIX):
        return member_id.removeprefix(PREFIX)
    person = member(db, member_id)
    if user := pager_id(db, person):
        return user
    raise Refusal(
        f"PagerDuty does not know {person.name}: give them the same e-mail there and in the catalog, or "
        f"`pagerduty:` under `people:`.",
        field=field,
    )


def _written(db: Connection, layer: PagerLayer, zone: str) -> dict[str, Any]:
    """A layer as a rota file writes it, with the id that PagerDuty has for it."""
    n, unit = unit_of(layer.seconds) or (layer.seconds, "second")
    start = shown(rules.words.zone(zone), layer.virtual_start)
    return {
        "id": layer.id,
        "name": layer.name,
        "timezone": zone,
        "start": start.isoformat(timespec="minutes"),
        "every": {"n": n, "unit": str(unit)},
        "members": [name_of(db, user) for user in layer.users],
    }


def _waiting(db: Connection, change: rows.RotaChange) -> Waiting:
    body = change.body
    if change.kind != "override":
        return Waiting(change.id, change.by, change.at)
    start, end = (datetime.fromisoformat(body[name]) for name in ("start", "end"))
    over = Override(change.id, start, end, name_of(db, body["user"]), change.at)
    return Waiting(change.id, change.by, change.at, over)


def of_team(db: Connection, team: Team) -> tuple[tuple[int, str], ...]:
    """The rotas of a team with the number of their level: its own, else PagerDuty's behind its services."""
    own = [(number, level.rota) for number, level in enumerate(team.oncall, 1) if level.rota]
    if own or team.oncall:
        return tuple(own)
    services = [each for each in catalog.services_of_team(db, team.id) if each.pagerduty]
    known = (rows.pager_service(db, each.pagerduty) for each in services)
    found: dict[str, int] = {}
    for policy in dict.fromkeys(each.policy for each in known if each and each.policy):
        for number, schedule in rows.schedules_of_policy(db, policy):
            found.setdefault(PREFIX + schedule, number)
    return tuple(sorted((number, id) for id, number in found.items()))
