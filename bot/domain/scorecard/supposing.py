"""What if: who would rise if rules passed that do not now."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.scorecard.bits import rank_without
from bot.domain.scorecard.compiling import Row
from bot.domain.scorecard.shape import Rule, Scorecard, asked


@dataclass(frozen=True, slots=True)
class Rise:
    """A service that would rise: from which level to which."""

    service: str
    was: str
    becomes: str


@dataclass(frozen=True, slots=True)
class Supposed:
    """Rules that are supposed to pass, which services rise by it, and how many would pass them anew."""

    rules: tuple[Rule, ...]
    rises: tuple[Rise, ...]
    mended: int

    def levels(self, card: Scorecard) -> tuple[tuple[str, int], ...]:
        """(level, services that rise to it), the highest first."""
        counts = {title: sum(rise.becomes == title for rise in self.rises) for title in reversed(card.titles)}
        return tuple((title, count) for title, count in counts.items() if count)


def meant(card: Scorecard, words: str) -> tuple[Rule, ...]:
    """The rule of that name, or all that ask for a property of that name; of several names all."""
    whole = _meant(card, words)
    parts = [part for part in APART.split(words) if part.strip()]
    found = [_meant(card, part) for part in parts]
    if whole or not all(found):
        return whole
    return tuple({rule.identifier: rule for rules in found for rule in rules}.values())


APART = re.compile(r",|;|\+|\s+and\s+", re.IGNORECASE)


def _meant(card: Scorecard, words: str) -> tuple[Rule, ...]:
    rule = card.rule(words)
    if rule is not None:
        return (rule,)
    wanted = words.strip().casefold()
    return tuple(
        each for each in card.rules if wanted in {name.casefold().lstrip("$") for name in asked(each.query)}
    )


def suppose(card: Scorecard, rows: Iterable[Row], rules: tuple[Rule, ...]) -> Supposed:
    """Who rises if those rules pass everywhere."""
    names = {rule.identifier for rule in rules}
    places = [place for place, rule in enumerate(card.rules) if rule.identifier in names]
    known: dict[tuple[int, ...], int] = {}
    rises, mended = [], 0
    for row in rows:
        if row[1] < 0 or not any(row[3] >> place & 1 for place in places):
            continue
        mended += 1
        pattern = row[1:]
        if pattern not in known:
            known[pattern] = rank_without(card, row, names)
        if known[pattern] > row[1]:
            rises.append(Rise(row[0], card.titles[row[1]], card.titles[known[pattern]]))
    return Supposed(rules, tuple(rises), mended)


def best(card: Scorecard, rows: Iterable[Row]) -> tuple[Supposed, ...]:
    """Every rule that somebody misses, supposed alone; what lifts the most services first."""
    kept = list(rows)
    found = (suppose(card, kept, (rule,)) for rule in card.rules if rule.level in card.defined)
    worth = [each for each in found if each.mended]
    return tuple(sorted(worth, key=lambda each: (-len(each.rises), -each.mended)))
