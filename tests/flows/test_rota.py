"""Who is on call for a service or a team, answered from the store alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.catalog import Level, Person, Service, Team
from bot.domain.oncall import OnCall, OnCallLevel
from bot.flows import rota
from bot.ports import PagerIncident, PagerService, PagerSnapshot
from store import rota as rows_of
from store.sqlite import Store
from tests import make
from tests.make import NOW
from tests.oncall import (
    ANA,
    API,
    BO,
    CHECKOUT,
    HOUR,
    MAYA,
    MONDAY,
    PAYMENTS,
    PRIMARY,
    SERVICES,
    STOREFRONT,
    USERS,
    keep,
    named,
    paged,
)


async def test_a_service_that_pagerduty_knows_has_pagerduty_s_levels(rows: Store) -> None:
    await keep(rows, ANA, BO, MAYA, PAYMENTS, API)
    await paged(
        rows,
        make.pager_span("PANA", 1, schedule="S1", schedule_name="Payments primary"),
        make.pager_span("PBO", 1, start=NOW + HOUR, end=NOW + 8 * HOUR, schedule="S1"),
        make.pager_span("PBO", 2, start=None, end=None),
    )

    found = rota.oncall_for_service(rows, API, NOW)

    ana = replace(ANA, source="catalog.yaml", as_of=NOW)
    bo = replace(BO, source="catalog.yaml", as_of=NOW, phone="+46 8", pagerduty="PBO")
    assert found == OnCall(
        about="Payments API",
        levels=(
            OnCallLevel(1, (ana,), NOW + HOUR, (bo,), "Payments primary"),
            OnCallLevel(2, (bo,)),
        ),
        source="pagerduty",
        as_of=NOW,
    )
    assert [level.label for level in found.levels] == ["primary", "secondary"]


async def test_a_pagerduty_user_is_matched_by_id_or_address_never_by_name(rows: Store) -> None:
    namesake = Person("zed", "Zed Out", "zed@acme.example")
    await keep(rows, ANA, BO, namesake, API)
    await paged(rows, *(make.pager_span(user.id, level) for level, user in enumerate(USERS, 1)))

    people = [level.people[0] for level in rota.oncall_for_service(rows, API, NOW).levels]

    assert [(person.id, person.name, person.phone) for person in people] == [
        ("ana", "Ana Silva", "+351 1"),
        ("bo", "Bo Lindqvist", "+46 8"),
        ("", "Zed Out", "+1 555"),
    ]


async def test_a_user_of_whom_nothing_is_known_keeps_the_id(rows: Store) -> None:
    await keep(rows, API)
    await paged(rows, make.pager_span("PGHOST", 1))

    found = rota.oncall_for_service(rows, API, NOW)

    assert found.primary == (Person("", "PGHOST", pagerduty="PGHOST"),)


async def test_a_level_ends_when_its_people_change_not_when_a_span_is_cut(rows: Store) -> None:
    await keep(rows, ANA, BO, API)
    await paged(
        rows,
        make.pager_span("PANA", 1, end=NOW + HOUR),
        make.pager_span("PANA", 1, start=NOW + HOUR, end=NOW + 3 * HOUR),
        make.pager_span("PBO", 1, start=NOW + 5 * HOUR, end=NOW + 9 * HOUR),
    )

    level = rota.oncall_for_service(rows, API, NOW).levels[0]

    assert (level.until, [person.name for person in level.next]) == (NOW + 3 * HOUR, ["Bo Lindqvist"])


async def test_while_pagerduty_is_silent_its_last_words_stand_and_say_since_when(rows: Store) -> None:
    await keep(rows, ANA, API)
    await paged(rows, make.pager_span("PANA", 1), at=NOW - timedelta(minutes=7))
    await rows.run(rows_of.note_failure, "PagerDuty answered 500", NOW - timedelta(minutes=2))

    found = rota.oncall_for_service(rows, API, NOW)

    assert named(found.levels) == [(1, ["Ana Silva"])]
    assert (found.as_of, found.failing_since) == (NOW - timedelta(minutes=7), NOW - timedelta(minutes=2))
    assert found.note == "PagerDuty could not be reached since 2026-11-20 11:58 UTC."
    assert found.stale(NOW)


async def test_what_is_open_in_pagerduty_on_the_service_is_said(rows: Store) -> None:
    await keep(rows, ANA, API)
    found = [PagerIncident(f"Q{n}", n, f"Latency <{n}>", "triggered", "PSVC1") for n in (7, 9)]
    other = PagerIncident("Q8", 8, "Elsewhere", "triggered", "PSVC2")
    whole = PagerSnapshot(SERVICES, USERS, (make.pager_span("PANA", 1),), incidents=(*found, other))
    await rows.run(rows_of.save_snapshot, whole, NOW)

    note = rota.oncall_for_service(rows, API, NOW).note

    assert note == "Open in PagerDuty: #9 Latency <9> (triggered) and 1 more."


async def test_a_service_that_pagerduty_no_longer_lists_keeps_its_people_and_says_so(rows: Store) -> None:
    await keep(rows, ANA, API)
    await paged(rows, make.pager_span("PANA", 1, end=NOW + 3 * HOUR))
    other = PagerSnapshot((PagerService("POTHER", "Other", "PPOL9"),), USERS, ())
    await rows.run(rows_of.save_snapshot, other, NOW + HOUR)

    found = rota.oncall_for_service(rows, API, NOW + HOUR)

    assert named(found.levels) == [(1, ["Ana Silva"])]
    assert found.note == (
        "PagerDuty no longer lists PSVC1 (since 2026-11-20 13:00 UTC): correct `pagerduty:` of Payments API."
    )


@pytest.mark.parametrize(("minutes", "stale"), [(5, False), (6, True)])
def test_an_answer_is_stale_after_five_minutes(minutes: int, stale: bool) -> None:
    found = OnCall("Payments API", source="pagerduty", as_of=NOW - timedelta(minutes=minutes))

    assert found.stale(NOW) is stale


async def test_a_gap_in_pagerduty_is_said_with_when_it_ends(rows: Store) -> None:
    await keep(rows, ANA, API)
    await paged(rows, make.pager_span("PANA", 1, start=NOW + HOUR, end=NOW + 2 * HOUR))

    found = rota.oncall_for_service(rows, API, NOW)

    assert found.primary == ()
    assert found.note == "Nobody is on call for Payments API. Somebody is from 2026-11-20 13:00 UTC."


async def test_a_service_without_pagerduty_has_the_levels_of_its_team(rows: Store) -> None:
    await keep(rows, ANA, BO, MAYA, STOREFRONT, CHECKOUT, PRIMARY)

    found = rota.oncall_for_service(rows, CHECKOUT, NOW)

    assert (found.about, found.source, found.as_of, found.note) == ("Checkout", "rota", NOW, "")
    assert named(found.levels) == [(1, ["Ana Silva"]), (2, ["Maya Okafor"])]
    assert found.levels[0].until == MONDAY
    assert [person.name for person in found.levels[0].next] == ["Bo Lindqvist"]
    assert found.levels[0].name == "storefront-primary"
    assert (found.levels[1].until, found.levels[1].next) == (None, ())


async def test_a_rota_s_answer_is_never_stale(rows: Store) -> None:
    await keep(rows, ANA, BO, MAYA, STOREFRONT, CHECKOUT, PRIMARY)
    await rows.run(rows_of.note_failure, "PagerDuty answered 500", NOW)

    found = rota.oncall_for_service(rows, CHECKOUT, NOW + timedelta(days=30))

    assert not found.stale(NOW + timedelta(days=30))
    assert found.note == ""


async def test_members_whom_the_catalog_does_not_know_keep_their_ids(rows: Store) -> None:
    await keep(rows, STOREFRONT, CHECKOUT, PRIMARY)

    assert named(rota.oncall_for_team(rows, STOREFRONT, NOW).levels) == [(1, ["ana"]), (2, ["maya"])]


async def test_a_team_of_persons_alone_is_known_from_the_catalog(rows: Store) -> None:
    team = replace(STOREFRONT, oncall=(Level(person="maya"),))
    await keep(rows, MAYA, team)

    found = rota.oncall_for_team(rows, team, NOW)

    assert (found.source, named(found.levels)) == ("person", [(1, ["Maya Okafor"])])


async def test_a_team_without_levels_is_on_call_through_the_one_policy_of_its_services(rows: Store) -> None:
    await keep(rows, ANA, PAYMENTS, API)
    await paged(rows, make.pager_span("PANA", 1))

    found = rota.oncall_for_team(rows, PAYMENTS, NOW)

    assert (found.about, found.source, named(found.levels)) == ("Payments", "pagerduty", [(1, ["Ana Silva"])])


async def test_a_team_whose_services_have_several_policies_names_them(rows: Store) -> None:
    ledger = Service("ledger", "Ledger", team="payments", pagerduty="PSVC2")
    await keep(rows, PAYMENTS, API, ledger)
    both = (*SERVICES, PagerService("PSVC2", "Ledger", "PPOL2"))
    await rows.run(rows_of.save_snapshot, PagerSnapshot(both, USERS, ()), NOW)

    found = rota.oncall_for_team(rows, PAYMENTS, NOW)

    assert found.note == "Payments is on call per service: /oncall ledger, /oncall payments-api."


MISSING = [
    (
        Service("lonely", "Lonely"),
        "Lonely has no team: add `team:` to it in the catalog file, then import that file again.",
    ),
    (
        Service("checkout", "Checkout", team="bare"),
        "Nothing says who is on call for Bare: add `oncall: [{rota: bare-primary}]` to the team and the rota "
        "under `rotas:` in the catalog file, or a `pagerduty:` id to its services.",
    ),
    (
        Service("checkout", "Checkout", team="broken"),
        "Nobody is on call for Broken. "
        "The rota no-such-rota does not exist: add it under `rotas:` in the catalog file.",
    ),
    (
        Service("checkout", "Checkout", team="staffed", pagerduty="PNEW"),
        "PagerDuty was not read yet: `/tocsin health` says why; `tocsin sync pagerduty` reads it now.",
    ),
]


@pytest.mark.parametrize(("service", "note"), MISSING)
async def test_what_is_missing_is_said_with_how_to_add_it(rows: Store, service: Service, note: str) -> None:
    broken = Team("broken", "Broken", oncall=(Level(rota="no-such-rota"),))
    staffed = Team("staffed", "Staffed", oncall=(Level(person="maya"),))
    await keep(rows, Team("bare", "Bare"), broken, staffed, MAYA, service)

    assert rota.oncall_for_service(rows, service, NOW).note == note


async def test_an_id_that_pagerduty_does_not_have_is_named_beside_the_team_s_levels(rows: Store) -> None:
    service = replace(CHECKOUT, pagerduty="PGONE")
    await keep(rows, ANA, BO, MAYA, STOREFRONT, service, PRIMARY)
    await paged(rows)

    found = rota.oncall_for_service(rows, service, NOW)

    assert found.note == "PagerDuty has no service PGONE: correct `pagerduty:` of Checkout."
    assert found.source == "rota"


async def test_a_pagerduty_that_was_never_read_is_said(rows: Store) -> None:
    await keep(rows, PAYMENTS, API)
    await rows.run(rows_of.note_failure, "PagerDuty answered 401", NOW)

    found = rota.oncall_for_team(rows, PAYMENTS, NOW)

    expected = "PagerDuty was never read. PagerDuty could not be reached since 2026-11-20 12:00 UTC. "
    assert found.note == expected + "`tocsin doctor` says why."


async def test_a_kept_rota_that_cannot_be_read_is_said_and_leaves_the_other_levels(rows: Store) -> None:
    await keep(rows, MAYA, STOREFRONT, PRIMARY)
    await rows.run(lambda db: db.execute("UPDATE rota SET definition = '{}'"))

    found = rota.oncall_for_team(rows, STOREFRONT, NOW)

    assert named(found.levels) == [(1, []), (2, ["Maya Okafor"])]
    assert found.note == (
        "The rota storefront-primary cannot be read (layers): "
        "correct it in the catalog file, then import that file again."
    )
