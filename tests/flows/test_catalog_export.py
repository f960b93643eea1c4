"""Giving the catalog out of the store, and bringing what was given out into an empty one."""

from pathlib import Path

import pytest

from bot.flows.catalog.exporting import export
from bot.flows.catalog.importing import import_files
from store import catalog
from store.sqlite import Store, open_store
from tests.make import NOW
from tests.rules import ROOT

ACME = ROOT / "bot" / "sandbox" / "company" / "acme.yaml"
REMOVED = """\
people: {ana: {name: Ana}, bo: {name: Bo}, cy: {name: Cy}}
rotas:
  r: {layers: [{timezone: UTC, start: 2026-01-05T09:00, every: {n: 1, unit: week}, members: [ana, bo]}]}
teams: {t: {title: T}}
services: {x: {title: X}}
environments: {eu: {title: Europe}}
"""
KEPT = """\
teams: {u: {title: U, parent: t, leads: [cy], oncall: [{person: cy}, {rota: r}, {person: ana}]}}
services:
  a: {title: A, team: t, depends_on: [x], experts: [{person: cy, why: wrote it}]}
  b: {title: B, team: u, depends_on: [{service: x, kind: soft}, a]}
workloads: [{service: x, environment: eu}, {service: a, environment: eu}]
freezes:
  - {name: Of X, from: 2026-11-26, until: 2026-11-30, services: [x], teams: [t]}
  - {name: Of B, from: 2026-11-26, until: 2026-11-30, services: [x, b]}
incidents: [{title: Full, service: x, lead: cy, severity: 2, declared: 2026-01-01T10:00Z}]
"""
MORE = """\
people: {ana: {name: Ana}}
domains: {shop: {title: Shop}}
systems: {checkout: {title: Checkout, domain: shop}}
services:
  basket: {title: Basket, system: checkout, repositories: [{name: acme/shop, path: basket}], facts: {a: 1}}
environments: {eu: {title: Europe, type: production, customer: globex}}
workloads: [{service: basket, environment: eu, version: "1.4"}]
features: {buy: {title: Buy, services: [basket], flags: [new]}}
flags: {new: {title: New, environments: {production: true, staging: 50%}}}
customers: {globex: {title: Globex, features: [{feature: buy, plan: Pro, until: 2027-01-01}]}}
vendors: {cloudy: {title: Cloudy, services: [basket]}}
freezes: [{name: Friday, from: 2026-11-26, until: 2026-11-30T08:00Z}]
incidents:
  - {title: Full, service: basket, severity: 2, lead: ana, declared: 2026-01-01T10:00Z, fix: Rolled back}
"""


@pytest.mark.parametrize("source", ["acme", "more"])
async def test_what_was_given_out_is_the_same_catalog_in_an_empty_store(
    rows: Store, tmp_path: Path, source: str
) -> None:
    given, out = tmp_path / "given.yaml", tmp_path / "out.yaml"
    given.write_text(ACME.read_text("utf-8") if source == "acme" else MORE, "utf-8")
    await import_files(rows, [str(given)], False, NOW)
    first = export(rows, "tocsin")
    out.write_text(first.text, "utf-8")

    again = await import_files(rows, [str(out)], True, NOW)
    other = open_store(tmp_path / "other.db", create=True)
    await import_files(other, [str(out)], False, NOW)
    second = export(other, "tocsin")
    other.close()

    assert {str(each.fate) for each in again.deltas} == {"unchanged"}
    assert first.missing == ()
    assert second.text == first.text


async def test_what_has_no_place_is_said(rows: Store, tmp_path: Path) -> None:
    given = tmp_path / "given.yaml"
    given.write_text(MORE, "utf-8")
    await import_files(rows, [str(given)], False, NOW)

    assert export(rows, "port").missing == ("1 incidents",)
    assert export(rows, "backstage").missing == (
        *("1 environments", "1 workloads", "1 features", "1 flags", "1 customers", "1 vendors", "1 freezes"),
        "1 incidents",
    )


async def test_what_refers_to_what_is_gone_is_given_out_without_it(rows: Store, tmp_path: Path) -> None:
    removed, kept, out = (tmp_path / name for name in ("removed.yaml", "kept.yaml", "out.yaml"))
    removed.write_text(REMOVED, "utf-8")
    kept.write_text(KEPT, "utf-8")
    await import_files(rows, [str(removed), str(kept)], False, NOW)
    removed.write_text("domains: {d: {title: D}}", "utf-8")
    await import_files(rows, [str(removed)], False, NOW)

    given = export(rows, "tocsin")
    out.write_text(given.text, "utf-8")
    other = open_store(tmp_path / "other.db", create=True)
    report = await import_files(other, [str(out)], False, NOW)
    again = export(other, "tocsin")
    other.close()

    assert report.faults == ()
    assert again.text == given.text
    assert {f"{each.noun} {each.id}" for each in report.deltas} == {
        *("person ana", "person bo", "rota r", "team u", "service a", "service b", "domain d", "freeze Of B"),
    }
    assert len(given.missing) == 15
    assert given.missing[0] == "`cy`, which is gone (teams.u.leads.0)"
    assert "  b:\n    title: B\n    team: u\n    depends_on: [a]\n" in given.text
    assert "oncall: [{rota: r}, {person: ana}]" in given.text
    assert "kind: User" not in export(rows, "backstage").text
    assert '"blueprint": "_user"' not in export(rows, "port").text


async def test_rotas_that_are_kept_stand_when_port_s_file_comes_in_again(rows: Store, tmp_path: Path) -> None:
    await import_files(rows, [str(ACME)], False, NOW)
    out = tmp_path / "port.json"
    out.write_text(export(rows, "port").text, "utf-8")

    again = await import_files(rows, [str(out)], True, NOW)

    assert {str(each.fate) for each in again.deltas} == {"unchanged"}
    assert again.remarks == ()


async def test_what_is_gone_is_not_given_out(rows: Store, tmp_path: Path) -> None:
    given = tmp_path / "given.yaml"
    given.write_text("services: {a: {title: A}, b: {title: B}}", "utf-8")
    await import_files(rows, [str(given)], False, NOW)
    given.write_text("services: {b: {title: B}}", "utf-8")
    await import_files(rows, [str(given)], False, NOW)

    assert export(rows, "tocsin").text == "services:\n  b: {title: B}\n"
    assert [each.id for each in rows.read(catalog.everything).services] == ["b"]
