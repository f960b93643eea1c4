"""The rotas as the clock watches them: who was last seen on call, who is, and who comes in the next days."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Connection

from bot.domain import rota
from bot.domain.catalog import Person
from bot.domain.rota.handover import Coming, coming
from bot.flows.rota import homes, rosters
from bot.flows.rota.people import member, paged
from bot.flows.rota.rosters import Roster
from store import catalog
from store import rota as rows_of
from store.rota import turn as turns

LOOK = timedelta(days=4)
"""How far ahead is looked: over a weekend on which nobody is on call."""
SYNCED = timedelta(days=60)
"""As far as PagerDuty's own turns are looked at; it tells no more."""
BACK = timedelta(days=8)
"""How far back it is looked for who handed over while nobody watched."""


@dataclass(frozen=True, slots=True)
class Watched:
    """One rota: every level that it is, who was last seen on call, and its plan from now on."""

    rosters: tuple[Roster, ...]
    turn: turns.Turn | None
    plan: tuple[rota.Shift, ...]

    @property
    def id(self) -> str:
        """The rota's id."""
        return self.rosters[0].id

    @property
    def title(self) -> str:
        """`Payments, primary`; of a rota of several teams all of them."""
        return " and ".join(each.title for each in self.rosters)

    @property
    def rota(self) -> rota.Rota:
        """The rota as its home has it: whom PagerDuty calls is on call, whatever waits for it."""
        return self.rosters[0].view.rota

    def ahead(self) -> tuple[Coming, ...]:
        """The hand-overs of the next days."""
        before = self.plan[0].people or (self.turn.people if self.turn else ())
        return tuple(each for each in coming(self.plan, before) if each.start > self.plan[0].start)

    @property
    def begun(self) -> datetime:
        """Since when it is known who is on call."""
        return self.turn.since if self.turn else self.plan[0].start

    def closing(self) -> Coming | None:
        """The hand-over with which the shift that lasts ends, where it is in sight."""
        if self.turn is None or self.turn.over or not self.plan[0].people:
            return None
        return next((each for each in self.ahead() if each.outgoing), None)

    def until(self, start: datetime) -> datetime | None:
        """When the shift that begins then ends; None: no end is known."""
        if self.rota.versions:
            return rota.until(self.rota, start)
        return next((each.end for each in self.plan if each.start == start), None)


def every(db: Connection, now: datetime) -> Iterator[Watched]:
    """All rotas that are a level of a team, each once."""
    found: dict[str, list[Roster]] = {}
    for team in catalog.teams(db):
        for roster in rosters.of_team(db, team, now):
            found.setdefault(roster.id, []).append(roster)
    for id, levels in found.items():
        yield Watched(tuple(levels), turns.get(db, id), _plan(db, levels[0], now))


def one(db: Connection, id: str, teams: Iterable[str], now: datetime) -> Watched | None:
    """The rota of that id, where it still is a level of one of the teams."""
    standing = (team for each in teams if (team := catalog.team(db, each)) and team.gone_at is None)
    levels = [roster for team in standing for roster in rosters.of_team(db, team, now) if roster.id == id]
    return Watched(tuple(levels), turns.get(db, id), _plan(db, levels[0], now)) if levels else None


def _plan(db: Connection, roster: Roster, now: datetime) -> tuple[rota.Shift, ...]:
    """Who is on call from now on: by the engine, else (shifts that only PagerDuty knows) as last synced."""
    if roster.view.rota.versions or not roster.paged:
        return rota.shifts(roster.view.rota, now, now + LOOK)
    spans = rows_of.spans_of_schedule(db, roster.id.removeprefix(homes.PREFIX), now)
    turns_of = {(each.start or now, each.end, homes.name_of(db, each.person)) for each in spans}
    plan = [rota.Shift(max(start, now), end, (name,)) for start, end, name in turns_of]
    return rota.planning.tiled(plan, now, now + SYNCED)


def handed(watched: Watched, now: datetime) -> Coming | None:
    """What changed since somebody last looked: who came on call, whose shift is over; None: nothing did.

    Where nobody is on call now, `start` is when somebody is again, and nobody comes yet.
    """
    turn, current = watched.turn, watched.plan[0]
    if turn is None:
        return None
    if not current.people:
        return _paused(watched, turn, now)
    before = _before(watched, turn, now)
    incoming = tuple(each for each in current.people if turn.over or each not in before)
    outgoing = tuple(each for each in before if each not in current.people)
    if not incoming and not outgoing:
        return None
    return Coming(now, watched.until(now), incoming, outgoing, now)


def _paused(watched: Watched, turn: turns.Turn, now: datetime) -> Coming | None:
    """Whose shift is over while nobody follows; whoever goes on after the pause keeps it."""
    if turn.over:
        return None
    following = next((each for each in watched.plan if each.people), None)
    following = following or rota.around(watched.rota, now)[1]
    heirs = following.people if following else ()
    outgoing = tuple(each for each in turn.people if each not in heirs)
    return Coming(following.start if following else now, None, (), outgoing, now) if outgoing else None


def _before(watched: Watched, turn: turns.Turn, now: datetime) -> tuple[str, ...]:
    """Who was on call before those who are: as last seen, or by the plan, where nobody looked for a while."""
    lately = rota.shifts(watched.rota, max(turn.since, now - BACK), now)
    others = (each.people for each in reversed(lately) if each.people)
    last = next((each for each in others if each != watched.plan[0].people), None)
    return last or turn.people


def who(db: Connection, id: str) -> Person:
    """Whom an id of a rota stands for; PagerDuty's own people too."""
    return paged(db, id.removeprefix(homes.PREFIX)) if id.startswith(homes.PREFIX) else member(db, id)
