"""All services at once, over what is kept of them: each card's function, who is where, a day's figures."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from sqlite3 import Connection

from bot.domain.scorecard import Scorecard
from bot.domain.scorecard.bits import bits, counted
from bot.domain.scorecard.compiling import Compiled, compiled
from bot.domain.scorecard.operators import OPERATORS
from bot.domain.scorecard.shape import Period, conditions
from bot.flows.scorecard.shipped import cards
from bot.ports import Bot
from store import scorecard as rows_of

STRIDE = 10_000
"""Services evaluated in one step: some 40 ms, for which no other write has to wait longer."""
LAST = "\U0010ffff"
"""After every id."""
ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


async def evaluate_cards(bot: Bot) -> int:
    """Every card over what is kept of all services, after a card has changed; returns how many portions."""
    seen, after = 0, ""
    while last := await bot.rows.query(rows_of.last_of, after, STRIDE):
        await bot.rows.run(_portion, after, last, bot.clock.now())
        seen, after = seen + 1, last
    await bot.rows.run(count_day, bot.clock.now())
    return seen


def _portion(db: Connection, after: str, last: str, now: datetime) -> None:
    for card in cards(db):
        rows_of.keep_all(db, function(card, now), waivers(db, card, now), after, last)


def evaluate_here(db: Connection, now: datetime) -> None:
    """The same inside of a transaction, where a card must never stand beside results of the one before."""
    after = ""
    while last := rows_of.last_of(db, after, STRIDE):
        _portion(db, after, last, now)
        after = last
    count_day(db, now)


def ranks(db: Connection, card: Scorecard, now: datetime) -> dict[str, int]:
    """Service → rank on a card that need not be kept."""
    held = waivers(db, card, now)
    rows = rows_of.all_columns(db, function(card, now).columns, "", LAST)
    return {row[0]: row[1] for row in function(card, now).run(rows, held)}


def function(card: Scorecard, now: datetime) -> Compiled:
    """The card's function; one that looks at the date is written anew for each moment."""
    return _compiled(card, now if is_dated(card) else ANY_TIME)


@lru_cache(maxsize=64)
def _compiled(card: Scorecard, now: datetime) -> Compiled:
    return compiled(card, now)


@lru_cache(maxsize=64)
def is_dated(card: Scorecard) -> bool:
    """Whether it looks at the date, so that results change while nothing else does."""
    queries = [rule.query for rule in card.rules] + ([card.filter] if card.filter else [])
    return any(
        OPERATORS[each.operator].dated or isinstance(each.value, Period)
        for query in queries
        for _, each in conditions(query)
    )


def waivers(db: Connection, card: Scorecard, now: datetime) -> Mapping[str, int]:
    """Service → the bits of the rules that it need not pass now."""
    found: dict[str, list[str]] = {}
    for service, rule in rows_of.granted(db, card.identifier, now):
        found.setdefault(service, []).append(rule)
    return {service: bits(card, rules) for service, rules in found.items()}


def count_day(db: Connection, now: datetime) -> None:
    """Keep how everything stands today, for coverage over weeks and for reports."""
    for card in cards(db):
        rules = counted(card, rows_of.patterns(db, card.identifier))
        flat = [
            (rule, outcome.value, many)
            for rule, of_rule in rules.items()
            for outcome, many in of_rule.items()
        ]
        rows_of.keep_day(db, card.identifier, f"{now:%Y-%m-%d}", rows_of.by_team(db, card.identifier), flat)
