"""The managers' report: its figures, kept when it goes out, so that the next one says what moved."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Any

from bot import charts
from bot.blocks.scorecard import telling as blocks
from bot.domain.effect import Effect, EffectKind
from bot.domain.house import House
from bot.domain.scorecard import Scorecard
from bot.domain.scorecard.bits import counted
from bot.domain.scorecard.report import Report, coverage, failing, moved, shares
from bot.domain.scorecard.routine import month, week, zone
from bot.flows import pictures
from bot.flows.scorecard.shipped import first
from bot.ports import Bot, Picture, Reply
from store import catalog, outbox
from store import scorecard as rows_of

SPAN = {"weekly": timedelta(days=7), "monthly": timedelta(days=30)}


def report(db: Connection, house: House, kind: str, now: datetime) -> Report:
    """The figures of this moment, with what moved since the last report of that kind, or since its span."""
    card = first(db)
    rules = counted(card, rows_of.patterns(db, card.identifier))
    target = card.rank(house.readiness.target) if house.readiness.target else None
    place = card.top if target is None else target
    by_team = rows_of.by_team(db, card.identifier)
    titles = {each.id: each.title for each in catalog.teams(db)}
    levels = dict.fromkeys(card.titles, 0)
    for _, rank, services in by_team:
        levels[card.titles[rank]] += services
    found = Report(
        card,
        card.titles[place],
        now,
        levels,
        shares(place, by_team, titles),
        failing(card, rules),
        coverage(card, rules),
    )
    return _moved(db, found, kind, now)


def _moved(db: Connection, found: Report, kind: str, now: datetime) -> Report:
    """What moved since the last report; before the first one, since the oldest day of its span."""
    last = rows_of.last_told(db, f"report:{kind}:{found.card.identifier}:", now)
    since, figures = last or (None, _figures_of_day(db, found.card, now - SPAN[kind], now))
    if not figures:
        return found
    then = since or datetime.fromisoformat(str(figures["at"]))
    before: Mapping[str, int] = figures["levels"]
    parts: Mapping[str, float] = figures.get("shares", {})
    covered: Mapping[str, float] = figures.get("coverage", {})
    ups, downs = _named(db, found.card, then)
    told = [
        replace(each, moved=each.part - parts[each.team]) if each.team in parts else each
        for each in found.shares
    ]
    return replace(
        found,
        then=then,
        moved=moved(found.levels, before, found.card.titles),
        shares=tuple(told),
        covered_then=covered,
        ups=ups,
        downs=downs,
    )


def _figures_of_day(db: Connection, card: Scorecard, since: datetime, now: datetime) -> dict[str, Any]:
    """The oldest day of a span that is kept and is not today; {} where there is none."""
    days = rows_of.levels(db, card.identifier, f"{since:%Y-%m-%d}")
    day = next((each for each in days if each < f"{now:%Y-%m-%d}"), "")
    if not day:
        return {}
    passes = rows_of.coverage(db, card.identifier, day).get(day, {})
    return {
        "at": f"{day}T00:00:00+00:00",
        "levels": {card.titles[rank]: many for rank, many in days[day].items() if rank < len(card.titles)},
        "coverage": {rule: good / total for rule, (good, total) in passes.items() if total},
    }


def _named(db: Connection, card: Scorecard, since: datetime) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The services whose level rose and sank since then, by what is known of them now."""
    first_level: dict[str, str] = {}
    last_level: dict[str, str] = {}
    for each in rows_of.happened(db, card.identifier, since):
        if not each.rule and each.was in card.titles and each.became in card.titles:
            first_level.setdefault(each.service, each.was)
            last_level[each.service] = each.became
    ranks = {title: place for place, title in enumerate(card.titles)}
    steps = {id: ranks[last_level[id]] - ranks[first_level[id]] for id in first_level}
    titles = {
        each.id: each.title for each in catalog.services(db, [id for id, step in steps.items() if step])
    }
    ups = tuple(titles.get(id, id) for id, step in steps.items() if step > 0)
    downs = tuple(titles.get(id, id) for id, step in steps.items() if step < 0)
    return ups, downs


def figures(found: Report) -> dict[str, Any]:
    """What is kept of a report."""
    return {
        "at": found.at.isoformat(),
        "levels": dict(found.levels),
        "shares": {each.team: each.part for each in found.shares},
        "coverage": dict(found.coverage),
    }


def picture(db: Connection, card: Scorecard, since: datetime, team: str | None, about: str) -> charts.Chart:
    """Services by level, a column a day since then; of a team, or of all."""
    days = rows_of.levels(db, card.identifier, f"{since:%Y-%m-%d}", team)
    labels = [datetime.fromisoformat(day).strftime("%d %b").lstrip("0") for day in days]
    series = [
        charts.Series(level.title, [of_day.get(rank, 0) for of_day in days.values()], level.color)
        for rank, level in enumerate(card.levels)
        if any(rank in of_day for of_day in days.values())
    ]
    return charts.Chart(f"{card.title}: {about}", labels, series, unit="services")


def drawn(db: Connection, found: Report, kind: str) -> bytes:
    """The report's picture, on the caller's thread."""
    return charts.drawn(picture(db, found.card, found.at - 3 * SPAN[kind], None, "services by level"))


async def send_due(bot: Bot) -> None:
    """The weekly and the monthly report, each once, from their hour on."""
    now, told = bot.clock.now(), bot.house.readiness
    due = {"weekly": week(now, zone(()), told.weekday, told.hour), "monthly": month(now, told.hour)}
    for kind, period in due.items():
        if period and (told.report_in or bot.house.managers):
            await _send(bot, kind, period)


async def _send(bot: Bot, kind: str, period: str) -> None:
    found = await bot.rows.query(report, bot.house, kind, bot.clock.now())
    key = f"report:{kind}:{found.card.identifier}:{period}"
    if not found.services or await bot.rows.query(rows_of.was_told, key):
        return
    chart = await bot.rows.query(picture, found.card, found.at - 3 * SPAN[kind], None, "services by level")
    png = await charts.draw(chart)
    drawn = Picture(f"readiness-{period}.png", f"Readiness {period}", png, charts.words(chart))
    await bot.rows.run(_out, bot, key, found, (blocks.report(found, kind), drawn))
    bot.wake()


def _out(db: Connection, bot: Bot, key: str, found: Report, said: tuple[Reply, Picture]) -> None:
    if not rows_of.tell_once(db, key, found.at, figures(found)):
        return
    (text, drawn), room = said, bot.house.readiness.report_in
    body = {"text": text.text, "blocks": list(text.blocks), "room": room}
    if room:
        outbox.add(db, Effect(key, EffectKind.POST, lane=f"room:{room}", body=body), found.at)
        outbox.add(db, replace(pictures.effect(f"{key}:picture", drawn, room=room), needs=(key,)), found.at)
        return
    for person in bot.house.managers:
        own = f"{key}:{person}"
        outbox.add(db, Effect(own, EffectKind.DIRECT, person=person, body=body), found.at)
        shown = pictures.effect(f"{own}:picture", drawn, person=person)
        outbox.add(db, replace(shown, needs=(own,)), found.at)
