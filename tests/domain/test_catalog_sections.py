"""What stands around services in the catalog file: systems, features, customers, vendors, freezes."""

from datetime import UTC, datetime

import pytest

from bot import yaml_text
from bot.domain import catalog_file
from bot.domain.catalog import Code, Expert, Link, Service
from bot.domain.catalog.estate import (
    Customer,
    Entitlement,
    Environment,
    Feature,
    Flag,
    Freeze,
    Initiative,
    Vendor,
    Workload,
)
from bot.domain.catalog.landscape import Domain, Repository, System

WHOLE = """\
people: {ana: {name: Ana}}
teams: {payments: {title: Payments, parent: money}, money: {title: Money}}
domains:
  shop: {title: Shop, team: payments}
  till: {title: Till, parent: shop, description: At the end.}
systems:
  checkout: {title: Checkout, description: All of it., team: payments, domain: till}
repositories:
  acme/mono: {title: Mono, team: payments, system: checkout, language: Go, description: Everything.}
vendors:
  cloudy:
    title: Cloudy
    support: "+1 555 0100"
    tell: account 4711
    status_page: https://status.cloudy.example/
    notices: https://cloudy.example/notices
    services: [api]
services:
  api:
    title: API
    system: checkout
    repositories: [acme/mono, {name: acme/api, path: services/api}]
    runbooks: [https://wiki.example/api, {title: Night, url: https://wiki.example/night}]
    dashboards: [https://grafana.example/api]
    api_spec: https://api.example/openapi.json
    health_check: https://api.example/healthz
    vendors: [cloudy]
    experts: [ana, {person: ana, why: wrote it}]
    facts: {sbom: true, score: 7, budget: 1.5, zone: eu, langs: [go, sql]}
  pool: {title: Pool, part_of: api, repository: acme/pool, repositories: [acme/pool-ui]}
environments:
  eu-1: {title: EU, type: production, region: eu-west-1, criticality: 1, customer: globex, url: https://eu.example/}
workloads:
  - {service: api, environment: eu-1, version: "1.4", health: Healthy, sync: Synced, url: https://argo.example/api}
features:
  pay: {title: Pay, description: Money in., team: payments, services: [api, pool], flags: [pay-v2]}
flags:
  pay-v2: {title: Pay v2, feature: pay, services: [api],
           environments: {production: true, eu-1: false, staging: 50%}}
customers:
  globex:
    title: Globex
    tier: enterprise
    region: eu
    sla: 99.9 %
    contact: sam@globex.example
    environments: [eu-1]
    features: [pay, {feature: pay, plan: Pro, until: 2027-01-01}]
    services: [api]
freezes:
  - {name: Black Friday, from: 2026-11-26, until: 2026-11-30T08:00Z, services: [api], teams: [payments],
     owner: ana, note: No.}
initiatives:
  - {name: Move to eu-2, from: 2026-11-26, until: 2026-12-30}
"""


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_every_section_becomes_values_with_their_lines() -> None:
    draft = catalog_file.read([yaml_text.read("c.yaml", WHOLE)])

    assert catalog_file.unresolved(draft, {}) == ()
    found = draft.catalog
    assert found.domains == (
        Domain("shop", "Shop", team="payments", source="c.yaml", line=4),
        Domain("till", "Till", "At the end.", parent="shop", source="c.yaml", line=5),
    )
    assert found.systems == (
        System("checkout", "Checkout", "All of it.", "payments", "till", source="c.yaml", line=7),
    )
    assert found.repositories == (
        Repository("acme/mono", "Mono", "Everything.", "payments", "checkout", "Go", source="c.yaml", line=9),
    )
    assert found.vendors == (
        Vendor(
            "cloudy",
            "Cloudy",
            "+1 555 0100",
            "account 4711",
            "https://status.cloudy.example/",
            "https://cloudy.example/notices",
            ("api",),
            source="c.yaml",
            line=11,
        ),
    )
    assert [(team.id, team.parent) for team in found.teams] == [("payments", "money"), ("money", "")]


def test_where_services_run_and_for_whom_becomes_values() -> None:
    found = catalog_file.read([yaml_text.read("c.yaml", WHOLE)]).catalog

    assert found.environments == (
        Environment(
            "eu-1",
            "EU",
            "production",
            "eu-west-1",
            1,
            "globex",
            "https://eu.example/",
            source="c.yaml",
            line=32,
        ),
    )
    assert found.workloads == (
        Workload(
            "api@eu-1",
            "api",
            "eu-1",
            "1.4",
            "Healthy",
            "Synced",
            "https://argo.example/api",
            source="c.yaml",
            line=34,
        ),
    )
    assert found.features == (
        Feature(
            "pay", "Pay", "Money in.", "payments", ("api", "pool"), ("pay-v2",), source="c.yaml", line=36
        ),
    )
    states = (("production", True), ("eu-1", False), ("staging", "50%"))
    assert found.flags == (Flag("pay-v2", "Pay v2", "pay", ("api",), states, source="c.yaml", line=38),)
    entitled = (Entitlement("pay"), Entitlement("pay", "Pro", datetime(2027, 1, 1, tzinfo=UTC)))
    assert found.customers == (
        Customer(
            "globex",
            "Globex",
            "enterprise",
            "eu",
            "99.9 %",
            "sam@globex.example",
            ("eu-1",),
            entitled,
            ("api",),
            source="c.yaml",
            line=41,
        ),
    )
    assert found.freezes == (
        Freeze(
            "Black Friday", at(26), at(30, 8), ("api",), ("payments",), "ana", "No.", source="c.yaml", line=51
        ),
    )
    assert found.initiatives == (
        Initiative("Move to eu-2", at(26), datetime(2026, 12, 30, tzinfo=UTC), source="c.yaml", line=54),
    )


