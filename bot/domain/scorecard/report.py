"""The report for managers: services per level, each team's share at target, what fails most, what moved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.scorecard.result import Outcome
from bot.domain.scorecard.shape import Scorecard


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a team's own services are at the target."""

    team: str
    title: str
    at_target: int
    services: int
    moved: float | None = None

    @property
    def part(self) -> float:
        """0 to 1."""
        return self.at_target / self.services if self.services else 0.0


@dataclass(frozen=True, slots=True)
class Failing:
    """A rule with how many services fail it, for how many there is no data, and of how many."""

    rule: str
    title: str
    failed: int
    untold: int
    services: int
    moved: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of one moment. `moved`: level → services now minus services at `then`."""

    card: Scorecard
    target: str
    at: datetime
    levels: Mapping[str, int]
    shares: tuple[Share, ...]
    failing: tuple[Failing, ...]
    coverage: Mapping[str, float]
    then: datetime | None = None
    moved: Mapping[str, int] = field(default_factory=dict)
    ups: tuple[str, ...] = ()
    downs: tuple[str, ...] = ()
    covered_then: Mapping[str, float] = field(default_factory=dict)

    @property
    def services(self) -> int:
        """How many services the card is about."""
        return sum(self.levels.values())

    @property
    def at_target(self) -> int:
        """How many of them are at the target or above."""
        place = self.card.titles.index(self.target)
        return sum(count for level, count in self.levels.items() if self.card.titles.index(level) >= place)


Figures = Mapping[str, object]
"""What is kept of a report, so that the next one can say what moved."""


def shares(
    target: int, by_team: Iterable[tuple[str, int, int]], titles: Mapping[str, str]
) -> tuple[Share, ...]:
    """Every team's share, the lowest first; what nobody owns last."""
    counts: dict[str, list[int]] = {}
    for team, rank, services in by_team:
        found = counts.setdefault(team, [0, 0])
        found[0] += services if rank >= target else 0
        found[1] += services
    listed = [Share(team, titles.get(team, team) or "nobody", *found) for team, found in counts.items()]
    return tuple(sorted(listed, key=lambda each: (not each.team, each.part, -each.services, each.title)))


def failing(card: Scorecard, counted: Mapping[str, Mapping[Outcome, int]]) -> tuple[Failing, ...]:
    """The rules that services fail, those that most fail first."""
    found = []
    for rule in card.rules:
        of_rule = counted.get(rule.identifier, {})
        failed, untold = of_rule.get(Outcome.FAILED, 0), of_rule.get(Outcome.NO_DATA, 0)
        if failed or untold:
            found.append(Failing(rule.identifier, rule.title, failed, untold, sum(of_rule.values())))
    return tuple(sorted(found, key=lambda each: (-each.failed, -each.untold)))


def coverage(card: Scorecard, counted: Mapping[str, Mapping[Outcome, int]]) -> dict[str, float]:
    """Rule → the part of services that pass it (or need not), 0 to 1."""
    found = {}
    for rule in card.rules:
        of_rule = counted.get(rule.identifier, {})
        total = sum(of_rule.values())
        good = of_rule.get(Outcome.PASSED, 0) + of_rule.get(Outcome.WAIVED, 0)
        if total:
            found[rule.identifier] = good / total
    return found


def moved(levels: Mapping[str, int], before: Mapping[str, int], order: Sequence[str]) -> dict[str, int]:
    """Level → services now minus services then, where that is not nothing."""
    found = {level: levels.get(level, 0) - before.get(level, 0) for level in order}
    return {level: change for level, change in found.items() if change}
