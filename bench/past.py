"""Row `similar`: what resembles an alert of eight words among 10k incidents, beside FTS5's own ranking."""

import itertools
import random
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import measure
from bench.measure import Line, Size
from bench.typo import FIRST, KINDS, SECOND
from bot.domain.catalog import PastIncident
from bot.flows.similar import finding
from store import incident
from store.sqlite import Store, open_store

BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
MOST, OR = 5.0, 49.0
"""Milliseconds that an answer may take, where FTS5's own takes so many among 100,000: it grows with them."""
ALERT, SHOWN = 8, 3
WORDS = 40
"""Words of what is told of an incident, beside its title."""


@dataclass(frozen=True, slots=True)
class Told:
    """An incident as it is brought in, and the eight words by which somebody asks for it."""

    title: str
    text: str
    alert: str


async def run(size: Size) -> list[Line]:
    """The time of an answer, and how often the incident that is meant is in it."""
    told = _told(size.services)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "bench.db", create=True)
        try:
            await store.run(_bring, told)
            return await _lines(store, told, size)
        finally:
            store.close()


async def _lines(store: Store, told: Sequence[Told], size: Size) -> list[Line]:
    plain = _plain(told)
    asked = random.Random(2).sample(range(len(told)), min(len(told), 200))
    ours = _Asking(lambda words: [each.past.number for each in finding.search(store, words)], told, asked)
    floor = _Asking(lambda words: _ranked(plain, words), told, asked)
    few = Size(blocks=max(1, size.blocks // 5), calls=max(2, size.calls // 5))
    taken = await measure.in_turn({"ours": ours.once, "floor": floor.once}, few)
    plain.close()
    what = f"an alert of {ALERT} words among {len(told):,} incidents"
    mine, bare = (sum(each.found) / len(each.found) for each in (ours, floor))
    return [
        Line(
            "similar",
            what,
            measure.median(taken["ours"]) / measure.median(taken["floor"]),
            MOST / (OR * len(told) / 100_000),
            "FTS5 OR, BM25",
            measure.spread(taken["ours"]),
            measure.spread(taken["floor"]),
        ),
        Line("similar", f"{what}: among the first {SHOWN}", mine, bare, "FTS5's own share", at_least=True),
    ]


class _Asking:
    """Asks for one after the other, and notes whether it was found."""

    def __init__(
        self, ask: Callable[[str], Sequence[int]], told: Sequence[Told], wanted: Sequence[int]
    ) -> None:
        self._ask = ask
        self._turn = itertools.cycle([(number + 1, told[number].alert) for number in wanted])
        self.found: list[bool] = []

    async def once(self) -> None:
        """The next one."""
        number, words = next(self._turn)
        self.found.append(number in self._ask(words))


def _told(many: int) -> list[Told]:
    """Incidents of a company: a few words in all of them, many in some, names in few."""
    chance = random.Random(11)
    names = [f"{one}-{two}" for one in FIRST.split() for two in SECOND.split()]
    common = [f"{one}{two}" for one in ("time", "re", "fail", "over", "un", "dis") for two in SECOND.split()]
    everywhere = [
        *KINDS.split(),
        "error",
        "latency",
        "timeout",
        "p99",
        "slow",
        "down",
        "5xx",
        "queue",
        "full",
        "alert",
    ]

    def one() -> Told:
        own = chance.sample(names, 2)
        title = f"{own[0]} {' '.join(chance.choices(everywhere, k=3))}"
        body = [*own, *chance.choices(common, k=WORDS // 2), *chance.choices(everywhere, k=WORDS // 2)]
        alert = [
            own[0],
            *chance.sample(body[2 : 2 + WORDS // 2], 3),
            *chance.choices(everywhere, k=ALERT - 4),
        ]
        chance.shuffle(alert)
        return Told(title, " ".join(body), " ".join(alert))

    return [one() for _ in range(many)]


def _bring(db: sqlite3.Connection, told: Sequence[Told]) -> None:
    for number, each in enumerate(told):
        began = {"declared": BEGAN + timedelta(minutes=number)}
        incident.import_past(db, PastIncident(each.title, "", 3, began, summary=each.text))


def _plain(told: Sequence[Told]) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE plain USING fts5 (title, body, tokenize = 'porter unicode61')")
    rows = ((number, each.title, each.text) for number, each in enumerate(told, 1))
    db.executemany("INSERT INTO plain (rowid, title, body) VALUES (?, ?, ?)", rows)
    return db


def _ranked(db: sqlite3.Connection, words: str) -> list[int]:
    query = " OR ".join(f'"{word}"' for word in words.split())
    found = db.execute("SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY rank LIMIT ?", (query, SHOWN))
    return [row[0] for row in found]
