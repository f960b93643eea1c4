"""Readiness in the store: what the forge told is never worse than before, and a service's result is a row."""

import sqlite3
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.catalog import Catalog, Service, Team
from bot.domain.scorecard import Fact, Judged, Result, Tally, Trace
from bot.ports import Lack, RepositoryFacts
from store import catalog
from store import scorecard as rows_of
from tests.make import NOW

HOUR = timedelta(hours=1)
LATER = NOW + HOUR
REFUSED = Lack("token lacks Administration: read", "Administration: read")
LEVELS = ("Basic", "Bronze", "Gold")


def told(**values: Any) -> RepositoryFacts:
    return RepositoryFacts("acme/Shop", values)


def facts(db: sqlite3.Connection) -> dict[str, Fact]:
    found = rows_of.look(db, "ACME/shop")
    assert found is not None
    return dict(found.facts)


# Facts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [None, "README.md", 2, True, False, ("build", "tést"), (), 1.5])
def test_a_fact_comes_back_as_it_was_told(db: sqlite3.Connection, value: Any) -> None:
    rows_of.keep(db, [told(x=value)], {}, NOW)

    assert facts(db) == {"x": Fact(value, "GitHub", NOW)}


def test_a_repository_that_nobody_looked_at_has_no_look(db: sqlite3.Connection) -> None:
    assert rows_of.look(db, "acme/shop") is None


def test_what_lacks_from_the_beginning_says_why_and_who_can_help(db: sqlite3.Connection) -> None:
    rows_of.keep(db, [RepositoryFacts("acme/Shop", {}, {"x": REFUSED, "y": Lack("too many")})], {}, NOW)

    assert facts(db) == {
        "x": Fact(
            source="GitHub",
            known=False,
            note="token lacks Administration: read",
            remedy="give Tocsin's GitHub credential Administration: read on ACME/shop",
            ours=True,
        ),
        "y": Fact(source="GitHub", known=False, note="too many"),
    }


def test_what_is_lacking_now_stays_as_it_was_known_with_its_age(db: sqlite3.Connection) -> None:
    rows_of.keep(db, [told(x=2)], {}, NOW)

    rows_of.keep(db, [RepositoryFacts("acme/shop", {}, {"x": REFUSED})], {}, LATER)

    found = facts(db)["x"]
    assert (found.value, found.as_of, found.known) == (2, NOW, True)
    assert found.note == "token lacks Administration: read"


def test_what_is_told_again_is_new_and_without_a_note(db: sqlite3.Connection) -> None:
    rows_of.keep(db, [RepositoryFacts("acme/shop", {}, {"x": REFUSED})], {}, NOW)

    rows_of.keep(db, [told(x=0)], {}, LATER)

    assert facts(db) == {"x": Fact(0, "GitHub", LATER)}


def test_a_failed_look_leaves_every_fact_and_says_since_when(db: sqlite3.Connection) -> None:
    rows_of.keep(db, [told(x=2)], {}, NOW)

    rows_of.keep(db, [], {"acme/shop": "not found"}, LATER)
    rows_of.keep_silence(db, ["acme/shop"], "GitHub answered 502", LATER + HOUR)

    found = rows_of.look(db, "acme/shop")
    assert found is not None
    assert (found.read_at, found.failing_since, found.error) == (NOW, LATER, "GitHub answered 502")
    assert facts(db) == {"x": Fact(2, "GitHub", NOW)}


def test_a_good_look_ends_the_failing(db: sqlite3.Connection) -> None:
    rows_of.keep_silence(db, ["acme/shop"], "GitHub answered 502", NOW)

    rows_of.keep(db, [told(x=2)], {}, LATER)

    found = rows_of.look(db, "acme/shop")
    assert found is not None
    assert (found.repository, found.read_at, found.failing_since, found.error) == (
        "acme/Shop",
        LATER,
        None,
        "",
    )


def test_silence_is_new_once(db: sqlite3.Connection) -> None:
    first = rows_of.keep_silence(db, ["acme/a", "acme/b"], "away", NOW)
    again = rows_of.keep_silence(db, ["acme/a", "acme/b", "acme/c"], "away", LATER)

    assert (first, again) == (2, 1)


def test_due_is_what_was_not_told_of_for_a_while(db: sqlite3.Connection) -> None:
    rows_of.keep(db, [told(x=1), RepositoryFacts("acme/old", {"x": 1})], {}, NOW)
    rows_of.keep(db, [told(x=1)], {"acme/refused": "not found"}, LATER)

    due = rows_of.due(db, ["ACME/shop", "acme/old", "acme/refused", "acme/new"], NOW)

    assert due == ("acme/old", "acme/refused", "acme/new")


# Standings ----------------------------------------------------------------------------------------------


