"""Evaluating services: one from the rows as they are, all of them in portions that nobody has to wait for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.domain.catalog import Service
from bot.domain.scorecard import Result, evaluate
from bot.flows.scorecard.gathering import gather
from bot.flows.scorecard.shipped import card
from bot.ports import Bot
from store import catalog
from store import scorecard as rows_of

PORTION = 10
"""Services in one step, a few milliseconds: nobody waits longer for the writer, or for the interpreter."""

GIVE_WAY = 0.5
"""Seconds that a portion waits at most for the requests in hand."""


def one(db: Connection, service: Service, now: datetime) -> Result:
    """How a service stands by what is known at this moment."""
    result = evaluate(card(), service.id, gather(db, service, now))
    return replace(result, evaluated_at=now, generation=catalog.generation(db))


async def evaluate_all(bot: Bot) -> int:
    """Evaluate every standing service; returns how many."""
    await bot.rows.run(rows_of.forget, card().identifier, [rule.identifier for rule in card().rules])
    return await _evaluate(bot, await bot.rows.query(rows_of.services))


async def catch_up(bot: Bot, body: Mapping[str, Any]) -> None:  # noqa: ARG001  (every job has this shape)
    """Evaluate what the catalog has changed since: an import beside the running bot."""
    await _evaluate(bot, await bot.rows.query(rows_of.behind, card().identifier))


async def _evaluate(bot: Bot, ids: Sequence[str]) -> int:
    for portion in _portions(ids):
        await bot.tasks.lull(GIVE_WAY, quiet=0.05)
        results = await bot.rows.query(_results, portion, bot.clock.now())
        await bot.rows.run(rows_of.save, results)
    return len(ids)


def _results(db: Connection, ids: Sequence[str], now: datetime) -> list[Result]:
    return [one(db, service, now) for service in catalog.services(db, ids)]


def _portions(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + PORTION] for start in range(0, len(ids), PORTION))
