"""What stands around services, in rows and back; who owns what; what people said by hand."""

from dataclasses import replace
from datetime import timedelta
from sqlite3 import Connection

import pytest

from bot import yaml_text
from bot.domain import catalog_file
from bot.domain.catalog import ByHand, Catalog, Service, Team
from bot.domain.catalog.estate import Customer, Environment, Feature, Vendor
from bot.domain.catalog.landscape import Repository, System
from bot.domain.catalog_diff import Fate, compare
from store import catalog
from store.catalog import entries, owning
from tests.domain.test_catalog_sections import WHOLE
from tests.make import NOW

LATER = NOW + timedelta(days=1)
TEAMS = (Team("a", "A"), Team("b", "B"))
SAID = ByHand("team", "b", "U0ANA", NOW, "claimed")


@pytest.fixture
def whole(db: Connection) -> Catalog:
    """The catalog of every section, saved."""
    found = catalog_file.read([yaml_text.read("c.yaml", WHOLE)]).catalog
    catalog.save(db, found, NOW)
    return found


def test_everything_comes_back_as_it_was(db: Connection, whole: Catalog) -> None:
    back = catalog.held(db, whole, ["c.yaml"])

    assert {each.fate for each in compare(back, whole)} == {Fate.UNCHANGED}
    assert back.customers == tuple(replace(each, as_of=NOW) for each in whole.customers)
    assert back.freezes == tuple(replace(each, as_of=NOW) for each in whole.freezes)
    assert back.services == tuple(replace(each, as_of=NOW) for each in whole.services)


def test_what_names_a_thing_is_found(db: Connection, whole: Catalog) -> None:
    assert entries.naming(db, Vendor, "service", "api") == tuple(
        replace(each, as_of=NOW) for each in whole.vendors
    )
    assert [each.id for each in entries.naming(db, Feature, "service", "pool")] == ["pay"]
    assert [each.id for each in entries.naming(db, Customer, "environment", "eu-1")] == ["globex"]
    assert [each.id for each in entries.naming(db, Environment, "customer", "globex")] == ["eu-1"]


def test_what_vanished_is_kept_and_dated(db: Connection, whole: Catalog) -> None:
    less = replace(whole, customers=(), features=())

    gone = [each for each in compare(catalog.held(db, less, ["c.yaml"]), less) if each.fate is Fate.GONE]
    for each in gone:
        catalog.mark_gone(db, each.noun, [each.id], LATER)

    assert [(each.noun, each.id) for each in gone] == [("feature", "pay"), ("customer", "globex")]
    assert entries.every(db, Customer) == ()
    kept = entries.entry(db, Customer, "globex")
    assert kept is not None and kept.gone_at == LATER
    assert catalog.standing_elsewhere(db, [])["customers"] == frozenset()


def test_a_service_is_found_by_each_of_its_repositories(db: Connection, whole: Catalog) -> None:
    assert [each.id for each in catalog.by_repository(db, "ACME/api")] == ["api"]
    assert [each.id for each in catalog.by_repository(db, "acme/pool-ui")] == ["pool"]
    assert catalog.repositories(db) == ["acme/api", "acme/mono", "acme/pool", "acme/pool-ui"]


def test_owners_are_inherited_and_found_by_team(db: Connection) -> None:
    services = (Service("x", "X", repository="o/R"), Service("y", "Y", part_of="x"), Service("z", "Z"))
    catalog.save(
        db, Catalog(teams=TEAMS, services=services, repositories=(Repository("O/r", team="a"),)), NOW
    )

    assert [each.team for each in catalog.owners(db, services[0])] == ["a"]
    assert [each.id for each in catalog.services_of_team(db, "a")] == ["x", "y"]
    assert catalog.orphans(db) == (1, (replace(services[2], as_of=NOW),))


def test_a_system_brought_in_later_makes_owners(db: Connection) -> None:
    catalog.save(db, Catalog(teams=TEAMS, services=(Service("x", "X", system="s"),)), NOW)
    before = catalog.orphans(db)[0]

    catalog.save(db, Catalog(systems=(System("s", "S", team="b"),)), NOW)

    assert (before, catalog.orphans(db)[0]) == (1, 0)


def test_a_team_that_is_gone_owns_nothing(db: Connection) -> None:
    catalog.save(db, Catalog(teams=TEAMS, services=(Service("x", "X", team="a"),)), NOW)

    catalog.mark_gone(db, "team", ["a"], LATER)

    assert catalog.owners(db, Service("x", "X", team="a")) == ()


def test_a_claim_makes_an_owner_of_the_service_and_of_its_parts(db: Connection) -> None:
    services = (Service("x", "X"), Service("y", "Y", part_of="x"))
    catalog.save(db, Catalog(teams=TEAMS, services=services), NOW)

    held = catalog.service(db, "x")
    assert held is not None
    catalog.give(db, held, SAID)

    (owner,) = catalog.owners(db, held)
    assert (owner.team, owner.by, owner.at, owner.how) == ("b", "U0ANA", NOW, "claimed")
    assert [each.id for each in catalog.services_of_team(db, "b")] == ["x", "y"]
    assert [each.id for each in owning.parts_of(db, ["x"])] == ["y"]


def test_an_import_keeps_what_was_said_and_says_the_disagreement(db: Connection) -> None:
    first = Catalog(teams=TEAMS, services=(Service("x", "X", source="c.yaml"),))
    catalog.save(db, first, NOW)
    held = catalog.service(db, "x")
    assert held is not None
    catalog.give(db, held, SAID)

    second = Catalog(services=(Service("x", "X", team="a", source="c.yaml"),))
    deltas = compare(catalog.held(db, second, ["c.yaml"]), second)
    catalog.save(db, second, LATER)

    assert deltas[-1].changes == (("team", "", "a"),)
    assert catalog.disagreements(db) == (("x", replace(SAID, declared="a")),)
    kept = catalog.service(db, "x")
    assert kept is not None and (kept.team, kept.as_of) == ("b", LATER)


def test_what_the_source_says_by_now_is_no_longer_by_hand(db: Connection) -> None:
    catalog.save(db, Catalog(teams=TEAMS, services=(Service("x", "X"),)), NOW)
    held = catalog.service(db, "x")
    assert held is not None
    catalog.give(db, held, SAID)

    catalog.save(db, Catalog(services=(Service("x", "X", team="b"),)), LATER)

    kept = catalog.service(db, "x")
    assert kept is not None and (kept.team, kept.by_hand) == ("b", ())
    assert catalog.disagreements(db) == ()


def test_what_is_said_of_a_service_that_is_gone_leaves_it_gone(db: Connection) -> None:
    catalog.save(db, Catalog(teams=TEAMS, services=(Service("x", "X"),)), NOW)
    catalog.mark_gone(db, "service", ["x"], LATER)
    held = catalog.service(db, "x")
    assert held is not None

    catalog.give(db, held, SAID)

    kept = catalog.service(db, "x")
    assert kept is not None and (kept.gone_at, kept.as_of) == (LATER, NOW)
