"""Cortex's descriptors: services, teams with members, domains."""

import pytest

from tests.domain.formats.taken import said, taken

SERVICE = """\
openapi: 3.0.1
info:
  title: Chat
  description: Talks
  x-cortex-tag: chat
  x-cortex-type: service
  x-cortex-git: {github: {repository: acme/chat, basepath: src/chat}}
  x-cortex-owners:
    - {type: group, name: delta, provider: CORTEX}
    - {type: email, email: ana@acme.example}
    - {type: slack, channel: delta-team}
  x-cortex-groups: [python]
  x-cortex-link:
    - {name: Runbook, type: RUNBOOK, url: "https://wiki.acme.example/chat"}
    - {name: Spec, type: OPENAPI, url: "https://chat.acme.example/openapi.yaml"}
  x-cortex-dashboards: {embeds: [{type: grafana, url: "https://grafana.acme.example/chat"}]}
  x-cortex-dependency: [{tag: auth}]
  x-cortex-oncall: {pagerduty: {id: PABC123, type: SERVICE}}
  x-cortex-custom-metadata: {core: true, size: {value: 3, description: of it}}
  x-cortex-parents: [{tag: talk}]
"""


def test_a_service_with_all_that_it_says() -> None:
    domain = "info: {title: Talk, x-cortex-tag: talk, x-cortex-type: domain, x-cortex-parents: [{tag: all}]}"

    found = taken("cortex", SERVICE, domain)

    assert found == {
        "services/chat": {
            "title": "Chat",
            "description": "Talks",
            "team": "delta",
            "experts": [{"person": "ana@acme.example", "why": "owner"}],
            "channel": "#delta-team",
            "system": "talk",
            "type": "service",
            "tags": ["python"],
            "repositories": [{"name": "acme/chat", "path": "src/chat"}],
            "runbooks": [{"title": "Runbook", "url": "https://wiki.acme.example/chat"}],
            "api_spec": "https://chat.acme.example/openapi.yaml",
            "links": [{"title": "Spec", "url": "https://chat.acme.example/openapi.yaml"}],
            "dashboards": [{"title": "grafana", "url": "https://grafana.acme.example/chat"}],
            "depends_on": ["auth"],
            "pagerduty": "PABC123",
            "facts": {"core": True, "size": 3},
        },
        "systems/talk": {"title": "talk", "domain": "talk"},
        "domains/talk": {"title": "Talk", "parent": "all"},
    }
    assert said("cortex", SERVICE, domain) == [
        "a.yaml:20:28: system `talk` stands for domain `talk`, of which `chat` is a part"
    ]


def test_a_domain_says_what_stands_below_it() -> None:
    domain = (
        "info: {title: Talk, x-cortex-tag: talk, x-cortex-type: domain, "
        "x-cortex-children: [{tag: chat}, {tag: mail}, {tag: gone}]}"
    )
    inner = "info: {title: Mail, x-cortex-tag: mail, x-cortex-type: domain}"

    found = taken("cortex", domain, inner, "info: {title: Chat, x-cortex-tag: chat}")

    assert found["domains/mail"]["parent"] == "talk"
    assert found["services/chat"]["system"] == "talk"
    assert found["systems/talk"] == {"title": "talk", "domain": "talk"}
    assert said("cortex", domain, inner) == [
        "a.yaml:1:84: `chat` of domain `talk` is not known here; import it too",
        "a.yaml:1:110: `gone` of domain `talk` is not known here; import it too",
    ]


def test_metadata_that_has_a_key_with_us_is_no_fact() -> None:
    text = (
        "info: {title: x, x-cortex-tag: x, x-cortex-owners: [{type: GROUP, name: acme/shop}],"
        " x-cortex-custom-metadata: {tier: gold, language: go}}"
    )

    assert taken("cortex", text) == {
        "services/x": {
            "title": "x",
            "team": "shop",
            "type": "service",
            "facts": {"tier": "gold"},
            "language": "go",
        }
    }
    assert "is no number" in said("cortex", text)[0]


@pytest.mark.parametrize(
    ("info", "why"),
    [
        ("{x-cortex-tag: '${{ x }}'}", "this is a template"),
        ("{x-cortex-type: service}", "it has no tag"),
        (
            "{title: x, x-cortex-tag: x, x-cortex-owners: [{type: robot}]}",
            "is neither a team nor",
        ),
    ],
)
def test_what_cortex_lacks_is_said(info: str, why: str) -> None:
    assert [why in each for each in said("cortex", f"info: {info}")] == [True]


def test_a_team_brings_its_members_along() -> None:
    team = """\
info:
  title: Delta
  x-cortex-tag: delta
  x-cortex-type: team
  x-cortex-slack: {channels: [{name: delta}]}
  x-cortex-team: {members: [{name: Ana, email: ana@acme.example, role: Team lead}, {email: bo@acme.example}]}
"""

    assert taken("cortex", team) == {
        "teams/delta": {"title": "Delta", "channel": "#delta", "leads": ["ana"], "members": ["bo"]},
        "people/ana": {"name": "Ana", "email": "ana@acme.example"},
        "people/bo": {"name": "bo@acme.example", "email": "bo@acme.example"},
    }


def test_an_on_call_that_is_no_service_is_said() -> None:
    text = "info: {title: x, x-cortex-tag: x, x-cortex-oncall: {pagerduty: {id: PX1, type: SCHEDULE}}}"

    assert said("cortex", text) == [
        "a.yaml:1:64: on-call of `x` is a schedule of PagerDuty, not a service; "
        "name the service with `type: SERVICE`"
    ]
