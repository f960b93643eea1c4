"""Backstage's entities: every kind, references with kind and namespace, annotations."""

import pytest

from tests.domain.formats.taken import harvest, said, taken

HEAD = "apiVersion: backstage.io/v1alpha1\n"
COMPONENT = (
    HEAD
    + """\
kind: Component
metadata:
  name: web
  title: Web shop
  description: |
    Sells.
    A lot.
  tags: [java, shop]
  labels: {tier: gold}
  annotations:
    pagerduty.com/service-id: PABC123
    github.com/project-slug: acme/shop
    backstage.io/source-location: url:https://github.com/acme/shop/tree/main/services/web/
    backstage.io/techdocs-ref: url:https://docs.acme.example/web
    sonarqube.org/project-key: web
  links:
    - {url: https://wiki.acme.example/runbook, title: Runbook}
    - {url: https://grafana.acme.example/web, title: Traffic, icon: dashboard}
    - {url: https://shop.acme.example, title: The shop}
spec:
  type: website
  lifecycle: production
  owner: group:sales/shop-team
  system: shop
  subcomponentOf: component:portal
  dependsOn: [resource:default/orders-db, ledger]
  consumesApis: [payments-api]
"""
)


def test_a_component_becomes_a_service() -> None:
    assert taken("backstage", COMPONENT) == {
        "services/web": {
            "title": "Web shop",
            "description": "Sells.\nA lot.",
            "type": "website",
            "lifecycle": "production",
            "team": "shop-team",
            "system": "shop",
            "part_of": "portal",
            "tags": ["java", "shop", "tier:gold"],
            "runbooks": [{"title": "Runbook", "url": "https://wiki.acme.example/runbook"}],
            "dashboards": [{"title": "Traffic", "url": "https://grafana.acme.example/web"}],
            "links": [
                {"title": "The shop", "url": "https://shop.acme.example"},
                {"title": "TechDocs", "url": "https://docs.acme.example/web"},
            ],
            "depends_on": ["orders-db", "ledger", "payments-api"],
            "pagerduty": "PABC123",
            "repositories": [{"name": "acme/shop", "path": "services/web"}],
            "facts": {"sonarqube.org/project-key": "web"},
        }
    }


def test_every_value_keeps_its_place() -> None:
    entry = harvest("backstage", COMPONENT).entries[0]

    assert entry.places[("team",)].place == (24, 10)
    assert entry.places[("depends_on", 1)].place == (27, 43)
    assert entry.places[("pagerduty",)].place == (12, 31)


def test_apis_and_resources_become_services_that_know_their_kind() -> None:
    text = "\n---\n".join(
        HEAD + each
        for each in (
            "kind: API\nmetadata: {name: pay}\n"
            "spec: {type: openapi, owner: a, definition: {$text: https://a.example/x}}",
            "kind: Resource\nmetadata: {name: db}\n"
            "spec: {type: database, owner: a, dependencyOf: [component:web]}",
            "kind: Component\nmetadata: {name: web}\nspec: {type: service, owner: a, providesApis: [pay]}",
        )
    )

    found = taken("backstage", text)

    assert found["services/pay"] == {
        "title": "pay",
        "facts": {"backstage.io/kind": "API"},
        "type": "openapi",
        "team": "a",
        "api_spec": "https://a.example/x",
        "depends_on": ["web"],
    }
    assert found["services/db"]["facts"] == {"backstage.io/kind": "Resource"}
    assert found["services/web"]["depends_on"] == ["db"]


def test_people_and_groups_know_each_other_from_either_side() -> None:
    found = taken(
        "backstage",
        HEAD + "kind: Group\nmetadata: {name: all}\nspec: {type: org, children: [pay], members: [ana]}",
        HEAD + "kind: Group\nmetadata: {name: pay}\nspec: {type: team, profile: {displayName: Payments}}",
        HEAD
        + "kind: User\nmetadata: {name: ana, annotations: {github.com/user-login: ana-s}}\n"
        + "spec: {profile: {displayName: Ana Silva, email: ana@acme.example}, memberOf: [pay]}",
    )

    assert found == {
        "teams/all": {"title": "all", "members": ["ana"]},
        "teams/pay": {"title": "Payments", "parent": "all", "members": ["ana"]},
        "people/ana": {"name": "Ana Silva", "email": "ana@acme.example", "github": "ana-s"},
    }


def test_systems_and_domains_stand_around_services() -> None:
    found = taken(
        "backstage",
        HEAD + "kind: System\nmetadata: {name: shop}\nspec: {owner: a, domain: sales}",
        HEAD + "kind: Domain\nmetadata: {name: sales}\nspec: {owner: user:ana, subdomainOf: acme}",
    )

    assert found["systems/shop"] == {"title": "shop", "team": "a", "domain": "sales"}
    assert found["domains/sales"] == {"title": "sales", "parent": "acme"}


def test_a_person_who_owns_a_service_is_its_expert() -> None:
    text = HEAD + "kind: Component\nmetadata: {name: web}\nspec: {type: service, owner: user:ana}"

    assert taken("backstage", text)["services/web"]["experts"] == [{"person": "ana", "why": "owner"}]
    assert said("backstage", text) == ["a.yaml:4:30: `web` is owned by a person; `ana` is its expert"]


@pytest.mark.parametrize(
    ("entity", "why"),
    [
        (
            "kind: Template\nmetadata: {name: new}\nspec: {}",
            "`new` is a software template, which our catalog",
        ),
        (
            "kind: Plugin\nmetadata: {name: x}\nspec: {}",
            "`x` is of kind Plugin, which our catalog has no place",
        ),
        ("kind: Location\nmetadata: {name: x}\nspec: {}", "Location `x` points to other files"),
        ("kind: Component\nmetadata: {title: x}\nspec: {}", "Component has no name; add `name:` below"),
        ("kind: Component\nmetadata: {name: '${{ values.x }}'}\nspec: {}", "Component is a template; import"),
    ],
)
def test_what_is_left_out_is_said(entity: str, why: str) -> None:
    found = harvest("backstage", HEAD + entity)

    assert found.entries == []
    assert [str(each).startswith(f"a.yaml:1:1: {why}") for each in found.remarks] == [True]
    assert [each.whole for each in found.remarks] == [1]


def test_a_name_that_is_taken_gets_its_kind_or_its_namespace() -> None:
    api = HEAD + "kind: API\nmetadata: {name: web}\nspec: {type: grpc, owner: a}"
    other = (
        HEAD + "kind: Component\nmetadata: {name: web, namespace: east}\nspec: {type: service, owner: web}"
    )
    plain = (
        HEAD + "kind: Component\nmetadata: {name: web}\nspec: {type: service, owner: a, consumesApis: [web]}"
    )

    found = taken("backstage", plain, api, other)

    assert list(found) == ["services/web", "services/web-api", "services/web-component"]
    assert found["services/web"]["depends_on"] == ["web-api"]
    assert said("backstage", plain, api, other)[0].endswith(
        "`web` is taken, so component `web` is `web-component`"
    )


def test_an_integration_key_is_not_kept() -> None:
    text = (
        HEAD
        + "kind: Component\nmetadata: {name: web, annotations: {pagerduty.com/integration-key: abcdef}}\n"
        + "spec: {}"
    )

    assert taken("backstage", text) == {"services/web": {"title": "web"}}
    assert "is a secret and is not kept" in said("backstage", text)[0]
    assert "abcdef" not in said("backstage", text)[0]
