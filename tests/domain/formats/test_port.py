"""Port's exports: whichever blueprints a company has made, and what of them is nothing of ours."""

import json

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
