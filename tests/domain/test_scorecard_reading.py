"""Cards out of Port's format: what is read, and every problem with its path."""

import json
from typing import Any

import pytest

from bot.domain.scorecard import (
    LEVELS,
    PROPERTIES,
    BadScorecard,
    Combinator,
    Condition,
    Level,
    Query,
    evaluate,
    read,
)
from bot.flows.scorecard.shipped import FILE, card
from tests.rules import ROOT

RULE = {
    "identifier": "hasRunbook",
    "title": "runbook",
    "level": "Gold",
    "query": {"combinator": "and", "conditions": [{"property": "runbook", "operator": "isNotEmpty"}]},
}


def tree(**fields: Any) -> dict[str, Any]:
    return {"identifier": "ready", "title": "Ready", "rules": [RULE], **fields}


def rule(query: object) -> list[dict[str, Any]]:
    return [RULE | {"query": query}]


def condition(**fields: Any) -> dict[str, Any]:
    return {"property": "tier", "operator": "=", **fields}


def test_a_card_is_read_with_its_levels_and_filter() -> None:
    found = read(
        tree(
            levels=[{"title": "Open", "color": "red"}, {"title": "Done"}],
            filter={"combinator": "OR", "conditions": [condition(value=1), condition(value=2)]},
        )
    )

    assert (found.identifier, found.title) == ("ready", "Ready")
    assert found.levels == (Level("Open", "red"), Level("Done"))
    assert found.filter == Query(Combinator.OR, (Condition("tier", "=", 1), Condition("tier", "=", 2)))
    assert found.rules[0].query == Query(Combinator.AND, (Condition("runbook", "isNotEmpty"),))


def test_without_levels_a_card_has_the_usual_four() -> None:
    assert read(tree()).levels == LEVELS


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"conditions": [condition(value="a")]}, Query(Combinator.AND, (Condition("tier", "=", "a"),))),
        (
            {"conditions": [{"relation": "domain", "operator": "in", "value": ["a", "b"]}]},
            Query(Combinator.AND, (Condition("domain", "in", ("a", "b")),)),
        ),
        (
            {"conditions": [condition(operator="isEmpty", **{"not": True})]},
            Query(Combinator.AND, (Condition("tier", "isEmpty", None, negated=True),)),
        ),
        (
            {"conditions": [{"combinator": "or", "conditions": [condition(value=1)]}]},
            Query(Combinator.AND, (Query(Combinator.OR, (Condition("tier", "=", 1),)),)),
        ),
        (
            {"not": {"combinator": "or", "conditions": [condition(value=1)]}},
            Query(Combinator.OR, (Condition("tier", "=", 1),), negated=True),
        ),
        (
            {"conditions": [{"not": {"not": {"conditions": [condition(value=1.5)]}}}]},
            Query(Combinator.AND, (Query(Combinator.AND, (Condition("tier", "=", 1.5),)),)),
        ),
    ],
)
def test_queries_are_read_nested_and_turned_round(query: dict[str, Any], expected: Query) -> None:
    assert read(tree(rules=rule(query))).rules[0].query == expected


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ([], {"$": "is not an object"}),
        ({}, {"$.identifier": "is missing", "$.title": "is missing"}),
        (tree(rules=[]), {"$.rules": "is not a list with something in it"}),
        (tree(rules=["x"]), {"$.rules[0]": "is not an object", "$.rules[0].level": "is missing"}),
        (tree(levels=[{"color": "red"}]), {"$.levels[0].title": "is missing"}),
        (tree(rules=rule(None)), {"$.rules[0].query": "is not an object"}),
        (
            tree(rules=rule({"combinator": "xor", "conditions": [condition(value=1)]})),
            {"$.rules[0].query.combinator": "'xor' is neither and nor or"},
        ),
        (
            tree(rules=rule({"conditions": [condition(operator="like", value="a")]})),
            {"$.rules[0].query.conditions[0].operator": "'like' is no operator"},
        ),
        (
            tree(rules=rule({"conditions": [condition(value={"from": 1})]})),
            {
                "$.rules[0].query.conditions[0].value": (
                    "is neither text, number, boolean nor a list of texts"
                )
            },
        ),
        (
            tree(rules=rule({"conditions": [{"operator": "isEmpty"}, {"property": "x"}]})),
            {
                "$.rules[0].query.conditions[0].property": "is missing",
                "$.rules[0].query.conditions[1].operator": "is missing",
            },
        ),
    ],
)
def test_every_problem_is_told_with_its_path(given: object, problems: dict[str, str]) -> None:
    with pytest.raises(BadScorecard) as bad:
        read(given)

    assert problems.items() <= {each.path: each.text for each in bad.value.problems}.items()


def test_the_shipped_card_has_nine_rules_on_properties_that_there_are() -> None:
    shipped = card()

    assert ROOT in FILE.parents
    assert {level.title: [r.title for r in shipped.rules if r.level == level.title] for level in LEVELS} == {
        "Basic": [],
        "Bronze": ["owner"],
        "Silver": ["README"],
        "Gold": [
            "on-call rotation",
            "runbook",
            "SLO",
            "security scan passing",
            "branch protection",
            "CI required",
            "freshness under 90 days",
        ],
    }
    asked = {trace.property for rule in evaluate(shipped, "x", {}).rules for trace in rule.traces}
    assert asked <= PROPERTIES.keys()
    assert all(PROPERTIES[name].fix for name in asked)
    assert len({rule.identifier for rule in shipped.rules}) == len(shipped.rules) == 9


def test_the_page_about_readiness_names_the_shipped_rules_and_every_property() -> None:
    text = (ROOT / "docs/readiness.md").read_text()

    assert [rule.title for rule in card().rules if rule.title not in text] == []
    assert [name for name in PROPERTIES if f"`{name}`" not in text and name not in UNTOLD] == []


UNTOLD = {"$identifier", "$title", "$blueprint", "description"}
"""What every service has, so that no rule needs to ask for it."""


def test_the_shipped_file_is_as_port_writes_one() -> None:
    tree = json.loads(FILE.read_text())

    assert set(tree) == {"identifier", "title", "levels", "rules"}
    assert {key for each in tree["rules"] for key in each} == {
        "identifier",
        "title",
        "level",
        "description",
        "query",
    }
