"""Plants forty outages among two days of ordinary work: `python -m tests.data.plant_outages` writes the data.

What is assumed here, and nothing more: a team merges some three times a day, in working hours, some far
more; most merges reach production within hours by way of staging, some never in these days; an outage is felt
half an hour after its cause went live (rollouts are gradual), sometimes hours (a queue fills, the evening
peak comes). The chance to do harm grows with size (as churn does in studies of defects), and line for line it
is larger for settings, infrastructure and data than for code (a third of the triggers in published
post-mortems are pushes of configuration); text, tests and pipelines do none.
"""

import json
import math
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

SEED = 20261127
FILE = Path(__file__).with_name("outages.jsonl")
SPAN = timedelta(hours=48)
MONDAY = datetime(2026, 9, 7, tzinfo=UTC)
CAUSES = ("own", "dependency", "flag or configuration", "not the newest")
EACH = 10
"""Outages of each cause: the first half is for tuning, the other is held out."""

# service → what it needs (name, hard)
NEEDS: dict[str, tuple[tuple[str, bool], ...]] = {
    "storefront": (("checkout", True), ("search", False), ("identity", True)),
    "checkout": (("payments", True), ("cart", True), ("identity", True), ("mail", False)),
    "payments": (("ledger", True), ("identity", True), ("fraud", False)),
    "cart": (("database", True),),
    "search": (("index", True),),
    "ledger": (("database", True), ("queue", True)),
    "fraud": (("queue", False),),
    "mail": (("queue", True),),
    "identity": (("database", True),),
    "index": (("queue", True),),
    "queue": (),
    "database": (),
}
PEOPLE = ("ana", "bo", "cy", "dee", "eli", "fay", "gus", "hal", "ida", "jo")


@dataclass(frozen=True)
class Sort:
    """A sort of work: how often, how many lines (median), how risky, which files, how it is called."""

    name: str
    often: float
    lines: int
    risk: float
    paths: tuple[str, ...]
    titles: tuple[str, ...]


SORTS = (
    Sort("feature", 30, 140, 1.0, ("src/{s}/api.py", "src/{s}/model.py", "tests/test_api.py"),
         ("Add partial refunds", "Show delivery dates", "Batch the lookups", "Cache the price list")),
    Sort("fix", 22, 25, 0.7, ("src/{s}/api.py", "tests/test_api.py"),
         ("Handle an empty basket", "Retry on a closed connection", "Round half up", "Fix the time zone")),
    Sort("refactoring", 9, 420, 1.0, ("src/{s}/core.py", "src/{s}/store.py", "src/{s}/api.py"),
         ("Move the client into its own module", "Split the store", "Replace the retry loop")),
    Sort("settings", 9, 6, 5.0, ("config/production.yaml",),
         ("Lower the pool size", "Raise the time-out", "Point to the new host", "Turn caching on")),
    Sort("infrastructure", 4, 30, 4.0, ("deploy/values-production.yaml", "terraform/main.tf"),
         ("Change the memory limits", "Move to the new subnet", "Rotate the certificates")),
    Sort("migration", 4, 60, 3.0, ("migrations/0{n}_change.sql", "src/{s}/store.py"),
         ("Add an index to orders", "Drop the old column", "Backfill the currency")),
    Sort("dependency", 10, 40, 0.6, ("requirements.txt", "poetry.lock"),
         ("Bump urllib3 from 2.2.1 to 2.2.2", "Bump the base image", "Update the SDK")),
    Sort("text", 8, 20, 0.0, ("README.md", "docs/operations.md"),
         ("Describe the runbook", "Fix a typo", "Document the limits")),
    Sort("tests", 7, 80, 0.0, ("tests/test_api.py", "tests/test_store.py"),
         ("Cover the rounding", "Make the flaky test steady")),
    Sort("pipeline", 5, 15, 0.0, (".github/workflows/ci.yml",), ("Cache the build", "Run the linter in CI")),
)  # fmt: skip
FLAGS = ("new-pricing", "fast-lane", "retry-budget", "v2-search", "async-mail", "strict-auth", "bulk-import")


