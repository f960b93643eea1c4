"""The linter: every fault in the files of planted ones, none in clean ones, found by reasoning."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import json5
import pytest

from bot.domain.scorecard import read
from bot.domain.scorecard.bringing import bring
from bot.domain.scorecard.lint import Kind, lint
from bot.flows.scorecard.shipped import card
from tests.rules import ROOT

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
DATA = ROOT / "tests/data"
REAL = ROOT.parent / "shared/data/readiness_port.json"
LISTED = set(Kind) - {Kind.UNREADABLE}


def faults(tree: object) -> list[tuple[Kind, str, str]]:
    """Kind, rule and path of every fault of the first card."""
    path, found = bring(tree).cards[0]
    return [(fault.kind, fault.rule, fault.path) for fault in lint(found, NOW, path)]


def test_every_planted_fault_is_found_and_no_other() -> None:
    found = faults(json5.loads((DATA / "scorecard_planted.json5").read_text()))

    assert found == [
        (Kind.LEVEL_WITHOUT_RULES, "", "$.levels[2]"),
        (Kind.UNREACHABLE, "", "$.levels[3]"),
        (Kind.UNREACHABLE, "", "$.levels[4]"),
        (Kind.RULE_ON_BASE, "onBase", "$.rules[0].level"),
        (Kind.UNDEFINED_LEVEL, "undefined", "$.rules[1].level"),
        (Kind.MISORDERED, "fresh90", "$.rules[3]"),
        (Kind.ALWAYS_TRUE, "always", "$.rules[4].query"),
        (Kind.ALWAYS_TRUE, "alwaysCount", "$.rules[5].query"),
        (Kind.NEVER_TRUE, "contradiction", "$.rules[6].query"),
        (Kind.REDUNDANT, "redundantTerm", "$.rules[7].query.conditions[0]"),
        (Kind.REDUNDANT, "approvals1", "$.rules[9]"),
        (Kind.DUPLICATE_IDENTIFIER, "wanted", "$.rules[12].identifier"),
        (Kind.DUPLICATE_TITLE, "wanted", "$.rules[12].title"),
        (Kind.UNKNOWN_PROPERTY, "ghost", "$.rules[13].query.conditions[0].property"),
        (Kind.UNKNOWN_PROPERTY, "meta", "$.rules[14].query.conditions[0].property"),
        (Kind.TYPE_MISMATCH, "boolean", "$.rules[15].query.conditions[0].value"),
        (Kind.REDUNDANT, "type", "$.rules[16].query.conditions[0]"),
        (Kind.TYPE_MISMATCH, "type", "$.rules[16].query.conditions[0].value"),
    ]
    assert {kind for kind, _, _ in found} == LISTED


def test_the_shipped_card_is_clean() -> None:
    assert lint(card(), NOW) == ()


@pytest.mark.parametrize("file", [DATA / "scorecard_port.json", pytest.param(REAL, marks=pytest.mark.real)])
def test_a_card_of_port_s_is_read_as_it_is_with_every_fault_said(file: Path) -> None:
    if not file.exists():
        pytest.skip(f"{file} is not on this machine")
    tree = json.loads(file.read_text())
    _, found = bring(tree).cards[0]

    said = lint(found, NOW)

    kinds = {kind: {fault.rule for fault in said if fault.kind is kind} for kind in Kind}
    undefined = {rule["identifier"] for rule in tree["rules"] if rule["level"] not in ("Bronze", "Gold")}
    assert kinds[Kind.UNDEFINED_LEVEL] == undefined
    assert [fault.text.partition(",")[0] for fault in said if fault.kind is Kind.LEVEL_WITHOUT_RULES] == [
        "no rule is at Silver"
    ]
    assert len(kinds[Kind.TYPE_MISMATCH]) == len(kinds[Kind.DUPLICATE_TITLE]) == 1
    assert kinds[Kind.TYPE_MISMATCH] == kinds[Kind.DUPLICATE_TITLE]
    ghost = next(fault for fault in said if fault.kind is Kind.UNKNOWN_PROPERTY)
    assert ghost.text == ("no service has a property on_call; did you mean `oncall` or `pagerduty_oncall`?")
    assert all(fault.mend and fault.path.startswith("$.") for fault in said)


def rule(*conditions: tuple[Any, ...], level: str = "Gold", combinator: str = "and") -> dict[str, Any]:
    """A rule of (property, operator, value?) conditions."""
    asked = [dict(zip(("property", "operator", "value"), each, strict=False)) for each in conditions]
    return {"level": level, "query": {"combinator": combinator, "conditions": asked}}


def kinds(*rules: dict[str, Any], **more: Any) -> list[str]:
    """The faults of a card of these rules, but for levels that have none."""
    named = [{"identifier": f"r{n}", "title": f"R{n}", **each} for n, each in enumerate(rules)]
    found = read({"identifier": "c", "title": "C", "rules": named, **more})
    return [
        f"{each.kind} {each.rule}".strip() for each in lint(found, NOW) if each.kind != "level without rules"
    ]


TIER, LIFE = "tier", "lifecycle"


@pytest.mark.parametrize(
    ("conditions", "combinator", "expected"),
    [
        ([(TIER, ">", 1), (TIER, "<", 2)], "and", []),
        ([(TIER, ">", 2), (TIER, "<", 2)], "and", ["never true"]),
        ([(TIER, ">=", 2), (TIER, "<=", 2)], "and", []),
        ([(TIER, "=", 1), (TIER, "!=", 1)], "and", ["never true"]),
        ([(TIER, "=", 1), (TIER, "!=", 1)], "or", ["always true"]),
        ([(TIER, "isEmpty"), (TIER, "isNotEmpty")], "or", ["always true"]),
        ([(TIER, "isEmpty"), (TIER, "isNotEmpty")], "and", ["never true"]),
        ([(TIER, "isNotEmpty")], "and", []),
        ([("readme", "contains", "README"), ("readme", "endsWith", ".md")], "and", []),
        ([("readme", "beginsWith", "a"), ("readme", "endsWith", "b"), ("readme", "contains", "c")],
         "and", []),
        ([("readme", "=", "a"), ("readme", "in", ["b", "c"])], "and", ["never true"]),
        ([("readme", "contains", "ab"), ("readme", "contains", "a")], "and", ["redundant"]),
        ([("tags", "contains", "a"), ("tags", "doesNotContains", "a")], "and", ["never true"]),
        ([("tags", "contains", "a"), ("tags", "contains", "b")], "and", []),
        ([("tags", "containsAny", ["a", "b"]), ("tags", "contains", "a")], "and", ["redundant"]),
        ([("require_code_owner_review", "=", True), ("require_code_owner_review", "=", False)], "or",
         ["always true"]),
        ([("last_merged_pr", "olderThan", "90d"), ("last_merged_pr", "newerThan", "30d")], "and",
         ["never true"]),
        ([("last_merged_pr", "newerThan", "90d"), ("last_merged_pr", "newerThan", "30d")], "and",
         ["redundant"]),
        ([("last_merged_pr", "between", {"preset": "lastMonth"}), ("last_merged_pr", "olderThan", "90d")],
         "and", ["never true"]),
        ([("freshness", "<", {"property": "tier"}), ("freshness", ">", {"property": "tier"})], "and",
         ["never true"]),
        ([("freshness", "<", {"property": "tier"})], "and", []),
    ],
)  # fmt: skip
def test_a_rule_is_reasoned_about(
    conditions: list[tuple[Any, ...]], combinator: str, expected: list[str]
) -> None:
    found = kinds(rule(*conditions, combinator=combinator))

    assert [each for each in found if not each.startswith("unreachable")] == [
        f"{each} r0" for each in expected
    ]
    assert ("unreachable level" in found) == (expected == ["never true"])


@pytest.mark.parametrize(
    ("lower", "higher", "expected"),
    [
        (("freshness", "<", 90), ("freshness", "<", 30), []),
        (("freshness", "<", 30), ("freshness", "<", 90), ["misordered levels r1"]),
        (("freshness", "<", 30), ("freshness", "<", 30), ["misordered levels r1"]),
        (("readme", "isNotEmpty"), ("readme", "contains", "x"), []),
        (("readme", "contains", "x"), ("readme", "isNotEmpty"), ["misordered levels r1"]),
        (("readme", "isNotEmpty"), ("runbook", "isNotEmpty"), []),
        (("freshness", "<", 30), ("freshness", ">", 40), ["unreachable level"]),
    ],
)
def test_levels_are_reasoned_about(
    lower: tuple[Any, ...], higher: tuple[Any, ...], expected: list[str]
) -> None:
    assert kinds(rule(lower, level="Bronze"), rule(higher, level="Gold")) == expected


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (("freshness", "<", "90"), "a number is compared with the text '90'; it is read as one"),
        (("freshness", "<", "soon"), "a number is never compared with 'soon'"),
        (("freshness", "contains", "9"), "a number is compared by contains"),
        (("language", "=", 3), "text is compared with 3"),
        (("tags", "=", "pci"), "a list is never the text 'pci'"),
        (("require_code_owner_review", ">", 1), "a boolean is compared by >"),
        (("require_code_owner_review", "=", 1), "a boolean is never 1"),
        (("freshness", "olderThan", "90d"), "freshness is a number, not a date"),
        (("last_merged_pr", "olderThan", "long"), "olderThan compares with an age"),
        (("last_merged_pr", "between", "2026"), "between compares with a period"),
        (("last_merged_pr", "<", {"preset": "today"}), "< does not compare with a period"),
        (("last_merged_pr", "between", {"from": "a", "to": "b"}), "'a' to 'b' are no dates"),
    ],
)
def test_a_value_of_another_type_is_told(condition: tuple[Any, ...], text: str) -> None:
    found = read(
        {"identifier": "c", "title": "C", "rules": [{"identifier": "r", "title": "R", **rule(condition)}]}
    )

    mismatches = [each for each in lint(found, NOW) if each.kind is Kind.TYPE_MISMATCH]

    assert [each.text for each in mismatches] == [text]


def test_a_filter_is_reasoned_about_too() -> None:
    nobody = rule((LIFE, "=", "a"), (LIFE, "=", "b"))["query"]
    retired = rule((LIFE, "=", "retired"))["query"]

    assert kinds(rule((TIER, "<", 3)), filter=nobody) == ["never true", "unreachable level"]
    assert kinds(rule((LIFE, "=", "production")), filter=retired) == ["unreachable level"]


def test_what_stands_in_the_way_of_a_level_is_named() -> None:
    first, second = rule((LIFE, "=", "a"), level="Bronze"), rule((LIFE, "=", "b"), level="Silver")
    tree = {"identifier": "c", "title": "C", "rules": [
        {"identifier": "one", "title": "One", **first}, {"identifier": "two", "title": "Two", **second},
        {"identifier": "idle", "title": "Idle", **rule((TIER, "<", 3), level="Silver")},
    ]}  # fmt: skip

    told = next(each for each in lint(read(tree), NOW) if each.kind is Kind.UNREACHABLE)

    assert told.text == "no service can reach Silver: one and two never pass together"