def result(service: str, *outcomes: bool, rank: int = 0, **fields: Any) -> Result:
    """How a service stands whose rules r0, r1, … pass or fail."""
    trace = Trace("x", "is 1", ("a", "b"), passed=False, known=True, source="GitHub", as_of=NOW, note="n")
    rules = tuple(
        Judged(f"r{n}", f"rule {n}", "Gold", passed, known=True, traces=(trace,))
        for n, passed in enumerate(outcomes)
    )
    plain: dict[str, Any] = {"evaluated_at": NOW, "generation": 1}
    return Result("ready", service, LEVELS, rank, rules, **(plain | fields))


def keep_services(db: sqlite3.Connection, *services: Service) -> None:
    teams = (Team("payments", "Payments", source="acme.yaml"),)
    found = tuple(replace(each, source="acme.yaml") for each in services)
    catalog.save(db, Catalog(teams=teams, services=found), NOW)


def since(db: sqlite3.Connection) -> dict[str, tuple[str, int]]:
    rows = db.execute("SELECT rule, outcome, since FROM rule_standing ORDER BY rule")
    return {rule: (outcome, at) for rule, outcome, at in rows}


def test_a_result_comes_back_whole(db: sqlite3.Connection) -> None:
    kept = result("shop", True, False, rank=1)

    rows_of.save(db, [kept])

    assert rows_of.standing(db, "ready", "shop") == kept
    assert rows_of.standing(db, "ready", "mail") is None


def test_one_that_looked_earlier_changes_nothing(db: sqlite3.Connection) -> None:
    kept = result("shop", True, rank=2, evaluated_at=LATER)
    rows_of.save(db, [kept])

    rows_of.save(db, [result("shop", False)])

    assert rows_of.standing(db, "ready", "shop") == kept
    assert since(db)["r0"][0] == "passed"


def test_an_outcome_keeps_the_time_since_it_stands(db: sqlite3.Connection) -> None:
    rows_of.save(db, [result("shop", True, False)])

    rows_of.save(db, [result("shop", False, False, evaluated_at=LATER)])

    milliseconds = int(NOW.timestamp() * 1000)
    assert since(db) == {"r0": ("failed", milliseconds + 3_600_000), "r1": ("failed", milliseconds)}


def test_rules_that_the_card_has_no_more_are_forgotten(db: sqlite3.Connection) -> None:
    rows_of.save(db, [result("shop", True, False), result("mail", True, False)])

    rows_of.forget(db, "ready", ["r1"])

    assert set(since(db)) == {"r1"}


def test_a_page_is_the_worst_first_and_leaves_out_what_is_gone(db: sqlite3.Connection) -> None:
    tiers = {"a": 1, "b": 3, "c": None, "d": 2, "e": 1, "gone": 1, "outside": 1}
    keep_services(db, *(Service(id, id.upper(), tier=tier, team="payments") for id, tier in tiers.items()))
    catalog.mark_gone(db, "service", ["gone"], NOW)
    ranks = {"a": 2, "b": 1, "c": 1, "d": 0, "e": 1, "gone": 0}
    rows_of.save(db, [result(id, rank > 0, rank=rank) for id, rank in ranks.items()])
    rows_of.save(db, [result("outside", False, applicable=False)])

    first = rows_of.page(db, "ready", limit=3)
    rest = rows_of.page(db, "ready", limit=3, offset=3)

    assert [each.title for each in (*first, *rest)] == ["D", "E", "B", "C", "A"]
    assert (first[0].team, first[0].team_title, first[0].tier) == ("payments", "Payments", 2)


def test_a_team_s_page_and_tally_hold_its_services_alone(db: sqlite3.Connection) -> None:
    keep_services(
        db,
        Service("a", "A", team="payments"),
        Service("b", "B"),
        Service("c", "C", team="payments"),
        Service("d", "D", team="payments"),
    )
    rows_of.save(db, [result("a", True, rank=1), result("b", True), result("d", True, applicable=False)])

    assert [each.title for each in rows_of.page(db, "ready", team="payments")] == ["A"]
    assert rows_of.tally(db, "ready", "payments") == Tally({1: 1}, outside=1, waiting=1)
    assert rows_of.tally(db, "ready") == Tally({0: 1, 1: 1}, outside=1, waiting=1)
    assert rows_of.services(db) == ["a", "b", "c", "d"]


def test_behind_is_what_was_not_evaluated_since_the_catalog_was_written(db: sqlite3.Connection) -> None:
    keep_services(db, Service("a", "A"), Service("b", "B"))
    rows_of.save(db, [result("a", True, generation=catalog.generation(db))])

    before = rows_of.behind(db, "ready")
    keep_services(db, Service("b", "Bee"))

    assert before == ["b"]
    assert rows_of.behind(db, "ready") == ["a", "b"]
