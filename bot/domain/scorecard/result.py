"""How a service stands on a card: each rule with its trace, the level, the count, and the gaps in words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.scorecard.shape import Value


class Outcome(StrEnum):
    """What became of a rule. Passed for want of data is passed."""

    PASSED = "passed"
    FAILED = "failed"
    NO_DATA = "no data"


@dataclass(frozen=True, slots=True)
class Trace:
    """One condition with what it found: the actual value, whence and of when, and what was wanted in words.

    `note` says what is not known or could not be renewed, `remedy` how it will be, `ours` by whom: us.
    """

    property: str
    wanted: str
    actual: Value
    passed: bool
    known: bool
    source: str = ""
    as_of: datetime | None = None
    note: str = ""
    remedy: str = ""
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """One rule of a card, applied to one service."""

    rule: str
    title: str
    level: str
    passed: bool
    known: bool
    traces: tuple[Trace, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Passed, failed, or no data."""
        if self.passed:
            return Outcome.PASSED
        return Outcome.FAILED if self.known else Outcome.NO_DATA

    @property
    def decisive(self) -> Trace | None:
        """The condition that says most about the outcome: the first that did not pass for the same reason."""
        open_ones = [each for each in self.traces if not each.passed]
        return next(iter([each for each in open_ones if each.known == self.known] or open_ones), None)


@dataclass(frozen=True, slots=True)
class Result:
    """How a service stands on a card. `levels` are titles in order of maturity, `rank` the place reached.

    `applicable`: the card's filter lets it in; a service outside is in no count. `generation` is the
    catalog's when this was evaluated.
    """

    scorecard: str
    service: str
    levels: tuple[str, ...]
    rank: int
    rules: tuple[Judged, ...]
    applicable: bool = True
    evaluated_at: datetime | None = None
    generation: int = 0

    @property
    def level(self) -> str:
        """The level that is reached."""
        return self.levels[self.rank]

    @property
    def next_level(self) -> str:
        """The lowest level above that has an open rule, or "" at the top."""
        open_levels = {rule.level for rule in self.open}
        return next((each for each in self.levels[self.rank + 1 :] if each in open_levels), "")

    @property
    def passed(self) -> int:
        """How many rules pass."""
        return sum(rule.passed for rule in self.rules)

    @property
    def total(self) -> int:
        """How many rules there are."""
        return len(self.rules)

    @property
    def open(self) -> tuple[Judged, ...]:
        """The rules that do not pass, as the card lists them."""
        return tuple(rule for rule in self.rules if not rule.passed)

    @property
    def failed(self) -> tuple[Judged, ...]:
        """The rules that fail."""
        return tuple(rule for rule in self.rules if rule.outcome is Outcome.FAILED)

    @property
    def untold(self) -> tuple[Judged, ...]:
        """The rules for which there is no data."""
        return tuple(rule for rule in self.rules if rule.outcome is Outcome.NO_DATA)


def score(result: Result) -> str:
    """`Silver 7/9`."""
    return f"{result.level} {result.passed}/{result.total}" if result.applicable else "not applicable"


def shortfall(result: Result) -> str:
    """`missing: runbook, SLO · no data: branch protection`; "" where nothing is open."""
    if not result.applicable:
        return ""
    parts = (("missing", result.failed), ("no data", result.untold))
    return " · ".join(f"{name}: {', '.join(rule.title for rule in rules)}" for name, rules in parts if rules)


def standing(result: Result) -> str:
    """`Silver 7/9 — missing: runbook, SLO`, plain."""
    return " — ".join(part for part in (score(result), shortfall(result)) if part)


def told(value: Value) -> str:
    """A value in words."""
    match value:
        case None | "" | ():
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(value)
        case float():
            return f"{value:g}"
    return str(value)
