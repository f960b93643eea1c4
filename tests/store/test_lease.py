"""The lease: one holder, and a token that grows when it passes on."""

import sqlite3
from datetime import datetime, timedelta

import pytest

from bot.domain.keeping import LostLease
from store import lease
from tests.make import NOW

LENGTH = timedelta(seconds=10)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def acquire(db: sqlite3.Connection, holder: str, seconds: float = 0) -> int | None:
    return lease.acquire(db, "clockwork", holder, after(seconds), LENGTH)


def test_one_of_two_holds_it(db: sqlite3.Connection) -> None:
    tokens = [acquire(db, "one"), acquire(db, "two", 9)]

    assert (tokens, lease.holder(db, "clockwork", after(9))) == ([1, None], "one")


def test_the_holder_prolongs_it_under_the_same_token(db: sqlite3.Connection) -> None:
    acquire(db, "one")

    assert [acquire(db, "one", 9), acquire(db, "two", 18), acquire(db, "one", 50)] == [1, None, 1]


def test_it_passes_on_when_it_ends_with_a_greater_token(db: sqlite3.Connection) -> None:
    acquire(db, "one")

    token = acquire(db, "two", 10)

    assert (token, lease.holder(db, "clockwork", after(10))) == (2, "two")


def test_who_lost_it_may_not_write(db: sqlite3.Connection) -> None:
    acquire(db, "one")
    lease.check(db, "clockwork", 1)
    acquire(db, "two", 10)

    with pytest.raises(LostLease):
        lease.check(db, "clockwork", 1)


def test_a_lease_that_nobody_took_is_held_by_nobody(db: sqlite3.Connection) -> None:
    with pytest.raises(LostLease):
        lease.check(db, "clockwork", 1)

    assert lease.holder(db, "clockwork", NOW) is None


def test_a_holder_that_goes_down_lets_the_next_one_in(db: sqlite3.Connection) -> None:
    acquire(db, "one")

    lease.release(db, "clockwork", "two")
    kept = acquire(db, "two", 1)
    lease.release(db, "clockwork", "one")

    assert (kept, acquire(db, "two", 1)) == (None, 2)


def test_a_hold_of_before_the_clock_was_set_back_keeps_nobody_out(db: sqlite3.Connection) -> None:
    acquire(db, "one", 3600)

    assert [acquire(db, "one", 3599), acquire(db, "two")] == [1, 2]


@pytest.mark.parametrize(
    ("holder", "seconds", "taken"),
    [("two", 0, True), ("two", 9.9, True), ("two", 10, False), ("one", 0, False), ("two", -3600, False)],
)
def test_who_waits_looks_without_writing(
    db: sqlite3.Connection, holder: str, seconds: float, taken: bool
) -> None:
    acquire(db, "one")

    assert lease.taken(db, "clockwork", holder, after(seconds), LENGTH) is taken
