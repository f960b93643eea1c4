"""Where each value of a service is written: its line, the other file it came from, or who said it."""

import json
from dataclasses import replace

from bot import json_text, yaml_text
from bot.domain import catalog_file, provenance
from bot.domain.catalog import ByHand, Owner, Service, Slo
from bot.domain.placed import Placed
from tests.make import NOW

FILE = """\
services:
  web:
    title: Web
    tier: 2
    runbook: https://runbooks.acme.example/web
    slos:
      - {name: availability, objective: 99.9}
      - {name: page load,
         objective: 2, unit: s}
    facts:
      sbom: true
      pci: false
  one: {title: One, tier: 3}
"""


def located(placed: Placed) -> dict[str, Service]:
    found = catalog_file.read([placed]).catalog.services
    return {each.id: each for each in provenance.located(found, [placed])}


def test_every_value_knows_its_line() -> None:
    services = located(yaml_text.read("acme.yaml", FILE))

    assert provenance.every(services["web"]) == {
        "tier": ("acme.yaml", 4),
        "runbook": ("acme.yaml", 5),
        "slos.availability": ("acme.yaml", 7),
        "slos.page load": ("acme.yaml", 8),
        "facts.sbom": ("acme.yaml", 11),
        "facts.pci": ("acme.yaml", 12),
    }
    assert provenance.place(services["web"], "channel") == ("acme.yaml", 2)


def test_what_stands_on_one_line_costs_nothing() -> None:
    assert located(yaml_text.read("acme.yaml", FILE))["one"].places == ""


def test_lines_of_json_are_found_as_well() -> None:
    whole = {"services": {"web": {"title": "Web", "tier": 2, "slos": [{"name": "up", "objective": 99}]}}}
    text = json.dumps(whole, indent=1)

    web = located(json_text.read("acme.json", text))["web"]

    lines = [line.strip() for line in text.split("\n")]
    assert provenance.every(web) == {
        "tier": ("acme.json", 1 + lines.index('"tier": 2,')),
        "slos.up": ("acme.json", 2 + lines.index('"slos": [')),
    }


def test_a_short_name_and_a_list_are_one_value() -> None:
    service = Service("web", "Web", source="acme.yaml", line=2, places="runbooks\t7")

    assert provenance.place(service, "runbook") == ("acme.yaml", 7)


def test_only_what_comes_from_another_file_is_elsewhere() -> None:
    service = Service("web", "Web", source="a.yaml", line=2, places="tier\t4\nteam\t3\t.github/CODEOWNERS")

    assert provenance.elsewhere(service) == {"team": (".github/CODEOWNERS", 3)}
    assert provenance.elsewhere(replace(service, places="tier\t4\nteam\t3")) == {}


def test_a_trace_names_the_line_the_person_or_the_time_of_measuring() -> None:
    service = Service(
        "web",
        "Web",
        tier=1,
        runbook="https://r.example/web",
        slos=(Slo("up", 99.9, current=99.5, measured_at=NOW),),
        source="/srv/catalog/acme.yaml",
        line=2,
        places="tier\t4\nrunbook\t5\nslos.up\t9",
        by_hand=(ByHand("tier", "1", "U0ANA", NOW),),
    )
    owner = Owner("shop", "Shop", source="CODEOWNERS", line=3)

    assert list(provenance.traces(service, [owner])) == [
        ("owner", "Shop", "CODEOWNERS:3", None, ""),
        ("tier", "1", "edited", NOW, "U0ANA"),
        ("runbook", "https://r.example/web", "catalog/acme.yaml:5", None, ""),
        ("slo up", "99.5 of 99.9 % over 30d", "catalog/acme.yaml:9", NOW, ""),
    ]
