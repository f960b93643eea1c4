"""Row `dependants`: who needs the service that most need, two hops, among 100k services."""

import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from sqlite3 import Connection

from bench import measure, world
from bench.measure import Line, Size
from bot.domain.catalog import Catalog, Dependency, Service
from bot.flows.catalog import reaching
from store import catalog
from store.sqlite import Store, open_store

TIMES, NEEDS = 10, 3
HOTTEST = "service-00000"
MOST, WALK = 10.0, 47.0
"""Milliseconds that an answer may take, where a walk to the end in memory takes so many."""


async def run(size: Size) -> list[Line]:
    """As `/svc deps` answers it, from the rows, on a reader's thread; beside a walk to the end in memory."""
    many = size.services * TIMES
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "bench.db", create=True)
        try:
            await store.run(_fill, many)
            return await _lines(store, size, many)
        finally:
            store.close()


async def _lines(store: Store, size: Size, many: int) -> list[Line]:
    begun = time.perf_counter()
    await store.query(reaching.graph_of, store)
    made = time.perf_counter() - begun
    hottest = store.read(catalog.service, HOTTEST)
    assert hottest is not None
    needed_by = _needed_by(many)

    async def ours() -> None:
        await store.query(reaching.neighbours, store, hottest)

    async def whole() -> None:
        _closure(needed_by, 0)

    few = Size(blocks=max(1, size.blocks // 5), calls=max(1, size.calls // 10))
    taken = await measure.in_turn({"ours": ours, "whole": whole}, few)
    return [
        Line(
            "dependants",
            f"two hops from the service that most of {many:,} need",
            measure.median(taken["ours"]) / measure.median(taken["whole"]),
            MOST / WALK,
            "a walk to the end in memory",
            f"{measure.spread(taken['ours'])}; read in {measure.milli(made)} beside the loop",
            measure.milli(measure.median(taken["whole"])),
        )
    ]


def _edges(many: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """What each needs: earlier ones, the earliest most often, as everything needs the database."""
    chance = random.Random(5)
    for number in range(1, many):
        wanted = {int(number * chance.random() ** 3) for _ in range(NEEDS)}
        yield number, tuple(sorted(wanted))


def _id(number: int) -> str:
    return f"service-{number:05d}"


def _fill(db: Connection, many: int) -> None:
    needs = dict(_edges(many))
    services = (
        Service(
            _id(number),
            f"Service {number}",
            tier=1 + number % 4,
            depends_on=tuple(Dependency(_id(need)) for need in needs.get(number, ())),
            source="bench.yaml",
        )
        for number in range(many)
    )
    catalog.save(db, Catalog(services=tuple(services)), datetime.now(UTC) - world.BROUGHT_IN)


def _needed_by(many: int) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(many)]
    for number, wanted in _edges(many):
        for need in wanted:
            found[need].append(number)
    return found


def _closure(needed_by: Sequence[Sequence[int]], start: int) -> set[int]:
    """Everything that needs it, through whatever."""
    seen, border = {start}, [start]
    while border:
        fresh = set(chain.from_iterable(needed_by[each] for each in border)) - seen
        seen |= fresh
        border = list(fresh)
    return seen
