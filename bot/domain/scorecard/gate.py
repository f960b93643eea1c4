"""The gate: whether a service reaches a level, and which rules stand in the way, each with its mend."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.scorecard.gaps import Gap, Readiness
from bot.domain.scorecard.result import Outcome, Result, score


class Verdict(StrEnum):
    """What the gate says. No data: no rule fails, but for some nothing is known."""

    REACHED = "reached"
    FAILS = "fails"
    NO_DATA = "no data"


@dataclass(frozen=True, slots=True)
class Gate:
    """How a service stands before a level. `missing` are the titles of the rules in the way."""

    ready: Readiness
    level: str
    verdict: Verdict
    missing: tuple[str, ...] = ()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The rules in the way, each with its owner and its fix."""
        levels = self.ready.result.levels
        asked = levels[: levels.index(self.level) + 1]
        return tuple(gap for gap in self.ready.gaps if gap.title in self.missing and gap.level in asked)


def judge(ready: Readiness, rank: int) -> Gate:
    """Whether the level at that place is reached. A card that is not about the service keeps nobody out."""
    result, level = ready.result, ready.result.levels[rank]
    if not result.applicable or result.rank >= rank:
        return Gate(ready, level, Verdict.REACHED)
    failed, untold = _below(result, rank, Outcome.FAILED), _below(result, rank, Outcome.NO_DATA)
    if not failed and not untold:
        return Gate(ready, level, Verdict.FAILS, ("the level has no rules",))
    return (
        Gate(ready, level, Verdict.FAILS, failed) if failed else Gate(ready, level, Verdict.NO_DATA, untold)
    )


def _below(result: Result, rank: int, outcome: Outcome) -> tuple[str, ...]:
    levels = result.levels[: rank + 1]
    return tuple(rule.title for rule in result.rules if rule.outcome is outcome and rule.level in levels)


def lines(gate: Gate) -> list[str]:
    """The verdict in a line; beneath it, each rule in the way with who mends it and how."""
    name, reached = gate.ready.service.title, score(gate.ready.result)
    if gate.verdict is Verdict.REACHED:
        return [f"{name}: {reached}, {gate.level} is reached"]
    why = "no data" if gate.verdict is Verdict.NO_DATA else "missing"
    told = [f"{name}: {reached}, {gate.level} is not reached; {why}: {', '.join(gate.missing)}"]
    return told + [f"  {gap.title} ({gap.level}), for {gap.owner}: {gap.fix}" for gap in gate.gaps]
