"""Kinds of hours by people's own clocks, who carried what, and how good a plan is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rota import Shift, fairness
from bot.domain.rota.fairness import Flaw, Hours

HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
ZONES = ["Europe/London", "America/Vancouver", "Asia/Tokyo", "Australia/Lord_Howe", "Pacific/Apia"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "expected"),
    [
        ("2026-11-27T07:59:59Z", "UTC", Hours.SLEEP),
        ("2026-11-27T08:00Z", "UTC", Hours.BUSINESS),
        ("2026-11-27T17:59:59Z", "UTC", Hours.BUSINESS),
        ("2026-11-27T18:00Z", "UTC", Hours.EVENING),
        ("2026-11-27T22:00Z", "UTC", Hours.SLEEP),
        ("2026-11-28T12:00Z", "UTC", Hours.WEEKEND),
        ("2026-11-28T23:00Z", "UTC", Hours.SLEEP),
        ("2026-11-27T23:30Z", "Asia/Tokyo", Hours.WEEKEND),
        ("2026-12-25T12:00Z", "UTC", Hours.HOLIDAY),
        ("2026-12-25T07:00Z", "UTC", Hours.SLEEP),
        ("2026-11-27T18:00Z", "America/Vancouver", Hours.BUSINESS),
    ],
)
def test_an_hour_is_of_the_kind_that_the_persons_own_clock_says(
    moment: str, zone: str, expected: Hours
) -> None:
    assert fairness.kind(at(moment), ZoneInfo(zone), {date(2026, 12, 25)}) is expected


def test_a_week_round_the_clock_has_so_many_hours_of_each_kind() -> None:
    found = fairness.split(at("2026-11-23T09:00Z"), at("2026-11-30T09:00Z"), ZoneInfo("UTC"))

    assert found == {
        Hours.BUSINESS: 50 * HOUR,
        Hours.EVENING: 20 * HOUR,
        Hours.WEEKEND: 28 * HOUR,
        Hours.SLEEP: 70 * HOUR,
    }


def test_the_night_in_which_clocks_go_back_is_an_hour_longer() -> None:
    found = fairness.split(at("2026-10-24T22:00Z"), at("2026-10-25T09:00Z"), ZoneInfo("Europe/London"))

    assert found[Hours.SLEEP] == 10 * HOUR


@given(
    st.integers(1_322_700_000, 1_798_800_000),
    st.integers(1, 500_000),
    st.sampled_from(ZONES),
)
def test_the_kinds_add_up_to_the_whole(since: int, seconds: int, zone: str) -> None:
    start = datetime.fromtimestamp(since, UTC)
    end = start + timedelta(seconds=seconds)

    assert sum(fairness.split(start, end, ZoneInfo(zone)).values(), timedelta()) == end - start


def test_the_heaviest_load_outside_of_business_hours_comes_first() -> None:
    plan = [
        Shift(at("2026-11-23T09:00Z"), at("2026-11-23T17:00Z"), ("ana",)),
        Shift(at("2026-11-23T17:00Z"), at("2026-11-24T02:00Z"), ("bo",)),
        Shift(at("2026-11-24T09:00Z"), at("2026-11-24T10:00Z"), ("bo",)),
    ]
    pages = [
        ("bo", at("2026-11-24T01:05Z")),
        ("bo", at("2026-11-24T01:40Z")),
        ("ana", at("2026-11-23T10:00Z")),
    ]

    bo, ana = fairness.loads(plan, pages, {"bo": ZoneInfo("UTC")})

    assert (bo.person, bo.pages, bo.disturbed, bo.back_to_back) == ("bo", {Hours.SLEEP: 2}, 1, 1)
    assert (ana.person, ana.on_call, ana.hard) == ("ana", 8 * HOUR, timedelta())


def test_touching_stretches_of_one_person_are_one_shift() -> None:
    plan = [
        Shift(at("2026-11-23T09:00Z"), at("2026-11-23T17:00Z"), ("ana",)),
        Shift(at("2026-11-23T17:00Z"), at("2026-11-23T18:00Z"), ("ana", "bo")),
    ]

    ana, bo = sorted(fairness.loads(plan, [], {}), key=lambda each: each.person)

    assert (ana.on_call, ana.back_to_back, bo.on_call) == (9 * HOUR, 0, HOUR)


def test_a_shift_without_an_end_has_no_length() -> None:
    with pytest.raises(ValueError, match="look at a range"):
        fairness.loads([Shift(at("2026-11-23T09:00Z"), None, ("ana",))], [], {})


def _weeks(*people: str) -> tuple[fairness.Load, ...]:
    monday = at("2026-11-02T09:00Z")
    plan = [Shift(monday + n * WEEK, monday + (n + 1) * WEEK, (who,)) for n, who in enumerate(people)]
    return fairness.loads(plan, [], {})


def test_an_even_plan_loses_points_for_its_nights_alone() -> None:
    found = fairness.quality(_weeks("ana", "bo", "cy", "di"), 4 * WEEK, timedelta(), timedelta())

    assert [(each.flaw, each.points) for each in found.deductions] == [(Flaw.NIGHTS, 7)]
    assert found.score == 93


@pytest.mark.parametrize(
    ("people", "gaps", "doubled", "flaw"),
    [
        (("ana", "bo", "ana", "bo"), WEEK, timedelta(), Flaw.GAPS),
        (("ana", "bo", "ana", "bo"), timedelta(), WEEK, Flaw.DOUBLE),
        (("ana", "ana", "ana", "ana"), timedelta(), timedelta(), Flaw.ALONE),
        (("ana", "ana", "ana", "bo"), timedelta(), timedelta(), Flaw.UNEVEN),
    ],
)
def test_each_flaw_takes_points(
    people: tuple[str, ...], gaps: timedelta, doubled: timedelta, flaw: Flaw
) -> None:
    found = fairness.quality(_weeks(*people), 4 * WEEK, gaps, doubled)

    assert flaw in [each.flaw for each in found.deductions]
    assert (
        found.score < fairness.quality(_weeks("ana", "bo", "ana", "bo"), 4 * WEEK, *[timedelta()] * 2).score
    )


def test_a_plan_that_covers_nothing_is_worth_nothing() -> None:
    found = fairness.quality((), WEEK, WEEK, timedelta())

    assert (found.score, [each.flaw for each in found.deductions]) == (0, [Flaw.GAPS])


def test_hours_and_pages_of_a_holiday_are_counted_apart_for_whom_it_is_one() -> None:
    berlin, london = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/London")
    christmas = at("2026-12-25T00:00")
    plan = [Shift(christmas, christmas + timedelta(hours=24), ("ana", "bo"))]
    pages = [("ana", at("2026-12-25T10:00")), ("bo", at("2026-12-25T10:00")), ("ana", at("2026-12-25T22:00"))]

    found = fairness.loads(plan, pages, {"ana": berlin, "bo": london}, {"ana": {date(2026, 12, 25)}})

    by_person = {each.person: each for each in found}
    assert by_person["ana"].shifts == {
        Hours.SLEEP: timedelta(hours=10),
        Hours.HOLIDAY: timedelta(hours=14),
    }
    assert by_person["ana"].pages == {Hours.HOLIDAY: 1, Hours.SLEEP: 1}
    assert by_person["ana"].hard == timedelta(hours=24)
    assert by_person["bo"].shifts[Hours.BUSINESS] == timedelta(hours=10)
    assert Hours.HOLIDAY not in by_person["bo"].shifts
