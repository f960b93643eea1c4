"""Four weeks of a team's rotas as a picture: asked for, drawn by a job, sent in a direct message."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from sqlite3 import Connection
from typing import Any
from zoneinfo import ZoneInfo

from bot import timetable
from bot.domain import rota
from bot.domain.rota import Layer, Override, Rota, Shift, Version
from bot.flows import pictures
from bot.flows.rota import clock, rosters
from bot.flows.rota.deeds import FOUR_WEEKS
from bot.flows.rota.people import member
from bot.ports import Ask, Bot, Picture, Reply
from bot.timetable import Bar, Row, Timetable
from store import catalog

MOST_ROWS = 24


async def ask_for(bot: Bot, ask: Ask, team: str) -> Reply:
    """Have the schedule drawn; the picture comes in a direct message."""
    return await pictures.ask_for(bot, ask, "schedule", team, "schedule")


async def draw(bot: Bot, body: Mapping[str, Any]) -> None:
    """The job: draw it and send it."""
    await pictures.bring(bot, body, _drawn(bot, body))


async def _drawn(bot: Bot, body: Mapping[str, Any]) -> Picture:
    found = await bot.rows.query(planned, str(body["team"]), str(body["person"]), bot.clock.now())
    return Picture("schedule.png", found.title, await timetable.draw(found), timetable.words(found))


def planned(db: Connection, name: str, slack: str, now: datetime) -> Timetable:
    """The next four weeks of a team's rotas, by the days of whoever looks. Raises Refusal for no team."""
    team = rosters.named(db, name)
    found = rosters.of_team(db, team, now) or (rosters.one(db, team, now),)
    span = (now, now + FOUR_WEEKS)
    me = catalog.person_by_slack(db, slack)
    zone = clock.zone(me) if me else ZoneInfo("UTC")
    names = {id: _legible(db, id) for roster in found for id in rota.people(roster.rota)}
    rows = [row for roster in found for row in _rows(roster, span, names)]
    return Timetable(f"On call, {team.title}: the next four weeks", span, zone, rows[:MOST_ROWS])


def _legible(db: Connection, id: str) -> str:
    return timetable.legible(member(db, id).name, id)


def _rows(roster: rosters.Roster, span: tuple[datetime, datetime], names: Mapping[str, str]) -> Iterator[Row]:
    """The rota as it comes out, and beneath it each of its layers where it has several."""
    plan = rota.planning.tiled(rota.shifts(roster.rota, *span), *span)
    yield Row(roster.title, [bar for each in plan for bar in _bars(each, roster.rota.overrides, names)])
    layers = _ruling(roster.rota, span[0])
    for number, layer in enumerate(layers if len(layers) > 1 else (), 1):
        alone = rota.shifts(Rota((Version(None, (layer,)),)), *span)
        bars = [bar for each in alone for bar in _bars(each, (), names)]
        yield Row(f"layer {number}", bars, beneath=True)


def _ruling(found: Rota, at: datetime) -> tuple[Layer, ...]:
    begun = [each for each in found.versions if each.effective is None or each.effective <= at]
    return begun[-1].layers if begun else ()


def _bars(shift: Shift, overrides: tuple[Override, ...], names: Mapping[str, str]) -> Iterator[Bar]:
    """A shift in the parts that are by its layers and those that overrides make."""
    end = shift.end or shift.start
    spans = [(each.start, each.end) for each in overrides if each.start < end and each.end > shift.start]
    edges = {shift.start, end, *(min(max(edge, shift.start), end) for each in spans for edge in each)}
    people = tuple(names.get(id, id) for id in shift.people)
    marks = sorted(edges)
    for begins, ends in pairwise(marks):
        covered = any(start <= begins < last for start, last in spans)
        yield Bar(begins, ends, people, override=covered)
