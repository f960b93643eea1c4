"""Row `scorecards`: 20 rules over 10k and 100k services, from the database to stored results; one service.

Beside it runs npm's json-rules-engine, which Backstage's Tech Insights uses, on the same services and rules.
"""

import contextlib
import json
import random
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from bench.measure import Line, Size
from bench.world import slowness
from bot.domain.scorecard import Scorecard, read
from bot.domain.scorecard.columns import column
from bot.domain.scorecard.compiling import Compiled
from bot.domain.scorecard.facts import Fact
from bot.flows.scorecard.whole import STRIDE, function
from store import connection, sqlite
from store import scorecard as rows_of
from store.sqlite import Store, open_store

GOAL, TIMES = 5.0, 55.0
SAMPLE = 2000
"""Services that json-rules-engine gets: it takes a second for them."""
KINDS: Sequence[tuple[str, Any, Callable[[random.Random], Any]]] = (
    ("isNotEmpty", None, lambda r: r.choice(["README.md", "", "docs/README.md", None])),
    ("<", 90, lambda r: r.choice([3, 20, 80, 200, None])),
    ("=", True, lambda r: r.random() < 0.7),
    ("=", "passing", lambda r: r.choice(["passing", "passing", "failing", "off"])),
    (">=", 1, lambda r: r.choice([0, 1, 2])),
)
OTHERS = {"<": "lessThan", "=": "equal", ">=": "greaterThanInclusive", "isNotEmpty": "notEqual"}
PACKAGE = "json-rules-engine"


@dataclass(frozen=True, slots=True)
class World:
    """A database with services, the card, and the values of the first services for the other engine."""

    store: Store
    compiled: Compiled
    sample: list[dict[str, Any]]


async def run(size: Size) -> list[Line]:
    """The rate for each number of services, the larger in turn with the other engine; then one service."""
    many = 10 * size.services
    with _world(size.services) as world:
        lines = [_rated(size.services, [await _rate(world, size.services) for _ in range(_times(size))])]
        one = _one(world, size)
    with _world(many) as world, _other_engine(size) as other:
        turns = [(await _rate(world, many), other(world)) for _ in range(_times(size))]
    lines.append(_rated(many, [rate for rate, _ in turns]))
    return [*lines, _compared(turns), one]


def _times(size: Size) -> int:
    """A turn is half a second, and the first one makes the file grow: more of them than bursts."""
    return max(2, 3 * size.bursts)


def _rated(services: int, rates: Sequence[float]) -> Line:
    what = f"20 rules, {services:,} services, from the database to stored results"
    rate, best = statistics.median(rates), f"{max(rates):.2f} M/s at best"
    goal = GOAL / slowness()
    return Line("scorecards", what, rate, goal, "M service·rules/s", best, at_least=True)


def card() -> Scorecard:
    """Twenty rules on twenty properties, at three levels."""
    rules = []
    for place in range(20):
        operator, value, _ = KINDS[place % len(KINDS)]
        asked: dict[str, Any] = {"property": f"p{place}", "operator": operator}
        asked |= {} if value is None else {"value": value}
        rules.append(
            {
                "identifier": f"r{place}",
                "title": f"R{place}",
                "level": ("Bronze", "Silver", "Gold")[place % 3],
                "query": {"combinator": "and", "conditions": [asked]},
            }
        )
    return read({"identifier": "bench", "title": "Bench", "rules": rules})


@contextlib.contextmanager
def _world(services: int) -> Iterator[World]:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "bench.db", create=True)
        try:
            compiled = function(card(), datetime.now(UTC))
            yield World(store, compiled, _fill(store.path, compiled, services))
        finally:
            store.close()


def _fill(path: Path, compiled: Compiled, services: int) -> list[dict[str, Any]]:
    """Columns for every service, as keeping facts writes them; the values of the first ones."""
    chance, sample = random.Random(7), []
    makers = [KINDS[int(name[1:]) % len(KINDS)][2] for name in compiled.columns]
    rows = []
    for n in range(services):
        values = [make(chance) for make in makers]
        if n < SAMPLE:
            sample.append(dict(zip(compiled.columns, values, strict=True)))
        rows.append((f"svc-{n:06d}", *(column(Fact(value, known=value is not None)) for value in values)))
    db = connection.writing(path)
    db.execute("BEGIN IMMEDIATE")
    sqlite.make_fact_columns(db, compiled.columns)
    names = ", ".join(["service", *(sqlite.fact_column(name) for name in compiled.columns)])
    marks = ", ".join("?" * (len(compiled.columns) + 1))
    db.executemany(f"INSERT INTO {sqlite.FACTS} ({names}) VALUES ({marks})", rows)
    db.execute("COMMIT")
    db.close()
    return sample


