"""What taking a part of a request leaves open; nothing is taken twice."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rota.cover import Request, RequestKind, State, Stretch, offered, take

START = datetime(2026, 11, 30, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
END = START + 12 * HOUR


def request(*parts: tuple[int, int]) -> Request:
    found = tuple((START + a * HOUR, START + b * HOUR) for a, b in parts or ((0, 12),))
    return Request(
        "r1", RequestKind.COVER, "payments-primary", "payments", "ana", "U0ANA", START, END, START, open=found
    )


def test_the_whole_is_taken_and_the_request_is_done() -> None:
    found, taken = take(request(), (START, END), START)

    assert (found.state, found.open, taken) == (State.DONE, (), ((START, END),))


def test_a_part_in_the_middle_leaves_both_ends_open() -> None:
    found, taken = take(request(), (START + 4 * HOUR, START + 6 * HOUR), START)

    assert found.open == ((START, START + 4 * HOUR), (START + 6 * HOUR, END))
    assert (found.state, taken) == (State.OPEN, ((START + 4 * HOUR, START + 6 * HOUR),))


def test_what_is_taken_cannot_be_taken_again() -> None:
    found, taken = take(request((0, 2)), (START + 2 * HOUR, END), START)

    assert (found.state, taken) == (State.OPEN, ())


def test_what_is_past_is_no_longer_offered() -> None:
    assert offered(request(), START + 3 * HOUR) == ((START + 3 * HOUR, END),)
    assert offered(request(), END) == ()


HOURS = st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda pair: pair[0] < pair[1])


@given(st.lists(HOURS, max_size=6))
def test_however_often_parts_are_taken_each_hour_goes_to_one(parts: list[tuple[int, int]]) -> None:
    found, all_taken = request(), list[Stretch]()
    for first, last in parts:
        found, taken = take(found, (START + first * HOUR, START + last * HOUR), START)
        all_taken += taken

    whole = sorted([*all_taken, *found.open])
    assert sum((end - start for start, end in whole), timedelta()) == END - START
    assert all(earlier[1] <= later[0] for earlier, later in itertools.pairwise(whole))
