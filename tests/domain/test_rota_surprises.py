"""Shifts that begin at a time which clocks show twice, or jump over."""

from datetime import UTC, datetime

import pytest

from bot.domain import rota
from bot.domain.rota.surprises import Surprise, surprise, surprises
from tests import make

LONDON = "Europe/London"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


wall = datetime.fromisoformat


def daily(clock: str, **fields: object) -> rota.Rota:
    layer = {"timezone": LONDON, "start": f"2026-01-05T{clock}", "every": {"n": 1, "unit": "day"}}
    return rota.parse(make.rota_layers(**(layer | fields)))


def test_a_hand_off_at_a_time_shown_twice_is_the_first_of_both() -> None:
    found = surprise(daily("01:30"), at("2026-10-25T00:30"))

    assert found == Surprise(at("2026-10-25T00:30"), wall("2026-10-25T01:30"), LONDON, twice=True)


def test_an_override_may_begin_at_the_second() -> None:
    found = surprise(daily("09:00"), at("2026-10-25T01:30"))

    assert found is not None
    assert (found.twice, found.again) == (True, True)


def test_a_hand_off_that_the_clock_jumps_over_begins_as_it_jumps() -> None:
    found = surprise(daily("01:30"), at("2026-03-29T01:00"))

    assert found == Surprise(at("2026-03-29T01:00"), wall("2026-03-29T01:30"), LONDON, twice=False)


def test_a_window_that_opens_in_the_jump_is_found_too() -> None:
    windows = [{"days": ["sun"], "from": "01:15", "to": "09:00"}]

    found = surprise(daily("00:00", windows=windows), at("2026-03-29T01:00"))

    assert found is not None
    assert (found.wall, found.twice) == (wall("2026-03-29T01:15"), False)


@pytest.mark.parametrize(
    ("clock", "moment"),
    [("02:00", "2026-03-29T01:00"), ("09:00", "2026-03-29T08:00"), ("02:00", "2026-10-25T02:00")],
)
def test_a_hand_off_at_a_time_shown_once_is_none(clock: str, moment: str) -> None:
    assert surprise(daily(clock), at(moment)) is None


def test_before_the_first_version_nothing_rules() -> None:
    versions = [{"effective": "2027-01-01T00:00Z", "layers": make.rota_layers()["layers"]}]

    assert surprise(rota.parse({"versions": versions}), at("2026-10-25T00:30")) is None


def test_a_plan_s_surprises_leave_out_where_the_looking_began() -> None:
    ring = daily("01:30")
    plan = rota.shifts(ring, at("2026-10-25T00:30"), at("2027-03-30T00:00"))

    assert [each.wall.day for each in surprises(ring, plan)] == [28]
