"""Incidents in and out: themselves, their stamps, their timeline, the reactions on it, and the past."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.catalog import PastIncident
from bot.domain.incident import Incident, Kind, Status
from bot.domain.refusal import Refusal
from store import draft as drafts
from store import incident as rows
from store.draft import Draft
from tests.make import NOW, event, incident

MINUTE = timedelta(minutes=1)
SOURCE = "pin:C12:1.1"


def test_an_incident_comes_back_whole(db: sqlite3.Connection) -> None:
    whole = incident(
        lead="U0BO",
        service="checkout",
        service_how="guessed",
        channel="C12",
        channel_name="inc-12-checkout-500s",
        stamps={"detected": NOW - MINUTE, "declared": NOW},
    )

    rows.save(db, whole)

    assert rows.get(db, "INC-12") == whole
    assert rows.by_channel(db, "C12") == whole
    assert rows.get(db, "INC-13") is None
    assert (rows.by_channel(db, "C13"), rows.by_channel(db, "")) == (None, None)


def test_who_declared_it_and_when_never_changes(db: sqlite3.Connection) -> None:
    rows.save(db, incident())

    rows.save(db, incident(title="checkout answers 500", declared_by="U0EVE", declared_at=NOW + MINUTE))

    found = rows.get(db, "INC-12")
    assert found is not None
    assert (found.title, found.declared_by, found.declared_at) == ("checkout answers 500", "U0ANA", NOW)


def test_numbers_go_up(db: sqlite3.Connection) -> None:
    first = rows.next_number(db)
    rows.save(db, incident(41))

    assert (first, rows.next_number(db)) == (1, 42)


def test_lists_are_newest_first_and_hold_what_is_open(db: sqlite3.Connection) -> None:
    for number, status in enumerate(Status, 1):
        rows.save(db, incident(number, status=status, service="checkout", declared_by=f"U{number}"))
    rows.add_event(db, event(incident="INC-2", by="U1"))

    def numbers(found: tuple[Incident, ...]) -> list[int]:
        return [each.number for each in found]

    assert numbers(rows.open_ones(db)) == [3, 2, 1]
    assert numbers(rows.open_ones(db, 2)) == [3, 2]
    assert numbers(rows.of_service(db, "checkout", 4)) == [7, 6, 5, 4]
    assert numbers(rows.of_person(db, "U1")) == [2, 1]
    assert numbers(rows.of_person(db, "U7")) == []


def test_a_change_is_decided_on_what_is_there(db: sqlite3.Connection) -> None:
    rows.save(db, incident())

    made = rows.change(db, "INC-12", lambda found: replace(found, lead="U0BO"), "U0ANA", "/inc")

    assert made.lead == "U0BO"
    assert rows.get(db, "INC-12") == made
    with pytest.raises(Refusal, match=r"There is no INC-99\."):
        rows.change(db, "INC-99", lambda found: found, "U0ANA", "/inc")


def test_each_stamp_knows_who_set_it_and_one_that_is_taken_back_goes(db: sqlite3.Connection) -> None:
    rows.save(db, incident(), "U0ANA", "/inc")
    mitigated = incident(stamps={"declared": NOW, "mitigated": NOW + MINUTE})
    rows.save(db, mitigated, "U0BO", "/inc")

    assert rows.stamps(db, "INC-12") == (
        ("declared", NOW, "U0ANA", "/inc"),
        ("mitigated", NOW + MINUTE, "U0BO", "/inc"),
    )

    rows.save(db, incident(), "U0CY", "/inc")

    assert rows.stamps(db, "INC-12") == (("declared", NOW, "U0ANA", "/inc"),)


def test_a_stamp_that_is_moved_knows_who_moved_it(db: sqlite3.Connection) -> None:
    rows.save(db, incident(), "U0ANA", "/inc")

    rows.save(db, incident(stamps={"declared": NOW - MINUTE}), "U0BO", "/inc")

    assert rows.stamps(db, "INC-12") == (("declared", NOW - MINUTE, "U0BO", "/inc"),)


# The timeline -------------------------------------------------------------------------------------------


def test_the_timeline_is_in_the_order_of_what_happened(db: sqlite3.Connection) -> None:
    rows.save(db, incident())
    rows.add_event(db, event("second"))
    rows.add_event(
        db, event("first", at=NOW - MINUTE, kind=Kind.PIN, link="https://x.example", source=SOURCE)
    )
    rows.add_event(db, event("third"))

    found = rows.events(db, "INC-12")

    assert [each.text for each in found] == ["first", "second", "third"]
    assert replace(found[0], id=0) == event(
        "first", at=NOW - MINUTE, kind=Kind.PIN, link="https://x.example", source=SOURCE
    )
    assert rows.events(db, "INC-13") == ()


def test_a_line_of_one_source_is_there_once(db: sqlite3.Connection) -> None:
    rows.save(db, incident())
    for text in ("first", "second"):
        rows.add_event(db, event(text, source=SOURCE))
    for _ in range(2):
        rows.add_event(db, event("no source"))

    assert [each.text for each in rows.events(db, "INC-12")] == ["first", "no source", "no source"]
    assert rows.has_event(db, "INC-12", SOURCE)
    assert not rows.has_event(db, "INC-13", SOURCE)


def test_a_line_is_taken_off_by_its_source(db: sqlite3.Connection) -> None:
    rows.save(db, incident())
    rows.add_event(db, event("pinned", source=SOURCE))
    rows.add_event(db, event("note"))

    gone = [rows.drop_event(db, "INC-12", source) for source in (SOURCE, SOURCE, "")]

    assert gone == [True, False, False]
    assert [each.text for each in rows.events(db, "INC-12")] == ["note"]


def reacted(db: sqlite3.Connection, person: str, stands: bool, after: timedelta) -> int:
    return rows.react(db, rows.Reaction("INC-12", SOURCE, person, stands, NOW + after))


def test_a_reaction_stands_while_one_person_s_does(db: sqlite3.Connection) -> None:
    rows.save(db, incident())

    standing = [
        reacted(db, "U0ANA", True, timedelta()),
        reacted(db, "U0ANA", True, timedelta()),
        reacted(db, "U0BO", True, MINUTE),
        reacted(db, "U0ANA", False, 2 * MINUTE),
        reacted(db, "U0BO", False, 3 * MINUTE),
    ]

    assert standing == [1, 1, 2, 1, 0]


def test_of_two_deliveries_the_later_deed_counts(db: sqlite3.Connection) -> None:
    rows.save(db, incident())

    standing = [reacted(db, "U0ANA", False, MINUTE), reacted(db, "U0ANA", True, timedelta())]

    assert standing == [0, 0]


# The past -----------------------------------------------------------------------------------------------


def test_the_past_is_kept_closed_and_once(db: sqlite3.Connection) -> None:
    stamps = {"detected": NOW - MINUTE, "declared": NOW, "resolved": NOW + MINUTE}
    past = PastIncident(
        "search down", "search", 2, stamps, "bo", summary="It fell", cause="disk", fix="space"
    )

    first = rows.import_past(db, past)
    again = rows.import_past(db, replace(past, fix="more space"))

    found = rows.get(db, first)
    assert found is not None
    assert (first, again) == ("INC-1", "INC-1")
    assert (found.status, found.declared_at, found.declared_by, found.lead) == (Status.CLOSED, NOW, "", "")
    assert (found.service, found.service_how, dict(found.stamps)) == ("search", "named", stamps)
    assert rows.stamps(db, first)[0][3] == "imported"
    assert db.execute("SELECT summary, cause, fix FROM past").fetchall() == [
        ("It fell", "disk", "more space")
    ]


def test_the_past_without_a_declaration_began_with_its_first_stamp(db: sqlite3.Connection) -> None:
    made = rows.import_past(db, PastIncident("x", "", 3, {"resolved": NOW, "detected": NOW - MINUTE}))

    found = rows.get(db, made)
    assert found is not None
    assert (found.declared_at, found.service_how) == (NOW - MINUTE, "")


# Drafts of forms ----------------------------------------------------------------------------------------


def test_a_draft_comes_back_until_it_is_swept(db: sqlite3.Connection) -> None:
    old = Draft("d1", "note", "U0ANA", {"incident": "INC-12", "text": "ключ"}, "n1")
    new = replace(old, id="d2")
    drafts.save(db, old, NOW)
    drafts.save(db, new, NOW + MINUTE)

    assert drafts.get(db, "d1") == old
    assert drafts.sweep(db, NOW + MINUTE) == 1
    assert (drafts.get(db, "d1"), drafts.get(db, "d2")) == (None, new)
