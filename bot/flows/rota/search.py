"""What `/oncall …` means: a service, a team, a person, me, or the house; and the answer to it."""

import re
from dataclasses import replace
from datetime import datetime
from sqlite3 import Connection
from zoneinfo import ZoneInfo

from bot.domain import grammar
from bot.domain.catalog import Person
from bot.domain.names import fold
from bot.domain.oncall import Candidate, Candidates, Duties, OnCall, Overview, Then
from bot.domain.refusal import Refusal
from bot.domain.rota import times
from bot.domain.stamps import named_zone
from bot.flows import catalog as catalog_flows
from bot.flows.rota import clock, handoff, notes
from bot.flows.rota.duties import duties
from bot.flows.rota.inner import of_team_or_within
from bot.flows.rota.levels import of_service, of_team
from bot.ports import Bot, Rows
from store import catalog

Answered = OnCall | Duties | Overview | Candidates
ASKED = re.compile(
    r"(?:who(?:'s|’s|isoncall)?|is|now|for)\b(?:\s+(?:is|on|call|oncall|on-call|right|now|for|the)\b)*\s*",
    re.IGNORECASE,
)
"""What people put before the name: `who is on call for`, `now`."""
AT_ONCE = re.compile(r"(?:^|\s+)(?:right\s+)?(?:now|please)$", re.IGNORECASE)
"""What they put behind it."""
KINDS = ("service", "team", "person")
UTC_ZONE = ZoneInfo("UTC")
PLAIN = times.EXAMPLES.replace("`", "")
SHOWN, TRIED, TEAMS, PAGE = 10, 60, 2, 5


async def look_up(
    bot: Bot, words: str, asker: str, offset: int = 0, *, at: datetime | None = None
) -> Answered:
    """The answer to `/oncall <words>`; `asker` is the Slack id of whoever asks.

    `offset`: where the list of those that may be meant goes on. `at`: of another time than now.
    """
    text, now = _plain(words), at or bot.clock.now()
    slack = grammar.person(text, asker)
    if slack:
        return await bot.rows.query(_of_slack, slack, now)
    if not text:
        return await bot.rows.query(_bare, asker, now)
    exact = await bot.rows.query(_exact, text, now)
    if exact:
        return exact
    return await bot.rows.query(_near, bot.rows, text, now, offset)


async def look_up_then(bot: Bot, words: str, asker: str, offset: int = 0) -> Answered | Then:
    """As `look_up`, also for `<words> at <time>` on the asker's own clock. Raises Refusal for no time."""
    now = bot.clock.now()
    me = await bot.rows.query(catalog.person_by_slack, asker)
    zone = clock.zone(me) if me else UTC_ZONE
    name, moment, said = times.parted(words.strip(), now, zone)
    if not said:
        return await look_up(bot, words, asker, offset)
    if moment is None:
        return await _named_so(bot, words, asker, said)
    answers = [(at, await look_up(bot, name, asker, offset, at=at)) for at in moment.instants]
    own = bool(me and named_zone(me.timezone))
    return Then(tuple(answers), said, zone.key, moment.skipped, own)


async def _named_so(bot: Bot, words: str, asker: str, said: str) -> Answered:
    """Something whose name has an `at` in it; else what stands behind it was meant as a time."""
    found = await look_up(bot, words, asker)
    if isinstance(found, Candidates) and not found.options:
        raise Refusal(f"“{said[:60]}” is not a time: write it such as {PLAIN}.")
    return found


def answer(rows: Rows, words: str, now: datetime) -> Answered:
    """As `look_up` for a name, on the caller's thread: for the command line."""
    text = _plain(words)
    return rows.read(_exact, text, now) or rows.read(_near, rows, text, now)


async def in_house(bot: Bot, offset: int = 0) -> Overview:
    """As `overview`, on a reader's thread, from a place on."""
    return await bot.rows.query(_overview, bot.clock.now(), offset)


def overview(rows: Rows, now: datetime) -> Overview:
    """Who is on call in the house: the first teams that have somebody."""
    return rows.read(_overview, now)


def _plain(words: str) -> str:
    """The words without what people put around the name."""
    text = " ".join(words.strip().rstrip("?").split())
    asked = ASKED.match(text)
    return AT_ONCE.sub("", text[asked.end() :] if asked else text)


def _of_slack(db: Connection, slack: str, now: datetime) -> Duties:
    person = catalog.person_by_slack(db, slack)
    if person is None:
        return Duties(Person(id="", name=slack, slack=slack), note=notes.stranger(slack))
    return duties(db, person, now)


def _bare(db: Connection, asker: str, now: datetime) -> Duties | Overview:
    person = catalog.person_by_slack(db, asker)
    mine = duties(db, person, now) if person else None
    return mine if mine and (mine.current or mine.upcoming) else _overview(db, now)


def _exact(db: Connection, text: str, now: datetime) -> Answered | None:
    """The one thing of that name; `team:x`, `service:x` and `person:x` say which kind is meant."""
    kind, _, rest = text.partition(":")
    wanted, name = (kind.lower(), rest.strip()) if kind.lower() in KINDS else ("", text)
    service = catalog.find(db, name) if wanted in ("", "service") else None
    team = catalog.find_team(db, name) if wanted in ("", "team") else None
    if service:
        also = (Candidate("team", team.id, team.title),) if team else ()
        owner = catalog.owner(db, service)
        return replace(of_service(db, service, now), also=also, handoffs=handoff.of_team(db, owner, now))
    if team:
        return replace(of_team_or_within(db, team, now), handoffs=handoff.of_team(db, team, now))
    person = catalog.person(db, name.lstrip("@").lower()) if wanted in ("", "person") else None
    return duties(db, person, now) if person else None


def _near(db: Connection, rows: Rows, text: str, now: datetime, offset: int = 0) -> Answered:
    """What comes near the text: the one service, or a page of teams and services to choose from.

    Two teams come first, then the services, then the other teams.
    """
    teams = _teams_like(db, text)
    first, others = teams[:TEAMS], teams[TEAMS:]
    found = catalog_flows.like(db, rows, text, max(0, offset - len(first)))
    if found.profile and not teams:
        return of_service(db, found.profile.service, now)
    services = (found.profile.service,) if found.profile else found.options
    standing = max(found.total, 1 if found.profile else 0)
    begin = max(0, offset - len(first) - standing)
    named = (Candidate("service", each.id, each.title) for each in services)
    past = () if offset - len(first) >= standing else tuple(named)
    options = (*first[offset:], *past, *others[begin:])[:PAGE]
    total = len(teams) + standing
    return Candidates(text, options, total, empty=found.empty and not teams, offset=offset)


def _teams_like(db: Connection, text: str) -> tuple[Candidate, ...]:
    wanted = fold(text)
    like = [team for team in catalog.teams(db) if wanted in fold(team.title) or wanted in fold(team.id)]
    return tuple(Candidate("team", team.id, team.title) for team in like)


def _overview(db: Connection, now: datetime, offset: int = 0) -> Overview:
    teams = sorted(catalog.teams(db), key=lambda team: (not team.oncall, fold(team.title)))
    found: list[OnCall] = []
    looked = offset
    for team in teams[offset : offset + TRIED]:
        looked += 1
        oncall = of_team(db, team, now)
        if oncall.primary:
            found.append(oncall)
        if len(found) == SHOWN:
            break
    rest = max(0, len(teams) - looked)
    return Overview(tuple(found), len(teams), empty=catalog.is_empty(db), rest=rest)
