"""Every operator against every type and against missing values, written from the format's description.

`P` passes, `F` fails, `N` is no data, `B` passes for want of data. The engine has to say the same twice:
walking the query, and compiled to a function over columns.
"""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.scorecard import Combinator, Condition, Fact, Query, Rule, Scorecard, evaluate, unknown
from bot.domain.scorecard.columns import column
from bot.domain.scorecard.compiling import compiled
from bot.domain.scorecard.reading import Reader
from tests.domain import scorecard_plain as plain

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
UNKNOWN, GONE = "unknown", "absent"
T, F = True, False
JAN = {"from": "2026-01-01", "to": "2026-01-31"}
EXACT = {"from": "2026-01-01T10:00:00Z", "to": "2026-01-01T12:00:00+01:00"}

NOTHING: tuple[Any, ...] = (None, "", (), [])
EMPTY: tuple[tuple[str, Any, Any, str], ...] = (
    *(("isEmpty", None, nothing, "P") for nothing in NOTHING),
    *(("isNotEmpty", None, nothing, "F") for nothing in NOTHING),
    *(("isEmpty", None, there, "F") for there in (False, True, 0, 1, 0.0, "a", " ", "false", ("a",))),
    *(("isNotEmpty", None, there, "P") for there in (False, True, 0, 1, 0.0, "a", " ", "false", ("a",))),
    *(
        (operator, None, missing, "N")
        for operator in ("isEmpty", "isNotEmpty")
        for missing in (UNKNOWN, GONE)
    ),
)
COMPARING = ("=", ">", "<", ">=", "<=", "contains", "beginsWith", "endsWith")
DENYING = ("!=", "doesNotContains", "doesNotBeginsWith", "doesNotEndsWith")
MISSING: tuple[tuple[str, Any, Any, str], ...] = (
    *((each, "a", missing, "N") for each in COMPARING for missing in (None, (), UNKNOWN, GONE)),
    *((each, "a", missing, "B") for each in DENYING for missing in (None, "", UNKNOWN, GONE)),
    *((each, ["a"], missing, "N") for each in ("in", "containsAny") for missing in ("", UNKNOWN)),
    *(("notIn", ["a"], missing, "B") for missing in ("", UNKNOWN)),
    *(("between", JAN, missing, "N") for missing in ("", GONE)),
    *(("notBetween", JAN, missing, "B") for missing in ("", GONE)),
    *((each, "90d", missing, "N") for each in ("olderThan", "newerThan") for missing in (None, UNKNOWN)),
)
EQUALITY: tuple[tuple[str, Any, Any, str], ...] = (
    ("=", "Go", "Go", "P"),
    ("=", "Go", "go", "F"),
    ("=", "", "Go", "F"),
    ("=", 3, 3, "P"),
    ("=", 3, 3.0, "P"),
    ("=", 3, 4, "F"),
    ("=", 0, 0, "P"),
    ("=", "3", 3, "P"),
    ("=", 3, "3", "P"),
    ("=", "3.0", 3, "P"),
    ("=", "three", 3, "F"),
    ("=", "nan", 3, "F"),
    ("=", True, True, "P"),
    ("=", True, False, "F"),
    ("=", False, False, "P"),
    ("=", "true", True, "P"),
    ("=", "false", False, "P"),
    ("=", "TRUE", True, "P"),
    ("=", "true", False, "F"),
    ("=", True, "true", "P"),
    ("=", True, "false", "F"),
    ("=", "yes", True, "F"),
    ("=", True, 1, "F"),
    ("=", 1, True, "F"),
    ("=", False, 0, "F"),
    ("=", ["a", "b"], ("a", "b"), "P"),
    ("=", ["a"], ("a", "b"), "F"),
    ("=", "a", ("a",), "F"),
    ("!=", "Go", "Rust", "P"),
    ("!=", "Go", "Go", "F"),
    ("!=", 3, "3", "F"),
    ("!=", 3, 4, "P"),
    ("!=", True, False, "P"),
    ("!=", "true", True, "F"),
    ("!=", 1, True, "P"),
)
ORDERED: tuple[tuple[str, Any, Any, str], ...] = (
    *((">", 90, actual, said) for actual, said in ((91, "P"), (90, "F"), (89, "F"), (90.5, "P"))),
    *(("<", 90, actual, said) for actual, said in ((91, "F"), (90, "F"), (89, "P"), (89.5, "P"))),
    *((">=", 90, actual, said) for actual, said in ((91, "P"), (90, "P"), (89, "F"))),
    *(("<=", 90, actual, said) for actual, said in ((91, "F"), (90, "P"), (89, "P"))),
    (">", 0, 0, "F"),
    (">", -1, 0, "P"),
    (">", 0.5, 1, "P"),
    (">", "0", 2, "P"),
    (">", 0, "2", "P"),
    ("<", "90", "100", "P"),
    (">", "b", "c", "P"),
    ("<", "b", "c", "F"),
    (">=", "b", "b", "P"),
    (">", "2026-01-01", "2026-01-02", "P"),
    (">", "2026-01-01T09:30:00Z", "2026-01-01T10:00:00+02:00", "F"),
    (">", 0, True, "F"),
    ("<", 1, False, "F"),
    (">=", True, True, "F"),
    (">", 0, "many", "F"),
    (">=", 0, "nan", "F"),
    ("<", 3, ("a",), "F"),
    (">=", "a", ("a",), "F"),
)
TEXTS: tuple[tuple[str, Any, Any, str], ...] = (
    ("contains", "pc", "pci", "P"),
    ("contains", "x", "pci", "F"),
    ("contains", "pci", ("pci", "money"), "P"),
    ("contains", "pc", ("pci",), "F"),
    ("contains", "1", 1, "F"),
    ("contains", "t", True, "F"),
    ("contains", 1, "1", "F"),
    ("doesNotContains", "x", "pci", "P"),
    ("doesNotContains", "pc", "pci", "F"),
    ("doesNotContains", "pci", ("pci",), "F"),
    ("doesNotContains", "pc", ("pci",), "P"),
    ("beginsWith", "pay", "payments", "P"),
    ("beginsWith", "ments", "payments", "F"),
    ("beginsWith", "7", 7, "F"),
    ("beginsWith", "a", ("a",), "F"),
    ("doesNotBeginsWith", "pay", "payments", "F"),
    ("doesNotBeginsWith", "x", "payments", "P"),
    ("endsWith", "s", "payments", "P"),
    ("endsWith", "x", "payments", "F"),
    ("endsWith", "7", 7, "F"),
    ("doesNotEndsWith", "s", "payments", "F"),
    ("doesNotEndsWith", "s", "payment", "P"),
)
LISTS: tuple[tuple[str, Any, Any, str], ...] = (
    ("containsAny", ["a", "b"], ("b", "c"), "P"),
    ("containsAny", ["a"], ("b", "c"), "F"),
    ("containsAny", ["a"], "a", "P"),
    ("containsAny", ["a"], "ab", "F"),
    ("in", ["Go", "Rust"], "Go", "P"),
    ("in", ["Go", "Rust"], "Java", "F"),
    ("in", ["1", "2"], 2, "P"),
    ("in", ["true"], True, "P"),
    ("in", ["true"], False, "F"),
    ("in", ["a"], ("a", "z"), "P"),
    ("notIn", ["Go", "Rust"], "Java", "P"),
    ("notIn", ["Go", "Rust"], "Go", "F"),
    ("notIn", ["a"], ("a", "z"), "F"),
)
DATES: tuple[tuple[str, Any, Any, str], ...] = (
    ("between", JAN, "2026-01-01", "P"),
    ("between", JAN, "2026-01-31T23:59:59Z", "P"),
    ("between", JAN, "2026-02-01T00:00:00Z", "F"),
    ("between", JAN, "2025-12-31T23:59:59Z", "F"),
    ("between", JAN, "2026-02-01T00:30:00+01:00", "P"),
    ("between", EXACT, "2026-01-01T11:00:00Z", "P"),
    ("between", EXACT, "2026-01-01T11:00:01Z", "F"),
    ("between", JAN, "soon", "F"),
    ("between", JAN, 7, "F"),
    ("between", JAN, True, "F"),
    ("between", JAN, ("2026-01-02",), "F"),
    ("notBetween", JAN, "2026-01-15", "F"),
    ("notBetween", JAN, "2026-02-15", "P"),
    ("notBetween", JAN, "soon", "P"),
    ("=", JAN, "2026-01-15", "P"),
    ("=", JAN, "2026-02-15", "F"),
    ("!=", JAN, "2026-02-15", "P"),
    ("between", {"preset": "today"}, "2026-11-27T00:00:00Z", "P"),
    ("between", {"preset": "today"}, "2026-11-27T23:59:59Z", "P"),
    ("between", {"preset": "today"}, "2026-11-28T00:00:00Z", "F"),
    ("between", {"preset": "tomorrow"}, "2026-11-28", "P"),
    ("between", {"preset": "tomorrow"}, "2026-11-27T23:00:00Z", "F"),
    ("between", {"preset": "yesterday"}, "2026-11-26T12:00:00Z", "P"),
    ("=", {"preset": "yesterday"}, "2026-11-27T00:00:00Z", "F"),
    *(
        ("between", {"preset": preset}, day, said)
        for preset, inside, outside in (
            ("lastWeek", "2026-11-20T12:00:00Z", "2026-11-20T11:59:59Z"),
            ("last2Weeks", "2026-11-13T12:00:00Z", "2026-11-13T11:59:59Z"),
            ("lastMonth", "2026-10-28T12:00:00Z", "2026-10-28T11:59:59Z"),
            ("last3Months", "2026-08-29T12:00:00Z", "2026-08-29T11:59:59Z"),
            ("last6Months", "2026-05-31T12:00:00Z", "2026-05-31T11:59:59Z"),
            ("last12Months", "2025-11-27T12:00:00Z", "2025-11-27T11:59:59Z"),
        )
        for day, said in ((inside, "P"), (outside, "F"))
    ),
    ("between", {"preset": "lastWeek"}, "2026-11-27T12:00:01Z", "F"),
    ("olderThan", "90d", "2026-08-29T11:59:59Z", "P"),
    ("olderThan", "90d", "2026-08-29T12:00:00Z", "F"),
    ("olderThan", "2w", "2026-11-01", "P"),
    ("olderThan", "1y", "2026-01-01", "F"),
    ("olderThan", "12h", "2026-11-26T00:00:00Z", "P"),
    ("olderThan", "90d", "soon", "F"),
    ("olderThan", "90d", 100, "F"),
    ("newerThan", "90d", "2026-08-29T12:00:00Z", "P"),
    ("newerThan", "90d", "2026-08-29T11:59:59Z", "F"),
    ("newerThan", "90d", "2027-01-01", "P"),
    ("newerThan", "3m", "2026-11-01", "P"),
    ("newerThan", "90d", "soon", "F"),
)
OTHER: tuple[tuple[str, Any, Any, str], ...] = (
    ("=", {"property": "same"}, "Go", "P"),
    ("=", {"property": "same"}, "Rust", "F"),
    ("!=", {"property": "same"}, "Rust", "P"),
    ("<", {"property": "ten"}, 9, "P"),
    ("<", {"property": "ten"}, 10, "F"),
    (">=", {"property": "ten"}, "11", "P"),
    ("=", {"property": "nothing"}, "Go", "N"),
    ("!=", {"property": "nothing"}, "Go", "B"),
    ("=", {"property": "absent"}, "Go", "N"),
    ("=", {"property": "same"}, UNKNOWN, "N"),
    ("isNotEmpty", {"property": "nothing"}, "Go", "P"),
)
TABLE = (*EMPTY, *MISSING, *EQUALITY, *ORDERED, *TEXTS, *LISTS, *DATES, *OTHER)
OTHERS = {"same": Fact("Go"), "ten": Fact(10), "nothing": Fact("")}
SAID = {(True, True): "P", (False, True): "F", (False, False): "N", (True, False): "B"}
TURNED = {"P": "F", "F": "P", "N": "B", "B": "N"}
"""`not: true`: a known answer is the other one; a comparison for want of data becomes one that denies."""