async def _rate(world: World, services: int) -> float:
    """Millions of service·rules a second, each portion committed, into an empty table."""
    await world.store.run(rows_of.empty_results, "bench")
    begun, after = time.perf_counter(), ""
    while after := await world.store.run(_portion, world.compiled, after):
        pass
    return services * 20 / (time.perf_counter() - begun) / 1e6


def _portion(db: Connection, compiled: Compiled, after: str) -> str:
    last = rows_of.last_of(db, after, STRIDE)
    if last:
        rows_of.keep_all(db, compiled, {}, after, last)
    return last


def _one(world: World, size: Size) -> Line:
    """The card on one row that is read, beside the read of that row."""
    db = connection.reading(world.store.path)
    names, run = world.compiled.columns, world.compiled.run
    reads, judged = [], []
    for n in range(max(50, size.blocks * size.calls)):
        id = f"svc-{n % size.services:06d}"
        begun = time.perf_counter()
        rows = list(rows_of.columns(db, names, [id]))
        read_at = time.perf_counter()
        next(run(rows, {}))
        judged.append(time.perf_counter() - read_at)
        reads.append(read_at - begun)
    db.close()
    ours, floor = statistics.median(judged), statistics.median(reads)
    told = f"{ours * 1e6:.1f} µs", f"{floor * 1e6:.1f} µs"
    return Line("scorecards", "20 rules on one service", ours / floor, 1.0, "one point read", *told)


# The other engine ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Beside:
    """What the other engine reached, in millions a second; why it did not run ("": it did)."""

    rate: float = 0.0
    why: str = ""
    agrees: bool = True


@contextlib.contextmanager
def _other_engine(size: Size) -> Iterator[Callable[[World], Beside]]:
    """json-rules-engine in a folder of its own, from the npm registry by npm; its answers must be ours."""
    node, npm = shutil.which("node"), shutil.which("npm")
    with tempfile.TemporaryDirectory() as folder:
        why = "" if node and npm else "node or npm is not on this machine"
        why = why if size.fetches else "nothing is brought from outside"
        why = why or _brought(str(npm), folder)
        yield lambda world: Beside(why=why) if why else _run_beside(str(node), Path(folder), world)


def _brought(npm: str, folder: str) -> str:
    """Have npm bring it; why it could not, or ""."""
    command = [npm, "install", "--prefix", folder, "--no-audit", "--no-fund", "--silent", PACKAGE]
    try:
        installed = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        return f"npm did not bring {PACKAGE} within two minutes"
    return f"npm did not bring {PACKAGE}: {installed.stderr.strip()[:100]}" if installed.returncode else ""


def _run_beside(node: str, folder: Path, world: World) -> Beside:
    (folder / "services.json").write_text(json.dumps(world.sample))
    (folder / "rules.json").write_text(json.dumps([_other(rule) for rule in card().rules]))
    (folder / "run.js").write_text(Path(__file__).with_name("scorecards.js").read_text())
    ran = subprocess.run(
        [node, "run.js"], cwd=folder, capture_output=True, text=True, timeout=300, check=True
    )
    told = json.loads(ran.stdout)
    values = (
        (str(n), *(column(Fact(value, known=value is not None)) for value in each.values()))
        for n, each in enumerate(world.sample)
    )
    ours = [20 - row[3].bit_count() for row in world.compiled.run(values, {})]
    return Beside(told["rate"] / 1e6, agrees=told["passed"] == ours)


def _other(rule: Any) -> dict[str, Any]:
    """A rule as json-rules-engine writes it."""
    condition = rule.query.terms[0]
    asked = [{"fact": condition.property, "operator": OTHERS[condition.operator], "value": condition.value}]
    if condition.operator == "isNotEmpty":
        asked = [{"fact": condition.property, "operator": "notEqual", "value": each} for each in (None, "")]
    if condition.operator in ("<", ">="):
        asked.append({"fact": condition.property, "operator": "notEqual", "value": None})
    return {"conditions": {"all": asked}, "event": {"type": rule.identifier}}


def _compared(turns: Sequence[tuple[float, Beside]]) -> Line:
    """Ours over theirs, turn by turn; without the other engine the line says why it is not there."""
    others = [other for _, other in turns]
    if others[0].why:
        return Line("scorecards", f"{PACKAGE}: skipped", 0.0, 0.0, others[0].why, at_least=True)
    agree = all(other.agrees for other in others)
    figure = statistics.median(rate / other.rate for rate, other in turns) if agree else 0.0
    ours = f"{statistics.median(rate for rate, _ in turns):.2f} M/s"
    theirs = f"{statistics.median(other.rate for other in others):.3f} M/s"
    what = f"20 rules beside {PACKAGE}, {'the same results' if agree else 'OTHER RESULTS'}"
    return Line("scorecards", what, figure, TIMES, "its rate, in memory", ours, theirs, at_least=True)
