"""What is to come: the schedule of a team's rotas, and the overrides in it."""

from sqlite3 import Connection

from bot.blocks.rota import editing as blocks
from bot.domain import rota
from bot.domain.may import may_change_rota
from bot.domain.schedule import KNOWN_AHEAD
from bot.flows.rota import rosters
from bot.flows.rota.deeds import FOUR_WEEKS
from bot.flows.rota.people import member
from bot.ports import Ask, Bot, Reply
from store import catalog
from store import rota as rows


async def schedule(bot: Bot, ask: Ask, words: str) -> Reply:
    """Four weeks of a team's rotas. Raises Refusal where it has none that is kept here."""
    return await bot.rows.query(_schedule, ask, words)


def _schedule(db: Connection, ask: Ask, words: str) -> Reply:
    team = rosters.named(db, words)
    found = rosters.of_team(db, team, ask.at) or (rosters.one(db, team, ask.at),)
    span = (ask.at, ask.at + FOUR_WEEKS)
    plans = [(roster.title, rota.shifts(roster.rota, *span)) for roster in found]
    people = {id: member(db, id) for roster in found for id in rota.people(roster.rota)}
    waiting = [roster.title for roster in found if roster.view.waiting]
    mine = may_change_rota(catalog.person_by_slack(db, ask.person), team)
    odd = {
        (roster.title, each.at): each
        for roster, (_, plan) in zip(found, plans, strict=True)
        for each in rota.surprises.surprises(roster.rota, plan)
    }
    sync = rows.sync_state(db) if any(each.paged for each in found) else None
    known = sync.taken_at + KNOWN_AHEAD if sync and sync.taken_at else None
    return blocks.schedule(blocks.Weeks(team.id, team.title, span, plans, people, waiting, mine, known, odd))


async def overrides(bot: Bot, ask: Ask, words: str) -> Reply:
    """The overrides of a team's rotas that are not over."""
    return await bot.rows.query(_overrides, ask, words)


def _overrides(db: Connection, ask: Ask, words: str) -> Reply:
    team = rosters.named(db, words)
    kept = rosters.of_team(db, team, ask.at) or (rosters.one(db, team, ask.at),)
    found = [each for roster in kept for each in _ahead(roster) if each.override.end > ask.at]
    found.sort(key=lambda each: each.override.start)
    named = {id for each in found for id in (each.override.user, each.override.instead_of) if id}
    return blocks.overrides(team.title, found, {id: member(db, id) for id in named}, team.id)


def _ahead(roster: rosters.Roster) -> list[blocks.Ahead]:
    """The overrides of a rota, and which of them wait for PagerDuty."""
    waits = {each.id for each in roster.view.waiting}
    return [blocks.Ahead(roster.id, each, each.id in waits) for each in roster.rota.overrides]
