"""Jobs: once under their key, in one pair of hands, resumed after a restart."""

import sqlite3
from datetime import datetime, timedelta

import pytest

from bot.domain.keeping import AlreadyDone
from store import jobs
from tests.make import NOW

LEASE = timedelta(seconds=30)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def keep(db: sqlite3.Connection, key: str = "k", seconds: float = 0) -> bool:
    return jobs.schedule(db, key, "remind", {"incident": "INC-1"}, after(seconds))


def claim(db: sqlite3.Connection, seconds: float = 0, holder: str = "one") -> list[jobs.Job]:
    return jobs.claim(db, after(seconds), holder, LEASE)


def test_a_job_is_kept_once_even_after_it_was_done(db: sqlite3.Connection) -> None:
    kept = [keep(db), keep(db)]
    jobs.finish(db, claim(db)[0])

    assert ([*kept, keep(db)], claim(db, 99)) == ([True, False, False], [])


def test_jobs_are_claimed_when_due_in_order_of_time(db: sqlite3.Connection) -> None:
    for key, seconds in (("late", 60), ("second", 2), ("first", 1)):
        keep(db, key, seconds)

    found = claim(db, 10)

    assert found == [
        jobs.Job("first", "remind", {"incident": "INC-1"}, after(1), 1, 1),
        jobs.Job("second", "remind", {"incident": "INC-1"}, after(2), 1, 1),
    ]


def test_the_limit_holds(db: sqlite3.Connection) -> None:
    for number in range(5):
        keep(db, f"k{number}", number)

    assert [job.key for job in jobs.claim(db, after(9), "one", LEASE, 2)] == ["k0", "k1"]


def test_a_claimed_job_is_nobody_elses_until_the_lease_ends(db: sqlite3.Connection) -> None:
    keep(db)
    claim(db)

    assert (claim(db, 29, "two"), [job.attempts for job in claim(db, 30, "two")]) == ([], [2])


def test_a_holder_that_comes_late_writes_nothing(db: sqlite3.Connection) -> None:
    keep(db)
    late = claim(db)[0]
    current = claim(db, 30, "two")[0]

    with pytest.raises(AlreadyDone):
        jobs.finish(db, late)
    with pytest.raises(AlreadyDone):
        jobs.postpone(db, late, after(60), "x")
    with pytest.raises(AlreadyDone):
        jobs.repeat(db, late, after(60))
    with pytest.raises(AlreadyDone):
        jobs.bury(db, late, "x")
    jobs.finish(db, current)
    with pytest.raises(AlreadyDone):
        jobs.finish(db, current)


def test_a_postponed_job_comes_back_at_its_time(db: sqlite3.Connection) -> None:
    keep(db)

    jobs.postpone(db, claim(db)[0], after(60), "pager unreachable")

    assert (jobs.next_due(db), claim(db, 59), [job.attempts for job in claim(db, 60)]) == (after(60), [], [2])


def test_a_repeated_job_starts_afresh(db: sqlite3.Connection) -> None:
    keep(db)

    jobs.repeat(db, claim(db)[0], after(60))

    assert [(job.attempts, job.token) for job in claim(db, 60)] == [(1, 2)]


def test_a_repeated_job_that_was_moved_while_it_was_in_work_is_done_again_then(
    db: sqlite3.Connection,
) -> None:
    keep(db)
    held = claim(db)[0]

    jobs.move(db, "k", after(1))
    at_once = claim(db, 1)
    jobs.repeat(db, held, after(900))
    again = claim(db, 1)
    jobs.repeat(db, again[0], after(900))

    assert (at_once, [job.attempts for job in again], claim(db, 899)) == ([], [1], [])


def test_after_a_jump_of_the_clock_a_job_fires_once(db: sqlite3.Connection) -> None:
    keep(db, seconds=60)

    found = claim(db, 86_400)
    jobs.finish(db, found[0])

    assert (len(found), claim(db, 60), claim(db, 2 * 86_400)) == (1, [], [])


def test_a_buried_job_is_counted(db: sqlite3.Connection) -> None:
    keep(db)
    keep(db, "waits", 5)

    jobs.bury(db, claim(db)[0], "ValueError")

    assert (jobs.counts(db, after(5)), jobs.counts(db, NOW)) == ((1, 1), (0, 1))


def test_a_job_can_be_moved_and_cancelled_while_it_is_open(db: sqlite3.Connection) -> None:
    keep(db)

    moved = jobs.move(db, "k", after(60))
    early = claim(db)
    cancelled = [jobs.cancel(db, "k"), jobs.cancel(db, "k"), jobs.move(db, "k", NOW)]

    assert (moved, early, cancelled, claim(db, 60)) == (True, [], [True, False, False], [])


def test_what_a_holder_lets_go_of_is_free_at_once(db: sqlite3.Connection) -> None:
    keep(db)
    claim(db)

    released = jobs.release(db, "one")

    assert (released, len(claim(db, 0, "two"))) == (1, 1)


