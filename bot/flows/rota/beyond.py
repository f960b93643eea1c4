"""Who is on call by PagerDuty's layers, for times of which PagerDuty's own answer was not read."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from sqlite3 import Connection

from bot.domain import rota
from bot.domain.catalog import Person
from bot.domain.oncall import Duty, OnCallLevel
from bot.flows.rota import homes, rosters
from bot.flows.rota.people import member, paged
from bot.ports import PagerSpan
from store import rota as rows_of

AHEAD = 3


def levels(db: Connection, policy: str, at: datetime, known: Sequence[PagerSpan]) -> tuple[OnCallLevel, ...]:
    """The levels of a policy at that time: whoever is named always, and whose turn it is by the layers.

    `known` are the policy's spans. A schedule whose layers are not kept here has nobody.
    """
    always = [(each.level, each.person) for each in known if not each.schedule and each.end is None]
    found = [OnCallLevel(level, (paged(db, person),)) for level, person in always]
    found += _of_schedules(db, policy, at)
    found.sort(key=lambda level: level.number)
    return tuple(_one(list(same)) for _, same in groupby(found, key=lambda level: level.number))


def _of_schedules(db: Connection, policy: str, at: datetime) -> Iterator[OnCallLevel]:
    for number, schedule in rows_of.schedules_of_policy(db, policy):
        view = homes.view(db, homes.PREFIX + schedule, at)
        if view is None:
            continue
        current, following = rota.around(view.planned, at)
        yield OnCallLevel(
            number,
            tuple(member_of(db, id) for id in current.people),
            current.end,
            tuple(member_of(db, id) for id in following.people) if following else (),
            view.title,
        )


def _one(same: list[OnCallLevel]) -> OnCallLevel:
    """Several targets of one level as one: it changes when the first of them does."""
    people = tuple(dict.fromkeys(person for level in same for person in level.people))
    ends = [level.until for level in same if level.until]
    first = next((level for level in same if level.until == min(ends)), same[0]) if ends else same[0]
    return replace(first, people=people, until=first.until, next=first.next)


def member_of(db: Connection, id: str) -> Person:
    """Who a member of PagerDuty's schedule is."""
    user = id.removeprefix(homes.PREFIX)
    return member(db, id) if user == id else paged(db, user)


def duties(db: Connection, person: Person, at: datetime) -> Iterator[Duty]:
    """A person's shifts in the schedules behind teams, at that time and after."""
    for roster in rosters.of_person(db, person, at):
        for shift in rota.shifts_of(roster.rota, person.id, at, AHEAD) if roster.paged else ():
            start = None if shift.start <= at else shift.start
            yield Duty(roster.view.title, roster.number, start, shift.end, "pagerduty")
