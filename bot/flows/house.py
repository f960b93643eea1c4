"""How the bot itself is: its queues, its vendors, its audit."""

from datetime import datetime, timedelta
from sqlite3 import Connection

from bot.blocks import house as blocks
from bot.blocks.kit import escape
from bot.domain import grammar
from bot.domain.keeping import StoreUnavailable
from bot.domain.refusal import Refusal
from bot.flows import freshness
from bot.flows.rota import mirrors, rosters
from bot.ports import Bot, Reply
from store import audit as entries
from store import catalog, inbox, jobs, outbox
from store import incident as incidents

DAY = timedelta(days=1)
LATE = timedelta(seconds=60)
"""What is due for longer than this is overdue."""


async def health(bot: Bot) -> Reply:
    """Whether anything waits, was given up or is overdue, and how fresh each vendor is."""
    return blocks.health(await bot.rows.query(_measure, bot))


def _measure(db: Connection, bot: Bot) -> blocks.Health:
    now = bot.clock.now()
    open_requests, dead_requests = inbox.counts(db)
    overdue, dead = jobs.counts(db, now - LATE)
    return blocks.Health(
        services=catalog.counts(db).services,
        open_incidents=len(incidents.open_ones(db)),
        open_requests=open_requests,
        dead_requests=dead_requests,
        waiting=outbox.oldest(db, now),
        stuck=[f"{each.effect.kind} {each.effect.id}" for each in outbox.stuck(db, now)],
        overdue_jobs=overdue,
        dead_jobs=dead,
        lines=[*freshness.lines(db, bot), *map(escape, _unfilled(db)), *_refused(db, bot)],
        given_up=[f"{each.effect.kind} {each.effect.id}" for each in outbox.given_up(db, now - DAY)],
    )


def _refused(db: Connection, bot: Bot) -> list[str]:
    """What Slack refuses of showing who is on call."""
    return [escape(each) for each in mirrors.refusals(db, bot.house)]


def _unfilled(db: Connection) -> list[str]:
    """That nobody has brought a catalog in yet."""
    return ["The catalog is empty: `tocsin import catalog.yaml` fills it"] if catalog.is_empty(db) else []


def not_ready(bot: Bot) -> list[str]:
    """Why the bot should get no traffic: nothing, what waits too long, or a database that cannot be read."""
    try:
        late = bot.rows.read(outbox.stuck, bot.clock.now())
    except StoreUnavailable as trouble:
        return [trouble.cause]
    return [f"{len(late)} messages wait longer than 60 s"] if late else []


def vendors(bot: Bot) -> list[str]:
    """How fresh each vendor is; a vendor that is away does not keep the bot from answering."""
    try:
        return bot.rows.read(freshness.lines, bot)
    except StoreUnavailable:
        return []


async def audit(bot: Bot, words: str) -> Reply:
    """Everything recorded about an incident, a team with its rotas or a service, and whether the chain is
    whole. Raises Refusal where the words are none of them.
    """
    title, objects = await bot.rows.query(_audited, words.strip(), bot.clock.now())
    found = await bot.rows.query(entries.entries, *objects)
    return blocks.audit(title, found, await bot.rows.query(entries.verify))


def _audited(db: Connection, words: str, now: datetime) -> tuple[str, list[str]]:
    """What the words are called, and the objects under which its deeds are recorded."""
    if number := grammar.incident_number(words):
        return f"INC-{number}", [f"INC-{number}"]
    if team := catalog.find_team(db, words.removeprefix("team:")):
        return team.title, [team.id, *(each.id for each in rosters.of_team(db, team, now))]
    if service := catalog.find(db, words):
        return service.title, [service.id]
    raise Refusal(
        f"Nothing is called “{words[:80]}”: write an incident (INC-12), a team or a service by its name."
    )
