"""The index over incidents: kept with every change, made anew at any time, asked in words only."""

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.catalog import Catalog, PastIncident, Service
from bot.domain.change import Mark, Marked
from bot.domain.incident import Kind, Status
from bot.domain.refusal import Refusal
from bot.domain.similar import Sought, asked
from bot.domain.words import spelt
from store import catalog, change, connection, incident, migrations, similar
from store.sqlite import open_reading, open_store
from tests import make, nasty
from tests.make import NOW

SHOP = Service("shop-1", "Web Shop", aliases=("storefront",), tags=("revenue",))
TITLES = {
    1: "checkout is slow",
    2: "foo-bar lost its index",
    3: "compiler of C++ crashed",
    4: "no route to 10.0.0.1",
    5: "支払い失敗",
    6: "foobar 10.0.0.11 checkouts2 支店",
}
EXPECTED: dict[str, set[int]] = {
    "foo-bar": {2},
    "C++": {3},
    "10.0.0.1": {4},
    "10.0.0.1:5432": {4},
    "支払い失敗": {5},
    "支" * 33_000: set(),
}


def held(db: sqlite3.Connection) -> dict[int, tuple[str, str]]:
    """What the index holds."""
    rows = db.execute("SELECT rowid, title, body FROM similar ORDER BY rowid")
    return {number: (title, body) for number, title, body in rows}


def found(db: sqlite3.Connection, text: str) -> set[int]:
    return {each.number for each in similar.hits(db, asked(text)).texts}


def declared(db: sqlite3.Connection, number: int, title: str, **fields: Any) -> None:
    incident.save(db, make.incident(number, title=title, **fields))


def noted(db: sqlite3.Connection, number: int, text: str, **fields: Any) -> None:
    """A line, and what the card that follows it does."""
    incident.add_event(db, make.event(text, **({"incident": f"INC-{number}"} | fields)))
    similar.keep(db, f"INC-{number}")


@pytest.fixture
def named(db: sqlite3.Connection) -> sqlite3.Connection:
    for number, title in TITLES.items():
        declared(db, number, title)
    return db


def test_every_change_of_an_incident_is_in_the_index(db: sqlite3.Connection) -> None:
    catalog.save(db, Catalog(services=(SHOP,)), NOW)
    declared(db, 1, "checkout slow", service="shop-1")
    noted(db, 1, "pool is full", source="m1")
    noted(db, 1, "pools drained", source="m2", kind=Kind.PIN)
    noted(db, 1, "declared: checkout slow", kind=Kind.DECLARED)

    assert held(db) == {1: ("checkout slow", "shop shop shop-1 web storefront revenu pool pool full drain")}

    incident.drop_event(db, "INC-1", "m1")
    declared(db, 1, "payments slow")

    assert held(db) == {1: ("payment slow", "pool drain")}


def test_an_imported_incident_brings_its_texts_and_renews_them(db: sqlite3.Connection) -> None:
    told = PastIncident("ledger lost rows", "", 1, {"declared": NOW}, summary="Rows vanished, restored.")
    incident.import_past(db, told)
    first = held(db)

    incident.import_past(db, replace(told, summary="", cause="disk", fix="restored twice"))

    assert first == {1: ("ledger lost row", "row vanish restor")}
    assert held(db) == {1: ("ledger lost row", "disk restor twic")}


def test_what_is_kept_step_by_step_equals_what_is_made_anew(db: sqlite3.Connection) -> None:
    catalog.save(db, Catalog(services=(SHOP,)), NOW)
    for number in range(1, 6):
        declared(db, number, f"outage {number} of the shop", service="shop-1" if number % 2 else "")
        noted(db, number, f"resolved: restarted db-{number}", kind=Kind.STATUS, source="a")
        noted(db, number, "why? retries", source="b")
    incident.drop_event(db, "INC-3", "b")
    similar.keep(db, "INC-3")
    incident.change(db, "INC-2", lambda was: replace(was, title="renamed", status=Status.RESOLVED), "", "")
    kept = held(db)

    made = similar.reindex(db)

    assert (made, held(db)) == (5, kept)
    db.execute("INSERT INTO similar (similar) VALUES ('integrity-check')")


def test_an_unchanged_text_writes_nothing(db: sqlite3.Connection) -> None:
    declared(db, 1, "checkout slow")
    before = db.total_changes

    similar.keep(db, "INC-1")

    assert db.total_changes == before


def test_a_long_timeline_is_indexed_at_both_ends(db: sqlite3.Connection) -> None:
    declared(db, 1, "checkout slow")
    for source, text in enumerate(
        ("firstword", "filler " * 1900, "middleword", "filler " * 1900, "lastword")
    ):
        noted(db, 1, text, source=f"m{source}")

    body = held(db)[1][1].split()

    assert (body[0], body[-1], "middleword" in body, body.count("filler")) == (
        "firstword",
        "lastword",
        False,
        3,
    )


def test_a_database_of_before_is_indexed_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    connection.make_file(path)
    db = connection.writing(path)
    migrations.migrate(db)
    similar.ready(db)
    declared(db, 1, "checkout slow")
    db.execute("DROP TABLE similar")
    db.execute("DELETE FROM similar_layout")
    db.close()
    early = open_reading(path)

    with pytest.raises(Refusal, match="no index of incidents yet"):
        found(early, "checkout")
    early.close()
    store = open_store(path)
    numbers = store.read(found, "checkout")
    store.close()

    assert numbers == {1}


def test_an_index_of_another_layout_is_made_anew(named: sqlite3.Connection) -> None:
    named.execute("UPDATE similar_layout SET layout = 'of old'")
    named.execute("DELETE FROM similar")

    similar.ready(named)

    assert sorted(held(named)) == [1, 2, 3, 4, 5, 6]


