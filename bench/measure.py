"""How the bench measures: blocks of ours and of the floor in turn, so that noise hits both; medians."""

import contextlib
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

Work = Callable[[], Awaitable[object]]
Within = Callable[[], AbstractContextManager[object]]
Blocks = Sequence[Sequence[float]]
"""Seconds of each call, block by block."""

Taken = dict[str, Blocks]
NONE: Mapping[str, Within] = {}


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: blocks of calls, services in the catalog, commands at once, starts.

    `rest`: seconds before each burst, in which what followed the one before comes to its end. `fetches`:
    whether an engine of others may be brought from its registry, to be measured beside ours.
    """

    blocks: int = 25
    calls: int = 100
    services: int = 10_000
    burst: int = 200
    in_flight: int = 64
    bursts: int = 3
    rest: float = 4.0
    starts: int = 5
    fetches: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One figure beside its goal. `of` says what it is a ratio to; `ours` and `floor` are for the reader."""

    row: str
    what: str
    figure: float
    goal: float
    of: str
    ours: str = ""
    floor: str = ""
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        return self.figure >= self.goal if self.at_least else self.figure <= self.goal


async def in_turn(works: Mapping[str, Work], size: Size, within: Mapping[str, Within] = NONE) -> Taken:
    """Run a block of each, again and again, `within` what its name stands for there.

    The first block of each warms up and is not counted.
    """
    taken: dict[str, list[list[float]]] = {name: [] for name in works}
    for _ in range(size.blocks + 1):
        for name, work in works.items():
            with within.get(name, contextlib.nullcontext)():
                taken[name].append([await _timed(work) for _ in range(size.calls)])
    return {name: blocks[1:] for name, blocks in taken.items()}


async def _timed(work: Work) -> float:
    begun = time.perf_counter()
    await work()
    return time.perf_counter() - begun


def median(blocks: Blocks) -> float:
    """The median over blocks of each block's median."""
    return statistics.median(statistics.median(block) for block in blocks)


def percentile(blocks: Blocks, share: float) -> float:
    """That share of all calls took no longer."""
    calls = sorted(call for block in blocks for call in block)
    return calls[min(len(calls) - 1, int(len(calls) * share))]


def ratio(ours: Blocks, *floors: Blocks) -> float:
    """The median of ours to the floors' sum, each block to those beside it."""
    each = [[float(statistics.median(block)) for block in blocks] for blocks in (ours, *floors)]
    return float(statistics.median(mine / sum(theirs) for mine, *theirs in zip(*each, strict=True)))


def micro(seconds: float) -> str:
    """In microseconds."""
    return f"{seconds * 1e6:.1f} µs"


def milli(seconds: float) -> str:
    """In milliseconds."""
    return f"{seconds * 1e3:.2f} ms"


def spread(blocks: Blocks) -> str:
    """p50 and p99."""
    return f"p50 {milli(median(blocks))}, p99 {milli(percentile(blocks, 0.99))}"
