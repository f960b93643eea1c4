"""Swapping shifts, and taking over at once: both agree, and both turns change in one transaction."""

from dataclasses import replace
from datetime import timedelta
from sqlite3 import Connection

from bot.blocks.rota import changing as changed
from bot.blocks.rota import covering as blocks
from bot.domain import rota
from bot.domain.catalog import Person
from bot.domain.refusal import Refusal
from bot.domain.rota.cover import Request, RequestKind, State, Stretch
from bot.flows.refreshing import stir
from bot.flows.rota import rosters
from bot.flows.rota.covering import people
from bot.flows.rota.deeds import Wish, direct, put, tell, told_of
from bot.flows.rota.people import member
from bot.flows.rota.rosters import Roster
from bot.ports import Ask, Bot, Reply
from store import catalog
from store.rota import edits as changes
from store.rota import request as rows

FAR = timedelta(days=28)


async def propose(bot: Bot, ask: Ask, other: str, why: str = "") -> Reply:
    """Ask somebody to swap my next shift for theirs in the same rota. Raises Refusal where there is none."""
    said = await bot.rows.settle(ask.key, _propose, ask, other, why)
    bot.wake()
    return said


def _propose(db: Connection, ask: Ask, slack: str, why: str) -> Reply:
    me = rosters.somebody(db, ask.person)
    them = catalog.person_by_slack(db, slack)
    if them is None or them.id == me.id:
        raise Refusal("Swap with whom? Name a teammate: /oncall swap @bo")
    roster, mine, theirs = _shifts(db, ask, me, them)
    asked = Request(
        id=changes.fresh_id(),
        kind=RequestKind.SWAP,
        rota=roster.id,
        team=roster.team.id,
        person=me.id,
        slack=ask.person,
        start=mine[0],
        end=mine[1],
        asked_at=ask.at,
        why=why,
        other=them.id,
        other_rota=roster.id,
        other_start=theirs[0],
        other_end=theirs[1],
    )
    rows.save(db, asked, ask.at)
    stir(db, ask.at)
    abouts, names = (roster.title, roster.title), people(db, asked)
    direct(db, ask, slack, blocks.proposal(asked, abouts, names), f"swap:{asked.id}")
    return blocks.proposed(asked, abouts, names)


def _shifts(db: Connection, ask: Ask, me: Person, them: Person) -> tuple[Roster, Stretch, Stretch]:
    """The first rota in which both have a shift to come, and both shifts; what has begun is not swapped."""
    for roster in rosters.of_person(db, me, ask.at):
        mine, theirs = (_next(roster, each.id, ask) for each in (me, them))
        if mine and theirs:
            return roster, mine, theirs
    raise Refusal(
        f"You and {them.name} have no shifts to come in the same rota. /oncall cover me asks the whole team."
    )


def _next(roster: Roster, person: str, ask: Ask) -> Stretch | None:
    shifts = rota.shifts_of(roster.rota, person, ask.at, 2)
    return next(((each.start, each.end or each.start + FAR) for each in shifts if each.start > ask.at), None)


async def agree(bot: Bot, ask: Ask, request: str) -> Reply:
    """The other one agrees: both shifts change hands. Raises Refusal where it is too late or not theirs."""
    said = await bot.rows.settle(ask.key, _agree, ask, request)
    bot.wake()
    return said


def _agree(db: Connection, ask: Ask, id: str) -> Reply:
    found, roster = _asked(db, ask, id)
    if found.other_start is None or found.other_end is None:
        raise Refusal("That request is no swap.")
    theirs, mine = (found.start, found.end), (found.other_start, found.other_end)
    for who, whom, part in ((found.person, found.other, mine), (found.other, found.person, theirs)):
        if part[0] <= ask.at or rota.who(roster.rota, part[0]) != (whom,):
            raise Refusal("The rota is no longer as it was when this was proposed. Propose it again.")
        text = f"{member(db, who).name} and {member(db, whom).name} swap in {roster.title}"
        put(db, ask, roster, Wish(who, *part, whom), text)
        roster = rosters.again(db, roster, ask.at)
    rows.save(db, replace(found, state=State.DONE), ask.at)
    stir(db, ask.at)
    said = blocks.swapped(found, people(db, found))
    tell(db, ask, roster, {found.person}, said)
    waits = changed.on_its_way(waits=roster.paged)
    return replace(said, blocks=(*said.blocks, *waits), replace=True)


