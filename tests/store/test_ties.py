"""What an incident is tied to: further services, and the one that it was merged into."""

import sqlite3
from datetime import timedelta

import pytest

from store import incident as rows
from store.incident import ties
from tests.make import NOW, incident


@pytest.fixture
def two(db: sqlite3.Connection) -> sqlite3.Connection:
    rows.save(db, incident(12))
    rows.save(db, incident(9))
    return db


def test_further_services_keep_their_order_and_who_added_them(two: sqlite3.Connection) -> None:
    ties.set_services(two, "INC-12", ["search", "checkout", "search"], "U0ANA", NOW)
    ties.set_services(two, "INC-12", ["checkout", "mail"], "U0BO", NOW + timedelta(minutes=1))

    kept = two.execute("SELECT service, person FROM incident_further ORDER BY at").fetchall()
    assert [tuple(row) for row in kept] == [("checkout", "U0ANA"), ("mail", "U0BO")]
    assert ties.services(two, "INC-12") == ("checkout", "mail")
    assert ties.services(two, "INC-9") == ()


def test_a_part_knows_its_whole_and_the_other_way_round(two: sqlite3.Connection) -> None:
    ties.merge(two, "INC-12", "INC-9", "U0ANA", NOW)

    assert (ties.merged_into(two, "INC-12"), ties.parts(two, "INC-9")) == ("INC-9", ("INC-12",))
    ties.part(two, "INC-12")
    assert (ties.merged_into(two, "INC-12"), ties.parts(two, "INC-9")) == ("", ())
