"""Around a shift: what a hand-over is, and when people hear of it on their own clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.rota import Shift
from bot.domain.rota.handover import Coming, coming, note_at, notice_at

LISBON, BERLIN = ZoneInfo("Europe/Lisbon"), ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def shift(start: str, end: str, *people: str) -> Shift:
    return Shift(at(start), at(end), people)


NIGHT = shift("2026-11-27T00:00", "2026-11-27T09:00", "ana")
DAY = shift("2026-11-27T09:00", "2026-11-27T17:00", "bo")
PAUSE = shift("2026-11-27T17:00", "2026-11-28T09:00")


def test_whoever_follows_takes_over_from_whoever_was_before() -> None:
    assert coming([NIGHT, DAY], ("ana",)) == (Coming(DAY.start, DAY.end, ("bo",), ("ana",), DAY.start),)


def test_to_go_on_after_a_pause_is_no_hand_over() -> None:
    again = shift("2026-11-28T09:00", "2026-11-28T17:00", "bo")

    assert coming([DAY, PAUSE, again], ("bo",)) == ()


def test_after_a_pause_the_shift_before_ended_when_the_pause_began() -> None:
    cy = shift("2026-11-28T09:00", "2026-11-28T17:00", "cy")

    assert coming([DAY, PAUSE, cy], ("bo",)) == (Coming(cy.start, cy.end, ("cy",), ("bo",), PAUSE.start),)


def test_whoever_joins_relieves_nobody() -> None:
    both = shift("2026-11-27T09:00", "2026-11-27T17:00", "ana", "bo")

    assert coming([NIGHT, both], ("ana",)) == (Coming(both.start, both.end, ("bo",), (), both.start),)


@pytest.mark.parametrize(
    ("start", "zone", "expected"),
    [
        ("2026-11-28T09:00", LISBON, "2026-11-27T09:00"),
        ("2026-11-28T02:00", LISBON, "2026-11-27T08:00"),
        ("2026-11-28T22:00", LISBON, "2026-11-28T08:00"),
        ("2026-11-28T21:00", BERLIN, "2026-11-28T07:00"),
        ("2026-10-25T09:00", LISBON, "2026-10-24T09:00"),
    ],
    ids=["by day", "at night", "late", "late where they are", "over the end of summer time"],
)
def test_the_day_before_at_a_waking_hour(start: str, zone: ZoneInfo, expected: str) -> None:
    assert notice_at(at(start), zone) == at(expected)


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("2026-11-28T17:00", "2026-11-28T13:00"),
        ("2026-11-28T09:00", "2026-11-27T18:00"),
        ("2026-11-29T03:00", "2026-11-28T18:00"),
    ],
    ids=["by day", "in the morning", "at night"],
)
def test_a_note_is_asked_for_before_the_night(end: str, expected: str) -> None:
    assert note_at(at(end) - timedelta(days=7), at(end), LISBON) == at(expected)


def test_a_note_is_asked_for_while_the_shift_lasts_and_not_of_a_short_one() -> None:
    end = at("2026-11-28T08:00")

    assert note_at(end - 10 * HOUR, end, LISBON) == end - 10 * HOUR
    assert note_at(end - 4 * HOUR, end, LISBON) is None
