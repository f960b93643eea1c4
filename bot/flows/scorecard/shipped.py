"""The cards that the house has: the shipped one, which nobody can lose, and those that were brought in."""

import json
from functools import lru_cache
from pathlib import Path
from sqlite3 import Connection

from bot.domain.scorecard import Scorecard, read
from store import scorecard as rows_of

FILE = Path(__file__).parents[2] / "scorecards" / "default.json"


@lru_cache(maxsize=1)
def card() -> Scorecard:
    """The shipped card, read once."""
    return read(json.loads(FILE.read_text("utf-8")))


def cards(db: Connection) -> tuple[Scorecard, ...]:
    """Every card, the one that is asked first at the head; a kept one replaces the shipped one of its id."""
    return _ordered(rows_of.bodies(db), rows_of.first(db))


def first(db: Connection) -> Scorecard:
    """The card that is asked where none is named."""
    return cards(db)[0]


def named(db: Connection, words: str) -> Scorecard | None:
    """The card of that id; else of that id or title, whatever the case; without words, the first one."""
    every, wanted = cards(db), words.strip()
    if not wanted:
        return every[0]
    folded = wanted.casefold()
    found = [each for each in every if folded in (each.identifier.casefold(), each.title.casefold())]
    return min(
        found,
        key=lambda each: (each.identifier != wanted, each.identifier.casefold() != folded),
        default=None,
    )


@lru_cache(maxsize=4)
def _ordered(bodies: tuple[str, ...], first: str) -> tuple[Scorecard, ...]:
    kept = {each.identifier: each for each in (read(json.loads(body)) for body in bodies)}
    found = {card().identifier: card()} | kept
    head = [found.pop(first)] if first in found else []
    return (*head, *found.values())
