"""Datadog's definitions in all their versions."""

import pytest

from tests.domain.formats.taken import said, taken

V1 = """\
schema-version: v1
info: {dd-service: web, display-name: Web shop, description: Sells, service-tier: Tier 1}
org: {team: shop-team, application: shop}
contact: {email: shop@acme.example, slack: "https://acme.slack.com/archives/C0EWN6319S"}
external-resources: [{name: Deploys, type: runbook, url: "https://wiki.acme.example/deploys"}]
tags: ["cost:shop"]
integrations: {pagerduty: "https://acme.pagerduty.com/service-directory/PABC123", github: "https://github.com/acme/shop"}
"""
V2 = """\
schema-version: v2
dd-service: web
team: shop-team
contacts: [{type: slack, contact: "https://acme.slack.com/archives/shop-team"}]
repos: [{name: code, url: "https://github.com/acme/shop/tree/main/web"}]
docs: [{name: Design, provider: wiki, url: "https://wiki.acme.example/design"}]
integrations: {pagerduty: "https://acme.pagerduty.com/service-directory/PABC123"}
"""
V22 = """\
schema-version: v2.2
dd-service: web
application: shop
tier: High
lifecycle: production
type: web
languages: [go, java]
links: [{name: Board, type: dashboard, url: "https://app.datadoghq.com/d/1"}]
integrations: {pagerduty: {service-url: "https://acme.pagerduty.com/service-directory/PABC123"}}
extensions: {cost_center: "4711", nested: {not: kept}}
"""
V3 = """\
apiVersion: v3
kind: datastore
metadata:
  name: orders
  displayName: Orders
  owner: shop-team
  additionalOwners: [{name: data-team, type: team}]
  links: [{name: Schema, type: repo, url: "https://github.com/acme/schema"}]
spec: {lifecycle: production, tier: "2", dependsOn: ["service:default/ledger"], componentOf: ["system:shop"]}
integrations: {pagerduty: {serviceURL: "https://acme.pagerduty.com/services/PORD123"}}
datadog: {codeLocations: [{repositoryURL: "https://github.com/acme/shop.git", paths: ["orders/**"]}]}
"""


@pytest.mark.parametrize(
    ("text", "body"),
    [
        (
            V1,
            {
                "title": "Web shop",
                "description": "Sells",
                "team": "shop-team",
                "system": "shop",
                "tier": 1,
                "channel": "C0EWN6319S",
                "facts": {"contact_email": "shop@acme.example"},
                "runbooks": [{"title": "Deploys", "url": "https://wiki.acme.example/deploys"}],
                "tags": ["cost:shop"],
                "repositories": ["acme/shop"],
                "pagerduty": "PABC123",
            },
        ),
        (
            V2,
            {
                "title": "web",
                "team": "shop-team",
                "channel": "#shop-team",
                "repositories": [{"name": "acme/shop", "path": "web"}],
                "links": [{"title": "Design", "url": "https://wiki.acme.example/design"}],
                "pagerduty": "PABC123",
            },
        ),
        (
            V22,
            {
                "title": "web",
                "system": "shop",
                "type": "web",
                "tier": 2,
                "lifecycle": "production",
                "language": "go, java",
                "dashboards": [{"title": "Board", "url": "https://app.datadoghq.com/d/1"}],
                "pagerduty": "PABC123",
                "facts": {"cost_center": "4711"},
            },
        ),
    ],
    ids=["v1", "v2", "v2.2"],
)
def test_a_service_of_an_early_version(text: str, body: dict[str, object]) -> None:
    assert taken("datadog", text) == {"services/web": body}


def test_an_entity_of_v3_is_a_service_of_its_kind() -> None:
    assert taken("datadog", V3) == {
        "services/orders": {
            "title": "Orders",
            "team": "shop-team",
            "type": "datastore",
            "tier": 2,
            "lifecycle": "production",
            "repositories": ["acme/schema", {"name": "acme/shop", "path": "orders"}],
            "tags": ["owner:data-team"],
            "system": "shop",
            "depends_on": ["ledger"],
            "pagerduty": "PORD123",
        }
    }


def test_a_system_gives_itself_to_its_components() -> None:
    system = (
        "apiVersion: v3\nkind: system\nmetadata: {name: shop}\n"
        "spec: {components: ['datastore:orders', 'service:x']}"
    )

    found = taken("datadog", V3.replace('componentOf: ["system:shop"]', "type: postgres"), system)

    assert found["services/orders"]["system"] == "shop"
    assert found["systems/shop"] == {"title": "shop"}


def test_a_word_for_a_tier_is_a_guess_and_a_strange_one_is_a_fact() -> None:
    strange = V22.replace("tier: High", "tier: golden")

    assert said("datadog", V22) == [
        "a.yaml:4:7: tier `High` of `web` is taken for tier 2; write a number where that is wrong"
    ]
    assert taken("datadog", strange)["services/web"]["facts"] == {"tier": "golden", "cost_center": "4711"}
    assert said("datadog", strange)[0].startswith(
        "a.yaml:4:7: tier `golden` of `web` is no number; it is kept"
    )


def test_rules_of_scorecards_are_no_services() -> None:
    rule = "apiVersion: v3\nkind: scorecard-rule\nmetadata: {name: x}"

    assert taken("datadog", rule) == {}
    assert said("datadog", rule) == [
        "a.yaml:1:1: it is of kind scorecard-rule, which our catalog has no place for"
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("schema-version: v9\ndd-service: web", "schema v9 is read as v3"),
        ("schema-version: v2\ndd-service: '${{ x }}'", "this is a template"),
        ("apiVersion: v3\nkind: service\nmetadata: {owner: x}", "it has no name"),
        ("dd-service: web\nintegrations: {pagerduty: 'https://x.example'}", "names no service of PagerDuty"),
        ("apiVersion: v3\nkind: system\nmetadata: {name: s}\nspec: {components: [a]}", "is not known here"),
    ],
)
def test_what_datadog_lacks_is_said(text: str, why: str) -> None:
    assert [why in each for each in said("datadog", text)] == [True]
