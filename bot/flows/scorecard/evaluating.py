"""Evaluating services: what is known of them is gathered, every card runs over it, what changed is kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.domain.catalog import Service
from bot.domain.scorecard import Facts, Outcome, Result, Scorecard, evaluate, told
from bot.domain.scorecard.bits import changes, worse
from bot.domain.scorecard.columns import Column, value
from bot.domain.scorecard.compiling import Row
from bot.domain.scorecard.shape import asked
from bot.flows.remembered import Remembered
from bot.flows.scorecard.gathering import Gathered, Memory, gather, gather_all
from bot.flows.scorecard.shipped import cards
from bot.flows.scorecard.whole import count_day, function, is_dated, waivers
from bot.ports import Bot
from store import catalog, jobs
from store import scorecard as rows_of
from store.scorecard import Mark

PORTION = 25
"""Services gathered in one step, a few milliseconds: nobody waits longer for the writer."""
PRINTS: Remembered[int] = Remembered(200_000)
"""Of what each service's facts were gathered last: where that is the same, so are they."""
GIVE_WAY = 0.5
"""Seconds that a portion waits at most for the requests in hand."""


def one(db: Connection, card: Scorecard, service: Service, now: datetime) -> Result:
    """How a service stands by what is known at this moment, with every trace."""
    waived = {rule for id, rule in rows_of.granted(db, card.identifier, now) if id == service.id}
    known, at = facts(db, service, now)
    result = evaluate(card, service.id, known, now, waived=waived)
    return replace(result, evaluated_at=at, generation=catalog.generation(db))


def facts(db: Connection, service: Service, now: datetime) -> tuple[Facts, datetime]:
    """What is kept of a service and since when; gathered anew where anything was written since.

    So what was shown once is never taken back by what an evaluation gathered before and kept after.
    """
    if rows_of.marked(db) == rows_of.mark(db):
        kept = rows_of.known(db, service.id)
        if kept is not None:
            return kept.facts, rows_of.evaluated_at(db) or now
    return gather(db, service, now), now


async def evaluate_all(bot: Bot) -> int:
    """Gather what is known of every standing service and evaluate it; returns how many."""
    begun = await bot.rows.query(rows_of.mark)
    ids = await bot.rows.query(rows_of.services)
    dated, memory = await bot.rows.query(_is_dated), Memory()
    for portion in _portions(ids):
        await bot.tasks.lull(GIVE_WAY, quiet=0.05)
        prints = {id: seen for id in portion if (seen := PRINTS.get(bot.rows, 0, id)) is not None}
        found = await bot.rows.query(gather_all, portion, bot.clock.now(), memory, prints)
        if found.facts or dated:
            found = await bot.rows.run(keep, found, bot.clock.now())
        for id, seen in found.prints.items():
            PRINTS.keep(bot.rows, 0, id, seen)
    await bot.rows.run(_end, begun, bot.clock.now())
    return len(ids)


async def catch_up(bot: Bot, body: Mapping[str, Any]) -> None:  # noqa: ARG001  (every job has this shape)
    """Evaluate everything where the catalog changed since, or the forge told something."""
    if await bot.rows.query(_is_behind):
        await evaluate_all(bot)


def keep(db: Connection, found: Gathered, now: datetime) -> Gathered:
    """Keep what is known of services and how they stand on every card by it, with what changed.

    Where anything was written since it was gathered it is gathered anew, here: of two evaluations at a time
    the one that read earlier may come later. Returns what was kept.
    """
    if rows_of.mark(db) != found.mark:
        found = gather_all(db, found.ids, now, Memory(), {})
    moved = rows_of.keep_facts(db, found.facts, now)
    for card in cards(db):
        ids = found.prints if is_dated(card) else found.facts
        _judge(db, card, sorted(ids), now, (found.facts, moved))
    return found


Moved = Mapping[str, Mapping[str, tuple[Column, Column]]]
Origin = tuple[Mapping[str, Facts], Moved]


def judge_again(db: Connection, services: Sequence[str], now: datetime) -> None:
    """How those services stand by what is kept of them, after a waiver came or went."""
    for card in cards(db):
        _judge(db, card, services, now, ({}, {}))


def _judge(db: Connection, card: Scorecard, services: Sequence[str], now: datetime, origin: Origin) -> None:
    before = rows_of.standing(db, card.identifier, services)
    rows = rows_of.evaluated(db, function(card, now), services, waivers(db, card, now))
    fresh = [row for row in rows if before.get(row[0]) != row]
    rows_of.keep_results(db, card.identifier, fresh)
    grave: list[rows_of.Happened] = []
    other: list[rows_of.Happened] = []
    for row in fresh:
        for happened, bad in _happened(card, before.get(row[0]), row, origin):
            (grave if bad else other).append(happened)
    rows_of.note(db, other, now, told=True)
    rows_of.note(db, grave, now, told=False)
    if grave:
        jobs.request(db, "degraded", "degraded", {}, now)


def _happened(
    card: Scorecard, before: Row | None, row: Row, origin: Origin
) -> Iterator[tuple[rows_of.Happened, bool]]:
    """What changed for a service that was known before, and whether somebody has to hear of it."""
    if before is None:
        return
    service = row[0]
    for rule, was, became in changes(card, before, row):
        lapsed = was is Outcome.WAIVED and worse(was, became)
        values = ("", "", "") if lapsed else _values(card, service, rule, origin)
        yield rows_of.Happened(card.identifier, service, rule, was, became, *values), worse(was, became)
    if before[1] != row[1] and min(before[1], row[1]) >= 0:
        levels = card.titles[before[1]], card.titles[row[1]]
        yield rows_of.Happened(card.identifier, service, "", *levels), False


def _values(card: Scorecard, service: str, rule: str, origin: Origin) -> tuple[str, str, str]:
    """The value that changed, as it was and as it became, and who told it."""
    known, moved = origin
    query = next(each.query for each in card.rules if each.identifier == rule)
    names = sorted(asked(query), key=lambda name: name not in moved.get(service, {}))
    old, new = moved.get(service, {}).get(names[0], (None, None))
    fact = known.get(service, {}).get(names[0])
    source = (fact.source if fact else "") or "Tocsin"
    return _said(old), _said(new), source


def _said(found: Column) -> str:
    return "no data" if found is None else told(value(found))


def _is_behind(db: Connection) -> bool:
    """Whether the catalog, or what the forge told, is newer than the facts; on-call is with the next sync."""
    now, then = rows_of.mark(db), rows_of.marked(db)
    return (now.catalog, now.looked) != (then.catalog, then.looked)


def _is_dated(db: Connection) -> bool:
    return any(map(is_dated, cards(db)))


def _end(db: Connection, begun: Mark, now: datetime) -> None:
    rows_of.forget_services(db)
    rows_of.reach(db, begun, now)
    count_day(db, now)


def _portions(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + PORTION] for start in range(0, len(ids), PORTION))