async def decline(bot: Bot, ask: Ask, request: str) -> Reply:
    """The other one would rather not; whoever proposed it hears of it."""
    said = await bot.rows.settle(ask.key, _decline, ask, request)
    bot.wake()
    return said


def _decline(db: Connection, ask: Ask, id: str) -> Reply:
    found, roster = _asked(db, ask, id)
    rows.save(db, replace(found, state=State.DECLINED), ask.at)
    stir(db, ask.at)
    names = people(db, found)
    direct(db, ask, found.slack, blocks.declined(found, roster.title, names), f"swap:{id}")
    return blocks.decline(found, roster.title, names)


def _asked(db: Connection, ask: Ask, id: str) -> tuple[Request, Roster]:
    """The swap that this person was asked about. Raises Refusal."""
    found = rows.get(db, id)
    if found is None or found.kind is not RequestKind.SWAP:
        raise Refusal("That proposal is no longer there.")
    if rosters.somebody(db, ask.person).id != found.other:
        raise Refusal("Only whoever was asked can answer that.")
    if found.state is not State.OPEN:
        raise Refusal(f"That proposal has ended already: it was {found.state.value}.")
    team = catalog.team(db, found.team)
    if team is None:
        raise Refusal("The team of that proposal is no longer in the catalog.")
    return found, rosters.one(db, team, ask.at, found.rota)


async def take_over(bot: Bot, ask: Ask, team: str) -> Reply:
    """Be on call for a team (mine) from now to the end of the present shift; whoever is relieved is told."""
    said = await bot.rows.settle(ask.key, _take_over, ask, team)
    bot.wake()
    return said


def _take_over(db: Connection, ask: Ask, words: str) -> Reply:
    me = rosters.somebody(db, ask.person)
    roster = rosters.one(db, rosters.named(db, words), ask.at) if words.strip() else _mine(db, me, ask)
    if me.id not in {*rota.people(roster.rota), *roster.team.members, *roster.team.leads}:
        raise changed.not_yours(roster.team, catalog.people(db, roster.team.leads or roster.team.members))
    now, following = rota.around(roster.rota, ask.at)
    if now.people == (me.id,):
        raise Refusal(f"You are on call for {roster.title} already: /oncall me shows until when.")
    end = now.end or (following.start if following else ask.at + timedelta(days=1))
    text = f"{me.name} takes over {roster.title} from {_names(db, now.people)}"
    made = put(db, ask, roster, Wish(me.id, ask.at, end), text)
    tell(db, ask, roster, now.people, changed.told(told_of(text, ask.at, end)))
    return changed.taken_over(roster.title, (ask.at, end), made.id, waits=roster.paged)


def _mine(db: Connection, me: Person, ask: Ask) -> Roster:
    """The one team whose turns somebody may mean without naming it. Raises Refusal."""
    teams = [team for team in catalog.teams(db) if me.id in {*team.members, *team.leads}]
    found = [roster for team in teams for roster in rosters.of_team(db, team, ask.at)[:1]]
    if len(found) != 1:
        names = ", ".join(each.team.id for each in found) or "none of yours has a rota kept here"
        raise Refusal(f"For which team? /oncall take <team> ({names})")
    return found[0]


def _names(db: Connection, ids: tuple[str, ...]) -> str:
    return ", ".join(member(db, id).name for id in ids) or "nobody"
