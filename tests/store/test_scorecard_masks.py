"""What the database decides of a card is what the compiled function decides, for any value of any type."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.scorecard import Combinator, Condition, Query, Rule, Scorecard, Value, read
from bot.domain.scorecard.columns import column
from bot.domain.scorecard.compiling import MOST_MASKED, USUAL, Compiled, compiled
from store import scorecard as rows_of
from store.scorecard import masks
from tests.domain.test_scorecard_agreement import LEVELS, NAMES, SERVICES, TEN, cards, known

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
LAST = "\U0010ffff"


@pytest.fixture(scope="module")
def base() -> Iterator[sqlite3.Connection]:
    """Tables of readiness alone, in memory."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.execute(
        """CREATE TABLE readiness (scorecard TEXT, service TEXT, rank INTEGER, passed INTEGER, open INTEGER,
            unknown INTEGER, waived INTEGER, PRIMARY KEY (scorecard, service)) STRICT, WITHOUT ROWID"""
    )
    db.execute(
        """CREATE TABLE fact_origin (service TEXT PRIMARY KEY, origin TEXT NOT NULL,
            created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, read_at INTEGER NOT NULL) STRICT"""
    )
    yield db
    db.close()


def by_database(db: sqlite3.Connection, function: Compiled, facts: list[Any], waivers: dict[str, int]) -> Any:
    """The rows that the store keeps for these facts."""
    db.execute("DELETE FROM readiness")
    db.execute("DELETE FROM fact_origin")
    if sqlite_has_facts(db):
        db.execute("DROP TABLE scorecard_fact")
    rows_of.keep_facts(db, {f"s{n}": each for n, each in enumerate(facts)}, NOW)
    rows_of.keep_all(db, function, waivers, "", LAST)
    return rows_of.standing(db, function.card.identifier, [f"s{n}" for n in range(len(facts))])


def sqlite_has_facts(db: sqlite3.Connection) -> bool:
    return bool(db.execute("SELECT 1 FROM sqlite_master WHERE name = 'scorecard_fact'").fetchall())


def by_function(function: Compiled, facts: list[Any], waivers: dict[str, int]) -> Any:
    """The rows that the compiled function makes of them."""
    rows = [(f"s{n}", *(column(each.get(name)) for name in function.columns)) for n, each in enumerate(facts)]
    return {row[0]: row for row in function.run(rows, waivers)}


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(cards(), SERVICES)
def test_the_database_and_the_function_agree(
    base: sqlite3.Connection, tree: dict[str, Any], services: list[dict[str, Any]]
) -> None:
    function, facts = compiled(read(tree), NOW), [known(each) for each in services]

    assert by_database(base, function, facts, {"s0": 1}) == by_function(function, facts, {"s0": 1})


@st.composite
def usual_cards(draw: st.DrawFn) -> Scorecard:
    """A card of usual comparisons alone, which the database keeps by one statement."""
    wanted = {
        "<": st.integers(-3, 95),
        "=": st.one_of(st.booleans(), st.sampled_from(("Go", "3", "true", "nan"))),
    }
    rules = []
    for n in range(draw(st.integers(1, 8))):
        operator = draw(st.sampled_from(USUAL))
        values = wanted["="] if operator in ("=", "!=") else wanted["<"]
        value = None if operator.startswith("is") else draw(values)
        asked = Condition(draw(st.sampled_from((*NAMES, "nowhere"))), operator, value)
        level = draw(st.sampled_from((*LEVELS, "Undefined")))
        rules.append(Rule(f"r{n}", f"R{n}", level, Query(Combinator.AND, (asked,))))
    return Scorecard("usual", "Usual", tuple(rules))


def agree_by_statement(db: sqlite3.Connection, usual: Scorecard, services: list[dict[str, Any]]) -> None:
    """One statement keeps what the function says, with a waiver on the first rule of the first service."""
    function, facts = compiled(usual, NOW), [known(each) for each in services]

    assert by_database(db, function, facts, {"s0": 1}) == by_function(function, facts, {"s0": 1})
    assert masks.insert(db, function) != ""


QUIET = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


@settings(max_examples=100, deadline=None, suppress_health_check=QUIET)
@given(usual_cards(), SERVICES)
def test_one_statement_and_the_function_agree(
    base: sqlite3.Connection, usual: Scorecard, services: list[dict[str, Any]]
) -> None:
    agree_by_statement(base, usual, services)


@pytest.mark.slow
@settings(max_examples=1_000, deadline=None, suppress_health_check=QUIET)
@given(usual_cards(), TEN)
def test_one_statement_and_the_function_agree_on_ten_thousand_cards_and_services(
    base: sqlite3.Connection, usual: Scorecard, services: list[dict[str, Any]]
) -> None:
    agree_by_statement(base, usual, services)


def card(*conditions: tuple[str, Value]) -> Scorecard:
    """A card of one-condition rules on the property a."""
    rules = [
        Rule(f"r{n}", f"R{n}", "Gold", Query(Combinator.AND, (Condition("a", operator, value),)))
        for n, (operator, value) in enumerate(conditions)
    ]
    return Scorecard("it's ?", "Card", tuple(rules))


VALUES: list[Any] = [None, "", "x", "true", "3", 3, 3.0, 2.5, 2, True, False, ["x"], "it's", "\xff", -1]


@pytest.mark.parametrize(
    "condition",
    [
        ("isEmpty", None),
        ("isNotEmpty", None),
        ("=", "x"),
        ("!=", "x"),
        ("=", "it's"),
        ("=", "3"),
        ("=", "true"),
        ("=", True),
        ("!=", False),
        ("<", 3),
        (">=", 3),
    ],
)
def test_each_usual_comparison_is_masked_and_agrees_on_every_type(
    base: sqlite3.Connection, condition: tuple[str, Value]
) -> None:
    function = compiled(card(condition), NOW)
    facts = [*(known({"a": each}) for each in VALUES), known({})]

    assert [each.condition.operator for each in function.masked] == [condition[0]]
    assert by_database(base, function, facts, {}) == by_function(function, facts, {})


def test_as_many_rules_as_one_sum_holds_are_decided_by_one_statement(base: sqlite3.Connection) -> None:
    function = compiled(card(*[("<", 3)] * MOST_MASKED), NOW)
    facts = [known({"a": 2}), known({"a": 4}), known({}), known({"a": "x"})]

    assert by_database(base, function, facts, {}) == by_function(function, facts, {})
    assert masks.insert(base, function) != ""


def test_what_has_not_changed_is_not_written(base: sqlite3.Connection) -> None:
    function = compiled(card(("<", 3)), NOW)
    by_database(base, function, [known({"a": 2}), known({"a": 4})], {})
    before = base.total_changes

    rows_of.keep_all(base, function, {}, "", LAST)

    assert base.total_changes == before


def test_a_card_of_many_rules_is_for_the_function_alone(base: sqlite3.Connection) -> None:
    function = compiled(card(*[("<", 3)] * (MOST_MASKED + 1)), NOW)
    facts = [known({"a": 2}), known({"a": 4})]

    assert function.masked == ()
    assert masks.select(base, function) == ""
    assert by_database(base, function, facts, {}) == by_function(function, facts, {})


@pytest.mark.parametrize("condition", [("contains", "x"), ("=", 3), ("=", "a\nb"), ("<", 1.5), ("<", "b")])
def test_what_is_not_usual_is_left_to_the_function(condition: tuple[str, Value]) -> None:
    assert compiled(card(condition), NOW).masked == ()
