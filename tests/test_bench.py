"""The bench on tiny numbers, within this machine: lines of the right shape from each row, none timed."""

import math

import pytest

from bench.__main__ import ROWS, main, told
from bench.measure import Line, Size, median, percentile, ratio

TINY = Size(blocks=1, calls=2, services=40, burst=4, in_flight=2, bursts=1, rest=0, starts=1, fetches=False)
LINES = {
    "dispatch": 2,
    "lookup-http": 2,
    "lookup-socket": 1,
    "change-ack": 1,
    "burst-commands": 2,
    "declare": 1,
    "webhooks": 1,
    "github-sync": 1,
    "pagerduty-sync": 1,
    "scorecards": 4,
    "typo": 4,
    "loop-lag": 1,
    "dependants": 1,
    "oncall-at": 2,
    "similar": 2,
    "document": 1,
    "cli": 1,
    "start": 1,
    "memory": 1,
    "first-commands": 2,
}


PROCESSES = {"change-ack", "burst-commands", "cli", "start", "memory", "first-commands"}
"""Rows that start the bot as a process of its own, again and again."""


def test_every_row_of_the_first_night_is_there() -> None:
    assert list(ROWS) == list(LINES)


@pytest.mark.parametrize(
    "row", [pytest.param(row, marks=pytest.mark.slow if row in PROCESSES else ()) for row in LINES]
)
async def test_a_row_gives_its_lines(row: str) -> None:
    found = await ROWS[row](TINY)

    assert [line.row for line in found] == [row] * LINES[row]
    assert all(math.isfinite(line.figure) and line.figure >= 0 and line.goal >= 0 for line in found)
    assert all(line.what and line.of for line in found)


@pytest.mark.parametrize(
    ("figure", "at_least", "met"),
    [(2.0, False, True), (2.1, False, False), (2.0, True, True), (1.9, True, False)],
)
def test_a_goal_is_met_or_missed(figure: float, at_least: bool, met: bool) -> None:
    line = Line("start", "what", figure, 2.0, "the floor", at_least=at_least)

    assert line.met is met
    assert told(line).startswith("ok" if met else "MISS")


def test_a_ratio_is_of_blocks_that_stood_beside_each_other() -> None:
    ours, floor, disk = [[2.0, 2.0, 9.0], [20.0]], [[1.0], [8.0]], [[1.0], [2.0]]

    assert ratio(ours, floor) == 2.25
    assert ratio(ours, floor, disk) == 1.5
    assert median(ours) == 11.0
    assert percentile(ours, 0.99) == 20.0


def test_a_row_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dispatsh"]) == 2
    assert "dispatsh" in capsys.readouterr().err


async def test_an_engine_that_may_not_be_brought_is_said_to_be_skipped() -> None:
    skipped = next(line for line in await ROWS["scorecards"](TINY) if "skipped" in line.what)

    assert skipped.of == "nothing is brought from outside"
