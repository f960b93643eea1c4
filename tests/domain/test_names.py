"""Names as people type them: what is alike, what is near, what holds a part."""

import random
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.names import Names, fold, holding, index, measured, near

LETTERS = st.text("abcd é", max_size=12)
FIRST = ("payment", "ledger", "checkout", "invoice", "identity", "search", "stream", "fraud", "cart", "vault")
SECOND = ("api", "worker", "gateway", "exporter", "sync", "adapter", "console", "mirror", "router", "batch")


def names(*given_names: str) -> Names:
    """An index in which every name is its own owner."""
    return index((name, fold(name)) for name in given_names)


@lru_cache
def many() -> Names:
    return names(
        *(f"{one}-{two}-{place}" for one in FIRST for two in SECOND for place in FIRST if place != one)
    )


def distance(one: str, two: str) -> int:
    """The textbook's table of edits, swapped neighbours included."""
    table = {(i, -1): i + 1 for i in range(-1, len(one))} | {(-1, j): j + 1 for j in range(-1, len(two))}
    for i, a in enumerate(one):
        for j, b in enumerate(two):
            ways = [table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a != b)]
            if i and j and a == two[j - 1] and one[i - 1] == b:
                ways.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(ways)
    return table[len(one) - 1, len(two) - 1]


def mistyped(name: str, chance: random.Random) -> str:
    at, letter = chance.randrange(len(name) - 1), chance.choice("abcdefghijklmnopqrstuvwxyz")
    return chance.choice(
        (
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        )
    )


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Payments API", "payments api"),
        ("payments_api", "payments api"),
        ("  payments--api/", "payments api"),
        ("ＰＡＹ", "pay"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Поиск-API", "поиск api"),
        ("検索・サービス", "検索 サービス"),
        ("भुगतान सेवा", "भुगतान सेवा"),
        ("การชำระเงิน", "การชําระเงิน"),
        ("++", "++"),
        ("", ""),
    ],
)
def test_folding_forgets_case_width_and_separators_and_keeps_every_script(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(LETTERS, LETTERS)
def test_edits_are_those_of_the_textbook(typed: str, name: str) -> None:
    found = measured(index([("x", fold(name))]), fold(typed)) if fold(typed) and fold(name) else []

    assert [edits for edits, _ in found] == [distance(fold(typed), fold(name)) for _ in found]


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=30))
def test_every_name_is_the_nearest_to_itself(written: list[str]) -> None:
    known = names(*written)

    nearest = [fold(near(known, name, 1)[0]) for name in written if fold(name)]

    assert [key[:80] for key in nearest] == [fold(name)[:80] for name in written if fold(name)]


@pytest.mark.parametrize("edits", [1, 2])
def test_typing_errors_are_found_among_the_first_five(edits: int) -> None:
    chance = random.Random(edits)
    asked: list[tuple[str, str]] = []
    for name in chance.sample(many().keys, 300):
        typed = name
        for _ in range(edits):
            typed = mistyped(typed, chance)
        asked.append((name, typed))

    found = [name for name, typed in asked if name in map(fold, near(many(), typed))]

    assert len(found) >= 0.99 * len(asked)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("fornt", "front"), ("rouetr", "router"), ("rde", "red"), ("決斉", "決済"), ("поисщ", "поиск")],
)
def test_short_names_survive_an_edit(typed: str, meant: str) -> None:
    known = names("front", "force", "forge", "router", "rotate", "red", "決済", "поиск", "search")

    assert near(known, typed, 1) == (meant,)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pay", ("payouts", "payments-api", "repay", "mobile-pay", "autopay")),
        ("PAYMENTS api", ("payments-api",)),
        ("api payments", ("payments-api",)),
        ("ou", ("payouts",)),
        ("", ()),
        ("nothing", ()),
    ],
)
def test_a_part_is_found_at_the_start_first_then_at_words_then_inside(
    text: str, found: tuple[str, ...]
) -> None:
    known = names("autopay", "mobile-pay", "payments-api", "payouts", "repay", "ledger")

    assert sorted(holding(known, text)) == sorted(found)
    assert holding(known, text)[:2] == found[:2]


def test_names_of_one_owner_count_once_and_shared_names_have_all_owners() -> None:
    known = index([("a", "payments"), ("a", "pay"), ("b", "pay")])

    assert holding(known, "pay") == ("a", "b")
    assert near(known, "pqy") == ("a", "b")


@pytest.mark.parametrize("text", ["x", "", "é" * 300, "\x00", "pay" * 200])
def test_an_empty_index_and_odd_texts_are_no_trouble(text: str) -> None:
    empty: Any = index([])

    assert (near(empty, text), holding(empty, text)) == ((), ())
    assert isinstance(near(many(), text), tuple)
