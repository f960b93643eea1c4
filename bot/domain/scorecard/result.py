"""How a service stands on a card: each rule with its trace, the level, the count, and the gaps in words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.scorecard.shape import Value


class Outcome(StrEnum):
    """What became of a rule. Passed for want of data is passed; an error is the card's, not the service's."""

    PASSED = "passed"
    FAILED = "failed"
    NO_DATA = "no data"
    WAIVED = "waived"
    ERROR = "error"


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
    """One rule of a card, applied to one service. `waived`: it does not pass, and need not for a while.

    `faulty`: its level is none of the card's, so that it counts nowhere.
    """

    rule: str
    title: str
    level: str
    passed: bool
    known: bool
    traces: tuple[Trace, ...] = ()
    waived: bool = False
    faulty: bool = False

    @property
    def outcome(self) -> Outcome:
        """What became of it."""
        if self.faulty:
            return Outcome.ERROR
        if self.passed:
            return Outcome.PASSED
        if self.waived:
            return Outcome.WAIVED
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
    def counted(self) -> tuple[Judged, ...]:
        """The rules that count: those of a level that the card has."""
        return tuple(rule for rule in self.rules if not rule.faulty)

    @property
    def passed(self) -> int:
        """How many rules pass, or need not for a while."""
        return sum(rule.passed or rule.waived for rule in self.counted)

    @property
    def total(self) -> int:
        """How many rules count."""
        return len(self.counted)

    def of_level(self, level: str) -> tuple[int, int]:
        """How many rules of a level pass (or are waived), of how many."""
        rules = [rule for rule in self.rules if rule.level == level]
        return sum(rule.passed or rule.waived for rule in rules), len(rules)

    @property
    def open(self) -> tuple[Judged, ...]:
        """The rules that have to pass and do not, as the card lists them."""
        return tuple(rule for rule in self.counted if not rule.passed and not rule.waived)

    @property
    def waived(self) -> tuple[Judged, ...]:
        """The rules that need not pass for a while."""
        return tuple(rule for rule in self.rules if rule.outcome is Outcome.WAIVED)

    @property
    def faulty(self) -> tuple[Judged, ...]:
        """The rules that count nowhere, for their level is none of the card's."""
        return tuple(rule for rule in self.rules if rule.faulty)

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
    """`missing: runbook, SLO · no data: branch protection · waived: README`; "" where nothing is open."""
    if not result.applicable:
        return ""
    parts = (
        ("missing", result.failed),
        ("no data", result.untold),
        ("waived", result.waived),
        ("in error", result.faulty),
    )
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