def test_a_step_that_fails_leaves_the_index_as_it_was(db: sqlite3.Connection) -> None:
    declared(db, 1, "checkout slow")
    db.execute("BEGIN")

    declared(db, 1, "payments slow")
    db.execute("ROLLBACK")

    assert held(db) == {1: ("checkout slow", "")}


@pytest.mark.parametrize("string", nasty.wrapped(), ids=ascii)
def test_a_word_finds_the_same_whatever_stands_around_it(named: sqlite3.Connection, string: str) -> None:
    assert found(named, string) == {1}


@pytest.mark.parametrize("string", nasty.BARE, ids=lambda string: ascii(string)[:40])
def test_what_is_no_word_on_record_finds_nothing(named: sqlite3.Connection, string: str) -> None:
    assert found(named, string) == EXPECTED.get(string, set())


def test_there_are_two_hundred_of_them() -> None:
    assert len(nasty.strings()) >= 200


def test_a_frequent_word_is_reckoned_and_the_rare_ones_lead(db: sqlite3.Connection) -> None:
    rows = ((n, "outag", f"w{n}" if n % 4 else "deployment") for n in range(1, 4001))
    db.executemany("INSERT INTO similar (rowid, title, body) VALUES (?, ?, ?)", rows)
    db.execute(
        """INSERT INTO incident VALUES ('INC-4000', 4000, 'x', 'closed', 3, '', 0, '', '', '', '', '')"""
    )

    led, alone, nothing = (similar.hits(db, asked(text)) for text in ("outage w7", "outage", "nothing"))

    assert next(iter(led.weights)) == "w7"
    assert [text.number for text in led.texts] == [7]
    assert len(alone.texts) == 30
    assert min(text.number for text in alone.texts) == 3971
    assert nothing.texts == ()


def test_where_every_word_is_frequent_those_with_two_of_them_are_found(db: sqlite3.Connection) -> None:
    rows = ((n, "outag" if n % 2 else "latency", "eu" if n % 3 else "") for n in range(1, 8001))
    db.executemany("INSERT INTO similar (rowid, title, body) VALUES (?, ?, ?)", rows)
    db.execute("UPDATE similar SET body = 'outag latency eu' WHERE rowid = 100")
    db.execute(
        """INSERT INTO incident VALUES ('INC-8000', 8000, 'x', 'closed', 3, '', 0, '', '', '', '', '')"""
    )

    pairs = similar.hits(db, asked("outage latency"))

    assert 100 in {text.number for text in pairs.texts}


def test_the_last_of_the_service_its_neighbours_and_its_trigger_come_along(db: sqlite3.Connection) -> None:
    declared(db, 1, "a", service="shop-1")
    declared(db, 2, "b", service="ledger")
    declared(db, 3, "c", service="search")
    declared(db, 4, "d", service="mail")
    suspect = make.change(repository="Acme/Search")
    change.keep(db, [suspect])
    change.mark(db, Marked("INC-3", suspect, Mark.SUSPECT, "U0ANA", NOW))
    sought = Sought({}, {}, "shop-1", {"ledger": "Shop needs"}, frozenset({"acme/search"}))

    hits = similar.hits(db, sought)
    known = similar.known(db, [text.number for text in hits.texts])

    assert (hits.weights, numbers(hits.texts)) == ({}, [1, 2, 3])
    assert {number: past.repositories for number, past in known.items() if past.repositories} == {
        3: frozenset({"acme/search"})
    }


def numbers(texts: Iterable[Any]) -> list[int]:
    return sorted(text.number for text in texts)


def test_what_is_told_of_an_incident(db: sqlite3.Connection) -> None:
    catalog.save(db, Catalog(services=(SHOP,)), NOW)
    declared(db, 1, "checkout slow", service="shop-1", channel="C1", severity=2, status=Status.RESOLVED)
    declared(db, 2, "by mistake", status=Status.CANCELLED)

    known = similar.known(db, [1, 2, 3])

    assert list(known) == [1]
    past = known[1]
    assert (past.id, past.title, past.status, past.severity, past.declared_at) == (
        "INC-1", "checkout slow", Status.RESOLVED, 2, NOW,
    )  # fmt: skip
    assert (past.service, past.service_title, past.channel, past.fix) == ("shop-1", "Web Shop", "C1", "")


def test_the_fix_is_the_last_word_of_those_who_ended_it(db: sqlite3.Connection) -> None:
    declared(db, 1, "checkout slow")
    declared(db, 2, "search slow")
    for at, text in enumerate(
        ("mitigated: drained", "resolved: raised the pool: 50", "investigating: again")
    ):
        noted(db, 1, text, kind=Kind.STATUS, at=NOW.replace(minute=at))
    noted(db, 2, "resolved", kind=Kind.STATUS)

    assert (similar.fix(db, "INC-1"), similar.fix(db, "INC-2")) == ("raised the pool: 50", "")


def test_a_question_of_a_thousand_words_asks_for_the_heaviest(named: sqlite3.Connection) -> None:
    text = " ".join(f"unheard{n}" for n in range(20)) + " checkout " + "slow " * 5000

    hits = similar.hits(named, Sought(spelt(text)))

    assert len(hits.weights) == 14
    assert "checkout" in hits.weights
    assert numbers(hits.texts) == [1]


def test_what_only_the_asking_incident_says_weighs_the_same_once_the_index_holds_it(
    named: sqlite3.Connection,
) -> None:
    sought = Sought(spelt(TITLES[1]), spelt("resolved: restarted"), number=1)
    before = similar.hits(named, sought).weights

    noted(named, 1, "resolved: restarted", kind=Kind.STATUS)

    assert similar.hits(named, sought).weights == before
