"""Which of the changes before an incident may have caused it: ranked by points, each point with its fact."""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.change import DEEDS, Change, ChangeKind, folded

MERGED = (ChangeKind.PULL_REQUEST, ChangeKind.COMMIT)
"""What is live only once it is deployed."""
LOOK_BACK = timedelta(hours=48)
BAD = ("failure", "error", "inactive", "abandoned", "destroyed")


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
    """A change, the deployment that brought it to production (None: not told of), and why it stands here."""

    change: Change
    place: Place
    went_live: Change | None
    reasons: tuple[Reason, ...]

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
class _Case:
    """One change under the lens."""

    change: Change
    place: Place
    went_live: Change | None
    deploys: bool
    felt: datetime

    @property
    def minutes(self) -> float:
        """From taking effect until it was felt."""
        at = self.went_live.at if self.went_live else self.change.at
        return max(0.0, (self.felt - at).total_seconds() / 60)


def rank(changes: Iterable[Change], places: Mapping[str, Place], felt: datetime) -> tuple[Suspect, ...]:
    """The changes of the two days before `felt`, the likeliest cause first.

    `places` are by the change's id; a change without one is elsewhere and left out. A deployment that brought
    merges is told with them.
    """
    seen = [each for each in changes if each.id in places and felt - LOOK_BACK <= each.at <= felt]
    lives = _Lives(seen)
    cases = [
        _Case(each, places[each.id], lives.of(each), lives.deploys(each), felt)
        for each in seen
        if not lives.told_with_merges(each)
    ]
    found = [Suspect(each.change, each.place, each.went_live, _reasons(each)) for each in cases]
    return tuple(sorted(found, key=lambda each: (-each.points, felt - each.at, each.change.id)))


# When a merge went live --------------------------------------------------------------------------------


