"""Who is on call, from the store alone; what people mean by `/oncall …`; and the sync with PagerDuty."""

import logging
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.domain.catalog import Catalog, Level, Person, Rota, Service, Team
from bot.domain.oncall import Candidate, Candidates, Duties, Duty, OnCall, OnCallLevel, Overview
from bot.domain.refusal import Refusal
from bot.domain.rota import BadRota, who
from bot.flows import rota
from bot.integrations.pagerduty import PagerDuty
from bot.ports import Bot, PagerPerson, PagerService, PagerSnapshot, PagerSpan
from bot.sandbox.faults import Faults
from bot.sandbox.pagerduty import KEY, PagerDutyTwin, Policy, Schedule, User, routes
from bot.sandbox.pagerduty import Service as TwinService
from store import catalog
from store import rota as rows_of
from store.sqlite import Store
from tests import make
from tests.loopback import serving
from tests.make import NOW

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=NOW.tzinfo)

ANA = Person("ana", "Ana Silva", "ana@acme.example", slack="U0ANA", pagerduty="PANA", phone="+351 1")
BO = Person("bo", "Bo Lindqvist", "bo@acme.example", slack="U0BO")
MAYA = Person("maya", "Maya Okafor", slack="U0MAYA")
PAYMENTS = Team("payments", "Payments", members=("ana", "bo"))
STOREFRONT = Team(
    "storefront",
    "Storefront",
    oncall=(Level(rota="storefront-primary"), Level(person="maya")),
)
API = Service("payments-api", "Payments API", aliases=("payments",), team="payments", pagerduty="PSVC1")
CHECKOUT = Service("checkout", "Checkout", team="storefront")
PRIMARY = Rota("storefront-primary", make.rota_layers(members=["bo", "ana"]), "catalog.yaml")

USERS = (
    PagerPerson("PANA", "Ana in PagerDuty", "someone-else@acme.example", ("+351 999",)),
    PagerPerson("PBO", "Bo in PagerDuty", "BO@acme.example", ("+46 8",)),
    PagerPerson("PZED", "Zed Out", "zed@contractor.example", ("+1 555",)),
)
SERVICES = (PagerService("PSVC1", "Payments API", "PPOL1"),)


async def keep(rows: Store, *things: Any) -> None:
    """Bring teams, people, services and rotas into the catalog."""
    kinds: dict[type, list[Any]] = {Person: [], Team: [], Service: [], Rota: []}
    for each in things:
        kinds[type(each)].append(replace(each, source="catalog.yaml"))
    brought = Catalog(tuple(kinds[Person]), tuple(kinds[Team]), tuple(kinds[Service]))
    await rows.run(catalog.save, brought, NOW)
    for each in kinds[Rota]:
        await rows.run(rows_of.save, each, NOW)


async def paged(rows: Store, *spans: PagerSpan, at: datetime = NOW) -> None:
    """What a sync with PagerDuty brought at that time."""
    await rows.run(rows_of.save_snapshot, PagerSnapshot(SERVICES, USERS, spans), at)


def named(levels: tuple[OnCallLevel, ...]) -> list[tuple[int, list[str]]]:
    return [(level.number, [person.name for person in level.people]) for level in levels]


# A service or a team ------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(("minutes", "stale"), [(5, False), (6, True)])
def test_an_answer_is_stale_after_five_minutes(minutes: int, stale: bool) -> None:
    found = OnCall("Payments API", source="pagerduty", as_of=NOW - timedelta(minutes=minutes))

    assert found.stale(NOW) is stale


