"""How ready a service was when an incident began to be about it: noted once, so that the document can say."""

from datetime import datetime
from sqlite3 import Connection

from bot.domain.rca.record import Readied
from bot.domain.scorecard import score
from bot.flows import scorecard
from store import catalog, rca


def keep_ready(db: Connection, incident: str, service: str, now: datetime) -> None:
    """Note the standing of a service of the catalog that the scorecard is about."""
    found = catalog.service(db, service) if service else None
    if found is None:
        return
    result = scorecard.latest(db, found, now)
    if result.applicable:
        missing = tuple(rule.title for rule in result.open)
        rca.keep_ready(db, incident, Readied(service, score(result), missing, now))
