"""What a change is called, which window a word means, which repositories are meant."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.catalog import Service
from bot.domain.change import ChangeKind, described, named, repositories, span, split, worded
from bot.domain.refusal import Refusal
from tests.make import change


@pytest.mark.parametrize(
    ("word", "length"),
    [
        ("30m", timedelta(minutes=30)),
        ("4h", timedelta(hours=4)),
        ("2d", timedelta(days=2)),
        ("1w", timedelta(weeks=1)),
        ("4H", timedelta(hours=4)),
        ("13w", timedelta(weeks=13)),
        ("payments", None),
        ("4", None),
        ("h", None),
        ("1.5h", None),
        ("-4h", None),
        ("", None),
    ],
)
def test_a_window_is_a_number_and_a_unit(word: str, length: timedelta | None) -> None:
    assert span(word) == length


@pytest.mark.parametrize("word", ["0m", "0w", "14w", "999999w", "131041m"])
def test_a_window_of_nothing_or_of_years_is_refused_with_what_works(word: str) -> None:
    with pytest.raises(Refusal) as refused:
        span(word)

    assert refused.value.text == f"{word} is no window I can show: use 1m to 13w, for example 4h or 2d."


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("payments 2h", ("payments", timedelta(hours=2))),
        ("payments api  2h", ("payments api", timedelta(hours=2))),
        ("payments", ("payments", None)),
        ("payments api", ("payments api", None)),
        ("2h", ("", timedelta(hours=2))),
        ("2h payments", ("2h payments", None)),
        ("  ", ("", None)),
    ],
)
def test_the_last_word_may_be_the_window(words: str, parts: tuple[str, timedelta | None]) -> None:
    assert split(words) == parts


@given(st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(weeks=13)))
def test_a_window_reads_back_as_it_was_written(length: timedelta) -> None:
    minutes = timedelta(minutes=int(length.total_seconds() // 60))

    assert span(worded(length)) == minutes


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"number": 812, "title": "Lower the pool"}, "#812 Lower the pool"),
        ({"number": 0, "title": "Lower\nthe  pool"}, "Lower the pool"),
        ({"number": 0, "title": " ", "sha": "b92b7a6fd88f"}, "b92b7a6"),
        ({"number": 0, "title": "", "sha": ""}, "acme/payments-api#812"),
        ({"kind": ChangeKind.RELEASE, "title": "v2.1"}, "Release v2.1"),
        (
            {"kind": ChangeKind.DEPLOYMENT, "title": "v2.1", "environment": "production"},
            "Deployment to production: v2.1",
        ),
        ({"kind": ChangeKind.DEPLOYMENT, "title": "v2.1"}, "v2.1"),
    ],
)
def test_a_change_has_a_name_whatever_is_missing(fields: dict[str, object], name: str) -> None:
    assert named(change(**fields)) == name


def test_a_change_is_described_in_one_sentence() -> None:
    deployed = change(kind=ChangeKind.DEPLOYMENT, title="v2.1", environment="production", state="success")

    assert described(deployed) == (
        "Deployment to production: v2.1, deployed by bo-l at 2026-11-20 11:30 UTC (success),"
        " in acme/payments-api"
    )


def test_a_repository_of_two_services_is_read_once_whatever_its_case() -> None:
    services = [
        Service("a", "A", repository="Acme/Shop"),
        Service("b", "B", repository=" acme/shop "),
        Service("c", "C"),
        Service("d", "D", repository="acme/mail"),
    ]

    assert repositories(services) == ("acme/shop", "acme/mail")
