"""What is told of a suspect: the change, where it is, when it went live, and what stood beside it."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.change import Change


@dataclass(frozen=True, slots=True)
class Place:
    """Where a change is, seen from the service that hurts: `steps` along its dependencies."""

    service: str
    title: str
    steps: int = 0
    hard: bool = True


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact and what it counts; `said` is plain text."""

    said: str
    points: float


@dataclass(frozen=True, slots=True)
class Suspect:
    """A change, the deployment that brought it to production (None: not told of), and why it stands here.

    `others`: what the same deployment brought besides, the likeliest first. Who rolls it back takes all back.
    """

    change: Change
    place: Place
    went_live: Change | None
    reasons: tuple[Reason, ...]
    others: tuple[Change, ...] = ()

    @property
    def points(self) -> float:
        """The more, the likelier."""
        return sum(each.points for each in self.reasons)

    @property
    def at(self) -> datetime:
        """When it took effect, as far as is known."""
        return self.went_live.at if self.went_live else self.change.at

    @property
    def facts(self) -> tuple[str, ...]:
        """The reasons in words, what weighs most first; what says nothing is left out."""
        told = sorted((each for each in self.reasons if each.said), key=lambda each: -abs(each.points))
        return tuple(each.said for each in told)


@dataclass(frozen=True, slots=True)
class Case:
    """One change under the lens.

    `deploys`: whether its repository tells of deployments. `beside`: how many changes of its service could
    have hurt in these days, itself included; 0 where it could not.
    """

    change: Change
    place: Place
    went_live: Change | None
    deploys: bool
    felt: datetime
    beside: int = 0

    @property
    def minutes(self) -> float:
        """From taking effect until it was felt."""
        at = self.went_live.at if self.went_live else self.change.at
        return max(0.0, (self.felt - at).total_seconds() / 60)
