"""The facts of a change before an incident, and what each of them counts."""

import math
import re
from collections.abc import Callable, Iterable

from bot.domain.change import DEEDS, ChangeKind
from bot.domain.suspects.case import Case, Reason
from bot.domain.suspects.lives import BAD, MERGED, in_production

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


DATA_FILE = re.compile(r"\.(ya?ml|json)$", re.IGNORECASE)
"""What is read by a program and is none: settings more often than not, wherever it lies."""


def _closeness(case: Case) -> Reason:
    """Most outages are felt within hours of what caused them; within the first, minutes say little."""
    points = 6 - 4 * math.log1p(case.minutes / 240)
    return Reason(f"{_verb(case)} {_span(case.minutes)} before it began", round(points, 2))


def _verb(case: Case) -> str:
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


def _reach(case: Case) -> Reason | None:
    """What did not reach production can hardly have hurt it."""
    change = case.change
    if not in_production(change):
        return Reason(f"only in {change.environment}", -6.0)
    if change.kind is ChangeKind.DEPLOYMENT and change.state in BAD:
        return Reason("the deployment failed", -4.5)
    if change.kind in MERGED and case.went_live is None:
        done = DEEDS[change.kind]
        if case.deploys:
            return Reason(f"{done}, and no deployment to production holds it yet", -7.0)
        return Reason(f"{done}; GitHub tells of no deployments of this repository", 0.0)
    return None


def _distance(case: Case) -> Reason | None:
    place = case.place
    if place.steps == 0:
        return None
    if place.steps > 1:
        return Reason(f"in {place.title}, two dependencies away", -3.8)
    how = "it needs" if place.hard else "it uses but can do without"
    return Reason(f"in {place.title}, which {how}", -1.7 if place.hard else -2.3)


def _risk(case: Case) -> Reason | None:
    """What was touched: data and settings hurt more often than code, text and tests never."""
    change = case.change
    if change.kind is ChangeKind.FLAG:
        return Reason("a flag works at once, without a deployment", 1.8)
    if not change.paths:
        return None
    telling = [each for each in change.paths if not HARMLESS.search(each)]
    if found := _first(DATA, change.paths):
        return Reason(f"touches a migration ({found})", 1.0)
    if found := _first(SETTINGS, telling):
        return Reason(f"touches configuration ({found})", 1.9)
    if not telling:
        return Reason("touches only text, tests or pipelines", -5.0)
    if all(map(LOCKS.search, telling)):
        return Reason("only updates libraries", -0.7)
    if all(map(DATA_FILE.search, telling)):
        return Reason(f"touches data files and no code ({telling[0]})", 1.5)
    return None


def configures(paths: Iterable[str]) -> bool:
    """Whether any of these files holds settings."""
    return bool(_first(SETTINGS, [each for each in paths if not HARMLESS.search(each)]))


def _first(pattern: re.Pattern[str], paths: Iterable[str]) -> str:
    return next((each for each in paths if pattern.search(each)), "")


MEDIAN, LARGE, SMALLEST = 20, 300, 3


def _size(case: Case) -> Reason | None:
    """The larger, the likelier; only what is large is worth a word."""
    lines, files = case.change.lines, case.change.files
    if not lines:
        return None
    said = f"large: {lines} lines" + (f" in {files} files" if files else "")
    points = 0.3 * math.log(min(max(lines, SMALLEST), 3000) / MEDIAN)
    return Reason(said if lines >= LARGE else "", round(points, 2))


USUAL = 6


def _company(case: Case) -> Reason | None:
    """Where a service hurts, one of its changes did it: of few each is likelier than of many."""
    if not case.beside:
        return None
    alone = f"the only change of {case.place.title} in these two days" if case.beside == 1 else ""
    return Reason(alone, round(0.4 * math.log(USUAL / case.beside), 2))


PARTS: tuple[Callable[[Case], Reason | None], ...] = (
    _closeness,
    _reach,
    _distance,
    _risk,
    _size,
    _company,
)


def reasons(case: Case) -> tuple[Reason, ...]:
    """Every fact that counts."""
    return tuple(reason for part in PARTS if (reason := part(case)))


def could_hurt(case: Case) -> bool:
    """Whether it reached production and is more than text."""
    paths = case.change.paths
    reached = (reach := _reach(case)) is None or reach.points >= 0
    return reached and not (paths and all(map(HARMLESS.search, paths)))