async def test_a_gap_in_pagerduty_is_said_with_when_it_ends(rows: Store) -> None:
    await keep(rows, ANA, API)
    await paged(rows, make.pager_span("PANA", 1, start=NOW + HOUR, end=NOW + 2 * HOUR))

    found = rota.oncall_for_service(rows, API, NOW)

    assert found.primary == ()
    assert found.note == "Nobody is on call for Payments API now. Somebody is from 2026-11-20 13:00 UTC."


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
        "Nobody is on call for Broken now. "
        "The rota no-such-rota does not exist: add it under `rotas:` in the catalog file.",
    ),
    (
        Service("checkout", "Checkout", team="staffed", pagerduty="PNEW"),
        "PagerDuty was not synced yet: set PAGERDUTY_API_KEY, then `tocsin sync pagerduty`.",
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


# A person -----------------------------------------------------------------------------------------------


async def test_a_person_s_duties_come_from_pagerduty_and_from_rotas_soonest_first(rows: Store) -> None:
    await keep(rows, ANA, BO, STOREFRONT, PRIMARY)
    schedule = {"schedule": "S1", "schedule_name": "Payments primary"}
    await paged(
        rows,
        make.pager_span("PANA", 1, **schedule),
        make.pager_span("PANA", 1, policy="PPOL2", **schedule),
        make.pager_span("PANA", 1, start=NOW + HOUR, end=NOW + 2 * HOUR, **schedule),
        make.pager_span("PANA", 1, start=NOW + 20 * HOUR, end=NOW + 30 * HOUR, **schedule),
    )

    found = rota.of_person(rows, ANA, NOW)

    assert found.current == (
        Duty("Storefront", 1, None, MONDAY, "rota"),
        Duty("Payments primary", 1, NOW - HOUR, NOW + 2 * HOUR, "pagerduty"),
    )
    assert found.upcoming == (
        Duty("Payments primary", 1, NOW + 20 * HOUR, NOW + 30 * HOUR, "pagerduty"),
        Duty("Storefront", 1, MONDAY + timedelta(days=7), MONDAY + timedelta(days=14), "rota"),
    )
    assert found.as_of == NOW


async def test_a_person_is_found_in_pagerduty_by_address(rows: Store) -> None:
    await keep(rows, BO)
    await paged(rows, make.pager_span("PBO", 2, start=None, end=None))

    found = rota.of_person(rows, BO, NOW)

    assert found.current == (Duty("Payments API", 2, None, None, "pagerduty"),)


async def test_a_person_who_is_a_level_is_on_call_always(rows: Store) -> None:
    await keep(rows, MAYA, STOREFRONT)

    assert rota.of_person(rows, MAYA, NOW).current == (Duty("Storefront", 2, None, None, "person"),)


async def test_a_rota_of_no_team_still_counts(rows: Store) -> None:
    await keep(rows, ANA, PRIMARY)

    assert rota.of_person(rows, ANA, NOW).current == (Duty("storefront-primary", 0, None, MONDAY, "rota"),)


async def test_a_person_without_shifts_is_told_so(rows: Store) -> None:
    await keep(rows, MAYA)

    found = rota.of_person(rows, MAYA, NOW)

    assert (found.current, found.upcoming) == ((), ())
    assert found.note == "Maya Okafor is not on call now, and no shift is planned."


# What is meant ------------------------------------------------------------------------------------------


@pytest.fixture
async def bot(rows: Store) -> Bot:
    await keep(rows, ANA, BO, MAYA, PAYMENTS, STOREFRONT, API, CHECKOUT, PRIMARY)
    await paged(rows, make.pager_span("PANA", 1))
    return make.bot(rows)


MEANT = [
    ("checkout", "Checkout"),
    ("CHECKOUT", "Checkout"),
    ("checkout?", "Checkout"),
    ("who checkout", "Checkout"),
    ("payments", "Payments API"),
    ("team:payments", "Payments"),
    ("Storefront", "Storefront"),
    ("service:checkout", "Checkout"),
    ("check", "Checkout"),
]


@pytest.mark.parametrize(("words", "about"), MEANT)
async def test_a_name_finds_the_service_or_the_team(bot: Bot, words: str, about: str) -> None:
    found = await rota.look_up(bot, words, "U0ANA")

    assert isinstance(found, OnCall)
    assert found.about == about


async def test_a_name_that_is_a_service_s_and_a_team_s_offers_the_team_too(bot: Bot) -> None:
    found = await rota.look_up(bot, "payments", "U0ANA")

    assert isinstance(found, OnCall)
    assert found.also == (Candidate("team", "payments", "Payments"),)


@pytest.mark.parametrize(
    ("words", "person"),
    [
        ("me", "ana"),
        ("ME", "ana"),
        ("<@U0BO>", "bo"),
        ("<@U0BO|bo>", "bo"),
        ("now", "ana"),
        ("person:bo", "bo"),
    ],
)
async def test_a_person_is_meant_by_a_mention_or_by_asking(bot: Bot, words: str, person: str) -> None:
    found = await rota.look_up(bot, words, "U0ANA")

    assert isinstance(found, Duties)
    assert found.person.id == person


async def test_who_is_not_in_the_catalog_is_told_how_to_get_there(bot: Bot) -> None:
    found = await rota.look_up(bot, "me", "U0NEW")

    assert isinstance(found, Duties)
    expected = (
        "Not in the catalog: add `slack: U0NEW` to the person under `people:`, then import the file again."
    )
    assert found.note == expected


async def test_the_bare_word_shows_the_house_to_whoever_has_no_shifts(bot: Bot) -> None:
    found = await rota.look_up(bot, "", "U0NEW")

    assert isinstance(found, Overview)
    assert [(team.about, team.primary[0].name) for team in found.teams] == [
        ("Storefront", "Ana Silva"),
        ("Payments", "Ana Silva"),
    ]
    assert (found.total, found.empty) == (2, False)


async def test_several_that_come_near_are_candidates(bot: Bot, rows: Store) -> None:
    await keep(rows, Service("pay-out", "Payouts"), Service("pay-in", "Pay-ins"), Team("payers", "Payers"))

    found = await rota.look_up(bot, "pay", "U0ANA")

    assert isinstance(found, Candidates)
    assert {(option.kind, option.id) for option in found.options} == {
        ("team", "payments"),
        ("team", "payers"),
        ("service", "payments-api"),
        ("service", "pay-out"),
        ("service", "pay-in"),
    }


async def test_an_empty_catalog_says_that_it_is_empty(rows: Store) -> None:
    bot = make.bot(rows)

    found = [await rota.look_up(bot, words, "U0ANA") for words in ("payments", "")]

    assert found == [Candidates("payments", empty=True), Overview((), 0, empty=True)]


async def test_the_house_of_many_teams_is_shown_in_part(rows: Store) -> None:
    teams = [Team(f"t{n:03}", f"Team {n:03}", oncall=(Level(person="maya"),)) for n in range(400)]
    await keep(rows, MAYA, *teams)

    found = rota.overview(rows, NOW)

    assert (len(found.teams), found.total) == (10, 400)


async def test_the_command_line_gets_the_same_answers_without_a_loop(bot: Bot, rows: Store) -> None:
    exact, near = rota.answer(rows, "checkout", NOW), rota.answer(rows, "check", NOW)

    assert exact == near == await rota.look_up(bot, "checkout", "U0ANA")


# The sync -----------------------------------------------------------------------------------------------


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
async def synced(rows: Store, faults: Faults) -> AsyncIterator[Bot]:
    """A bot whose PagerDuty is the twin, through the real pdpyras."""
    twin = PagerDutyTwin()
    twin.users = {"PANA": User("PANA", "Ana Silva", "ana@acme.example", "Europe/Lisbon", ("+351 5550101",))}
    start = datetime(2026, 1, 5, 9)  # noqa: DTZ001  (a schedule starts by the clock on the wall)
    twin.schedules = {"S1": Schedule("S1", "Payments", "Europe/London", start, ("PANA",))}
    twin.policies = {"PPOL1": Policy("PPOL1", "Payments", (("S1",),))}
    twin.services = {"PSVC1": TwinService("PSVC1", "Payments API", "PPOL1")}
    async with (
        serving(routes(twin, faults)) as url,
        aclosing(PagerDuty(f"{url}/pagerduty", SecretStr(KEY), deadline=3.0)) as pager,
    ):
        yield make.bot(rows, pager=pager)


async def test_a_sync_brings_who_is_on_call_into_the_store(synced: Bot, rows: Store) -> None:
    await keep(rows, ANA, API)

    report = await rota.sync_pagerduty(synced)

    assert report == rota.SyncReport("ok", services=1, people=1, spans=report.spans)
    assert [
        each.people[0].name for each in rota.oncall_for_service(rows, API, datetime.now(NOW.tzinfo)).levels
    ] == ["Ana Silva"]


async def test_a_pagerduty_that_goes_away_is_logged_once_and_once_when_it_is_back(
    synced: Bot, faults: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tocsin.pagerduty")
    faults.add({"vendor": "pagerduty", "match": "*", "kind": "server_error"})

    failed = [await rota.sync_pagerduty(synced) for _ in range(2)]
    faults.clear()
    back = [await rota.sync_pagerduty(synced) for _ in range(2)]

    assert [report.outcome for report in failed + back] == ["failed", "failed", "ok", "ok"]
    assert failed[0].error == "PagerDuty answered 500"
    lines = [record.getMessage() for record in caplog.records if record.name == "tocsin.pagerduty"]
    assert lines == [
        "PagerDuty does not answer; on-call answers stay as last learned: PagerDuty answered 500",
        "PagerDuty answers again, after 0:00:00",
    ]


async def test_what_is_fresh_is_not_asked_for_again(synced: Bot, faults: Faults) -> None:
    clock = synced.clock
    assert isinstance(clock, make.StillClock)

    first = await rota.freshen(synced)
    second = await rota.freshen(synced)
    clock.time += timedelta(minutes=2)
    third = await rota.freshen(synced)

    assert [first and first.outcome, second, third and third.outcome] == ["ok", None, "ok"]


async def test_without_a_key_there_is_nothing_to_sync(rows: Store) -> None:
    bot = make.bot(rows)

    assert [await rota.sync_pagerduty(bot), await rota.freshen(bot)] == [rota.SyncReport("off")] * 2


# A file -------------------------------------------------------------------------------------------------

YAML = """
layers:
  - {timezone: Europe/London, start: 2026-01-05T09:00:00, every: {n: 1, unit: week}, members: [no, bo]}
overrides:
  - {id: o1, start: 2026-01-06T00:00:00Z, end: 2026-01-07T00:00:00Z, user: bo, created: 2026-01-01T00:00:00Z}
"""


def test_a_yaml_file_is_read_as_1_2_and_its_times_as_text(tmp_path: Path) -> None:
    path = tmp_path / "rota.yaml"
    path.write_text(YAML)

    found = rota.read_file(str(path))

    days = [datetime(2026, 1, day, 12, tzinfo=NOW.tzinfo) for day in (5, 6, 7)]
    assert [who(found, day) for day in days] == [("no",), ("bo",), ("no",)]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("rota.yaml", b"layers: [", "rota.yaml:1:10: is not YAML: "),
        ("rota.yaml", b"a: 1\na: 2\n", "rota.yaml:2:1: is not YAML: found duplicate key"),
        ("rota.json", b"{", "rota.json: is not JSON: "),
        ("rota.yaml", b"\xff\xfe\xfa", "rota.yaml: is not UTF-8 text"),
        ("rota.yaml", b"#" * (1 << 20) + b"##", "rota.yaml: larger than 1 MiB"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path: Path, name: str, text: bytes, expected: str) -> None:
    (tmp_path / name).write_bytes(text)

    with pytest.raises(Refusal) as refused:
        rota.read_file(str(tmp_path / name))

    assert expected in refused.value.text


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="No such file"):
        rota.read_file(str(tmp_path / "none.yaml"))


def test_a_file_that_is_no_rota_names_the_field(tmp_path: Path) -> None:
    (tmp_path / "rota.json").write_text('{"layers": []}')

    with pytest.raises(BadRota) as refused:
        rota.read_file(str(tmp_path / "rota.json"))

    assert refused.value.path == "layers"
