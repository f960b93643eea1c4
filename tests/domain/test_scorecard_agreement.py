"""The engine and a second, plain evaluator agree on random cards and services, walked and compiled."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.scorecard import Fact, Facts, evaluate, read, unknown
from bot.domain.scorecard.columns import column, value
from bot.domain.scorecard.compiling import OUTSIDE, compiled
from bot.domain.scorecard.writing import write
from tests.domain import scorecard_plain as plain

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
LEVELS = ("Basic", "Bronze", "Silver", "Gold")
NAMES = ("a", "b", "c", "$d")
WORDS = ("Go", "Rust", "true", "false", "3", "90.5", "nan", "2026-11-20", "2026-08-29T12:00:00+00:00", "x")
SCALARS = st.one_of(
    st.sampled_from(WORDS), st.booleans(), st.integers(-2, 95), st.sampled_from((0.0, 2.5, 90.0))
)
LISTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)
VALUES: st.SearchStrategy[Any] = st.one_of(SCALARS, LISTS, st.sampled_from((None, "", [])))
PERIODS = st.one_of(
    st.sampled_from([{"preset": each} for each in (*plain.DAYS, "today", "tomorrow", "yesterday")]),
    st.sampled_from([{"from": "2026-11-01", "to": "2026-11-20"}, {"from": WORDS[8], "to": WORDS[8]}]),
)
REFERENCES = st.sampled_from([{"property": name} for name in (*NAMES, "nowhere")])
OTHERS = [each for each in plain.OPERATORS if each not in ("isEmpty", "isNotEmpty")]


def wanted(operator: str) -> st.SearchStrategy[Any]:
    """What an operator may be given."""
    if operator in ("between", "notBetween"):
        return PERIODS
    if operator in ("olderThan", "newerThan"):
        return st.sampled_from(("90d", "1w", "12h"))
    if operator in ("in", "notIn", "containsAny"):
        return LISTS
    return st.one_of(SCALARS, REFERENCES, *([PERIODS, LISTS] if operator in ("=", "!=") else []))


@st.composite
def condition(draw: st.DrawFn) -> dict[str, Any]:
    """A condition as a file writes it."""
    bare = draw(st.sampled_from(("isEmpty", "isNotEmpty", "")))
    operator = bare or draw(st.sampled_from(OTHERS))
    asked: dict[str, Any] = {"property": draw(st.sampled_from((*NAMES, "nowhere"))), "operator": operator}
    if not bare:
        asked["value"] = draw(wanted(operator))
    return asked | ({"not": True} if draw(st.booleans()) and draw(st.booleans()) else {})


def grouped(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Terms under `and` or `or`, or turned round."""
    many = st.fixed_dictionaries(
        {"combinator": st.sampled_from(("and", "or")), "conditions": st.lists(inner, min_size=1, max_size=3)}
    )
    return many | many.map(lambda query: {"not": query})


QUERIES = grouped(condition() | grouped(condition()))


@st.composite
def cards(draw: st.DrawFn) -> dict[str, Any]:
    """A card as a file writes it."""
    levels = LEVELS[: draw(st.integers(2, 4))]
    rule = st.fixed_dictionaries({"level": st.sampled_from(levels[1:]), "query": QUERIES})
    rules = draw(st.lists(rule, min_size=1, max_size=6))
    filtered = {"filter": draw(QUERIES)} if draw(st.booleans()) else {}
    named = [{"identifier": f"r{n}", "title": f"R{n}", **each} for n, each in enumerate(rules)]
    titles = [{"title": each} for each in levels]
    return {"identifier": "card", "title": "Card", "levels": titles, "rules": named, **filtered}


SERVICE = st.dictionaries(st.sampled_from(NAMES), VALUES)
SERVICES = st.lists(SERVICE, min_size=1, max_size=5)
TEN = st.lists(SERVICE, min_size=10, max_size=10)


def known(facts: Mapping[str, Any]) -> Facts:
    """Plain values as facts; what is not told is unknown."""
    told = {name: Fact(tuple(each) if isinstance(each, list) else each) for name, each in facts.items()}
    return {name: told.get(name, unknown("")) for name in NAMES}


def agree(tree: dict[str, Any], services: list[dict[str, Any]]) -> None:
    """Three ways to the same answer, and the card comes back from being written."""
    card = read(tree)
    function = compiled(card, NOW)
    facts = [known(each) for each in services]
    columns = [
        (str(n), *(column(each.get(name)) for name in function.columns)) for n, each in enumerate(facts)
    ]
    rows = list(function.run(columns, {}))

    for row, each, service in zip(rows, facts, services, strict=True):
        applicable, level, said = plain.stands(tree, service, NOW)
        walked = evaluate(card, "svc", each, NOW)
        assert (walked.applicable, row[1] != OUTSIDE) == (applicable, applicable)
        if applicable:
            told = [SAID[rule.passed, rule.known] for rule in walked.rules]
            bits = [SAID[not row[3] >> n & 1, not row[4] >> n & 1] for n in range(len(card.rules))]
            assert (told, bits) == (said, said)
            assert (walked.level, card.levels[row[1]].title) == (level, level)
            assert row[2] == walked.passed == sum(each in "PB" for each in said)
    assert read(write(card)) == card


SAID = {(True, True): "P", (False, True): "F", (False, False): "N", (True, False): "B"}
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=100, deadline=None, suppress_health_check=QUIET)
@given(cards(), SERVICES)
def test_both_evaluators_agree(tree: dict[str, Any], services: list[dict[str, Any]]) -> None:
    agree(tree, services)


@pytest.mark.slow
@settings(max_examples=1_000, deadline=None, suppress_health_check=QUIET)
@given(cards(), TEN)
def test_both_evaluators_agree_on_ten_thousand_cards_and_services(
    tree: dict[str, Any], services: list[dict[str, Any]]
) -> None:
    agree(tree, services)


@pytest.mark.parametrize("each", [None, "", (), True, False, 0, 1, 2.5, "Go", ("a", "b"), "x\x1fy"])
def test_a_value_comes_back_out_of_its_column(each: Any) -> None:
    back = value(column(Fact(each)))

    assert back == (None if each in ("", ()) else "x y" if each == "x\x1fy" else each)
    assert type(back) is type(None if each in ("", ()) else each)


def test_what_is_not_known_is_null() -> None:
    assert (column(None), column(unknown("")), column(Fact(""))) == (None, None, "")
