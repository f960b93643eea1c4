"""OpsLevel's files: services, components, and repositories that do not name themselves."""

import pytest

from tests.domain.formats.taken import harvest, said, taken

SERVICE = """\
version: 1
service:
  name: Order Processor
  lifecycle: beta
  tier: tier_1
  product: Shop
  owner: orders_team
  language: Ruby
  framework: Rails
  aliases: [orders]
  tags: [{key: env, value: prod}, {key: pci}]
  repositories: [{name: acme/orders, path: /, provider: github}]
  dependencies: [{alias: ledger}, payments]
  tools:
    - {name: GitHub, category: code, url: "https://github.com/acme/lib"}
    - {name: Playbook, category: runbooks, url: "https://wiki.acme.example/p", environment: Prod}
    - {name: Ping, category: health_checks, url: "https://orders.acme.example/ok"}
    - {name: PagerDuty, category: incidents, url: "https://acme.pagerduty.com/services/PABC123"}
    - {name: Logs, category: logs, url: "https://logs.acme.example"}
"""


def test_a_service_with_its_tools() -> None:
    body = {
        "title": "Order Processor",
        "team": "orders_team",
        "lifecycle": "beta",
        "language": "Ruby",
        "tier": 1,
        "aliases": ["orders"],
        "tags": ["env:prod", "pci"],
        "repositories": ["acme/orders", "acme/lib"],
        "runbooks": [{"title": "Playbook (Prod)", "url": "https://wiki.acme.example/p"}],
        "health_check": "https://orders.acme.example/ok",
        "pagerduty": "PABC123",
        "links": [{"title": "Logs", "url": "https://logs.acme.example"}],
        "depends_on": ["ledger", "payments"],
        "facts": {"framework": "Rails", "product": "Shop"},
    }

    assert taken("opslevel", SERVICE) == {"services/order-processor": body}
    assert taken("opslevel", SERVICE.replace("service:", "component:\n  type: job")) == {
        "services/order-processor": {"type": "job", **body}
    }


def test_a_repository_is_the_one_in_which_its_file_lies() -> None:
    text = "version: 1\nrepository: {owner: dx_sdks, tier: tier_2}"

    known = harvest("opslevel", text, homes={"a.yaml": "acme/sdk"})
    unknown = harvest("opslevel", text)

    assert [(each.section, each.id, each.body) for each in known.entries] == [
        ("repositories", "acme/sdk", {"team": "dx_sdks"})
    ]
    assert unknown.entries == []
    assert [str(each) for each in unknown.remarks] == [
        "a.yaml:2:13: it does not say which repository it is about; import it with `--repository owner/name`"
    ]


@pytest.mark.parametrize(
    ("service", "why"),
    [
        ("{name: '${{ values.name }}'}", "this is a template"),
        ("{owner: x}", "it has no name"),
        ("{name: x, tier: golden}", "tier `golden` of `x` is no number"),
    ],
)
def test_what_opslevel_lacks_is_said(service: str, why: str) -> None:
    assert [why in each for each in said("opslevel", f"version: 1\nservice: {service}")] == [True]
