"""Milliseconds and datetimes: exact both ways."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.moments import at, at_or_none, ms, ms_or_none


@pytest.mark.parametrize(
    ("moment", "stamp"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), 0),
        (datetime(1970, 1, 1, 0, 0, 0, 1999, tzinfo=UTC), 1),
        (datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), -1),
        (datetime(2026, 11, 20, 12, 0, 0, 123_999, tzinfo=UTC), 1_795_176_000_123),
        (datetime(2026, 11, 20, 17, 30, tzinfo=timezone(timedelta(hours=5, minutes=30))), 1_795_176_000_000),
    ],
)
def test_a_moment_is_rounded_down_to_the_millisecond(moment: datetime, stamp: int) -> None:
    assert ms(moment) == stamp


@given(st.integers(min_value=ms(datetime.min.replace(tzinfo=UTC)), max_value=253_402_300_799_999))
def test_a_stamp_comes_back_as_it_went(stamp: int) -> None:
    assert ms(at(stamp)) == stamp


@given(st.datetimes(timezones=st.timezones()))
def test_what_comes_back_is_less_than_a_millisecond_older(moment: datetime) -> None:
    back = at(ms(moment))

    assert timedelta(0) <= moment - back < timedelta(milliseconds=1)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(TypeError):
        ms(datetime(2026, 11, 20))  # noqa: DTZ001  (what is refused)


def test_nothing_stays_nothing() -> None:
    assert (ms_or_none(None), at_or_none(None)) == (None, None)
    assert (ms_or_none(at(5)), at_or_none(5)) == (5, at(5))
