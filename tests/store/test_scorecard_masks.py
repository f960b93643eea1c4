"""What the database decides of a card is what the compiled function decides, for any value of any type."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot.domain.scorecard import Combinator, Condition, Query, Rule, Scorecard, Value, read
from bot.domain.scorecard.columns import column
from bot.domain.scorecard.compiling import MOST_MASKED, Compiled, compiled
from store import scorecard as rows_of
from store.scorecard import masks
from tests.domain.test_scorecard_agreement import SERVICES, cards, known

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


def card(*conditions: tuple[str, Value]) -> Scorecard:
    """A card of one-condition rules on the property a."""
    rules = [
        Rule(f"r{n}", f"R{n}", "Gold", Query(Combinator.AND, (Condition("a", operator, value),)))
        for n, (operator, value) in enumerate(conditions)
    ]
    return Scorecard("it's ?", "Card", tuple(rules))


VALUES: list[Any] = [None, "", "x", "true", "3", 3, 3.0, 2, True, False, ["x"], "it's"]


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


def test_a_card_of_many_rules_is_for_the_function_alone(base: sqlite3.Connection) -> None:
    function = compiled(card(*[("<", 3)] * (MOST_MASKED + 1)), NOW)
    facts = [known({"a": 2}), known({"a": 4})]

    assert function.masked == ()
    assert masks.select(base, function) == ""
    assert by_database(base, function, facts, {}) == by_function(function, facts, {})


@pytest.mark.parametrize("condition", [("contains", "x"), ("=", 3), ("=", "a\nb"), ("<", 1.5), ("<", "b")])
def test_what_is_not_usual_is_left_to_the_function(condition: tuple[str, Value]) -> None:
    assert compiled(card(condition), NOW).masked == ()
