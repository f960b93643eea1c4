"""What resembles what: words weighed by rarity, ties besides words, bars, and the reasons in words."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.incident import Status
from bot.domain.similar import (
    FLOOR,
    LIKELY,
    Past,
    Similar,
    Sought,
    Text,
    asked,
    likely,
    likeness,
    rank,
    rarity,
    twins,
)
from bot.domain.words import spelt, words
from tests.make import NOW

MINUTE = timedelta(minutes=1)


def past(number: int = 7, **fields: Any) -> Past:
    plain: dict[str, Any] = {
        "title": "checkout slow",
        "status": Status.CLOSED,
        "severity": 3,
        "declared_at": NOW - timedelta(days=9),
    }
    return Past(number, **(plain | fields))


def text(number: int, title: str, body: str = "") -> Text:
    return Text(number, " ".join(words(title)), " ".join(words(body)))


def ranked(sought: Sought, *told: tuple[Past, Text]) -> tuple[Similar, ...]:
    weights = dict.fromkeys(sought.words, 1.0)
    return rank(sought, weights, [each for _, each in told], {each.number: each for each, _ in told})


def test_a_rare_word_weighs_more_than_a_common_one_and_an_unheard_one_less_than_both_might() -> None:
    weighed = [rarity(holders, 1000) for holders in (1, 10, 100, 1000)]

    assert weighed == sorted(weighed, reverse=True)
    assert weighed[-1] > 0
    assert rarity(0, 1000) == weighed[0] / 2


def test_among_a_few_incidents_no_word_is_common() -> None:
    assert rarity(5, 5) > 2


def test_the_same_words_are_likest_in_the_tightest_title() -> None:
    sought = asked("payments pool exhausted")
    weights = dict.fromkeys(sought.words, 2.0)

    same, longer, in_body, none = (
        likeness(sought, weights, text(1, *given))
        for given in (
            ("payments pool exhausted",),
            ("payments pool exhausted after the deployment of the new ledger",),
            ("checkout slow", "payments pool exhausted"),
            ("search is empty", "index lost"),
        )
    )

    assert 1 > same > longer > in_body > none == 0


def test_likeness_needs_words() -> None:
    assert likeness(asked(""), {"pool": 1.0}, text(1, "")) == 0


def test_the_likest_come_first_and_of_those_alike_the_newest() -> None:
    told = [(past(number), text(number, "pool exhausted")) for number in (1, 2, 3, 4)]
    weaker = (past(9), text(9, "pool of cars to share in the office"))

    found = ranked(asked("pool exhausted"), *told, weaker)

    assert [each.past.number for each in found] == [4, 3, 2]


def test_an_incident_is_never_its_own_answer_and_what_is_not_known_is_no_answer() -> None:
    sought = Sought(spelt("pool exhausted"), number=7)
    texts = [text(7, "pool exhausted"), text(8, "pool exhausted")]

    assert rank(sought, {"pool": 1.0, "exhaust": 1.0}, texts, {7: past(7)}) == ()


def test_what_shares_next_to_nothing_is_no_answer() -> None:
    found = ranked(
        asked("one two three four five six seven eight nine pool"), (past(), text(7, "slow", "pool"))
    )

    assert found == ()


@pytest.mark.parametrize(
    ("sought", "known", "reason"),
    [
        ({"service": "shop"}, {"service": "shop", "service_title": "Shop"}, "the same service (Shop)"),
        ({"service": "shop"}, {"service": "shop"}, "the same service (shop)"),
        (
            {"neighbours": {"ledger": "Shop needs"}},
            {"service": "ledger", "service_title": "Ledger"},
            "Ledger, which Shop needs",
        ),
        (
            {"repositories": frozenset({"acme/shop", "acme/x"})},
            {"repositories": frozenset({"acme/shop"})},
            "its suspect was a change of acme/shop, which changed before this too",
        ),
        ({"severity": 3}, {}, "the same severity (SEV3)"),
    ],
)
def test_each_tie_adds_and_is_said(sought: dict[str, Any], known: dict[str, Any], reason: str) -> None:
    words_alone = Sought(spelt("pool exhausted"))
    old = (past(**known), text(7, "pool is full"))

    (without,), (tied,) = ranked(words_alone, old), ranked(replace(words_alone, **sought), old)

    assert tied.score > without.score
    assert without.reasons == ("the same words: pool",)
    assert tied.reasons == ("the same words: pool", reason)


def test_ties_without_words_are_an_answer_and_not_told_unasked() -> None:
    sought = Sought(spelt("search"), service="shop", severity=3)

    found = ranked(sought, (past(service="shop"), text(7, "pool is full")))

    assert [each.reasons for each in found] == [("the same service (shop)", "the same severity (SEV3)")]
    assert FLOOR < found[0].score < LIKELY
    assert likely(found) == ()


def test_ties_alone_where_there_are_no_words() -> None:
    found = ranked(Sought({}, service="shop"), (past(service="shop"), text(7, "pool")))

    assert [round(each.score, 2) for each in found] == [0.25]


def test_the_words_are_said_as_written_the_heaviest_first_and_no_part_of_a_name_twice() -> None:
    sought = asked("Pools of ci.example.org exhausted in circuit")
    weights = {word: float(len(word)) for word in sought.words}
    old = text(7, "ci.example.org pools exhausted", "circuit open")

    (found,) = rank(sought, weights, [old], {7: past()})

    assert found.reasons == ("the same words: ci.example.org, circuit, exhausted, pools",)


def test_words_of_the_notes_weigh_half() -> None:
    sought = Sought(spelt("pool full"), spelt("pool on db-3"))

    assert sought.words == {"pool": 1.0, "full": 1.0, "db": 0.5, "db-3": 0.5}


@pytest.mark.parametrize(
    ("score", "status", "minutes", "twin"),
    [
        (0.9, Status.INVESTIGATING, 5, True),
        (0.9, Status.MITIGATED, 20, True),
        (0.9, Status.INVESTIGATING, 21, False),
        (0.9, Status.RESOLVED, 5, False),
        (0.5, Status.INVESTIGATING, 5, False),
    ],
)
def test_a_twin_is_open_recent_and_much_alike(score: float, status: Status, minutes: int, twin: bool) -> None:
    found = Similar(past(status=status, declared_at=NOW - minutes * MINUTE), score, ())

    assert twins([found], NOW) == ((found,) if twin else ())
