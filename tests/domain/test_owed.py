"""When a document is due, and on which mornings its owner hears of it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.owed import A_WEEK, FOLLOWUP_STEPS, Term, due, step, steps

LISBON = ZoneInfo("Europe/Lisbon")
TOKYO = ZoneInfo("Asia/Tokyo")
FRIDAY = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("term", "where", "day"),
    [
        (Term(3), UTC, "Mon 2026-11-23 17:00"),
        (A_WEEK, UTC, "Fri 2026-11-27 17:00"),
        (Term(1, business=True), UTC, "Mon 2026-11-23 17:00"),
        (Term(0), UTC, "Fri 2026-11-20 17:00"),
        (Term(3), TOKYO, "Mon 2026-11-23 17:00"),
    ],
)
def test_it_is_due_at_the_end_of_a_day_on_the_owners_clock(term: Term, where: ZoneInfo, day: str) -> None:
    assert f"{due(FRIDAY, term, where):%a %Y-%m-%d %H:%M}" == day


def test_late_in_the_evening_there_it_is_the_next_day() -> None:
    assert due(FRIDAY.replace(hour=16), Term(1), TOKYO).day == 22


@pytest.mark.parametrize(("term", "before"), [(Term(3), -1), (A_WEEK, -2)])
def test_a_short_term_is_spoken_of_one_day_before_any_other_two(term: Term, before: int) -> None:
    assert steps(FRIDAY, due(FRIDAY, term, UTC)) == (before, 0, 3)


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ("2026-11-25T08:59", None),
        ("2026-11-25T09:00", -2),
        ("2026-11-26T23:00", -2),
        ("2026-11-27T09:00", 0),
        ("2026-11-30T08:00", 0),
        ("2026-11-30T09:00", 3),
        ("2027-11-30T09:00", 3),
    ],
)
def test_of_the_mornings_that_have_come_the_last_counts(now: str, found: int | None) -> None:
    until = due(FRIDAY, A_WEEK, LISBON)
    moment = datetime.fromisoformat(now).replace(tzinfo=LISBON)

    assert step(until, moment, (-2, 0, 3), (LISBON, 9)) == found


def test_a_follow_up_is_spoken_of_before_on_the_day_and_a_week_after() -> None:
    until = FRIDAY + timedelta(weeks=8)

    found = [
        step(until, until + timedelta(days=days), FOLLOWUP_STEPS, (UTC, 9)) for days in (-3, -2, 0, 6, 7)
    ]

    assert found == [None, -2, 0, 0, 7]


def test_a_term_reads_as_it_is() -> None:
    assert (str(Term(3)), str(A_WEEK)) == ("3 days", "5 business days")
