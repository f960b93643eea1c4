"""Port's exports: whichever blueprints a company has made, and what of them is nothing of ours."""

import json

import pytest

from tests.domain.formats.taken import said, taken

EXPORT = {
    "blueprints": [
        {"identifier": "service", "relations": {"depends": {"target": "service", "many": True}}},
        {
            "identifier": "runningService",
            "relations": {"of": {"target": "service"}, "in": {"target": "environment"}},
        },
    ],
    "teams": [{"name": "Payments Team", "users": ["ana@acme.example"]}],
    "users": [
        {"email": "ana@acme.example", "firstName": "Ana", "lastName": "Silva", "teams": ["Payments Team"]}
    ],
    "entities": [
        {
            "identifier": "pay-api",
            "title": "Payments",
            "blueprint": "service",
            "team": ["Payments Team"],
            "properties": {
                "tier": "Mission Critical",
                "language": "Go",
                "url": "https://github.com/acme/pay/tree/main/api",
                "slack": "https://acme.slack.com/archives/C012345678",
                "runbook_url": "https://wiki.acme.example/pay",
                "has_canary": True,
                "slos": [{"name": "up", "objective": 99.9}],
            },
            "relations": {"depends": ["ledger"], "domain": None},
        },
        {"identifier": "ledger", "title": "Ledger", "blueprint": "service", "properties": {}},
        {
            "identifier": "prod",
            "title": "Production",
            "blueprint": "environment",
            "properties": {"region": "eu"},
        },
        {
            "identifier": "pay-prod",
            "title": "x",
            "blueprint": "runningService",
            "properties": {"version": "1.2"},
            "relations": {"of": "pay-api", "in": "prod"},
        },
        {"identifier": "J-1", "title": "x", "blueprint": "jiraIssue"},
        {"identifier": "J-2", "title": "y", "blueprint": "jiraIssue"},
    ],
    "scorecards": [{"identifier": "ready", "blueprint": "service"}],
    "actions": [{"identifier": "scaffold"}],
}


def test_an_export_becomes_services_teams_people_and_workloads() -> None:
    assert taken("port", json.dumps(EXPORT)) == {
        "teams/Payments-Team": {"title": "Payments Team", "members": ["ana"]},
        "people/ana": {"email": "ana@acme.example", "name": "Ana Silva"},
        "services/pay-api": {
            "title": "Payments",
            "tier": 1,
            "language": "Go",
            "repositories": [{"name": "acme/pay", "path": "api"}],
            "channel": "C012345678",
            "runbooks": [{"title": "Runbook url", "url": "https://wiki.acme.example/pay"}],
            "facts": {"has_canary": True},
            "slos": [{"name": "up", "objective": 99.9}],
            "team": "Payments-Team",
            "depends_on": ["ledger"],
        },
        "services/ledger": {"title": "Ledger"},
        "environments/prod": {"title": "Production", "region": "eu"},
        "workloads/": {"version": "1.2", "service": "pay-api", "environment": "prod"},
    }


def test_what_is_nothing_of_ours_is_counted_and_said() -> None:
    told = [each.partition(": ")[2] for each in said("port", json.dumps(EXPORT))]

    assert told == [
        "1 actions of Port: our catalog has no place for them",
        "1 scorecard is not part of the catalog; tocsin card import a.yaml",
        "2 of blueprint `jiraIssue`, which is nothing of our catalog; "
        "blueprints read are: service, team, user, system, domain, repository, environment, …",
        "tier `Mission Critical` of `pay-api` is taken for tier 1; write a number where that is wrong",
    ]


def test_an_entity_in_a_file_of_its_own() -> None:
    text = "blueprint: microservice\nidentifier: web\ntitle: Web\nteam: shop\nrelations: {consumes: ledger}"

    found = taken("port", text.replace("consumes", "system"))

    assert found == {"services/web": {"title": "Web", "team": "shop", "system": "ledger"}}
    assert "relation `consumes` of microservice leads to nothing" in said("port", text)[0]


def entity(blueprint: str, rest: str = "") -> str:
    return f"{{blueprint: {blueprint}, identifier: a/b, title: A{rest}}}"


@pytest.mark.parametrize(
    ("text", "body"),
    [
        (
            entity("database", ", properties: {summary: Keeps, url: 'https://gitlab.com/a/b', labels: x}"),
            {
                "services/a-b": {
                    "title": "A",
                    "description": "Keeps",
                    "links": [{"title": "url", "url": "https://gitlab.com/a/b"}],
                    "tags": ["x"],
                    "type": "database",
                }
            },
        ),
        (
            entity("service", ", properties: {github: mine, channel: 'https://x.slack.com/archives/C0123456'}"),
            {"services/a-b": {"title": "A", "facts": {"github": "mine"}, "channel": "C0123456"}},
        ),
        (
            entity("service", ", relations: {owner: ana@acme.example, parent_service: web, team: shop}"),
            {"services/a-b": {"title": "A", "team": "shop"}},
        ),
        (entity("repo", ", properties: {language: C}"),
         {"repositories/a/b": {"title": "A", "language": "C"}}),
        ("{blueprint: _user, identifier: ana@acme.example}",
         {"people/ana": {"name": "ana@acme.example", "email": "ana@acme.example"}}),
    ],
)  # fmt: skip
def test_properties_and_relations_by_their_usual_names(text: str, body: dict[str, object]) -> None:
    assert taken("port", text) == body


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (entity("service", ", team: [x, y]"), "`y` also owns `a-b`; one team can; keep one of them"),
        (entity("service", ", properties: {tier: gold}"), "tier `gold` of `a-b` is no number"),
        (entity("team", ", properties: {size: 3}"), "`size` of team `a-b` has no place in our catalog"),
        ("{blueprint: service, identifier: '/'}", "a service has no identifier"),
        ('{"blueprints": [], "users": [{"firstName": "Ana"}]}', "a user has no address"),
    ],
)
def test_what_port_lacks_is_said(text: str, why: str) -> None:
    assert [why in each for each in said("port", text)] == [True]


def test_relations_that_lead_to_what_a_blueprint_says() -> None:
    export = {
        "blueprints": [
            {
                "identifier": "service",
                "relations": {
                    "lead": {"target": "_user"},
                    "whole": {"target": "service"},
                    "parent": {"target": "service"},
                },
            },
            {"identifier": "_user", "relations": {"squad": {"target": "_team"}}},
        ],
        "entities": [
            {"identifier": "shop", "title": "Shop", "blueprint": "_team"},
            {"identifier": "a@x.example", "blueprint": "_user", "relations": {"squad": "shop"}},
            {
                "identifier": "web",
                "blueprint": "service",
                "relations": {"lead": "a@x.example", "parent": "portal", "whole": ["b"]},
            },
        ],
    }

    assert taken("port", json.dumps(export)) == {
        "teams/shop": {"title": "Shop", "members": ["a"]},
        "people/a": {"name": "a@x.example", "email": "a@x.example"},
        "services/web": {"title": "web", "experts": ["a"], "part_of": "portal", "depends_on": ["b"]},
    }