def test_a_service_says_more_of_itself() -> None:
    api, pool = catalog_file.read([yaml_text.read("c.yaml", WHOLE)]).catalog.services

    assert api == Service(
        "api",
        "API",
        system="checkout",
        repository="acme/mono",
        runbook="https://wiki.example/api",
        repositories=(Code("acme/mono"), Code("acme/api", "services/api")),
        runbooks=(Link("Runbook", "https://wiki.example/api"), Link("Night", "https://wiki.example/night")),
        dashboards=(Link("Dashboard", "https://grafana.example/api"),),
        api_spec="https://api.example/openapi.json",
        health_check="https://api.example/healthz",
        vendors=("cloudy",),
        experts=(Expert("ana"), Expert("ana", "wrote it")),
        facts=(("sbom", True), ("score", 7), ("budget", 1.5), ("zone", "eu"), ("langs", ("go", "sql"))),
        source="c.yaml",
        line=19,
    )
    assert pool.code == (Code("acme/pool"), Code("acme/pool-ui"))
    assert (pool.part_of, pool.repository) == ("api", "acme/pool")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "systems:\n  a: {title: A, domain: shop}\n",
            "a.yaml:2:25: there is no domain `shop`; add it under `domains:`",
        ),
        (
            "domains:\n  a: {title: A, parent: a}\n",
            "a.yaml:2:25: domain `a` is its own `parent`; take it out",
        ),
        (
            "repositories:\n  acme: {title: A}\n",
            "a.yaml:2:3: repository `acme`: 'acme' is not a repository; "
            "write it as owner/name, without the host",
        ),
        (
            "environments:\n  eu: {title: EU, criticality: 9}\n",
            "a.yaml:2:32: `criticality` of environment `eu`: 9 is too large; write at most 5",
        ),
        ("workloads: {}\n", "a.yaml:1:12: `workloads` takes a list; begin each with `- service:`"),
        ("freezes: 3\n", "a.yaml:1:10: `freezes` takes a list; begin each with `- name:`"),
        (
            "freezes:\n  - {name: X, from: 2026-11-26, until: 2026-11-25}\n",
            "a.yaml:2:5: `freezes[0]`: it ends before it begins; compare `from` and `until`",
        ),
        (
            "freezes:\n  - {name: X, from: 2026-11-26}\n",
            "a.yaml:2:5: `freezes[0]` has no `until`; add `until:`",
        ),
        (
            "freezes:\n  - {name: X, from: 2026-11-26, until: 2026-11-27, ower: ana}\n",
            "a.yaml:2:52: `ower` is not known in `freezes[0]`; did you mean `owner`?",
        ),
        (
            "freezes:\n  - {name: X, from: 2026-11-26, until: 2026-11-27}\n"
            "  - {name: X, from: 2026-11-26, until: 2026-11-28}\n",
            "a.yaml:3:5: `X` stands in a.yaml:2 as well; keep one of them",
        ),
        (
            "flags:\n  f: {title: F, environments: {eu: 3}}\n",
            "a.yaml:2:36: `environments.eu` of flag `f`: a flag is true, false or a text such as 50%; "
            "write one of these",
        ),
        (
            "services:\n  a: {title: A, facts: {x: {y: 1}}}\n",
            "a.yaml:2:28: `facts.x` of service `a`: a fact is a text, a number, true, false or a list "
            "of texts; write one of these",
        ),
        (
            "features: {p: {title: P}}\ncustomers:\n  c: {title: C, features: [{feature: p, plam: Pro}]}\n",
            "a.yaml:3:41: `plam` is not known in `features[0]` of customer `c`; did you mean `plan`?",
        ),
        (
            "customers:\n  c: {title: C, features: [pay]}\n",
            "a.yaml:2:28: there is no feature `pay`; add it under `features:`",
        ),
        (
            "services:\n  a: {title: A, repositories: [mono]}\n",
            "a.yaml:2:32: `repositories[0].name` of service `a`: 'mono' is not a repository; "
            "write it as owner/name, without the host",
        ),
    ],
)
def test_a_fault_is_told_with_its_place_and_its_remedy(text: str, fault: str) -> None:
    draft = catalog_file.read([yaml_text.read("a.yaml", text)])

    assert [str(each) for each in catalog_file.unresolved(draft, {})] == [fault]