@dataclass
class Plan:
    """What is under way in one company: its changes, and which of them went live when and how risky."""

    dice: random.Random
    start: datetime
    changes: list[dict[str, Any]] = field(default_factory=list)
    live: list[tuple[datetime, float, str, str, tuple[str, ...]]] = field(default_factory=list)
    """(went live, risk, service, sort, ids of the change and of its deployment)"""
    count: int = 1000

    def number(self) -> int:
        """The next number."""
        self.count += self.dice.randint(1, 4)
        return self.count


def main(argv: Sequence[str]) -> int:
    """Write the data."""
    dice = random.Random(SEED)
    outages = [
        outage(dice, cause, "tuning" if place < EACH // 2 else "held out", f"{cause} {place + 1}")
        for cause in CAUSES
        for place in range(EACH)
    ]
    lines = (json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in outages)
    Path(argv[0] if argv else FILE).write_text("\n".join(lines) + "\n")
    return 0


def outage(dice: random.Random, cause: str, split: str, name: str) -> dict[str, Any]:
    """Two days of work in which one change of that cause went wrong; drawn again until there is one."""
    while True:
        plan = work(dice)
        service = dice.choice([each for each in NEEDS if NEEDS[each]])
        culprit = draw(plan, service, cause)
        if culprit is None:
            continue
        went_live, _, _, sort, ids = culprit
        impact = went_live + lag(dice, cause)
        seen = [
            each
            for each in plan.changes
            if impact - SPAN <= moment(each) <= impact and near(service, each["service"])
        ]
        if not set(ids) <= {each["id"] for each in seen}:
            continue
        after = [each for each in seen if moment(each) > went_live]
        if cause == "not the newest" and len(after) < 3:
            continue
        return {
            "name": name,
            "split": split,
            "cause": cause,
            "sort": sort,
            "service": service,
            "culprit": ids[0],
            "deployed_by": ids[1:],
            "changes": [before(impact, each) for each in sorted(seen, key=moment, reverse=True)],
        }


def before(impact: datetime, change: dict[str, Any]) -> dict[str, Any]:
    """A change as it is written: minutes before the impact instead of its time."""
    minutes = round((impact - moment(change)).total_seconds() / 60, 1)
    return {"ago": minutes, **{name: value for name, value in change.items() if name != "at"}}


def near(service: str, other: str) -> bool:
    """Whether that service shows in the list of the first and of what it needs, two steps far."""
    first = {need for need, _ in NEEDS[service]}
    return (
        other == service or other in first or any(other == need for each in first for need, _ in NEEDS[each])
    )


def draw(plan: Plan, service: str, cause: str) -> tuple[datetime, float, str, str, tuple[str, ...]] | None:
    """What went wrong: of what went live on the second day, by its risk."""
    first = {need for need, _ in NEEDS[service]}
    second = {need for each in first for need, _ in NEEDS[each]} - first - {service}
    day = plan.start + timedelta(hours=24)
    able = []
    for each in plan.live:
        went_live, risk, where, sort, _ = each
        if risk <= 0 or went_live < day:
            continue
        turned = sort in ("flag", "settings", "infrastructure")
        here = where == service
        weight = {
            "own": risk * (here and not turned),
            "dependency": risk * (1.0 * (where in first) + 0.3 * (where in second)),
            "flag or configuration": risk * turned * (1.0 * here + 0.3 * (where in first)),
            "not the newest": risk * (1.0 * here + 0.3 * (where in first)),
        }[cause]
        able.append((weight, each))
    weights = [weight for weight, _ in able]
    return plan.dice.choices([each for _, each in able], weights)[0] if sum(weights) > 0 else None


def lag(dice: random.Random, cause: str) -> timedelta:
    """From going live to being felt: half within 25 minutes, one in ten after more than two hours."""
    median = 120.0 if cause == "not the newest" else 25.0
    spread = 0.6 if cause == "not the newest" else 1.3
    return timedelta(minutes=min(1200.0, max(1.0, dice.lognormvariate(math.log(median), spread))))


def work(dice: random.Random) -> Plan:
    """Three days of a company's work, beginning on a Monday to Wednesday."""
    plan = Plan(dice, MONDAY + timedelta(days=7 * dice.randrange(8) + dice.randrange(3)))
    for service in NEEDS:
        pace = dice.lognormvariate(math.log(3), 0.7)  # merges a day
        how = dice.choices(("each", "batch", "release"), (6, 3, 1))[0]
        for day in range(3):
            merged = sorted(hours(dice, plan.start + timedelta(days=day)) for _ in range(poisson(dice, pace)))
            deploy(plan, service, how, [merge(plan, service, at) for at in merged])
            for _ in range(poisson(dice, 0.25)):
                turn(plan, service, hours(dice, plan.start + timedelta(days=day)))
    return plan


def hours(dice: random.Random, day: datetime) -> datetime:
    """A moment of a working day; one in twelve at another time."""
    hour = dice.uniform(0, 24) if dice.random() < 1 / 12 else dice.triangular(8, 19, 14)
    return (day + timedelta(hours=hour)).replace(microsecond=0)


def poisson(dice: random.Random, mean: float) -> int:
    """How many there are where `mean` are to be expected."""
    limit, product, count = math.exp(-mean), dice.random(), 0
    while product > limit:
        product *= dice.random()
        count += 1
    return count


def merge(plan: Plan, service: str, at: datetime) -> tuple[dict[str, Any], Sort]:
    """A pull request, merged."""
    dice = plan.dice
    sort = dice.choices(SORTS, [each.often for each in SORTS])[0]
    number = plan.number()
    paths = [each.format(s=service, n=number) for each in sort.paths]
    some = paths if len(paths) < 3 else paths[: dice.randint(2, len(paths))]
    lines = max(1, round(dice.lognormvariate(math.log(sort.lines), 0.9)))
    made = {
        "id": f"pr-{number}",
        "kind": "pull_request",
        "service": service,
        "title": dice.choice(sort.titles),
        "author": dice.choice(PEOPLE),
        "at": at.isoformat(),
        "number": number,
        "sha": f"{dice.getrandbits(40):010x}",
        "lines": lines,
        "paths": some,
    }
    plan.changes.append(made)
    return made, sort


def deploy(plan: Plan, service: str, how: str, merged: Iterable[tuple[dict[str, Any], Sort]]) -> None:
    """Bring merges live: each by itself, some together, or all of a day as a release; some stay behind."""
    dice, waiting = plan.dice, list(merged)
    while waiting:
        size = {"each": 1, "batch": dice.randint(1, 3), "release": len(waiting)}[how]
        batch, waiting = waiting[:size], waiting[size:]
        if dice.random() < 0.1:
            continue
        last = batch[-1][0]
        at = moment(last) + timedelta(minutes=dice.lognormvariate(math.log(12), 0.5))
        record(plan, last, at, "staging")
        if dice.random() < 0.08:
            continue
        at += timedelta(minutes=dice.lognormvariate(math.log(25), 1.0))
        failed = dice.random() < 0.06
        live = record(plan, last, at, "production", "failure" if failed else "success")
        if not failed:
            plan.live += [
                (at, sort.risk * made["lines"] ** 0.4, service, sort.name, (made["id"], live))
                for made, sort in batch
            ]


def record(plan: Plan, last: dict[str, Any], at: datetime, environment: str, state: str = "success") -> str:
    """A deployment of a merge; returns its id."""
    number = plan.number()
    plan.changes.append(
        {
            "id": f"dep-{number}",
            "kind": "deployment",
            "service": last["service"],
            "title": f"Deploy main to {environment}",
            "author": last["author"],
            "at": at.replace(microsecond=0).isoformat(),
            "number": number,
            "sha": last["sha"],
            "environment": environment,
            "state": state,
        }
    )
    return f"dep-{number}"


def turn(plan: Plan, service: str, at: datetime) -> None:
    """A flag, turned; in production two times of three."""
    dice = plan.dice
    number, name = plan.number(), dice.choice(FLAGS)
    where = "production" if dice.random() < 2 / 3 else "staging"
    value = dice.choice(("on", "off", "10%", "50%"))
    plan.changes.append(
        {
            "id": f"flag-{number}",
            "kind": "flag",
            "service": service,
            "title": f"{name}: {value} in {where}",
            "author": dice.choice(PEOPLE),
            "at": at.isoformat(),
            "environment": where,
        }
    )
    if where == "production":
        plan.live.append((at, 12.0, service, "flag", (f"flag-{number}",)))


def moment(change: dict[str, Any]) -> datetime:
    """When it was."""
    return datetime.fromisoformat(change["at"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