def test_the_next_time_is_that_of_the_lease_while_somebody_holds_the_job(db: sqlite3.Connection) -> None:
    nothing = jobs.next_due(db)
    keep(db)
    claim(db)

    assert (nothing, jobs.next_due(db)) == (None, after(30))


def test_what_others_have_in_hand_is_free_when_the_clockwork_passes_on(db: sqlite3.Connection) -> None:
    keep(db, "theirs")
    claim(db)
    keep(db, "ours")
    claim(db, holder="two")

    recovered = jobs.recover(db, "two")

    assert (recovered, [job.key for job in claim(db, 0, "two")]) == (1, ["theirs"])


def test_long_work_stays_in_the_hands_that_do_it_and_what_is_stranded_is_free(db: sqlite3.Connection) -> None:
    keep(db, "long")
    keep(db, "stranded")
    claim(db)

    jobs.keep(db, "one", {"long"}, after(90))
    free = claim(db, 0, "two")
    jobs.finish(db, free[0])

    assert [job.key for job in free] == ["stranded"]
    assert (claim(db, 89, "two"), [job.key for job in claim(db, 90, "two")]) == ([], ["long"])


# One for however many requests --------------------------------------------------------------------------


def ask_for(db: sqlite3.Connection, seconds: float = 0) -> None:
    jobs.request(db, "k", "card", {"incident": "INC-1"}, after(seconds))


@pytest.mark.parametrize(("first", "then", "due"), [(0, 5, 0), (5, 0, 0), (5, 5, 5)])
def test_a_job_that_waits_absorbs_a_request_and_comes_no_later(
    db: sqlite3.Connection, first: int, then: int, due: int
) -> None:
    ask_for(db, first)
    ask_for(db, then)

    assert jobs.next_due(db) == after(due)
    assert [job.key for job in claim(db, 9)] == ["k"]


def test_a_job_requested_while_it_is_in_hand_is_done_again_after(db: sqlite3.Connection) -> None:
    ask_for(db)
    running = claim(db)[0]
    ask_for(db, 1)
    ask_for(db, 2)

    meanwhile = claim(db, 3, "two")
    jobs.finish(db, running)
    again = claim(db, 3)
    for job in again:
        jobs.finish(db, job)

    assert (meanwhile, [job.attempts for job in again], claim(db, 9)) == ([], [1], [])


@pytest.mark.parametrize("end", ["finish", "bury"])
def test_a_job_that_ended_is_open_again_when_requested(db: sqlite3.Connection, end: str) -> None:
    ask_for(db)
    ended = claim(db)[0]
    jobs.finish(db, ended) if end == "finish" else jobs.bury(db, ended, "x")
    ask_for(db, 5)

    assert [(job.due, job.attempts, job.token) for job in claim(db, 5)] == [(after(5), 1, 2)]
    with pytest.raises(AlreadyDone):
        jobs.finish(db, ended)


def test_a_job_requested_in_hand_outlives_its_burial_and_its_delay(db: sqlite3.Connection) -> None:
    ask_for(db)
    given_up = claim(db)[0]
    ask_for(db)
    jobs.bury(db, given_up, "x")
    put_off = claim(db)[0]
    jobs.postpone(db, put_off, after(60), "vendor away")

    ask_for(db, 1)

    assert [job.attempts for job in claim(db, 1)] == [1]


def test_a_job_requested_in_hand_is_taken_up_when_its_holder_went_down(db: sqlite3.Connection) -> None:
    ask_for(db)
    lost = claim(db)[0]
    ask_for(db, 1)
    jobs.recover(db, "two")

    found = claim(db, 1, "two")

    assert [(job.attempts, job.token) for job in found] == [(1, 2)]
    with pytest.raises(AlreadyDone):
        jobs.finish(db, lost)


# Apart from the one before ------------------------------------------------------------------------------


def ask_apart(db: sqlite3.Connection, seconds: float) -> None:
    jobs.request_paced(db, "k", "card", {}, after(seconds))


@pytest.mark.parametrize(("then", "due"), [(0, 1), (0.3, 1), (0.9, 1), (1, 1), (40, 40)])
def test_a_job_that_ended_comes_again_no_sooner_than_apart(
    db: sqlite3.Connection, then: float, due: float
) -> None:
    ask_apart(db, 0)
    jobs.finish(db, claim(db)[0])

    ask_apart(db, then)

    assert jobs.next_due(db) == after(due)


def test_many_requests_while_it_is_in_hand_make_one_more_and_apart(db: sqlite3.Connection) -> None:
    ask_apart(db, 0)
    running = claim(db)[0]
    for seconds in (0.1, 0.2, 0.3):
        ask_apart(db, seconds)
    jobs.finish(db, running)
    ask_apart(db, 0.4)

    early, again = claim(db, 0.9), claim(db, 1)
    jobs.finish(db, again[0])

    assert (early, [job.due for job in again], claim(db, 60)) == ([], [after(1)], [])


def test_a_clock_that_went_back_delays_nothing(db: sqlite3.Connection) -> None:
    ask_apart(db, 3600)
    jobs.finish(db, claim(db, 3600)[0])

    ask_apart(db, 0)

    assert jobs.next_due(db) == after(0)
