"""What `/ready …` means: a service, a team, everything; on which card, in which order; how it stands."""

from dataclasses import dataclass
from sqlite3 import Connection

from bot.domain.names import fold
from bot.domain.oncall import Candidate, Candidates
from bot.domain.refusal import Refusal
from bot.domain.scorecard import Readiness, Scorecard, Worst
from bot.flows import catalog as catalog_flows
from bot.flows.scorecard.reading import of_service, worst
from bot.flows.scorecard.shipped import cards, named
from bot.ports import Bot
from store import catalog
from store.scorecard import SORTS, Page

KINDS = ("service", "team")
TEAMS = 3
Answer = Readiness | Worst | Candidates


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked: words without what says the card (`card:x`) and the order (`sort:tier`)."""

    words: str
    card: Scorecard | None = None
    sort: str = "worst"
    offset: int = 0
    limit: int = 10


async def look_up(bot: Bot, words: str, offset: int = 0, limit: int = 10) -> Answer:
    """The answer to `/ready <words>`: a service's standing, a team's page, or what may be meant.

    A service goes before a team of that name; `team:x` and `service:x` say which is meant. `offset` is where
    a list goes on. Raises Refusal for a card that there is not.
    """
    return await bot.rows.query(_look_up, bot, words, offset, limit)


async def exactly(bot: Bot, name: str, card: str = "") -> Readiness | tuple[str, ...]:
    """How the service of that name stands; where there is none, the ids of those near it. Raises Refusal."""
    return await bot.rows.query(_exactly, bot, name, card)


def _exactly(db: Connection, bot: Bot, name: str, card: str) -> Readiness | tuple[str, ...]:
    wanted = _card(db, card) if card else None
    service = catalog.find(db, name)
    if service is None:
        like = catalog_flows.like(db, bot.rows, name, 0)
        found = (like.profile.service,) if like.profile else like.options
        return tuple(each.id for each in found)
    return () if service.gone_at else of_service(db, service, bot.clock.now(), wanted)


async def listed(bot: Bot, team: str, card: str, *, offset: int, limit: int) -> Worst | None:
    """A page of a team's services, or ("") of all; None where there is no such team. Raises Refusal."""
    return await bot.rows.query(_list, team, card, Page(offset=offset, limit=limit))


def _list(db: Connection, name: str, card: str, wanted: Page) -> Worst | None:
    team = catalog.find_team(db, name) if name else None
    if name and team is None:
        return None
    return worst(db, team, wanted, _card(db, card) if card else None, deep=True)


def _look_up(db: Connection, bot: Bot, words: str, offset: int, limit: int) -> Answer:
    asked = understood(db, words, offset, limit)
    if not asked.words:
        return worst(db, None, Page(offset=offset, limit=limit, sort=asked.sort), asked.card)
    return _named(db, bot, asked)


def understood(db: Connection, words: str, offset: int = 0, limit: int = 10) -> Asked:
    """The words with card and order taken out. Raises Refusal."""
    rest, card, sort = [], None, "worst"
    for word in words.split():
        key, colon, value = word.partition(":")
        if colon and key.lower() == "card":
            card = _card(db, value)
        elif colon and key.lower() == "sort" and value in SORTS:
            sort = value
        else:
            rest.append(word)
    return Asked(" ".join(rest), card, sort, offset, limit)


def _card(db: Connection, name: str) -> Scorecard:
    found = named(db, name) if name else None
    if found is None:
        known = ", ".join(each.identifier for each in cards(db))
        raise Refusal(f"There is no card {name}. There are: {known}.")
    return found


def _named(db: Connection, bot: Bot, asked: Asked) -> Answer:
    kind, _, rest = asked.words.partition(":")
    wanted, name = (kind.lower(), rest.strip()) if kind.lower() in KINDS else ("", asked.words)
    now = bot.clock.now()
    service = catalog.find(db, name) if wanted in ("", "service") else None
    if service:
        return of_service(db, service, now, asked.card)
    team = catalog.find_team(db, name) if wanted in ("", "team") else None
    if team:
        page = Page(offset=asked.offset, limit=asked.limit, sort=asked.sort)
        return worst(db, team, page, asked.card, deep=True)
    return _near(db, bot, name, asked)


def _near(db: Connection, bot: Bot, text: str, asked: Asked) -> Readiness | Candidates:
    """The one service that it can only be, or teams and then services to choose from."""
    teams = [each for each in catalog.teams(db) if fold(text) in (fold(each.title), fold(each.id))]
    teams = teams or [each for each in catalog.teams(db) if fold(text) in fold(each.title)]
    found = catalog_flows.like(db, bot.rows, text, asked.offset)
    if found.profile and not teams:
        return of_service(db, found.profile.service, bot.clock.now(), asked.card)
    services = (found.profile.service,) if found.profile else found.options
    first = [Candidate("team", each.id, each.title) for each in teams[:TEAMS]] if not asked.offset else []
    options = [Candidate("service", each.id, each.title) for each in services]
    total = max(found.total, len(services))
    empty = found.empty and not teams
    on = asked.card.identifier if asked.card else ""
    return Candidates(text, (*first, *options), total, empty=empty, offset=asked.offset, on=on)
