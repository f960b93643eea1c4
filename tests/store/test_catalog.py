"""Rows of the catalog: written, read back by every name, kept when they vanish."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from sqlite3 import Connection
from typing import Any

import pytest

from bot.domain.catalog import Brief, Catalog, Counts, Dependency, Level, Link, Person, Service, Slo, Team
from store import catalog
from tests.make import NOW

LATER = NOW + timedelta(days=1)
ANA = Person("ana", "Ana", "Ana@acme.example", "U0ANA", "Ana-Silva", "PANA001", "UTC", "+351 1", "c.yaml", 2)
BO = Person("bo", "Bo")
PAYMENTS = Team(
    "payments", "Payments", "#pay", ("ana",), ("ana", "bo"), (Level(rota="r"), Level(person="bo"))
)
LEDGER = Service("ledger", "Ledger", tier=2)
API = Service(
    "payments-api",
    "Payments API",
    aliases=("payments", "оплата"),
    description="Takes 100% of the_money.",
    tier=1,
    language="Go",
    team="payments",
    repository="Acme/payments-api",
    channel="#team-payments",
    pagerduty="PSVC1",
    depends_on=(Dependency("ledger"), Dependency("fraud", hard=False), Dependency("nowhere")),
    slos=(Slo("availability", 99.9, current=99.5, measured_at=datetime(2026, 11, 20, tzinfo=UTC)),),
    links=(Link("Dashboard", "https://grafana.example/d"),),
    tags=("pci",),
    source="c.yaml",
    line=9,
)
FRAUD = Service(
    "fraud", "Fraud check", channel="C0FRAUD", depends_on=(Dependency("ledger"),), source="b.yaml"
)


@pytest.fixture
def kept(db: Connection) -> Connection:
    """A database with the catalog above."""
    catalog.save(db, Catalog((ANA, BO), (PAYMENTS,), (LEDGER, API, FRAUD)), NOW)
    return db


def dated(value: Any) -> Any:
    """The value as it comes back: with the time of the import."""
    fields = {name: getattr(value, name) for name in value.__dataclass_fields__}
    return type(value)(**(fields | {"as_of": NOW}))


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (lambda db: catalog.service(db, "payments-api"), dated(API)),
        (lambda db: catalog.service(db, "Payments-API"), None),
        (lambda db: catalog.team(db, "payments"), dated(PAYMENTS)),
        (lambda db: catalog.team(db, "nobody"), None),
        (lambda db: catalog.teams(db), (dated(PAYMENTS),)),
        (lambda db: catalog.person(db, "ana"), dated(ANA)),
        (lambda db: catalog.person(db, ""), None),
        (lambda db: catalog.person_by_slack(db, "U0ANA"), dated(ANA)),
        (lambda db: catalog.person_by_slack(db, ""), None),
        (lambda db: catalog.person_by_pagerduty(db, "PANA001"), dated(ANA)),
        (lambda db: catalog.person_by_github(db, "ana-SILVA"), dated(ANA)),
        (lambda db: catalog.person_by_email(db, "ana@ACME.example"), dated(ANA)),
        (lambda db: catalog.people(db, ["bo", "who", "ana", "bo"]), (dated(BO), dated(ANA))),
        (lambda db: catalog.services(db, ["fraud", "who", "ledger"]), (dated(FRAUD), dated(LEDGER))),
        (lambda db: catalog.services(db, [str(n) for n in range(1200)]), ()),
        (lambda db: catalog.services_of_team(db, "payments"), (dated(API),)),
        (lambda db: catalog.by_channel(db, "team-payments"), (dated(API),)),
        (lambda db: catalog.by_channel(db, "#team-payments"), (dated(API),)),
        (lambda db: catalog.by_channel(db, "C0FRAUD"), (dated(FRAUD),)),
        (lambda db: catalog.by_channel(db, ""), ()),
        (lambda db: catalog.by_repository(db, "acme/Payments-api"), (dated(API),)),
        (lambda db: catalog.by_pager(db, "PSVC1"), dated(API)),
        (lambda db: catalog.by_pager(db, ""), None),
        (lambda db: catalog.dependencies(db, "payments-api"), (dated(LEDGER), dated(FRAUD))),
        (lambda db: catalog.dependants(db, "ledger"), (dated(API), dated(FRAUD))),
        (lambda db: catalog.dependants(db, "ledger", limit=1), (dated(API),)),
        (lambda db: catalog.counts(db), Counts(3, 1, 2)),
        (lambda db: catalog.is_empty(db), False),
        (lambda db: catalog.repositories(db), ["Acme/payments-api"]),
        (lambda db: catalog.mentioning(db, "100%"), ["payments-api"]),
        (lambda db: catalog.mentioning(db, "e_m"), ["payments-api"]),
        (lambda db: catalog.mentioning(db, "s_m"), []),
        (lambda db: catalog.mentioning(db, "PCI"), ["payments-api"]),
        (lambda db: catalog.mentioning(db, "Payments"), ["payments-api"]),
        (lambda db: catalog.mentioning(db, ""), []),
    ],
)
def test_what_was_saved_is_read_back_by_every_key(
    kept: Connection, read: Callable[[Connection], Any], value: Any
) -> None:
    found = read(kept)

    assert found == value


@pytest.mark.parametrize(
    "name", ["payments-api", "PAYMENTS_API", "Payments Api", "payments", "ОПЛАТА", " payments "]
)
def test_a_service_is_found_by_id_alias_and_title_whatever_the_case(kept: Connection, name: str) -> None:
    found = catalog.find(kept, name)

    assert found == dated(API)


@pytest.mark.parametrize("name", ["pay", "", "payments-api-2"])
def test_a_part_of_a_name_is_not_the_name(kept: Connection, name: str) -> None:
    found = catalog.find(kept, name)

    assert found is None


def test_an_id_beats_an_alias_and_an_alias_a_title(db: Connection) -> None:
    first = Service("search", "Find")
    second = Service("find", "Other", aliases=("look",))
    third = Service("x", "Look")
    catalog.save(db, Catalog(services=(first, second, third)), NOW)

    found = [service.id for name in ("find", "look") if (service := catalog.find(db, name))]

    assert found == ["find", "find"]


def test_two_of_equal_right_are_none(db: Connection) -> None:
    catalog.save(db, Catalog(services=(Service("a", "Same"), Service("b", "same"))), NOW)

    assert catalog.find(db, "Same") is None


@pytest.mark.parametrize("name", ["Pay-API", "pay-api", "pay_api", " pay-api "])
def test_of_ids_that_differ_in_case_or_signs_the_one_written_so_is_meant(db: Connection, name: str) -> None:
    ids = ("PAY-API", "Pay-API", "pay-api", "pay_api")
    catalog.save(
        db,
        Catalog(services=tuple(Service(id, "Pay") for id in ids), teams=tuple(Team(id, "Pay") for id in ids)),
        NOW,
    )

    service, team = catalog.find(db, name), catalog.find_team(db, name)

    assert (service and service.id, team and team.id) == (name.strip(), name.strip())
    assert (catalog.find(db, "pay api"), catalog.find_team(db, "pay api")) == (None, None)


def test_teams_are_found_by_id_and_title(db: Connection) -> None:
    catalog.save(
        db, Catalog(teams=(Team("core", "Payments"), Team("payments", "Money"), Team("p2", "Money"))), NOW
    )

    found = [
        team and team.id for team in (catalog.find_team(db, name) for name in ("PAYMENTS", "Core", "money"))
    ]

    assert found == ["payments", "core", None]


def test_a_profile_holds_a_service_with_its_surroundings(kept: Connection) -> None:
    profile = catalog.profile(kept, API)

    assert profile.team == dated(PAYMENTS)
    assert profile.leads == (dated(ANA),)
    assert profile.needs == (Brief("ledger", "Ledger", 2), Brief("fraud", "Fraud check", hard=False))
    assert (profile.needed_by, profile.needed_by_total) == ((), 0)


def test_the_hottest_service_has_a_page_of_dependants_and_their_number(db: Connection) -> None:
    many = tuple(Service(f"s{n:03}", f"S{n}", depends_on=(Dependency("ledger"),)) for n in range(50))
    catalog.save(db, Catalog(services=(LEDGER, *many)), NOW)

    profile = catalog.profile(db, LEDGER)

    assert ([each.id for each in profile.needed_by][::19], profile.needed_by_total) == (["s000", "s019"], 50)
    assert [each.id for each in catalog.needed_by(db, "ledger", offset=48)] == ["s048", "s049"]


def test_saving_again_replaces_names_and_dependencies(kept: Connection) -> None:
    catalog.save(kept, Catalog(services=(Service("payments-api", "Pay", aliases=("till",)),)), LATER)

    found = [
        service and service.id for service in (catalog.find(kept, name) for name in ("payments", "till"))
    ]

    assert found == [None, "payments-api"]
    assert catalog.dependencies(kept, "payments-api") == ()


def test_what_is_gone_is_kept_dated_and_no_longer_counted(kept: Connection) -> None:
    catalog.mark_gone(kept, "service", ["payments-api"], LATER)

    gone = catalog.find(kept, "payments")

    assert gone is not None
    assert gone.gone_at == LATER
    assert catalog.counts(kept) == Counts(2, 1, 2)
    assert catalog.by_channel(kept, "team-payments") == ()
    assert {id for id, _ in catalog.names(kept)} == {"fraud", "ledger"}


def test_what_stands_takes_the_name_of_what_is_gone_and_what_returns_is_gone_no_more(
    kept: Connection,
) -> None:
    catalog.mark_gone(kept, "service", ["payments-api"], LATER)
    catalog.save(kept, Catalog(services=(Service("new", "New", aliases=("payments",)),)), LATER)

    found = catalog.find(kept, "payments")
    catalog.save(kept, Catalog(services=(API,)), LATER)
    returned = catalog.service(kept, "payments-api")

    assert (found and found.id, returned and returned.gone_at) == ("new", None)


def test_every_write_raises_the_generation(kept: Connection) -> None:
    before = catalog.generation(kept)

    catalog.mark_gone(kept, "team", ["payments"], LATER)

    assert catalog.generation(kept) > before


def test_names_are_every_standing_service_s_folded_names_its_id_first(kept: Connection) -> None:
    found = [name for id, name in catalog.names(kept) if id == "payments-api"]

    assert (found[0], sorted(found[1:])) == ("payments api", ["payments", "оплата"])


def test_only_what_comes_from_other_files_stands_elsewhere(kept: Connection) -> None:
    catalog.mark_gone(kept, "service", ["ledger"], LATER)

    found = catalog.standing_elsewhere(kept, ["c.yaml"])

    named = {section: ids for section, ids in found.items() if ids}
    assert named == {"people": {"bo"}, "teams": {"payments"}, "services": {"fraud"}}