def facts(actual: Any) -> dict[str, Fact]:
    """What is known of the property `x`, and of those that it is compared with."""
    if actual == GONE and isinstance(actual, str):
        return dict(OTHERS)
    if actual == UNKNOWN and isinstance(actual, str):
        return OTHERS | {"x": unknown("")}
    return OTHERS | {"x": Fact(tuple(actual) if isinstance(actual, list) else actual)}


def card(operator: str, value: Any, *, negated: bool) -> Scorecard:
    """A card with one rule on `x`; its value is read as a file's is."""
    given = Reader().value(value, "$")
    query = Query(Combinator.AND, (Condition("x", operator, given, negated),))
    return Scorecard("card", "Card", (Rule("rule", "rule", "Gold", query),))


def said(asked: Scorecard, known: dict[str, Fact]) -> tuple[str, str]:
    """What the walk and the compiled function say."""
    walked = evaluate(asked, "svc", known, NOW).rules[0]
    function = compiled(asked, NOW)
    row = ("svc", *(column(known.get(name)) for name in function.columns))
    _, _, _, open_bits, unknown_bits, _ = next(function.run([row], {}))
    return SAID[walked.passed, walked.known], SAID[not open_bits, not unknown_bits]


def test_the_table_is_as_long_as_was_promised() -> None:
    assert len(TABLE) >= 150
    assert {operator for operator, *_ in TABLE} == set(plain.OPERATORS)


@pytest.mark.parametrize(("operator", "value", "actual", "expected"), TABLE)
def test_an_operator_says_what_the_format_says(operator: str, value: Any, actual: Any, expected: str) -> None:
    assert said(card(operator, value, negated=False), facts(actual)) == (expected, expected)


@pytest.mark.parametrize(("operator", "value", "actual", "expected"), TABLE)
def test_not_turns_it_round(operator: str, value: Any, actual: Any, expected: str) -> None:
    bare = operator in ("isEmpty", "isNotEmpty")
    turned = "N" if bare and expected == "N" else TURNED[expected]

    assert said(card(operator, value, negated=True), facts(actual)) == (turned, turned)
