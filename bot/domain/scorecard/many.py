"""How many services stand: a page of them, the worst first, and how all are spread over the levels."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.catalog import Team
from bot.domain.scorecard.result import Result
from bot.domain.scorecard.shape import Scorecard


@dataclass(frozen=True, slots=True)
class Listed:
    """A service in a list of many: how it stands, what it is called, whose it is (id and title, or "")."""

    result: Result
    title: str
    tier: int | None = None
    team: str = ""
    team_title: str = ""


def badness(each: Listed) -> tuple[int, int, bool, int, str]:
    """What puts the worst first: the lowest level, the fewest rules, the highest tier."""
    result = each.result
    return result.rank, result.passed, each.tier is None, each.tier or 0, result.service


@dataclass(frozen=True, slots=True)
class Tally:
    """How many services there are at each rank, how many are not the card's, how many were not looked at."""

    ranks: Mapping[int, int]
    outside: int = 0
    waiting: int = 0

    @property
    def total(self) -> int:
        """How many a list can show."""
        return sum(self.ranks.values())


@dataclass(frozen=True, slots=True)
class Worst:
    """A page of services from `offset`, in an order of `SORTS`. `team` is None where it is of all.

    `within`: the teams within it whose services these are, where it owns none itself; `on`: the card, where
    somebody named it.
    """

    scorecard: Scorecard
    team: Team | None
    listed: tuple[Listed, ...]
    tally: Tally
    offset: int = 0
    sort: str = "worst"
    within: tuple[Team, ...] = ()
    on: str = ""

    @property
    def rest(self) -> int:
        """How many come after this page."""
        return max(0, self.tally.total - self.offset - len(self.listed))
