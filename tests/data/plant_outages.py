"""Plants the forty causes among two days of ordinary work: `python -m tests.data.plant_outages` writes them.

The rules, written down and committed before any ranking was scored on what they make (README.md beside this):

1. Each outage has a company of its own: a service that hurts, two to four that it needs (three of four hard),
   each of which needs none to two more.
2. A service merges a median of 2.5 pull requests a working day (log-normal, sigma 0.7), from eight to seven
   o'clock, one in twelve at another time; which work, how large and which files stands in `SORTS`. Half of
   the repositories keep settings where their names say so, half where nothing says so.
3. Of ten services six deploy every merge (to staging after a median of 10 minutes, to production 20 later),
   two go with the trains at 10, 14 and 17 o'clock, two tell of no deployments (what is merged is live a
   median of 20 minutes later). Of what is deployed one in twelve stays behind, one in twenty fails.
4. A flag is turned 0.2 times a day and service, in production two times of three; 0.15 commits of settings
   are pushed past pull requests.
5. The cause ships as its service ships; `lag` after that it is felt. Of one that is *not the newest*, its
   service has a later change; of a *plain* one it has none that went live. Else it is drawn again.
"""

import json
import math
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.data.outage_stories import EARLIER, PLAIN, STORIES, Story

SEED = 20261201
FILE = Path(__file__).with_name("outages.jsonl")
SPAN = timedelta(hours=48)
MONDAY = datetime(2026, 10, 5, tzinfo=UTC)
TRAINS = (10, 14, 17)
NAMES = (
    *("storefront", "checkout", "payments", "cart", "search", "ledger", "fraud", "mail", "identity", "index"),
    *("queue", "database", "catalog", "pricing", "shipping", "returns", "reviews", "media", "session", "tax"),
)
PEOPLE = ("ana", "bo", "cy", "dee", "eli", "fay", "gus", "hal", "ida", "jo")
FLAGS = ("one-click", "fast-lane", "retry-budget", "v2-search", "dark-mode", "strict-auth", "new-emails")
Row = dict[str, Any]


@dataclass(frozen=True)
class Sort:
    """A sort of work: how often, the median of its lines, its files, where settings say so and where not."""

    often: int
    lines: int
    paths: tuple[str, ...]
    hidden: tuple[str, ...] = ()
    titles: tuple[str, ...] = ("Change",)


SORTS = (
    Sort(
        34, 110, ("src/api.py", "src/model.py", "tests/test_api.py"), titles=("Add a filter", "Show totals")
    ),
    Sort(22, 20, ("src/api.py", "tests/test_api.py"), titles=("Fix the time zone", "Handle a lost answer")),
    Sort(8, 320, ("src/core.py", "src/store.py"), titles=("Move the client", "Split the module")),
    Sort(8, 5, ("config/production.yaml",), ("src/main/resources/application.yml",), ("Raise a limit",)),
    Sort(4, 25, ("deploy/values.yaml",), ("ops/stack.json",), ("Change the memory", "Add a replica")),
    Sort(4, 50, ("migrations/7.sql", "src/store.py"), titles=("Add a column",)),
    Sort(9, 40, ("requirements.txt", "poetry.lock"), titles=("Bump a library",)),
    Sort(6, 20, ("README.md", "docs/operations.md"), titles=("Describe the runbook",)),
    Sort(5, 80, ("tests/test_api.py",), titles=("Cover the rounding",)),
)


@dataclass
class World:
    """One company around one outage: its rows, its services' places and how each ships."""

    dice: random.Random
    places: dict[str, tuple[int, bool]] = field(default_factory=dict)
    ships: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, bool] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    count: int = 1000

    def row(self, kind: str, service: str, at: datetime, title: str, **more: Any) -> Row:
        """A change, written down."""
        self.count += self.dice.randint(1, 4)
        author = self.dice.choice(PEOPLE)
        made = {"id": f"{kind}-{self.count}", "kind": kind, "service": service, "title": title}
        self.rows.append({**made, "author": author, "at": at, "number": self.count, **more})
        return self.rows[-1]


