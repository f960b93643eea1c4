"""From when until when, as people write it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.refusal import Refusal
from bot.flows.rota.clock import between

FRIDAY = datetime(2026, 11, 27, 22, 15, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("tomorrow 12:00", "tomorrow 18:00", ("28T12:00", "28T18:00")),
        ("tomorrow 12:00", "at Tomorrow 18:00", ("28T12:00", "28T18:00")),
        ("tomorrow 12:00", "18:00", ("28T12:00", "28T18:00")),
        ("tomorrow 18:00", "9:00", ("28T18:00", "29T09:00")),
        ("tomorrow 18:00", "sun 9:00", ("28T18:00", "29T09:00")),
        ("now", "tonight 23:00", ("27T22:15", "27T23:00")),
        ("now", "tomorrow 9:00", ("27T22:15", "28T09:00")),
        ("tomorrow 9:00", "in 2h", ("28T09:00", "28T11:00")),
        ("in 1h", "in 3h", ("27T23:15", "28T01:15")),
        ("from tomorrow 9:00", "until tomorrow 18:00", ("28T09:00", "28T18:00")),
        ("From now", "to 23:00", ("27T22:15", "27T23:00")),
    ],
)
def test_a_day_is_the_speaker_s_and_a_time_the_next_one(
    first: str, last: str, expected: tuple[str, str]
) -> None:
    found = between(first, last, FRIDAY, LONDON)

    assert tuple(f"{each:%dT%H:%M}" for each in found) == expected


def test_the_same_words_twice_are_no_stretch() -> None:
    with pytest.raises(Refusal, match="“mon 12:00” is not after “mon  12:00”") as refusal:
        between("mon  12:00", "mon 12:00", FRIDAY, LONDON)

    assert refusal.value.field == "until"


@pytest.mark.parametrize(("first", "last", "field"), [("soon", "23:00", "since"), ("now", "later", "until")])
def test_a_word_that_is_no_time_is_of_its_field(first: str, last: str, field: str) -> None:
    with pytest.raises(Refusal, match="That is not a time") as refusal:
        between(first, last, FRIDAY, LONDON)

    assert refusal.value.field == field


@pytest.mark.parametrize("last", ["tomorrow 9:00", "today 23:00", "2026-11-27 12:00", "now"])
def test_an_end_that_is_not_after_the_beginning_is_refused(last: str) -> None:
    with pytest.raises(Refusal, match="is not after “tomorrow 12:00”: write both with a day"):
        between("tomorrow 12:00", last, FRIDAY, LONDON)
