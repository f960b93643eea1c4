"""Readiness in the store: what the forge told is never worse than before, and a service's result is a row."""

import sqlite3
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.catalog import Catalog, Service, Team
from bot.domain.scorecard import Fact, Tally
from bot.domain.scorecard.compiling import Row
from bot.ports import Lack, RepositoryFacts
from store import catalog
from store import scorecard as rows_of
from tests.make import NOW

HOUR = timedelta(hours=1)
LATER = NOW + HOUR
REFUSED = Lack("token lacks Administration: read", "Administration: read")


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
        "acme/shop",
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


# Facts of services --------------------------------------------------------------------------------------


def known(db: sqlite3.Connection, **facts: Fact) -> None:
    rows_of.keep_facts(db, {"shop": facts}, NOW)


def test_facts_of_a_service_come_back_with_their_origin(db: sqlite3.Connection) -> None:
    readme = Fact("README.md", "GitHub", NOW, note="n")
    lacking = Fact(source="GitHub", known=False, note="token lacks x", remedy="grant x", ours=True)

    known(db, readme=readme, tags=Fact(("a", "b")), flag=Fact(False), nothing=Fact(""), lacking=lacking)

    found = rows_of.known(db, "shop")
    assert found is not None
    assert found.facts == {
        "readme": readme,
        "tags": Fact(("a", "b")),
        "flag": Fact(False),
        "nothing": Fact(None),
        "lacking": lacking,
    }
    assert rows_of.known(db, "mail") is None


def test_two_properties_that_differ_in_case_are_two(db: sqlite3.Connection) -> None:
    known(db, Readme=Fact(1), readme=Fact(2), **{'a"b;--': Fact(3)})

    (row,) = rows_of.columns(db, ["readme", "Readme", 'a"b;--', "absent"], ["shop"])

    assert row == ("shop", 2, 1, 3, None)


def test_what_moved_is_told_with_what_it_was(db: sqlite3.Connection) -> None:
    known(db, freshness=Fact(3), runbook=Fact("https://r.example"))

    moved = rows_of.keep_facts(db, {"shop": {"freshness": Fact(4), "runbook": Fact("")}}, LATER)
    still = rows_of.keep_facts(db, {"shop": {"freshness": Fact(4), "runbook": Fact("")}}, LATER)
    older = rows_of.keep_facts(db, {"shop": {"freshness": Fact(5), "runbook": Fact("")}}, LATER + HOUR)

    assert moved == {"shop": {"freshness": (3, 4), "runbook": ("https://r.example", "")}}
    assert (still, older) == ({}, {"shop": {"freshness": (4, 5)}})
    found = rows_of.known(db, "shop")
    assert found is not None
    assert (found.created_at, found.changed_at) == (NOW, LATER)


def test_services_that_are_gone_are_forgotten(db: sqlite3.Connection) -> None:
    keep_services(db, Service("shop", "Shop"), Service("gone", "Gone"))
    rows_of.keep_facts(db, {"shop": {"x": Fact(1)}, "gone": {"x": Fact(1)}}, NOW)
    rows_of.keep_results(db, "ready", [row("shop"), row("gone")])
    catalog.mark_gone(db, "service", ["gone"], NOW)

    rows_of.forget_services(db)

    assert rows_of.known(db, "gone") is None
    assert set(rows_of.standing(db, "ready", ["shop", "gone"])) == {"shop"}
    assert rows_of.properties(db) == {"x": "number"}


# Standings ----------------------------------------------------------------------------------------------


def row(service: str, rank: int = 0, passed: int = 0, open_bits: int = 0) -> Row:
    return service, rank, passed, open_bits, 0, 0


def keep_services(db: sqlite3.Connection, *services: Service) -> None:
    teams = (Team("payments", "Payments", source="acme.yaml"),)
    found = tuple(replace(each, source="acme.yaml") for each in services)
    catalog.save(db, Catalog(teams=teams, services=found), NOW)


def titles(db: sqlite3.Connection, **wanted: Any) -> list[str]:
    return [each.title for each in rows_of.page(db, "ready", rows_of.Page(**wanted))]


def test_a_result_comes_back_and_the_next_one_replaces_it(db: sqlite3.Connection) -> None:
    rows_of.keep_results(db, "ready", [row("shop", 1, 3, 4)])
    rows_of.keep_results(db, "ready", [row("shop", 2, 4)])

    assert rows_of.standing(db, "ready", ["shop", "mail"]) == {"shop": row("shop", 2, 4)}