def main(argv: Sequence[str]) -> int:
    """Write the data."""
    dice = random.Random(SEED)
    made = [outage(dice, story, f"{story.cause} {n % 10 + 1}") for n, story in enumerate(STORIES)]
    lines = (json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in made)
    Path(argv[0] if argv else FILE).write_text("\n".join(lines) + "\n")
    return 0


def outage(dice: random.Random, story: Story, name: str) -> Row:
    """Two days of work in which that went wrong; drawn again until rule 5 holds."""
    while True:
        world = company(dice)
        here = [service for service, place in world.places.items() if place == PLACES[story.where]]
        if not here:
            continue
        service = dice.choice(here)
        start = MONDAY + timedelta(days=7 * dice.randrange(8))
        ids, live = cause(world, story, service, start + timedelta(days=2))
        for each in world.places:
            work(world, each, [start + timedelta(days=day) for day in range(4)])
        felt = live + timedelta(minutes=story.lag)
        seen = sorted((r for r in world.rows if felt - SPAN <= r["at"] <= felt), key=lambda r: r["at"])[::-1]
        if fits(story, service, live, seen, ids):
            where = {each: list(place) for each, place in world.places.items()}
            told = {"name": name, "cause": story.cause, "service": next(iter(where)), "places": where}
            return {**told, "culprit": ids, "changes": [before(felt, row) for row in seen]}


PLACES = {"own": (0, True), "hard": (1, True), "soft": (1, False), "two": (2, True)}


def company(dice: random.Random) -> World:
    """A service, what it needs and what that needs, and how each of them ships."""
    world, names = World(dice), dice.sample(NAMES, len(NAMES))
    world.places[names.pop()] = (0, True)
    for _ in range(dice.randint(2, 4)):
        world.places[names.pop()] = (1, dice.random() < 0.75)
        for _ in range(dice.randint(0, 2)):
            world.places[names.pop()] = (2, True)
    for service in world.places:
        world.ships[service] = dice.choices(("each", "train", "silent"), (6, 2, 2))[0]
        world.hidden[service] = dice.random() < 0.5
    return world


def cause(world: World, story: Story, service: str, day: datetime) -> tuple[list[str], datetime]:
    """What went wrong: the ids of its rows (its own first), and when it went live."""
    at = moment(world.dice, day)
    if story.by == "flag":
        row = world.row("flag", service, at, f"{story.title} in production", environment="production")
        return [row["id"]], at
    kind = "config" if story.by == "push" else "pull_request"
    row = world.row(kind, service, at, story.title, **size(world, story.lines, story.paths))
    if story.by == "push":
        return [row["id"]], at
    deployed, live = ship(world, row, sure=True)
    return [row["id"], *deployed], live


def fits(story: Story, service: str, live: datetime, seen: Sequence[Row], ids: Sequence[str]) -> bool:
    """Rule 5; and all of the cause lies in the two days."""
    if not set(ids) <= {row["id"] for row in seen}:
        return False
    later = [row for row in seen if row["service"] == service and row["at"] > live]
    if story.cause == EARLIER:
        return bool(later)
    went_live = [row for row in later if row.get("environment") == "production" and row["kind"] != "flag"]
    return story.cause != PLAIN or not went_live


def before(felt: datetime, row: Row) -> Row:
    """A change as it is written: minutes before it was felt instead of its time."""
    minutes = round((felt - row["at"]).total_seconds() / 60, 1)
    return {"ago": minutes, **{name: value for name, value in row.items() if name != "at"}}


# Ordinary work ------------------------------------------------------------------------------------------


