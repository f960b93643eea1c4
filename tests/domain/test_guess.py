"""Which service a title means: whole names, names without `api` and the like, parts, typing errors."""

import pytest

from bot.domain.guess import Fit, Guess, Lexicon, guess, lexicon, nearest
from bot.domain.names import fold

NAMES = {
    "payments-api": ("Payments API", "payments", "charges"),
    "payments-worker": ("Payments Worker",),
    "payouts": ("Payouts",),
    "checkout": ("Checkout",),
    "ledger": ("Ledger", "帳簿"),
    "fraud-check": ("Fraud check",),
    "status-page": ("Status page",),
    "search-api": ("Search API",),
    "kessai": ("決済サービス", "決済"),
    "poisk": ("Поиск товаров",),
}


def known() -> Lexicon:
    return unsearched().search()


def unsearched() -> Lexicon:
    return lexicon((id, fold(name)) for id, names in NAMES.items() for name in (id, *names))


@pytest.mark.parametrize(
    ("title", "guesses"),
    [
        ("checkout 500s", [("checkout", Fit.WHOLE)]),
        ("payments down", [("payments-api", Fit.WHOLE)]),
        ("Payments API: p99 at 9 s", [("payments-api", Fit.WHOLE)]),
        ("payments_worker is stuck", [("payments-worker", Fit.WHOLE)]),
        ("search is slow", [("search-api", Fit.CORE)]),
        ("ledger refuses what checkout sends", [("ledger", Fit.WHOLE), ("checkout", Fit.WHOLE)]),
        ("checkout cannot reach search", [("checkout", Fit.WHOLE), ("search-api", Fit.CORE)]),
        ("page is blank for everyone", [("status-page", Fit.PART)]),
        ("fraud score missing on status", [("fraud-check", Fit.PART), ("status-page", Fit.PART)]),
        ("fraud status page", [("status-page", Fit.WHOLE)]),
        ("chekout is down", [("checkout", Fit.ALIKE)]),
        ("决済 broken", []),
        ("決済が止まった", [("kessai", Fit.WHOLE)]),
        ("帳簿の遅延", [("ledger", Fit.WHOLE)]),
        ("поиск товаров не работает", [("poisk", Fit.WHOLE)]),
        ("the api is down", []),
        ("everything is on fire", []),
        ("", []),
        ("💥", []),
    ],
)
def test_a_title_is_matched_against_names_and_aliases(title: str, guesses: list[tuple[str, Fit]]) -> None:
    assert guess(known(), title) == tuple(Guess(service, fit) for service, fit in guesses)


@pytest.mark.parametrize(
    ("fit", "sure"), [(Fit.WHOLE, True), (Fit.CORE, True), (Fit.PART, False), (Fit.ALIKE, False)]
)
def test_only_a_name_that_stands_there_is_sure(fit: Fit, sure: bool) -> None:
    assert Guess("x", fit).sure is sure


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("paymnets-api", "payments-api"),
        ("chekcout", "checkout"),
        ("frad", "fraud-check"),
        ("поисг товаров", "poisk"),
    ],
)
def test_the_nearest_are_found_by_the_name_or_by_one_word_of_it(typed: str, first: str) -> None:
    assert nearest(known(), typed)[0] == first


@pytest.mark.parametrize("typed", ["xyzzy-plugh", "zz", ""])
def test_what_resembles_nothing_has_no_nearest(typed: str) -> None:
    assert nearest(known(), typed) == ()


@pytest.mark.parametrize(("title", "found"), [("checkout 500s", "checkout"), ("chekout is down", "")])
def test_before_it_can_be_searched_whole_names_are_known(title: str, found: str) -> None:
    lexicon = unsearched()

    assert [guess.service for guess in guess(lexicon, title)] == ([found] if found else [])
    assert not lexicon.is_searched
