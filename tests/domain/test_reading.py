"""What to read of the forge next, and what an answer says it lacks."""

from datetime import timedelta

import pytest

from bot.domain.catalog import Service
from bot.domain.reading import (
    FIRST_READING,
    OVERLAP,
    Gap,
    GapKind,
    Reading,
    after_failure,
    after_success,
    batches,
    gaps,
    read_from,
    stale,
    too_short,
)
from tests.make import NOW

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SHOP = Service("shop", "Shop", repository="acme/Shop")
BARE = Service("bare", "Bare")
READ = Reading("acme/shop", tried_at=NOW - MINUTE, read_at=NOW - MINUTE, covers=NOW - 14 * DAY)


@pytest.mark.parametrize(
    ("age", "old"), [(timedelta(), []), (MINUTE, []), (2 * MINUTE, ["acme/Shop"]), (DAY, ["acme/Shop"])]
)
def test_a_repository_is_stale_once_nobody_tried_for_longer_than_the_house_allows(
    age: timedelta, old: list[str]
) -> None:
    readings = {"acme/shop": Reading("acme/shop", tried_at=NOW - age)}

    assert stale(["acme/Shop"], readings, NOW, MINUTE) == old


def test_a_repository_that_nobody_tried_is_stale() -> None:
    assert stale(["acme/shop"], {}, NOW, MINUTE) == ["acme/shop"]


def test_the_first_reading_goes_back_two_weeks() -> None:
    assert read_from(None, NOW) == NOW - FIRST_READING


def test_the_first_reading_goes_back_as_far_as_somebody_asked() -> None:
    assert read_from(None, NOW, NOW - 30 * DAY) == NOW - 30 * DAY


def test_the_next_reading_overlaps_the_last_so_that_nothing_falls_between() -> None:
    assert read_from(READ, NOW) == NOW - MINUTE - OVERLAP


def test_a_longer_look_than_ever_reads_all_of_it() -> None:
    assert read_from(READ, NOW, NOW - 20 * DAY) == NOW - 20 * DAY


def test_a_newcomer_does_not_make_everybody_go_back_two_weeks() -> None:
    found = batches(["acme/shop", "acme/new"], {"acme/shop": READ}, NOW)

    assert found == (
        (NOW - MINUTE - OVERLAP, ("acme/shop",)),
        (NOW - FIRST_READING, ("acme/new",)),
    )


def test_what_was_read_from_about_the_same_time_is_asked_for_together() -> None:
    other = Reading("acme/mail", tried_at=NOW, read_at=NOW - 5 * MINUTE, covers=NOW - DAY)

    found = batches(["acme/shop", "acme/mail"], {"acme/shop": READ, "acme/mail": other}, NOW)

    assert found == ((NOW - 5 * MINUTE - OVERLAP, ("acme/shop", "acme/mail")),)


def test_nothing_asked_is_no_batch() -> None:
    assert batches([], {}, NOW) == ()


def test_a_success_ends_a_failure_and_keeps_how_far_back_is_known() -> None:
    failing = after_failure(READ, "acme/shop", "404", NOW)

    assert after_success(failing, "acme/shop", NOW - DAY, NOW) == Reading(
        "acme/shop", tried_at=NOW, read_at=NOW, covers=NOW - 14 * DAY
    )


def test_a_failure_is_dated_from_its_first_time() -> None:
    first = after_failure(READ, "acme/shop", "404", NOW)

    again = after_failure(first, "acme/shop", "403", NOW + DAY)

    assert (again.failing_since, again.error, again.read_at) == (NOW, "403", NOW - MINUTE)


def test_only_what_was_read_can_be_known_too_short() -> None:
    assert too_short(["acme/shop", "acme/new"], {"acme/shop": READ}, NOW - 20 * DAY) == ("acme/shop",)


FAILING = after_failure(READ, "acme/shop", "no such repository", NOW)
AWAY = after_failure(None, "", "refused", NOW)


@pytest.mark.parametrize(
    ("services", "readings", "found"),
    [
        ([SHOP], {"acme/shop": READ}, ()),
        ([BARE, BARE], {}, (Gap(GapKind.NO_REPOSITORY, "bare", more=1),)),
        ([SHOP], {}, (Gap(GapKind.NEVER_READ, "acme/Shop"),)),
        ([SHOP], {"acme/shop": Reading("acme/Shop", NOW)}, (Gap(GapKind.NEVER_READ, "acme/Shop"),)),
        (
            [SHOP],
            {"acme/shop": FAILING},
            (Gap(GapKind.UNREADABLE, "acme/shop: no such repository", since=NOW),),
        ),
        ([SHOP], {"": AWAY, "acme/shop": FAILING}, (Gap(GapKind.UNREACHABLE, "refused", since=NOW),)),
        (
            [SHOP],
            {"acme/shop": Reading("acme/shop", NOW, NOW, NOW - timedelta(hours=1))},
            (Gap(GapKind.SHORT, since=NOW - timedelta(hours=1)),),
        ),
    ],
    ids=["nothing", "no repository", "never", "tried once", "unreadable", "away", "short"],
)
def test_an_answer_says_what_it_lacks(
    services: list[Service], readings: dict[str, Reading], found: tuple[Gap, ...]
) -> None:
    assert gaps(services, readings, NOW - DAY) == found
