"""How services stand, from the rows: one of them, a page of many, the worst first."""

from datetime import datetime
from sqlite3 import Connection

from bot.domain.catalog import Service, Team
from bot.domain.scorecard import Listed, Readiness, Result, Worst, badness
from bot.flows.scorecard.evaluating import one
from bot.flows.scorecard.shipped import card
from store import catalog
from store import scorecard as rows_of

PAGE = 10


def latest(db: Connection, service: Service, now: datetime) -> Result:
    """The row of the last evaluation; worked out anew where there is none that knows this catalog."""
    kept = rows_of.standing(db, card().identifier, service.id)
    if kept and kept.generation == catalog.generation(db):
        return kept
    return one(db, service, now)


def of_service(db: Connection, service: Service, now: datetime) -> Readiness:
    """How a service stands, with whom its gaps are for."""
    team = catalog.team(db, service.team) if service.team else None
    leads = catalog.people(db, team.leads) if team else ()
    return Readiness(service, team, leads, latest(db, service, now), card())


def worst(db: Connection, team: Team | None, offset: int = 0, limit: int = PAGE) -> Worst:
    """A page of a team's services, or of all."""
    name = team.id if team else ""
    listed = rows_of.page(db, card().identifier, team=name, offset=offset, limit=limit)
    return Worst(card(), team, listed, rows_of.tally(db, card().identifier, name), offset)


def everything(db: Connection, now: datetime) -> tuple[Listed, ...]:
    """Every service that the card is about, the worst first; whose row is missing or old is evaluated."""
    old = {each.id: each for each in catalog.services(db, rows_of.behind(db, card().identifier))}
    total = rows_of.tally(db, card().identifier).total
    kept = rows_of.page(db, card().identifier, limit=total)
    found = [each for each in kept if each.result.service not in old]
    found += [_listed(db, service, now) for service in old.values()]
    return tuple(sorted((each for each in found if each.result.applicable), key=badness))


def _listed(db: Connection, service: Service, now: datetime) -> Listed:
    team = catalog.team(db, service.team) if service.team else None
    return Listed(
        one(db, service, now), service.title, service.tier, service.team, team.title if team else ""
    )
