"""Times to come as people write them, and what clocks do when they change."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.rota import times

FRIDAY = datetime(2026, 11, 27, 10, 30, tzinfo=UTC)
LONDON, VANCOUVER = ZoneInfo("Europe/London"), ZoneInfo("America/Vancouver")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("fri 18:00", "2026-11-27T18:00Z"),
        ("Fri 09:00", "2026-12-04T09:00Z"),
        ("monday 9:00", "2026-11-30T09:00Z"),
        ("tomorrow 9", "2026-11-28T09:00Z"),
        ("today 18:00", "2026-11-27T18:00Z"),
        ("tonight 22:00", "2026-11-27T22:00Z"),
        ("18:00", "2026-11-27T18:00Z"),
        ("at 9:00", "2026-11-28T09:00Z"),
        ("6pm", "2026-11-27T18:00Z"),
        ("12am", "2026-11-28T00:00Z"),
        ("2026-12-24 18:00", "2026-12-24T18:00Z"),
        ("2026-12-24T18:00", "2026-12-24T18:00Z"),
        ("2026-12-24T18:00+01:00", "2026-12-24T17:00Z"),
        ("in 2h", "2026-11-27T12:30Z"),
        ("now", "2026-11-27T10:30Z"),
    ],
)
def test_words_mean_the_next_such_time(words: str, expected: str) -> None:
    found = times.moment(words, FRIDAY, LONDON)

    assert found == times.Moment(datetime.fromisoformat(expected))


@pytest.mark.parametrize(
    "words", ["", "soon", "25:00", "fri", "13pm", "fri 9:75", "2026-13-01 09:00", "frog 9:00"]
)
def test_other_words_are_no_time(words: str) -> None:
    assert times.moment(words, FRIDAY, LONDON) is None


def test_the_clock_is_the_persons_own() -> None:
    found = times.moment("fri 18:00", FRIDAY, VANCOUVER)

    assert found == times.Moment(datetime(2026, 11, 28, 2, tzinfo=UTC))


def test_a_time_that_the_clock_shows_twice_has_both_instants() -> None:
    found = times.moment("2026-10-25 01:30", FRIDAY, LONDON)

    assert found == times.Moment(
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    )


def test_a_time_that_the_clock_jumps_over_is_the_moment_of_the_jump() -> None:
    found = times.moment("2026-03-29 01:30", FRIDAY, LONDON)

    early, late = datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    jump = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert found == times.Moment(jump, skipped=True, sides=(early, late))
    assert found.instants == (early, late)


@pytest.mark.parametrize(
    ("words", "what", "when", "instants"),
    [
        ("payments at fri 18:00", "payments", "fri 18:00", 1),
        ("at 18:00", "", "18:00", 1),
        ("who is on call for payments at 18:00?", "who is on call for payments", "18:00", 1),
        ("payments at 2026-10-25 01:30", "payments", "2026-10-25 01:30", 2),
        ("data at rest", "data", "rest", 0),
        ("data at rest at 9:00", "data at rest", "9:00", 1),
        ("payments", "payments", "", 0),
        ("caveat 3", "caveat 3", "", 0),
    ],
)
def test_a_time_stands_behind_the_last_at(words: str, what: str, when: str, instants: int) -> None:
    name, moment, said = times.parted(words, FRIDAY, LONDON)

    assert (name, said, len(moment.instants) if moment else 0) == (what, when, instants)
