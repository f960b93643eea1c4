"""What a scorecard is made of: levels in order of maturity, rules, and the queries that rules ask."""

from dataclasses import dataclass
from enum import StrEnum

Value = None | bool | int | float | str | tuple[str, ...]


class Combinator(StrEnum):
    """How the terms of a query are put together."""

    AND = "and"
    OR = "or"


@dataclass(frozen=True, slots=True)
class Condition:
    """`property operator value`, as in `freshness < 90`; `negated` turns the verdict round."""

    property: str
    operator: str
    value: Value = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Terms and how they are put together; a term may be a query again."""

    combinator: Combinator
    terms: tuple["Condition | Query", ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """One level of maturity; `color` is a word of Port's."""

    title: str
    color: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule at one level. Its title is what is missing where it fails."""

    identifier: str
    title: str
    level: str
    query: Query
    description: str = ""


LEVELS = (
    Level("Basic", "paleBlue"),
    Level("Bronze", "bronze"),
    Level("Silver", "silver"),
    Level("Gold", "gold"),
)


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A whole card. The order of `levels` is maturity: the first is the base and takes no rules.

    `filter` says which services it is about; without one, all of them.
    """

    identifier: str
    title: str
    rules: tuple[Rule, ...]
    levels: tuple[Level, ...] = LEVELS
    filter: Query | None = None

    def rank(self, level: str) -> int | None:
        """The place of a level, whatever the case (0 is the base), or None where the card has none such."""
        wanted = level.strip().casefold()
        return next((at for at, each in enumerate(self.levels) if each.title.casefold() == wanted), None)
