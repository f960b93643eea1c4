"""What `/ready …` means: a service, a team, or everything; and how it stands."""

from sqlite3 import Connection

from bot.domain.names import fold
from bot.domain.oncall import Candidate, Candidates
from bot.domain.scorecard import Readiness, Worst
from bot.flows import catalog as catalog_flows
from bot.flows.scorecard.reading import of_service, worst
from bot.ports import Bot
from store import catalog

KINDS = ("service", "team")
TEAMS = 3


async def look_up(bot: Bot, words: str, offset: int = 0) -> Readiness | Worst | Candidates:
    """The answer to `/ready <words>`: a service's standing, a team's page, or what may be meant.

    A service goes before a team of that name; `team:x` and `service:x` say which is meant. `offset` is where
    a list goes on.
    """
    text = " ".join(words.split())
    if not text:
        return await bot.rows.query(worst, None, offset)
    return await bot.rows.query(_named, bot, text, offset)


def _named(db: Connection, bot: Bot, text: str, offset: int) -> Readiness | Worst | Candidates:
    kind, _, rest = text.partition(":")
    wanted, name = (kind.lower(), rest.strip()) if kind.lower() in KINDS else ("", text)
    service = catalog.find(db, name) if wanted in ("", "service") else None
    if service:
        return of_service(db, service, bot.clock.now())
    team = catalog.find_team(db, name) if wanted in ("", "team") else None
    if team:
        return worst(db, team, offset)
    return _near(db, bot, name, offset)


def _near(db: Connection, bot: Bot, text: str, offset: int) -> Readiness | Candidates:
    """The one service that it can only be, or teams and then services to choose from."""
    teams = [each for each in catalog.teams(db) if fold(text) in (fold(each.title), fold(each.id))]
    teams = teams or [each for each in catalog.teams(db) if fold(text) in fold(each.title)]
    found = catalog_flows.like(db, bot.rows, text, offset)
    if found.profile and not teams:
        return of_service(db, found.profile.service, bot.clock.now())
    services = (found.profile.service,) if found.profile else found.options
    first = [Candidate("team", each.id, each.title) for each in teams[:TEAMS]] if not offset else []
    named = [Candidate("service", each.id, each.title) for each in services]
    total = max(found.total, len(services))
    return Candidates(text, (*first, *named), total, empty=found.empty and not teams, offset=offset)
