"""What a scorecard is made of: levels in order of maturity, rules, and the queries that rules ask."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

Value = None | bool | int | float | str | tuple[str, ...]


class Combinator(StrEnum):
    """How the terms of a query are put together."""

    AND = "and"
    OR = "or"


@dataclass(frozen=True, slots=True)
class Reference:
    """The value of another property of the same service."""

    property: str


@dataclass(frozen=True, slots=True)
class Period:
    """From one moment to another (ISO 8601, as written), or a preset such as `lastWeek`."""

    start: str = ""
    end: str = ""
    preset: str = ""


Operand = Value | Reference | Period


@dataclass(frozen=True, slots=True)
class Condition:
    """`property operator value`, as in `freshness < 90`; `negated` turns the verdict round."""

    property: str
    operator: str
    value: Operand = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Terms and how they are put together; a term may be a query again."""

    combinator: Combinator
    terms: tuple["Condition | Query", ...]
    negated: bool = False


def conditions(query: Query, path: str = "") -> Iterator[tuple[str, Condition]]:
    """Every condition with its path beneath the query's own, in the order in which they are written."""
    for place, term in enumerate(query.terms):
        here = f"{path}.conditions[{place}]"
        if isinstance(term, Condition):
            yield here, term
        else:
            yield from conditions(term, here)


def asked(query: Query) -> frozenset[str]:
    """The properties that a query looks at."""
    found = [condition for _, condition in conditions(query)]
    others = {each.value.property for each in found if isinstance(each.value, Reference)}
    return frozenset({each.property for each in found} | others)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of maturity; `color` is a word of Port's."""

    title: str
    color: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule at one level. Its title is what is missing where it fails.

    `sla`: days in which a team mends it, 0 where nobody set any.
    """

    identifier: str
    title: str
    level: str
    query: Query
    description: str = ""
    sla: int = 0


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

    @property
    def top(self) -> int:
        """The place of the highest level that has rules, which is the highest to be reached."""
        ruled = {rule.level for rule in self.rules}
        places = [at for at, each in enumerate(self.levels) if at and each.title in ruled]
        return max(places, default=len(self.levels) - 1)

    def rule(self, words: str) -> Rule | None:
        """The rule of that identifier; else of that identifier or title, whatever the case, or begun so.

        Where several may be meant, it is none.
        """
        exact = next((each for each in self.rules if each.identifier == words.strip()), None)
        if exact is not None:
            return exact
        wanted = words.strip().casefold()
        named = [each for each in self.rules if wanted in (each.identifier.casefold(), each.title.casefold())]
        begun = [each for each in self.rules if each.title.casefold().startswith(wanted)] if wanted else []
        found = named or begun
        return found[0] if len(found) == 1 else None

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of its levels, in order."""
        return tuple(level.title for level in self.levels)

    @property
    def defined(self) -> frozenset[str]:
        """The titles of its levels."""
        return frozenset(level.title for level in self.levels)

    @property
    def properties(self) -> tuple[str, ...]:
        """Every property that it looks at, sorted."""
        queries = [rule.query for rule in self.rules] + ([self.filter] if self.filter else [])
        return tuple(sorted({name for query in queries for name in asked(query)}))