def work(world: World, service: str, days: Sequence[datetime]) -> None:
    """What a service does on these days."""
    dice = world.dice
    pace = dice.lognormvariate(math.log(2.5), 0.7)
    for day in days:
        for at in sorted(moment(dice, day) for _ in range(poisson(dice, pace))):
            ship(world, merge(world, service, at))
        for _ in range(poisson(dice, 0.2)):
            where = "production" if dice.random() < 2 / 3 else "staging"
            title = f"{dice.choice(FLAGS)}: {dice.choice(('on', 'off', '10%', '50%'))} in {where}"
            world.row("flag", service, moment(dice, day), title, environment=where)
        for _ in range(poisson(dice, 0.15)):
            paths = ("config/limits.yaml",)
            world.row("config", service, moment(dice, day), "Change a limit", **size(world, 3, paths))


def merge(world: World, service: str, at: datetime) -> Row:
    """A pull request, merged."""
    sort = world.dice.choices(SORTS, [each.often for each in SORTS])[0]
    paths = sort.hidden if sort.hidden and world.hidden[service] else sort.paths
    lines = max(1, round(world.dice.lognormvariate(math.log(sort.lines), 0.9)))
    title = world.dice.choice(sort.titles)
    return world.row("pull_request", service, at, title, **size(world, lines, paths))


def size(world: World, lines: int, paths: Sequence[str]) -> Row:
    """What is told of a commit."""
    return {"sha": f"{world.dice.getrandbits(40):010x}", "lines": lines, "paths": list(paths)}


def ship(world: World, row: Row, *, sure: bool = False) -> tuple[list[str], datetime]:
    """Bring a merge live as its service does: the ids of its deployments to production, and when that was."""
    dice, how = world.dice, world.ships[row["service"]]
    if how == "silent":
        return [], row["at"] + minutes(dice, 20)
    if not sure and dice.random() < 1 / 12:
        return [], row["at"]
    staged = row["at"] + minutes(dice, 10)
    deploy(world, row, staged, "staging", "success")
    at = train(staged) if how == "train" else staged + minutes(dice, 20)
    failed = not sure and dice.random() < 1 / 20
    return [deploy(world, row, at, "production", "failure" if failed else "success")], at


def deploy(world: World, row: Row, at: datetime, where: str, state: str) -> str:
    """A deployment; a train's later merge takes the place of an earlier one's. Returns its id."""
    same = (r for r in world.rows if r["kind"] == "deployment" and r["service"] == row["service"])
    for each in same:
        if each["at"] == at and each["environment"] == where:
            newer = next(r for r in world.rows if r.get("sha") == each["sha"] and r["kind"] != "deployment")
            each["sha"] = row["sha"] if row["at"] > newer["at"] else each["sha"]
            return str(each["id"])
    title = f"Deploy main to {where}"
    told = {"sha": row["sha"], "environment": where, "state": state}
    return str(world.row("deployment", row["service"], at, title, **told)["id"])


def train(after: datetime) -> datetime:
    """When the next one leaves."""
    days = (after.replace(hour=0, minute=0, second=0) + timedelta(days=day) for day in (0, 1))
    leaving: Iterator[datetime] = (day + timedelta(hours=hour) for day in days for hour in TRAINS)
    return next(at for at in leaving if at >= after)


def minutes(dice: random.Random, median: float) -> timedelta:
    """A while of that median."""
    return timedelta(seconds=round(60 * dice.lognormvariate(math.log(median), 0.7)))


def moment(dice: random.Random, day: datetime) -> datetime:
    """A time of a working day; one in twelve at another."""
    hour = dice.uniform(0, 24) if dice.random() < 1 / 12 else dice.triangular(8, 19, 14)
    return (day + timedelta(hours=hour)).replace(microsecond=0)


def poisson(dice: random.Random, mean: float) -> int:
    """How many there are where `mean` are to be expected."""
    limit, product, count = math.exp(-mean), dice.random(), 0
    while product > limit:
        product *= dice.random()
        count += 1
    return count


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