def test_a_page_is_sorted_and_leaves_out_what_is_gone(db: sqlite3.Connection) -> None:
    tiers = {"a": 1, "b": 3, "c": None, "d": 2, "e": 1, "gone": 1, "outside": 1}
    owned = {"d", "b"}
    keep_services(
        db,
        *(
            Service(id, id.upper(), tier=tier, team="payments" if id in owned else "")
            for id, tier in tiers.items()
        ),
    )
    catalog.mark_gone(db, "service", ["gone"], NOW)
    ranks = {"a": 2, "b": 1, "c": 1, "d": 0, "e": 1, "gone": 0, "outside": -1}
    rows_of.keep_results(db, "ready", [row(id, rank, rank) for id, rank in ranks.items()])

    assert titles(db, limit=3) + titles(db, limit=3, offset=3) == ["D", "E", "B", "C", "A"]
    assert titles(db, sort="best") == ["A", "E", "B", "C", "D"]
    assert titles(db, sort="tier") == ["E", "A", "D", "B", "C"]
    assert titles(db, sort="name") == ["A", "B", "C", "D", "E"]
    assert titles(db, sort="team") == ["D", "B", "C", "E", "A"]
    assert titles(db, team="payments") == ["D", "B"]
    first = rows_of.page(db, "ready", rows_of.Page(limit=1))[0]
    assert (first.team, first.team_title, first.tier) == ("payments", "Payments", 2)


def test_a_team_s_tally_holds_its_services_alone(db: sqlite3.Connection) -> None:
    services = [Service(id, id, team="" if id == "b" else "payments") for id in "abcd"]
    keep_services(db, *services)
    rows_of.keep_results(db, "ready", [row("a", 1), row("b", 0), row("d", -1)])

    assert rows_of.tally(db, "ready", "payments") == Tally({1: 1}, outside=1, waiting=1)
    assert rows_of.tally(db, "ready") == Tally({0: 1, 1: 1}, outside=1, waiting=1)
    assert rows_of.services(db) == ["a", "b", "c", "d"]


# What happened, by event and by day ---------------------------------------------------------------------


def test_what_happened_is_kept_until_it_is_told(db: sqlite3.Connection) -> None:
    grave = rows_of.Happened("ready", "shop", "r0", "passed", "failed", "yes", "no", "GitHub")
    rows_of.note(db, [grave], NOW, told=False)
    rows_of.note(db, [replace(grave, was="failed", became="passed")], LATER, told=True)

    (found,) = rows_of.untold(db)
    rows_of.tell(db, [found.id])

    assert replace(found, id=0, at=None) == grave
    assert rows_of.untold(db) == ()
    assert rows_of.since(db, "ready", "shop") == {"r0": LATER}
    assert [each.at for each in rows_of.happened(db, "ready", NOW)] == [NOW, LATER]
    assert rows_of.happened(db, "ready", LATER, "mail") == ()


def test_a_day_s_figures_are_those_of_its_last_evaluation(db: sqlite3.Connection) -> None:
    rows_of.keep_day(db, "ready", "2026-11-20", [("a", 0, 3)], [("r", "failed", 3)])
    rows_of.keep_day(db, "ready", "2026-11-20", [("a", 0, 1), ("b", 1, 2)], [("r", "passed", 3)])
    rows_of.keep_day(db, "ready", "2026-11-21", [("a", 1, 3)], [("r", "waived", 1), ("r", "failed", 2)])

    assert rows_of.levels(db, "ready", "2026-11-20") == {"2026-11-20": {0: 1, 1: 2}, "2026-11-21": {1: 3}}
    assert rows_of.levels(db, "ready", "2026-11-20", "b") == {"2026-11-20": {1: 2}}
    assert rows_of.coverage(db, "ready", "2026-11-20") == {
        "2026-11-20": {"r": (3, 3)},
        "2026-11-21": {"r": (1, 3)},
    }


def test_a_thing_is_told_once(db: sqlite3.Connection) -> None:
    assert rows_of.tell_once(db, "weekly:1", NOW, {"n": 3})
    assert not rows_of.tell_once(db, "weekly:1", LATER)
    assert rows_of.last_told(db, "weekly:", LATER) == (NOW, {"n": 3})
    assert rows_of.last_told(db, "weekly:", NOW) is None
