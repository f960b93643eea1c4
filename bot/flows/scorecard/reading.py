"""How services stand, from the rows: one of them, a page of many, the worst first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from sqlite3 import Connection

from bot.domain.catalog import Service, Team
from bot.domain.catalog.people import within
from bot.domain.scorecard import Listed, Readiness, Result, Scorecard, Worst, badness
from bot.domain.scorecard.bits import result
from bot.flows.scorecard.evaluating import one
from bot.flows.scorecard.shipped import cards, first
from bot.ports import Bot
from store import catalog
from store import scorecard as rows_of

PAGE = 10


def latest(db: Connection, service: Service, now: datetime) -> Result:
    """How a service stands on the first card."""
    return one(db, first(db), service, now)


def of_service(db: Connection, service: Service, now: datetime, card: Scorecard | None = None) -> Readiness:
    """How a service stands on a card (without one, the first), with whom its gaps are for."""
    found, *others = (card, *(each for each in cards(db) if each != card)) if card else cards(db)
    team = owner(db, service)
    leads = catalog.people(db, team.leads) if team else ()
    kept, asked = rows_of.waivers(db, service.id, found.identifier), {rule.identifier for rule in found.rules}
    return Readiness(
        service,
        team,
        leads,
        one(db, found, service, now),
        found,
        waivers=tuple(each for each in kept if each.until > now and each.rule in asked),
        since=rows_of.since(db, found.identifier, service.id),
        others=tuple((each, one(db, each, service, now)) for each in others),
        on=card.identifier if card else "",
    )


def owner(db: Connection, service: Service) -> Team | None:
    """The first of the teams that own it; where none stands, the one that it names itself."""
    found = catalog.owners(db, service)
    name = found[0].team if found else service.team
    return catalog.team(db, name) if name else None


def target(bot: Bot, each: Readiness) -> int:
    """The rank that services should reach: the house's, else the highest that the card awards."""
    wanted = bot.house.readiness.target
    rank = each.scorecard.rank(wanted) if wanted else None
    return each.scorecard.top if rank is None else rank


def worst(
    db: Connection,
    team: Team | None,
    wanted: rows_of.Page | None = None,
    card: Scorecard | None = None,
    *,
    deep: bool = False,
) -> Worst:
    """A page of a team's services, or of all.

    `deep`: of a team that owns none, those of the teams within it.
    """
    found, page = card or first(db), wanted or rows_of.Page()
    name = team.id if team else ""
    inner = _within(db, team) if team and deep else ()
    ids = tuple(each.id for each in inner)
    page = replace(page, team=name, within=ids)
    at = rows_of.evaluated_at(db)
    listed = tuple(_listed(found, each, at) for each in rows_of.page(db, found.identifier, page))
    tally = rows_of.tally(db, found.identifier, name, ids)
    on = card.identifier if card else ""
    return Worst(found, team, listed, tally, offset=page.offset, sort=page.sort, within=inner, on=on)


def _within(db: Connection, team: Team) -> tuple[Team, ...]:
    """The teams within one that owns nothing."""
    return () if catalog.services_of_team(db, team.id) else within(catalog.teams(db), team.id)


def everything(db: Connection, now: datetime, card: Scorecard | None = None) -> tuple[Listed, ...]:
    """Every service that the card is about, the worst first; evaluated here where the rows are behind."""
    found = card or first(db)
    if rows_of.generation(db) != catalog.generation(db):
        ids: Sequence[str] = rows_of.services(db)
        fresh = [_fresh(db, found, service, now) for service in catalog.services(db, ids)]
        return tuple(sorted((each for each in fresh if each.result.applicable), key=badness))
    page = rows_of.Page(limit=-1)
    at = rows_of.evaluated_at(db)
    return tuple(_listed(found, each, at) for each in rows_of.page(db, found.identifier, page))


def _listed(card: Scorecard, each: rows_of.Standing, at: datetime | None) -> Listed:
    row = (each.service, each.rank, each.passed, each.open, each.unknown, each.waived)
    found = replace(result(card, row), evaluated_at=at)
    return Listed(found, each.title, each.tier, each.team, each.team_title)


def _fresh(db: Connection, card: Scorecard, service: Service, now: datetime) -> Listed:
    team = owner(db, service)
    name = team.id if team else service.team
    return Listed(one(db, card, service, now), service.title, service.tier, name, team.title if team else "")
