"""The twin's facts beside the whole list of Slack's: what the twin offers, it offers as Slack does."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

from bot.sandbox.slack import facts
from bot.sandbox.slack.api import METHODS
from bot.sandbox.slack.call import Call
from bot.sandbox.slack.rates import POSTS_AT_ONCE, TIER1_AT_ONCE, Rates
from tests.sandbox.conftest import GENERAL, Still

pytestmark = pytest.mark.real
WHOLE = Path(__file__).resolve().parents[2].parent / "shared" / "slack_facts.json"
DOCUMENT = Path(__file__).parents[2] / "docs" / "sandbox.md"
OPEN, CLOSE = "<!-- unsaid -->\n", "<!-- /unsaid -->"
UNLIMITED = {"blocks.validate"}
"""Its rate is not published."""


@cache
def whole() -> dict[str, Any]:
    """The file that names Slack's limits, surfaces, tiers and words of each method."""
    if not WHOLE.exists():
        pytest.skip(f"{WHOLE.name} is not beside the repository: the twin's facts are not compared with it")
    found: dict[str, Any] = json.loads(WHOLE.read_text("utf-8"))
    return found


@pytest.mark.parametrize(
    ("part", "twin"), [("limits", facts.LIMITS), ("per_minute", facts.PER_MINUTE)], ids=["limits", "rates"]
)
def test_every_number_is_slacks(part: str, twin: dict[str, int]) -> None:
    assert twin == whole()[part]


def test_every_surface_takes_what_slack_lets_it_take() -> None:
    assert {name: frozenset(kinds) for name, kinds in whole()["surfaces"].items()} == facts.SURFACES


@pytest.mark.parametrize("method", sorted(METHODS))
def test_a_method_is_as_often_allowed_as_its_tier_says(method: str) -> None:
    clock = Still()
    rates = Rates(clock)
    tier = whole()["tiers"].get(method)
    if method in UNLIMITED:
        assert (tier, rates.wait(method, {})) == (None, 0)
        return
    a_minute = whole()["per_minute"][tier]
    burst = POSTS_AT_ONCE if method == "chat.postMessage" else max(a_minute, TIER1_AT_ONCE)

    at_once = [rates.wait(method, {"channel": GENERAL}) for _ in range(burst)]
    asked_to_wait = rates.wait(method, {"channel": GENERAL})
    clock.advance(60)
    after_a_minute = [rates.wait(method, {"channel": GENERAL}) for _ in range(burst + 1)]

    assert (at_once, asked_to_wait) == ([0] * burst, -(-60 // a_minute))
    assert [wait > 0 for wait in after_a_minute] == [
        turn >= min(a_minute, burst) for turn in range(burst + 1)
    ]


@pytest.mark.parametrize("method", sorted(set(METHODS)))
def test_a_method_refuses_in_every_word_that_slack_has_for_it(method: str) -> None:
    """A word of the list is said, is every method's, or stands in the document with the reason why not."""
    assert lacking(method) - unsaid() == set()


def test_no_reason_outlives_its_word() -> None:
    assert unsaid() - set().union(*map(lacking, METHODS)) == set()


def lacking(method: str) -> set[str]:
    """The words of the list that are neither every method's nor said by this one."""
    return set(whole()["errors"].get(method, ())) - words(METHODS[method]) - facts.errors("")


def unsaid() -> set[str]:
    """The words that the document gives a reason for."""
    table = DOCUMENT.read_text("utf-8").partition(OPEN)[2].partition(CLOSE)[0]
    cells = (line.split("|")[1] for line in table.splitlines()[2:])
    return {word.strip(" `") for cell in cells for word in cell.split(",")}


def words(run: Any) -> set[str]:
    """Every piece of text in the code that a method may come through."""
    return set(_texts(run, set()))


def _texts(thing: Any, seen: set[object]) -> Iterator[str]:
    if not isinstance(thing, FunctionType) or thing in seen:
        return
    seen.add(thing)
    for code in _codes(thing.__code__):
        yield from (const for const in code.co_consts if isinstance(const, str))
        for name in code.co_names:
            for found in _named(name, thing.__globals__):
                yield from _texts(found, seen)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)


def _named(name: str, known: dict[str, Any]) -> Iterator[Any]:
    """What a name in a function may stand for: its module's, a neighbour's, or what every call can do."""
    neighbours = (thing for thing in known.values() if isinstance(thing, ModuleType))
    for place in (known, Call.__dict__, *(vars(one) for one in neighbours if "sandbox" in one.__name__)):
        if name in place:
            yield place[name]
