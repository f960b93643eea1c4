"""Rows of rotas and of PagerDuty: versions, what an empty answer may not delete, and how syncing goes."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from sqlite3 import Connection
from typing import Any

import pytest

from bot.domain.catalog import Catalog, Person, Rota
from bot.domain.refusal import Refusal
from bot.domain.rota import BadRota
from bot.domain.rota.cover import Request, RequestKind, State
from bot.domain.syncing import GRACE, Tally
from bot.ports import PagerPerson, PagerService, PagerSnapshot
from store import catalog, rota, syncing
from store.rota import edits, request
from store.rota.edits import Changed
from tests import make
from tests.make import NOW

LATER = NOW + timedelta(minutes=15)
ANA = PagerPerson(
    "PANA", "Ana Silva", "Ana@acme.example", ("+351 1", "+351 2"), "Europe/Lisbon", "https://pd/PANA"
)
PAYMENTS = PagerService("PSVC1", "Payments", "PPOL1", "https://pd/PSVC1")
SPAN = make.pager_span("PANA", level=1, start=NOW - timedelta(hours=1), end=NOW + timedelta(hours=1))
WHOLE = PagerSnapshot((PAYMENTS,), (ANA,), (SPAN,))
WEEKLY = (
    '{"layers":[{"every":{"n":1,"unit":"week"},"members":["ana","bo"],'
    '"start":"2026-01-05T09:00","timezone":"UTC"}]}'
)
NOTHING = PagerSnapshot((), (), ())


def primary(**fields: object) -> Rota:
    return Rota("payments-primary", make.rota_layers(**fields), "catalog.yaml", 12)


# Rotas --------------------------------------------------------------------------------------------------


def test_a_kept_rota_comes_back_as_it_was(db: Connection) -> None:
    version = rota.save(db, primary(), NOW)

    kept = rota.get(db, "payments-primary")

    assert version == 1
    assert kept == rota.RotaRow("payments-primary", WEEKLY, 1, "catalog.yaml", NOW)


def test_only_a_changed_definition_raises_the_version(db: Connection) -> None:
    versions = [
        rota.save(db, primary(), NOW),
        rota.save(db, primary(), LATER),
        rota.save(db, primary(members=["bo", "ana"]), LATER),
    ]

    assert versions == [1, 1, 2]


def test_a_wrong_rota_is_refused_and_not_kept(db: Connection) -> None:
    with pytest.raises(BadRota) as refused:
        rota.save(db, primary(timezone="Mars/Olympus"), NOW)

    assert refused.value.path == "layers[0].timezone"
    assert rota.count(db) == 0


def test_who_edits_an_older_version_is_told(db: Connection) -> None:
    rota.save(db, primary(), NOW)
    rota.save(db, primary(members=["bo"]), NOW, expected=1)

    with pytest.raises(Refusal, match="changed meanwhile"):
        rota.save(db, primary(members=["cy"]), NOW, expected=1)


def test_a_new_rota_is_expected_at_version_nought(db: Connection) -> None:
    assert rota.save(db, primary(), NOW, expected=0) == 1


def test_times_of_a_yaml_reader_are_kept_as_the_file_has_them(db: Connection) -> None:
    rota.save(db, primary(until=datetime(2027, 1, 1, tzinfo=UTC)), NOW)

    kept = rota.get(db, "payments-primary")

    assert kept is not None
    assert '"until":"2027-01-01T00:00:00+00:00"' in kept.definition


def test_a_rota_is_found_by_everybody_whom_it_names_now(db: Connection) -> None:
    rota.save(db, primary(members=["ana", "bo"]), NOW)
    rota.save(db, primary(members=["bo", "cy"]), NOW)

    found = {person: [row.id for row in rota.of_person(db, person)] for person in ("ana", "bo", "cy")}

    assert found == {"ana": [], "bo": ["payments-primary"], "cy": ["payments-primary"]}


# PagerDuty ----------------------------------------------------------------------------------------------


def learned(db: Connection) -> tuple[object, ...]:
    return (
        rota.pager_service(db, "PSVC1"),
        rota.pager_person(db, "PANA"),
        rota.spans_of_policy(db, "PPOL1", NOW),
    )


def test_a_snapshot_comes_back_as_it_was(db: Connection) -> None:
    before = rota.save_snapshot(db, WHOLE, NOW)

    assert before is None
    assert learned(db) == (PAYMENTS, ANA, (SPAN,))
    assert rota.sync_state(db) == rota.PagerSync(NOW, NOW, None, "ok")


OTHER = PagerSnapshot(
    (replace(PAYMENTS, id="PSVC2", policy="PPOL2"),), (replace(ANA, id="PBO", email="bo@acme.example"),), ()
)


def test_what_is_no_longer_listed_is_kept_with_a_date_and_goes_after_a_fortnight(db: Connection) -> None:
    rota.save_snapshot(db, WHOLE, NOW)

    rota.save_snapshot(db, OTHER, LATER)
    known, since = learned(db), rota.pager_stale_since(db, "PSVC1")
    rota.save_snapshot(db, OTHER, LATER + GRACE + timedelta(seconds=1))

    assert known == (PAYMENTS, ANA, (SPAN,))
    assert since == LATER
    assert learned(db) == (None, None, ())
    assert syncing.latest(db, "pagerduty")["services"][1] == Tally(kept=1, gone=1)


def test_what_is_listed_again_is_stale_no_longer(db: Connection) -> None:
    for snapshot, moment in ((WHOLE, NOW), (OTHER, LATER), (WHOLE, LATER)):
        rota.save_snapshot(db, snapshot, moment)

    assert rota.pager_stale_since(db, "PSVC1") is None
    assert rota.pager_stale_since(db, "PSVC2") == LATER
    assert rota.tallies(db, WHOLE, LATER)["services"] == Tally(stale=1, kept=1)


def test_strangers_are_people_whom_neither_id_nor_address_joins_to_the_catalog(db: Connection) -> None:
    alike = [replace(ANA, id=f"P{n}", email=mail) for n, mail in enumerate(("", "ana@acme.example.net"))]
    by_id = replace(ANA, id="PID", email="other@acme.example")
    rota.save_snapshot(db, replace(WHOLE, people=(ANA, by_id, *alike)), NOW)
    people = (Person("ana", "Ana Silva", "ana@ACME.example"), Person("bo", "Bo", pagerduty="PID"))

    catalog.save(db, Catalog(people), NOW)

    assert rota.strangers(db) == tuple(alike)


@pytest.mark.parametrize(
    "snapshot",
    [NOTHING, replace(NOTHING, services=(PAYMENTS,)), replace(NOTHING, people=(ANA,))],
    ids=["nothing", "no people", "no services"],
)
def test_an_empty_answer_deletes_nothing_and_says_so(db: Connection, snapshot: PagerSnapshot) -> None:
    rota.save_snapshot(db, WHOLE, NOW)

    rota.save_snapshot(db, snapshot, LATER)

    assert learned(db) == (PAYMENTS, ANA, (SPAN,))
    assert rota.sync_state(db) == rota.PagerSync(LATER, NOW, None, "empty")


def test_a_first_answer_that_is_empty_has_taught_nothing(db: Connection) -> None:
    rota.save_snapshot(db, NOTHING, NOW)

    assert rota.sync_state(db) == rota.PagerSync(NOW, None, None, "empty")


def test_a_failure_keeps_what_is_known_and_the_time_of_the_first_one(db: Connection) -> None:
    rota.save_snapshot(db, WHOLE, NOW)
    rota.note_failure(db, "PagerDuty answered 500", LATER)

    before = rota.note_failure(db, "PagerDuty answered 502", LATER + timedelta(minutes=15))

    assert learned(db) == (PAYMENTS, ANA, (SPAN,))
    assert before == rota.PagerSync(LATER, NOW, LATER, "failed", "PagerDuty answered 500")
    assert rota.sync_state(db) == rota.PagerSync(
        LATER + timedelta(minutes=15), NOW, LATER, "failed", "PagerDuty answered 502"
    )


def test_a_good_answer_ends_a_failure(db: Connection) -> None:
    rota.note_failure(db, "PagerDuty answered 500", NOW)

    before = rota.save_snapshot(db, WHOLE, LATER)

    assert before == rota.PagerSync(NOW, None, NOW, "failed", "PagerDuty answered 500")
    assert rota.sync_state(db) == rota.PagerSync(LATER, LATER, None, "ok")


def test_of_two_who_would_sync_at_once_one_does(db: Connection) -> None:
    minute = timedelta(minutes=1)

    claims = [rota.claim_sync(db, at, at - minute) for at in (NOW, NOW + minute / 2, NOW + minute)]

    assert claims == [True, False, True]


def test_a_claim_leaves_a_running_failure_as_it_is(db: Connection) -> None:
    rota.note_failure(db, "PagerDuty answered 500", NOW)

    rota.claim_sync(db, LATER, LATER)

    assert rota.sync_state(db) == rota.PagerSync(LATER, None, NOW, "failed", "PagerDuty answered 500")


def test_spans_come_by_level_and_time_without_those_that_are_over(db: Connection) -> None:
    over = make.pager_span("PANA", level=1, end=NOW)
    next_one = make.pager_span("PBO", level=1, start=NOW + timedelta(hours=1), end=None)
    always = make.pager_span("PMAYA", level=2, start=None, end=None)
    elsewhere = make.pager_span("PANA", level=1, policy="PPOL2")
    rota.save_snapshot(db, replace(WHOLE, spans=(always, next_one, over, elsewhere, SPAN)), NOW)

    found = rota.spans_of_policy(db, "PPOL1", NOW)

    assert found == (SPAN, next_one, always)


def test_spans_of_a_person_come_from_every_policy(db: Connection) -> None:
    elsewhere = make.pager_span("PANA", level=2, policy="PPOL2", start=NOW - timedelta(hours=2))
    other = make.pager_span("PBO", level=1)
    rota.save_snapshot(db, replace(WHOLE, spans=(SPAN, other, elsewhere)), NOW)

    assert rota.spans_of_person(db, "PANA", NOW) == (elsewhere, SPAN)


def test_a_user_is_found_by_address_whatever_the_case(db: Connection) -> None:
    nameless = replace(ANA, id="P0", email="")
    rota.save_snapshot(db, replace(WHOLE, people=(ANA, nameless)), NOW)

    found = [rota.pager_person_by_email(db, email) for email in ("ana@ACME.example", "bo@acme.example", "")]

    assert found == [ANA, None, None]


def test_services_of_a_policy_come_by_name(db: Connection) -> None:
    accounts = replace(PAYMENTS, id="PSVC0", name="Accounts")
    other = replace(PAYMENTS, id="PSVC9", policy="PPOL9")
    rota.save_snapshot(db, replace(WHOLE, services=(PAYMENTS, accounts, other)), NOW)

    assert rota.services_of_policy(db, "PPOL1") == (accounts, PAYMENTS)


# Changes made in Slack ----------------------------------------------------------------------------------

COVER = {
    "id": "o1",
    "start": "2026-12-01T09:00Z",
    "end": "2026-12-02T09:00Z",
    "user": "cy",
    "created": "2026-11-01T00:00Z",
}


def covered(db: Connection) -> None:
    rota.save(db, primary(), NOW)
    rota.revise(db, "payments-primary", {**make.rota_layers(), "overrides": [COVER]}, NOW, expected=1)


def ruling(db: Connection) -> Any:
    kept = rota.get(db, "payments-primary")
    assert kept is not None
    return json.loads(kept.definition)


def test_an_import_of_the_same_file_keeps_what_was_changed_in_slack(db: Connection) -> None:
    covered(db)

    version = rota.save(db, primary(), LATER)

    assert version == 2
    assert ruling(db)["overrides"] == [COVER]


def test_a_file_that_says_something_new_rules_from_then_on_and_overrides_stay(db: Connection) -> None:
    covered(db)

    rota.save(db, primary(members=["bo", "cy"]), LATER)

    found = ruling(db)
    assert [each["layers"][0]["members"] for each in found["versions"]] == [["ana", "bo"], ["bo", "cy"]]
    assert found["overrides"] == [COVER]


def test_a_file_with_a_history_of_its_own_is_taken_as_it_is(db: Connection) -> None:
    covered(db)
    versions = [{"effective": "2026-01-01T00:00Z", "layers": make.rota_layers(members=["di"])["layers"]}]

    rota.save(db, Rota("payments-primary", {"versions": versions}, "catalog.yaml"), LATER)

    assert ruling(db) == {"versions": versions, "overrides": [COVER]}


def test_a_rota_that_was_never_changed_in_slack_is_as_its_file_has_it(db: Connection) -> None:
    rota.save(db, primary(), NOW)
    rota.save(db, primary(members=["cy"]), LATER)

    assert ruling(db) == make.rota_layers(members=["cy"])


def test_a_rota_that_is_gone_cannot_be_changed(db: Connection) -> None:
    with pytest.raises(Refusal, match="no longer there"):
        rota.revise(db, "gone", make.rota_layers(), NOW, expected=0)


def test_what_was_changed_since_a_version_is_known_without_what_was_undone(db: Connection) -> None:
    for number in (2, 3):
        edits.add(db, Changed(f"c{number}", "r", "edit", "text", "{}", "{}", number, "U0BO", NOW))
    edits.undo(db, "c3", LATER)

    assert [each.id for each in edits.since(db, "r", 1)] == ["c2"]
    assert edits.get(db, "c3") == Changed("c3", "r", "edit", "text", "{}", "{}", 3, "U0BO", NOW, LATER)


def test_a_request_comes_back_as_it_stands_with_the_answers(db: Connection) -> None:
    asked = Request(
        "q1", RequestKind.COVER, "r", "payments", "ana", "U0ANA", NOW, LATER, NOW, open=((NOW, LATER),)
    )
    request.save(db, asked, NOW)
    request.reply(db, "q1", ("bo", "cannot"), NOW)
    request.reply(db, "q1", ("cy", "took"), NOW, (NOW, LATER))

    standing = request.standing(db, NOW)
    request.save(db, replace(asked, open=(), state=State.DONE), LATER)

    assert standing == (replace(asked, takers=("cy",), cannot=("bo",)),)
    assert request.standing(db, NOW) == ()
