"""How the load of a team is shared: pages and shift hours by person, gaps ahead, how good the plan is."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from sqlite3 import Connection
from typing import Any
from zoneinfo import ZoneInfo

from bot import charts
from bot.blocks.rota import loading as blocks
from bot.domain import rota
from bot.domain.catalog import Person, Team
from bot.domain.page import Happened, Who
from bot.domain.refusal import Refusal
from bot.domain.rota import Shift
from bot.domain.rota.fairness import Hours, Load, Quality, loads, quality
from bot.domain.stamps import named_zone
from bot.flows import pictures
from bot.flows.rota import rosters
from bot.flows.rota.people import member
from bot.ports import Ask, Bot, Picture, Reply
from store import page

WINDOW = re.compile(r"\s+(\d{1,3})\s*([dw])$")
USUAL, AHEAD = timedelta(days=30), timedelta(days=90)
PALETTE = {
    Hours.BUSINESS: "green",
    Hours.EVENING: "gold",
    Hours.WEEKEND: "bronze",
    Hours.HOLIDAY: "paleBlue",
    Hours.SLEEP: "red",
}


@dataclass(frozen=True, slots=True)
class Shared:
    """What a team carried in a window, and what is ahead of it; `people` by catalog id."""

    team: Team
    since: datetime
    until: datetime
    loads: tuple[Load, ...]
    gaps: tuple[tuple[str, Shift], ...]
    quality: Quality
    people: Mapping[str, Person]


async def load(bot: Bot, ask: Ask, words: str) -> Reply:
    """`/oncall load <team> 30d`, with a picture that follows. Raises Refusal for a team without a rota."""
    name, length = _window(words)
    found = await bot.rows.query(_shared, name, (ask.at, length), bot.house.holidays)
    return blocks.load(found, length)


def _window(words: str) -> tuple[str, timedelta]:
    found = WINDOW.search(f" {words}")
    if found is None:
        return words, USUAL
    days = int(found[1]) * (7 if found[2] == "w" else 1)
    if not 1 <= days <= 366:
        raise Refusal("The window is 1 to 366 days: /oncall load payments 30d")
    return f" {words}"[: found.start()].strip(), timedelta(days=days)


def _shared(
    db: Connection, name: str, window: tuple[datetime, timedelta], holidays: Mapping[str, Collection[date]]
) -> Shared:
    now, length = window
    team = rosters.named(db, name)
    kept = rosters.of_team(db, team, now) or (rosters.one(db, team, now),)
    ids = {id for each in kept for id in rota.people(each.rota)} | {*team.members, *team.leads}
    people = {id: member(db, id) for id in ids}
    zones = {id: named_zone(person.timezone) or ZoneInfo("UTC") for id, person in people.items()}
    days = {id: {*holidays.get(team.id, ()), *holidays.get(zone.key, ())} for id, zone in zones.items()}
    since = now - length
    past = [shift for each in kept for shift in rota.shifts(each.rota, since, now)]
    pages = _pages(db, people.values(), (since, now))
    ahead = [(each.title, shift) for each in kept for shift in rota.shifts(each.rota, now, now + AHEAD)]
    gaps = tuple(pair for pair in ahead if not pair[1].people)
    return Shared(
        team=team,
        since=since,
        until=now,
        loads=loads(past, pages, zones, days),
        gaps=gaps,
        quality=_quality(kept, zones, now),
        people=people,
    )


def _quality(kept: tuple[rosters.Roster, ...], zones: Mapping[str, ZoneInfo], now: datetime) -> Quality:
    """How good the plan of the next 90 days is, over all rotas of the team."""
    plans = {each.title: rota.shifts(each.rota, now, now + AHEAD) for each in kept}
    shifts = [shift for plan in plans.values() for shift in plan]
    empty = sum((_length(each) for each in shifts if not each.people), timedelta())
    double = sum((each.end - each.start for each in rota.planning.clashes_of(plans)), timedelta())
    return quality(loads(shifts, (), zones), AHEAD * len(kept), empty, double)


def _length(shift: Shift) -> timedelta:
    return (shift.end or shift.start) - shift.start


def _pages(
    db: Connection, people: Iterable[Person], span: tuple[datetime, datetime]
) -> Iterable[tuple[str, datetime]]:
    """Who was called when, of the people of a team; every call counts, answered or not."""
    by_id = {id: each.id for each in people for id in (each.slack, each.pagerduty) if id}
    for each in page.between(db, *span):
        for entry in page.entries_of(db, each.id):
            who = _known(by_id, entry.who) if entry.kind is Happened.PAGED and entry.who else ""
            if who:
                yield who, entry.at


def _known(by_id: Mapping[str, str], who: Who) -> str:
    return by_id.get(who.slack, "") or by_id.get(who.pager, "")


async def gaps(bot: Bot, ask: Ask, words: str) -> Reply:
    """`/oncall gaps <team>`: where nobody is on call in the next 90 days, and how good the plan is."""
    return blocks.gaps(await bot.rows.query(_shared, words, (ask.at, USUAL), bot.house.holidays))


async def ask_for_picture(bot: Bot, ask: Ask, team: str) -> Reply:
    """Have the load drawn; the picture comes in a direct message."""
    return await pictures.ask_for(bot, ask, "load", team)


async def draw(bot: Bot, body: Mapping[str, Any]) -> None:
    """The job: draw it and send it."""
    await pictures.bring(bot, body, _drawn(bot, str(body["team"])))


async def _drawn(bot: Bot, team: str) -> Picture:
    span = (bot.clock.now(), USUAL)
    chart = _chart(await bot.rows.query(_shared, team, span, bot.house.holidays))
    return Picture("on-call-load.png", chart.title, await charts.draw(chart), charts.words(chart))


def _chart(found: Shared) -> charts.Chart:
    names = [each.person for each in found.loads]
    hour = timedelta(hours=1)
    series = [
        charts.Series(kind.value, [each.shifts.get(kind, timedelta()) / hour for each in found.loads], color)
        for kind, color in PALETTE.items()
    ]
    title = f"On call, {found.team.title}: hours of the last 30 days by kind"
    return charts.Chart(title, names, series, unit="hours")