class _Lives:
    """Which deployment brought which merge to production."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self._merged: dict[str, dict[str, datetime]] = {}
        self._deployed: dict[str, list[Change]] = {}
        self._brought: dict[str, Change] = {}
        for each in changes:
            key = folded(each.repository)
            if each.kind in MERGED and each.sha:
                self._merged.setdefault(key, {})[each.sha] = each.at
            elif each.kind is ChangeKind.DEPLOYMENT and in_production(each):
                self._deployed.setdefault(key, []).append(each)
        for each in changes:
            if each.kind in MERGED and (live := self._first(each)):
                self._brought[each.id] = live
        self._carriers = {each.id for each in self._brought.values()}
        self._shas = {(key, sha) for key, merged in self._merged.items() for sha in merged}

    def of(self, change: Change) -> Change | None:
        """The deployment that brought it; a deployment, a release and a flag are live by themselves."""
        return self._brought.get(change.id)

    def deploys(self, change: Change) -> bool:
        """Whether its repository tells of deployments to production at all."""
        return folded(change.repository) in self._deployed

    def told_with_merges(self, change: Change) -> bool:
        """A deployment of merges that are listed says nothing that they do not say."""
        if change.kind is not ChangeKind.DEPLOYMENT:
            return False
        known = (folded(change.repository), change.sha) in self._shas
        return change.id in self._carriers or (known and not in_production(change))

    def _first(self, merge: Change) -> Change | None:
        """The first good deployment after the merge of what holds it: its own commit or a later one."""
        key = folded(merge.repository)
        merged = self._merged.get(key, {})
        held = (
            each
            for each in self._deployed.get(key, ())
            if each.at >= merge.at
            and each.state not in BAD
            and (each.sha == merge.sha or merged.get(each.sha, each.at) >= merge.at)
        )
        return min(held, key=lambda each: each.at, default=None)


def in_production(change: Change) -> bool:
    """Whether it names an environment that serves customers; without one it may be."""
    return not change.environment or change.environment.lower().startswith(("prod", "live"))


# Facts and what they count -----------------------------------------------------------------------------

HARMLESS = re.compile(
    r"(^|/)(docs?|tests?|spec|__tests__|\.github/(?!workflows/deploy))/|(^|/)(readme|changelog|license)[^/]*$"
    r"|\.(md|rst|txt|adoc)$|(^|/)(test_[^/]*|[^/]*[._](test|spec)\.[a-z]+|[^/]*_test\.go)$|(^|/)codeowners$",
    re.IGNORECASE,
)
LOCKS = re.compile(
    r"(^|/)(requirements[^/]*\.txt|poetry\.lock|uv\.lock|package(-lock)?\.json|yarn\.lock|pnpm-lock\.yaml"
    r"|go\.(mod|sum)|cargo\.(toml|lock)|gemfile(\.lock)?|pom\.xml)$",
    re.IGNORECASE,
)
DATA = re.compile(r"(^|/)(migrations?|migrate|db|schema|alembic|flyway|liquibase)/|\.sql$", re.IGNORECASE)
SETTINGS = re.compile(
    r"(^|/)(config|configs|configuration|conf|settings|deploy|deployment|helm|charts?|manifests|k8s|kustomize"
    r"|terraform|ansible|envs?|environments|flags?)/|(^|/)(dockerfile|values[^/]*\.ya?ml|\.env[^/]*"
    r"|settings\.[a-z]+|config\.[a-z]+)$|\.(tf|tfvars|conf|ini|properties|toml)$",
    re.IGNORECASE,
)


def _closeness(case: _Case) -> Reason:
    """Most outages are felt within hours of what caused them; within the first, minutes say little."""
    points = 6 - 4 * math.log1p(case.minutes / 240)
    return Reason(f"{_verb(case)} {_span(case.minutes)} before it began", round(points, 2))


def _verb(case: _Case) -> str:
    match case.change.kind:
        case ChangeKind.PULL_REQUEST:
            where = case.went_live.environment if case.went_live else ""
            return f"deployed to {where or 'production'}" if case.went_live else "merged"
        case ChangeKind.DEPLOYMENT:
            return f"deployed to {case.change.environment}" if case.change.environment else "deployed"
        case ChangeKind.RELEASE:
            return "released"
        case ChangeKind.FLAG:
            return "flag changed"
        case ChangeKind.CONFIG:
            return "configuration pushed"
        case ChangeKind.COMMIT:
            where = case.went_live.environment if case.went_live else ""
            return f"deployed to {where or 'production'}" if case.went_live else "pushed"


def _span(minutes: float) -> str:
    if minutes < 1:
        return "less than a minute"
    hours, rest = divmod(int(minutes), 60)
    return f"{hours} h {rest} min" if hours and rest else f"{hours} h" if hours else f"{rest} min"


def _reach(case: _Case) -> Reason | None:
    """What did not reach production can hardly have hurt it."""
    change = case.change
    if not in_production(change):
        return Reason(f"only in {change.environment}", -3.5)
    if change.kind is ChangeKind.DEPLOYMENT and change.state in BAD:
        return Reason("the deployment failed", -2.0)
    if change.kind in MERGED and case.went_live is None:
        done = DEEDS[change.kind]
        if case.deploys:
            return Reason(f"{done}, and no deployment to production holds it yet", -4.5)
        return Reason(f"{done}; GitHub tells of no deployments of this repository", 0.0)
    return None


def _distance(case: _Case) -> Reason | None:
    place = case.place
    if place.steps == 0:
        return None
    if place.steps > 1:
        return Reason(f"in {place.title}, two dependencies away", -3.8)
    how = "it needs" if place.hard else "it uses but can do without"
    return Reason(f"in {place.title}, which {how}", -1.8 if place.hard else -2.4)


def _risk(case: _Case) -> Reason | None:
    """What was touched: data and settings hurt more often than code, text and tests never."""
    change = case.change
    if change.kind is ChangeKind.FLAG:
        return Reason("a flag works at once, without a deployment", 1.2)
    if not change.paths:
        return None
    if found := _first(DATA, change.paths):
        return Reason(f"touches a migration ({found})", 0.7)
    if found := _first(SETTINGS, [each for each in change.paths if not HARMLESS.search(each)]):
        return Reason(f"touches configuration ({found})", 1.0)
    if all(map(HARMLESS.search, change.paths)):
        return Reason("touches only text, tests or pipelines", -4.0)
    if all(LOCKS.search(each) or HARMLESS.search(each) for each in change.paths):
        return Reason("only updates libraries", -0.8)
    return None


def configures(paths: Iterable[str]) -> bool:
    """Whether any of these files holds settings."""
    return bool(_first(SETTINGS, [each for each in paths if not HARMLESS.search(each)]))


def _first(pattern: re.Pattern[str], paths: Iterable[str]) -> str:
    return next((each for each in paths if pattern.search(each)), "")


MEDIAN, LARGE, SMALLEST = 20, 300, 3


def _size(case: _Case) -> Reason | None:
    """The larger, the likelier; only what is large is worth a word."""
    lines, files = case.change.lines, case.change.files
    if not lines:
        return None
    said = f"large: {lines} lines" + (f" in {files} files" if files else "")
    points = 0.1 * math.log(min(max(lines, SMALLEST), 3000) / MEDIAN)
    return Reason(said if lines >= LARGE else "", round(points, 2))


PARTS: tuple[Callable[[_Case], Reason | None], ...] = (_closeness, _reach, _distance, _risk, _size)


def _reasons(case: _Case) -> tuple[Reason, ...]:
    return tuple(reason for part in PARTS if (reason := part(case)))
