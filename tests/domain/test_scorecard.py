"""Scorecards: conditions with and without data, levels, traces, gaps."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.catalog import Person, Service, Team
from bot.domain.scorecard import (
    KEEPER,
    Combinator,
    Condition,
    Fact,
    Gap,
    Judged,
    Operand,
    Outcome,
    Period,
    Query,
    Result,
    Rule,
    Scorecard,
    Value,
    badness,
    days,
    evaluate,
    gaps,
    shortfall,
    standing,
    told,
    unknown,
)
from bot.domain.scorecard.lint import lint
from bot.domain.scorecard.many import Listed, Tally, Worst

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
NOT_OURS = unknown("token lacks Administration: read", "grant it", source="GitHub", ours=True)
PAYMENTS = Team("payments", "Payments", leads=("maya",))
MAYA = Person("maya", "Maya Okafor")
API = Service("payments-api", "Payments API", source="/etc/tocsin/acme.yaml", line=39, repository="acme/api")


def judged(condition: Condition | Query, fact: Fact | None = None) -> Judged:
    """The verdict on the property `x`."""
    query = condition if isinstance(condition, Query) else Query(Combinator.AND, (condition,))
    card = Scorecard("card", "Card", (Rule("rule", "rule", "Gold", query),))
    return evaluate(card, "payments-api", {"x": fact} if fact else {}).rules[0]


def outcome(operator: str, value: Value, fact: Fact, **more: bool) -> str:
    return judged(Condition("x", operator, value, **more), fact).outcome.value


@pytest.mark.parametrize(
    ("operator", "value", "actual", "passes"),
    [
        ("=", "Go", "Go", True),
        ("=", "go", "Go", False),
        ("=", "true", True, True),
        ("=", " TRUE ", True, True),
        ("=", True, "false", False),
        ("=", "yes", True, False),
        ("=", "3", 3, True),
        ("=", 3, "3.0", True),
        ("=", "three", 3, False),
        ("=", 1, True, False),
        ("=", True, 1, False),
        ("!=", "Go", "Rust", True),
        ("!=", 3, "3", False),
        (">", 0, 1, True),
        (">", 0, 0, False),
        (">", "0", 2, True),
        (">", 0, True, False),
        (">", 0, "many", False),
        ("<", 90, 89, True),
        ("<", 90, 90, False),
        ("<=", 90, 90, True),
        (">=", 90, 90, True),
        (">=", "b", "c", True),
        ("<", 3, ("a",), False),
        ("contains", "pc", "pci", True),
        ("contains", "pci", ("pci", "money"), True),
        ("contains", "pc", ("pci",), False),
        ("contains", "1", 1, False),
        ("doesNotContains", "x", "pci", True),
        ("beginsWith", "pay", "payments", True),
        ("beginsWith", "pay", 7, False),
        ("doesNotBeginsWith", "pay", "payments", False),
        ("endsWith", "s", "payments", True),
        ("doesNotEndsWith", "s", "payment", True),
        ("containsAny", ("a", "b"), ("b", "c"), True),
        ("containsAny", ("a",), ("b", "c"), False),
        ("in", ("Go", "Rust"), "Go", True),
        ("in", ("1", "2"), 2, True),
        ("notIn", ("Go", "Rust"), "Java", True),
        ("isNotEmpty", None, False, True),
        ("isNotEmpty", None, 0, True),
        ("isNotEmpty", None, ("a",), True),
        ("isEmpty", None, 0, False),
    ],
)
def test_an_operator_compares_what_is_there(operator: str, value: Value, actual: Value, passes: bool) -> None:
    fact, turned = Fact(actual), "passed" if not passes else "failed"

    assert outcome(operator, value, fact) == ("passed" if passes else "failed")
    assert outcome(operator, value, fact, negated=True) == turned


@pytest.mark.parametrize("nothing", [None, "", ()])
@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("isEmpty", "passed"),
        ("isNotEmpty", "failed"),
        ("=", "no data"),
        ("<", "no data"),
        ("contains", "no data"),
        ("in", "no data"),
        ("!=", "passed"),
        ("doesNotContains", "passed"),
        ("notIn", "passed"),
    ],
)
def test_nothing_is_empty_and_has_no_order(operator: str, nothing: Value, expected: str) -> None:
    assert outcome(operator, "a", Fact(nothing)) == expected


@pytest.mark.parametrize(
    ("operator", "negated", "passed"),
    [
        ("isEmpty", False, False),
        ("isNotEmpty", False, False),
        ("isEmpty", True, False),
        ("=", False, False),
        ("=", True, True),
        ("!=", False, True),
        ("!=", True, False),
    ],
)
def test_what_is_not_known_is_never_a_known_answer(operator: str, negated: bool, passed: bool) -> None:
    found = judged(Condition("x", operator, "a", negated), NOT_OURS)

    assert (found.passed, found.known) == (passed, False)


YES, NO, BLIND = Condition("yes", "=", 1), Condition("no", "=", 1), Condition("blind", "=", 1)
FACTS = {"yes": Fact(1), "no": Fact(0), "blind": NOT_OURS}
AND, OR = Combinator.AND, Combinator.OR


@pytest.mark.parametrize(
    ("query", "passed", "known"),
    [
        (Query(AND, (YES, YES)), True, True),
        (Query(AND, (YES, NO)), False, True),
        (Query(AND, (YES, BLIND)), False, False),
        (Query(AND, (NO, BLIND)), False, True),
        (Query(OR, (YES, BLIND)), True, True),
        (Query(OR, (NO, BLIND)), False, False),
        (Query(OR, (NO, NO)), False, True),
        (Query(AND, (YES,), negated=True), False, True),
        (Query(AND, (NO,), negated=True), True, True),
        (Query(AND, (BLIND,), negated=True), False, False),
        (Query(AND, (YES, Query(OR, (NO, YES)))), True, True),
        (Query(AND, (YES, Query(OR, (NO, NO), negated=True))), True, True),
        (Query(AND, (Condition("blind", "!=", 1),)), True, False),
    ],
)
def test_terms_are_put_together_and_one_known_answer_settles_them(
    query: Query, passed: bool, known: bool
) -> None:
    card = Scorecard("card", "Card", (Rule("rule", "rule", "Gold", query),))

    found = evaluate(card, "payments-api", FACTS).rules[0]

    assert (found.passed, found.known) == (passed, known)


def card(*levels: str, **fields: Any) -> Scorecard:
    """A card with one rule for each level named, on the properties r0, r1, …"""
    rules = [
        Rule(f"r{n}", f"rule {n}", level, Query(AND, (Condition(f"r{n}", "=", 1),)))
        for n, level in enumerate(levels)
    ]
    return Scorecard("card", "Card", tuple(rules), **fields)


def stands(card: Scorecard, *values: int | None) -> Result:
    """How a service stands whose rules pass (1), fail (0) or have no data (None)."""
    facts = {f"r{n}": NOT_OURS if value is None else Fact(value) for n, value in enumerate(values)}
    return evaluate(card, "payments-api", facts)


@pytest.mark.parametrize(
    ("levels", "values", "level", "up"),
    [
        ("BSG", (0, 0, 0), "Basic", "Bronze"),
        ("BSG", (1, 0, 0), "Bronze", "Silver"),
        ("BSG", (1, 1, 0), "Silver", "Gold"),
        ("BSG", (1, 1, 1), "Gold", ""),
        ("BSG", (1, 0, 1), "Bronze", "Silver"),
        ("BSG", (0, 1, 1), "Basic", "Bronze"),
        ("BSG", (1, None, 1), "Bronze", "Silver"),
        ("BBS", (1, 0, 1), "Basic", "Bronze"),
        ("BG", (1, 1), "Gold", ""),
        ("BG", (1, 0), "Bronze", "Gold"),
        ("S", (1,), "Silver", ""),
        ("S", (0,), "Basic", "Silver"),
        ("", (), "Basic", ""),
        ("G", (None,), "Basic", "Gold"),
    ],
)
def test_a_level_needs_its_own_rules_and_those_below(
    levels: str, values: tuple[int | None, ...], level: str, up: str
) -> None:
    names = {"B": "Bronze", "S": "Silver", "G": "Gold"}

    found = stands(card(*(names[each] for each in levels)), *values)

    assert (found.level, found.next_level) == (level, up)
    assert (found.passed, found.total) == (sum(value == 1 for value in values), len(values))


def test_the_highest_level_that_has_rules_is_the_one_to_reach() -> None:
    assert card("Bronze", "Silver").top == 2
    assert card("Platinum").top == len(card("Platinum").levels) - 1


def test_a_rule_is_called_by_its_own_identifier_before_any_other_name() -> None:
    rules = [replace(card("Bronze").rules[0], identifier=id, title="Any") for id in ("runbook", "Runbook")]
    found = replace(card("Bronze"), rules=tuple(rules))

    assert [found.rule(words) for words in ("runbook", "Runbook", "RUNBOOK")] == [*rules, None]


@pytest.mark.parametrize(
    ("operator", "value", "actual", "passes"),
    [
        ("between", Period("2020-01-01", "9999-12-31"), "2026-11-20", True),
        ("between", Period("2020-01-01", "9999-12-31"), "2019-11-20", False),
        ("olderThan", "9999y", "2026-11-20", False),
        ("newerThan", "9999y", "2026-11-20", True),
    ],
)
def test_dates_reach_to_the_ends_of_the_calendar(
    operator: str, value: Operand, actual: str, passes: bool
) -> None:
    condition = Condition("x", operator, value)
    rule = Rule("x", "X", "Bronze", Query(Combinator.AND, (condition,)))

    assert evaluate(Scorecard("c", "C", (rule,)), "a", {"x": Fact(actual)}, NOW).rules[0].passed is passes
    assert all(each.kind for each in lint(Scorecard("c", "C", (rule,)), NOW))


def test_a_rule_of_an_unknown_level_is_in_error_and_counts_nowhere() -> None:
    found = stands(card("Bronze", "Platinum"), 1, 0)

    assert (found.level, found.next_level) == ("Bronze", "")
    assert standing(found) == "Bronze 1/1 — in error: rule 1"


def test_what_is_missing_and_what_is_not_known_are_told_apart() -> None:
    found = stands(card("Bronze", "Silver", "Gold", "Gold"), 1, 1, 0, None)

    assert standing(found) == "Silver 2/4 — missing: rule 2 · no data: rule 3"
    assert [rule.title for rule in found.open] == ["rule 2", "rule 3"]


def test_a_service_outside_the_filter_has_no_gaps() -> None:
    only_production = Query(AND, (Condition("lifecycle", "=", "production"),))

    outside = evaluate(card("Gold", filter=only_production), "x", {"lifecycle": Fact("retired")})
    inside = evaluate(card("Gold", filter=only_production), "x", {"lifecycle": Fact("production")})

    assert (outside.applicable, standing(outside), shortfall(outside)) == (False, "not applicable", "")
    assert gaps(outside, API, PAYMENTS) == ()
    assert inside.applicable


def test_the_trace_says_what_was_found_whence_of_when_and_what_was_wanted() -> None:
    fact = Fact(120, "GitHub", NOW, note="could not be read since")

    trace = judged(Condition("x", "<", 90), fact).traces[0]

    assert (trace.property, trace.actual, trace.wanted) == ("x", 120, "is under 90")
    assert (trace.source, trace.as_of, trace.note) == ("GitHub", NOW, "could not be read since")
    assert (trace.passed, trace.known) == (False, True)


def test_every_condition_of_a_nested_query_has_its_trace() -> None:
    query = Query(AND, (YES, Query(OR, (NO, Condition("blind", "isEmpty", negated=True)))))
    rule = evaluate(Scorecard("c", "C", (Rule("r", "r", "Gold", query),)), "x", FACTS).rules[0]

    assert [(each.property, each.wanted) for each in rule.traces] == [
        ("yes", "is 1"),
        ("no", "is 1"),
        ("blind", "not: is empty"),
    ]


def test_a_property_that_no_service_has_is_no_data() -> None:
    found = judged(Condition("on_call", "isNotEmpty"))

    assert found.outcome is Outcome.NO_DATA
    assert found.traces[0].note == "no service has a property on_call"


def gap_of(name: str, fact: Fact, **service: Any) -> Gap:
    """The gap of a rule that wants `name` to be there."""
    query = Query(AND, (Condition(name, "isNotEmpty"),))
    result = evaluate(Scorecard("c", "C", (Rule("r", "it", "Gold", query),)), "x", {name: fact})
    found = Service("payments-api", "Payments API", **service) if service else API
    return gaps(result, found, PAYMENTS, (MAYA,))[0]


def test_a_gap_has_an_owner_and_a_fix_that_names_the_place() -> None:
    found = gap_of("runbook", Fact(""))

    assert (found.title, found.level, found.outcome) == ("it", "Gold", Outcome.FAILED)
    assert found.owner == "Payments (Maya Okafor)"
    assert found.fix == (
        "write down what to do at night and add `runbook: https://…` to payments-api in acme.yaml, line 39, "
        "then `tocsin import` it"
    )


def test_what_our_credential_may_not_see_is_for_whoever_runs_tocsin() -> None:
    found = gap_of("readme", NOT_OURS)

    assert (found.owner, found.fix, found.why) == (KEEPER, "grant it", "token lacks Administration: read")
    assert found.outcome is Outcome.NO_DATA


@pytest.mark.parametrize(
    ("name", "fact", "service", "fix"),
    [
        ("readme", Fact(None), {}, "add a README.md to acme/api"),
        ("readme", Fact(None), {"source": ""}, "add a README.md to the repository"),
        ("color", Fact(""), {}, "see to it that color is there"),
        ("freshness", unknown("no pull request was ever merged"), {}, "merge a pull request into acme/api"),
        ("oncall", Fact(()), {"source": ""}, "give its team an `oncall:` with a rota"),
    ],
)
def test_the_fix_is_of_the_property(name: str, fact: Fact, service: dict[str, str], fix: str) -> None:
    assert gap_of(name, fact, **service).fix.startswith(fix)


@pytest.mark.parametrize(
    ("team", "named", "owner"),
    [
        (None, "", "nobody yet"),
        (None, "ghosts", "nobody (ghosts is not in the catalog)"),
        (Team("payments", "Payments", gone_at=NOW), "payments", "nobody (payments is not in the catalog)"),
        (Team("payments", "Payments"), "payments", "Payments"),
    ],
)
def test_without_an_owner_the_gap_says_so(team: Team | None, named: str, owner: str) -> None:
    result = stands(card("Gold"), 0)

    assert gaps(result, Service("x", "X", team=named), team)[0].owner == owner


def test_gaps_that_fail_come_before_those_that_are_not_known() -> None:
    result = stands(card("Bronze", "Silver", "Gold"), None, 1, 0)

    assert [gap.title for gap in gaps(result, API, PAYMENTS)] == ["rule 2", "rule 0"]


def test_the_decisive_trace_is_the_one_that_failed_like_the_rule() -> None:
    query = Query(AND, (YES, BLIND, NO))
    rule = evaluate(Scorecard("c", "C", (Rule("r", "r", "Gold", query),)), "x", FACTS).rules[0]

    assert rule.decisive is not None
    assert rule.decisive.property == "no"


def test_a_rule_without_an_open_condition_has_no_decisive_one() -> None:
    turned = Query(AND, (YES,), negated=True)
    result = evaluate(Scorecard("c", "C", (Rule("r", "r", "Gold", turned),)), "x", FACTS)

    assert result.rules[0].decisive is None
    assert gaps(result, API, PAYMENTS)[0].fix == ""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "nothing"),
        ((), "nothing"),
        ("", "nothing"),
        (True, "yes"),
        (False, "no"),
        (("a", "b"), "a, b"),
        (2.50, "2.5"),
        (90, "90"),
        ("Go", "Go"),
    ],
)
def test_a_value_in_words(value: Value, words: str) -> None:
    assert told(value) == words


def test_days_are_whole_and_never_below_zero() -> None:
    assert [days(NOW - timedelta(hours=h), NOW) for h in (-5, 0, 23, 24, 49)] == [0, 0, 0, 1, 2]


def test_the_worst_come_first_and_of_those_the_highest_tier() -> None:
    plain = card("Bronze", "Silver")
    low, some, high = (stands(plain, *values) for values in ((0, 0), (1, 0), (1, 1)))
    listed = [
        Listed(high, "a", 1),
        Listed(some, "b", 3),
        Listed(some, "c", None),
        Listed(low, "d"),
        Listed(some, "e", 1),
    ]

    assert [each.title for each in sorted(listed, key=badness)] == ["d", "e", "b", "c", "a"]


def test_a_page_knows_how_many_come_after_it() -> None:
    page = Worst(card(), None, (Listed(stands(card()), "a"),), Tally({0: 3, 2: 9}, outside=4), offset=5)

    assert (page.tally.total, page.rest) == (12, 6)


@pytest.mark.parametrize(("level", "rank"), [("gold", 3), (" Basic ", 0), ("Platinum", None)])
def test_a_level_is_found_whatever_the_case(level: str, rank: int | None) -> None:
    assert card().rank(level) == rank
