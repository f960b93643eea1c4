"""Deliveries: kept once, done once, taken up again, given up in time."""

import sqlite3
from datetime import datetime, timedelta

import pytest

from bot.domain.keeping import AlreadyDone
from store import inbox
from tests.make import NOW


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def keep(db: sqlite3.Connection, key: str = "k") -> bool:
    return inbox.accept(db, key, "command", {"text": "/inc “db”"}, NOW)


def test_a_repeat_is_not_kept_again(db: sqlite3.Connection) -> None:
    first = keep(db)

    again = inbox.accept(db, "k", "command", {"text": "other"}, after(1))

    assert (first, again) == (True, False)
    assert inbox.find(db, "k") == (inbox.Received("k", "command", {"text": "/inc “db”"}, NOW), "new")


def test_what_is_done_cannot_be_done_again(db: sqlite3.Connection) -> None:
    keep(db)
    inbox.finish(db, "k")

    with pytest.raises(inbox.AlreadyDone, match="k was done before"):
        inbox.finish(db, "k")

    assert inbox.counts(db) == (0, 0)


def test_a_delivery_that_was_never_kept_is_done_once_too(db: sqlite3.Connection) -> None:
    inbox.finish(db, "k")

    with pytest.raises(inbox.AlreadyDone):
        inbox.finish(db, "k")

    assert keep(db) is False


def test_an_unfinished_delivery_is_taken_up_after_5_15_and_45_seconds_and_then_is_spent(
    db: sqlite3.Connection,
) -> None:
    keep(db)
    taken: list[int] = []

    for second in range(70):
        for received in inbox.due(db, after(second)):
            if inbox.take(db, received.key, after(second)):
                taken.append(second)
            else:
                taken.append(-second)

    assert taken == [5, 15, 45, *range(-60, -70, -1)]
    assert [received.spent for received in inbox.due(db, after(60))] == [True]


def test_of_two_that_take_it_up_one_gets_it(db: sqlite3.Connection) -> None:
    keep(db)

    assert [inbox.take(db, "k", after(5)), inbox.take(db, "k", after(5))] == [True, False]


def test_at_start_everything_unfinished_is_due_at_once(db: sqlite3.Connection) -> None:
    keep(db, "open")
    keep(db, "done")
    inbox.finish(db, "done")

    reopened = inbox.reopen(db, after(1))

    assert (reopened, [received.key for received in inbox.due(db, after(1))]) == (1, ["open"])


def test_a_delivery_that_kills_the_bot_each_time_is_spent_after_three_starts(db: sqlite3.Connection) -> None:
    keep(db)

    takes = []
    for start in range(4):
        inbox.reopen(db, after(start))
        takes.append(inbox.take(db, "k", after(start)))

    assert takes == [True, True, True, False]


def test_the_buried_is_counted_and_not_taken_up(db: sqlite3.Connection) -> None:
    keep(db)

    buried = [inbox.bury(db, "k", "ValueError"), inbox.bury(db, "k", "again")]

    assert (buried, inbox.counts(db)) == ([True, False], (0, 1))
    assert (inbox.due(db, after(100)), inbox.take(db, "k", after(100))) == ([], False)


def test_what_was_buried_can_still_be_done_when_the_person_says_so(db: sqlite3.Connection) -> None:
    keep(db)
    inbox.bury(db, "k", "ValueError")

    inbox.finish(db, "k")

    assert inbox.counts(db) == (0, 0)


def test_only_what_is_finished_and_old_is_forgotten(db: sqlite3.Connection) -> None:
    keep(db, "open")
    keep(db, "done")
    inbox.accept(db, "young", "event", {}, after(60))
    inbox.finish(db, "done")
    inbox.finish(db, "young")

    forgotten = inbox.prune(db, after(30), after(60))

    kept = [key for key in ("open", "done", "young") if inbox.find(db, key)]
    assert (forgotten, kept) == (1, ["open", "young"])


def test_what_was_settled_unkept_is_known_until_it_is_as_old_as_the_rest(db: sqlite3.Connection) -> None:
    inbox.finish(db, "k")

    at_once = inbox.prune(db, after(0), after(60))
    with pytest.raises(AlreadyDone):
        inbox.finish(db, "k")
    later = inbox.prune(db, after(61), after(120))

    assert (at_once, later, inbox.state(db, "k")) == (0, 1, "")
