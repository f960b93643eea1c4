"""The catalog file: what is read from it, and every fault with its line, its column and its remedy."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import yaml_text
from bot.domain import catalog_file
from bot.domain.catalog import Dependency, Level, Link, PastIncident, Person, Rota, Service, Slo, Team

ACME = Path(__file__).parents[2] / "bot/sandbox/company/acme.yaml"
WHOLE = """\
people:
  ana: {name: Ana Silva, email: ana@acme.example, slack: U0ANA, github: ana-silva, pagerduty: PANA001,
        timezone: Europe/Lisbon, phone: "+351 555 0101"}
rotas:
  primary: {layers: [{timezone: UTC, start: 2026-01-05T09:00, every: {n: 1, unit: week}, members: [ana]}]}
teams:
  payments: {title: Payments, channel: "#team-payments", leads: [ana], members: [ana],
             oncall: [{rota: primary}, {person: ana}]}
services:
  ledger: {title: Ledger}
  payments-api:
    title: "  Payments   API "
    aliases: [payments, payments]
    description: Takes money.
    tier: 1
    lifecycle: production
    type: service
    language: Go
    team: payments
    repository: acme/payments-api
    runbook: https://runbooks.acme.example/payments-api
    channel: "#team-payments"
    pagerduty: PSVC001
    depends_on: [ledger, {service: fraud, kind: soft}]
    slos: [{name: availability, objective: 99.9, current: 99, measured_at: 2026-11-20T10:00+01:00}]
    links: [{title: Dashboard, url: https://grafana.acme.example/d/1}]
    tags: [pci]
  fraud: {title: Fraud, runbook: }
incidents:
  - {title: Pool full, service: ledger, severity: 2, declared: 2026-01-01T10:00Z, resolved: 2026-01-01T11:00Z,
     lead: ana, summary: S, cause: C, fix: F}
"""
LAYER = {
    "timezone": "UTC",
    "start": "2026-01-05T09:00",
    "every": {"n": 1, "unit": "week"},
    "members": ["ana"],
}
ANA = Person(
    "ana",
    "Ana Silva",
    "ana@acme.example",
    "U0ANA",
    "ana-silva",
    "PANA001",
    "Europe/Lisbon",
    "+351 555 0101",
    "c.yaml",
    2,
)
LEVELS = (Level(rota="primary"), Level(person="ana"))
PAYMENTS = Team("payments", "Payments", "#team-payments", ("ana",), ("ana",), LEVELS, "c.yaml", 7)
API = Service(
    "payments-api",
    "Payments API",
    ("payments",),
    "Takes money.",
    1,
    "production",
    "service",
    "Go",
    "payments",
    "acme/payments-api",
    "https://runbooks.acme.example/payments-api",
    "#team-payments",
    "PSVC001",
    (Dependency("ledger"), Dependency("fraud", hard=False)),
    (Slo("availability", 99.9, current=99.0, measured_at=datetime(2026, 11, 20, 9, tzinfo=UTC)),),
    (Link("Dashboard", "https://grafana.acme.example/d/1"),),
    ("pci",),
    "c.yaml",
    line=11,
)
PAST = PastIncident(
    "Pool full",
    "ledger",
    2,
    {"declared": datetime(2026, 1, 1, 10, tzinfo=UTC), "resolved": datetime(2026, 1, 1, 11, tzinfo=UTC)},
    "ana",
    "S",
    "C",
    "F",
    "c.yaml",
    30,
)


def faults(*texts: str, **kept: frozenset[str]) -> list[str]:
    """The faults of files a.yaml, b.yaml …, one line each."""
    placed = [yaml_text.read(f"{'abc'[n]}.yaml", text) for n, text in enumerate(texts)]
    return [str(fault) for fault in catalog_file.unresolved(catalog_file.read(placed), kept)]


def service(line: str) -> str:
    """A file whose service x has one more line, the fifth."""
    return f"services:\n  y: {{title: Y, aliases: [why]}}\n  x:\n    title: X\n    {line}\n"


def test_everything_in_the_file_becomes_a_value_with_its_line() -> None:
    draft = catalog_file.read([yaml_text.read("c.yaml", WHOLE)])

    assert (draft.faults, catalog_file.unresolved(draft, {})) == ((), ())
    assert draft.catalog.people == (ANA,)
    assert draft.catalog.teams == (PAYMENTS,)
    assert draft.catalog.services == (
        Service("ledger", "Ledger", source="c.yaml", line=10),
        API,
        Service("fraud", "Fraud", source="c.yaml", line=28),
    )
    assert draft.catalog.rotas == (Rota("primary", {"layers": [LAYER]}, "c.yaml", 5),)
    assert draft.catalog.incidents == (PAST,)


def test_the_shipped_example_has_no_faults() -> None:
    draft = catalog_file.read([yaml_text.read("acme.yaml", ACME.read_text("utf-8"))])

    assert catalog_file.unresolved(draft, {}) == ()
    assert len(draft.catalog.services) == 13


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("tema: payments", "5:5: `tema` is not known in service `x`; did you mean `team`?"),
        ("tier: 9", "5:11: `tier` of service `x`: 9 is too large; write at most 5"),
        ("tier: 0", "5:11: `tier` of service `x`: 0 is too small; write at least 1"),
        (
            "tier: high",
            "5:11: `tier` of service `x`: takes a number, not 'high'; write digits, without quotes",
        ),
        ("tier: true", "5:11: `tier` of service `x`: takes a number, not true; write digits, without quotes"),
        ("team: paymnts", "5:11: there is no team `paymnts`; did you mean `payments`?"),
        ("team: zzz", "5:11: there is no team `zzz`; add it under `teams:`"),
        ("depends_on: [x]", "5:18: service `x` depends on itself; take it out"),
        ("depends_on: [y, {service: y}]", "5:21: `y` stands twice in `depends_on`; keep one of them"),
        ("depends_on: [z]", "5:18: there is no service `z`; add it under `services:`"),
        (
            "depends_on: [{service: y, kind: firm}]",
            "5:37: `depends_on[0].kind` of service `x`: 'firm' is none of its words; write 'hard' or 'soft'",
        ),
        (
            "aliases: [Why]",
            "5:15: `Why` already names service `y`; choose another alias, or give it to one of them",
        ),
        (
            "aliases: [y]",
            "5:15: `y` already names service `y`; choose another alias, or give it to one of them",
        ),
        (
            "aliases: y2",
            "5:14: `aliases` of service `x`: takes a list, not 'y2'; put it in brackets, such as [one, two]",
        ),
        (
            "runbook: runbooks/x",
            "5:14: `runbook` of service `x`: 'runbooks/x' is not the address of a page;"
            " write it whole, such as https://acme.example/page",
        ),
        (
            "links: [{title: L, url: javascript:alert(1)}]",
            "5:29: `links[0].url` of service `x`: 'javascript:alert(1)' is not the address of a page;"
            " write it whole, such as https://acme.example/page",
        ),
        (
            "slos: [availability]",
            "5:12: `slos[0]` of service `x`: takes keys with values, not 'availability';"
            " write `key: value` pairs below it",
        ),
        ("description: [a]", "5:18: `description` of service `x`: takes text, not a list; write one text"),
        ("team: [t]", "5:11: `team` of service `x`: takes text, not a list; write one text"),
        (
            "depends_on: [[y]]",
            "5:18: `depends_on[0]` of service `x`: takes keys with values, not a list;"
            " write `key: value` pairs below it",
        ),
        (
            "links: [{title: L, url: https://e.example, kind: x}]",
            "5:48: `kind` is not known in `links[0]` of service `x`; known are title, url",
        ),
        ("description: 404", "5:18: `description` of service `x`: takes text, not 404; put it in quotes"),
        ("language: ''", "5:15: `language` of service `x`: is empty; write it, or leave the key out"),
        (
            "repository: https://github.com/a/b",
            "5:17: `repository` of service `x`: 'https://github.com/a/b' is not a repository;"
            " write it as owner/name, without the host",
        ),
        ("slos: [{name: a}]", "5:12: `slos[0]` of service `x` has no `objective`; add `objective:`"),
        (
            "slos: [{name: a, objective: 200}]",
            "5:12: `slos[0]` of service `x`: an objective of 200 % cannot be reached; write at most 100",
        ),
        (
            "slos: [{name: a, objective: 9, measured_at: today}]",
            "5:49: `slos[0].measured_at` of service `x`: 'today' is not a time with its offset;"
            " write one such as 2026-11-20T09:00Z",
        ),
        ("title: again", "5:5: `title` stands twice (first on line 4); keep one of them"),
        (
            f"lifecycle: {'x' * 81}",
            "5:16: `lifecycle` of service `x`: is longer than 80 characters; shorten it",
        ),
    ],
)
def test_a_fault_names_line_column_what_and_remedy(line: str, fault: str) -> None:
    assert faults(service(line), teams=frozenset({"payments"})) == [f"a.yaml:{fault}"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "1:1: the file is empty; write `services:` into it; emptying it removes nothing"),
        ("- x", "1:1: this is not a catalog; write `people:`, `teams:` and `services:` at its top"),
        ("servces: {}", "1:1: `servces` is not known in a catalog file; did you mean `services`?"),
        ("services: [x]", "1:11: `services` takes ids with what they are; write `id: {…}` below it"),
        (
            "services: {x: y}",
            "1:15: service `x`: takes keys with values, not 'y'; write `key: value` pairs below it",
        ),
        ("people: {a: {nme: Ana}}", "1:14: `nme` is not known in person `a`; did you mean `name`?"),
        ("people: {a: {}}", "1:10: person `a` has no `name`; add `name:`"),
        (
            "people: {a: {name: A, timezone: Europe/Lisbn}}",
            "1:33: `timezone` of person `a`: 'Europe/Lisbn' is not a time zone;"
            " write a name such as Europe/London or UTC",
        ),
        (
            "people: {a: {name: A, slack: U1}, b: {name: B, slack: U1}}",
            "1:55: `slack: U1` is also person `a`'s; give it to one of them",
        ),
        (
            "people: {a b: {name: A}}",
            "1:10: person `a b`: 'a b' is not a plain id;"
            " use letters, digits, `-`, `_` and `.`, without spaces",
        ),
        (
            "teams: {t: {title: T, oncall: [{rota: r, person: p}]}}\nrotas: {}",
            "1:32: `oncall[0]` of team `t`: a level takes one of rota and person;"
            " write {rota: payments-primary} or {person: maya}",
        ),
        ("teams: {t: {title: T, leads: [maja]}}", "1:31: there is no person `maja`; did you mean `maya`?"),
        (
            "rotas: {r: {layers: [{timezone: UTC, start: 2026-01-05T09:00, every: {n: 1, unit: wek},"
            " members: [maya]}]}}",
            "1:83: `layers[0].every.unit` of rota `r`: 'wek' is not one of hour day week month; correct it",
        ),
        ("incidents: {}", "1:12: `incidents` takes a list; begin each with `- title:`"),
        (
            "incidents: [{title: T, severity: 1}]",
            "1:13: `incidents[0]`: it has no beginning; add `declared:`, `detected:` or `impact_started:`",
        ),
        (
            "incidents: [{title: T, severity: 1, declared: 2026-01-02T00:00Z, resolved: 2026-01-01T00:00Z}]",
            "1:13: `incidents[0]`: it ends before it begins; compare its times",
        ),
    ],
)
def test_faults_outside_a_service_are_told_alike(text: str, fault: str) -> None:
    kept = {"people": frozenset({"maya", "p"}), "rotas": frozenset({"r"})}

    assert faults(text, **kept) == [f"a.yaml:{fault}"]


def test_several_files_are_one_catalog() -> None:
    services, teams = "services: {x: {title: X, team: t}}", "teams: {t: {title: T}}"

    assert faults(services, teams) == []


def test_an_id_in_two_files_is_told_with_the_other_place() -> None:
    assert faults("teams: {t: {title: T}}", "teams:\n  t: {title: T2}") == [
        "b.yaml:2:3: team `t` stands in a.yaml:1 as well; keep one of them"
    ]


def test_faults_come_in_the_order_of_the_files_and_their_lines() -> None:
    first, second = service("tier: 9\n    team: zzz"), "people: {a: {}}"

    assert [fault.split(": ")[0] for fault in faults(second, first)] == [
        "a.yaml:1:10",
        "b.yaml:5:11",
        "b.yaml:6:11",
    ]
