"""Schedules of PagerDuty's as rotas of ours, held against the twin, which draws by arithmetic of its own."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.rota import Unit, parse, shifts, who
from bot.domain.rota.pager import differences, edited, imported, seconds_of, windows
from bot.domain.rota.shape import Window
from bot.domain.schedule import Hours, PagerLayer, PagerPlan, PagerTurn
from bot.sandbox.pagerduty import Layer, Override, Restriction, Schedule
from bot.sandbox.pagerduty.schedule import drawn

SINCE = datetime(2026, 2, 20, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=90)
HOUR, DAY, WEEK = 3_600, 86_400, 604_800
ZONES = ("UTC", "Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")

instants = st.integers(-60 * 24, 80 * 24).map(lambda hours: SINCE + timedelta(hours=hours))
restrictions = st.builds(
    Restriction,
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 30])),
    st.sampled_from([HOUR, 9 * HOUR, 14 * HOUR, DAY]),
    st.just(0),
) | st.builds(
    Restriction,
    st.builds(time, st.integers(0, 23)),
    st.sampled_from([8 * HOUR, DAY, 62 * HOUR, 5 * DAY]),
    st.integers(1, 7),
)


@st.composite
def layers(draw: st.DrawFn) -> Layer:
    start = draw(instants)
    ahead = draw(st.integers(0, 400))
    users = tuple(draw(st.lists(st.sampled_from(["A", "B", "C", "D"]), min_size=1, max_size=4)))
    return Layer(
        id=f"L{draw(st.integers(1, 999))}",
        name="Layer",
        start=start,
        virtual_start=start - timedelta(hours=ahead),
        seconds=draw(st.sampled_from([8 * HOUR, 12 * HOUR, DAY, 3 * DAY, WEEK, 2 * WEEK])),
        users=users,
        restrictions=tuple(draw(st.lists(restrictions, max_size=2))),
        end=draw(st.none() | st.integers(1, 80 * 24).map(lambda hours: start + timedelta(hours=hours))),
    )


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    overrides = [
        Override(f"O{n}", draw(st.sampled_from(["X", "Y"])), start, start + timedelta(hours=length))
        for n, (start, length) in enumerate(
            draw(st.lists(st.tuples(instants, st.integers(1, 200)), max_size=3))
        )
    ]
    zone = draw(st.sampled_from(ZONES))
    some = tuple(draw(st.lists(layers(), min_size=1, max_size=3)))
    return Schedule("S1", "Any", zone, layers=some, overrides=overrides)


def as_read(schedule: Schedule) -> PagerPlan:
    """The schedule as the way out reads it."""
    return PagerPlan(
        schedule.id,
        schedule.name,
        schedule.zone,
        tuple(
            PagerLayer(
                each.id,
                each.name,
                each.start,
                each.virtual_start,
                each.seconds,
                each.users,
                tuple(Hours(r.start, r.seconds, r.weekday) for r in each.restrictions),
                each.end,
            )
            for each in schedule.layers
        ),
        overrides=tuple(PagerTurn(o.user, o.start, o.end, o.id) for o in schedule.overrides),
    )


def by_twin(schedule: Schedule) -> list[tuple[str, datetime, datetime]]:
    clipped = [(u, max(a, SINCE), min(b, UNTIL)) for u, a, b in drawn(schedule, SINCE, UNTIL)]
    return [each for each in clipped if each[1] < each[2]]


@settings(max_examples=40, deadline=None)
@given(schedules())
def test_an_imported_schedule_has_the_shifts_of_its_final_schedule(schedule: Schedule) -> None:
    rota = imported(as_read(schedule))

    assert rota is not None
    ours = [(s.people[0], s.start, s.end) for s in shifts(rota, SINCE, UNTIL) if s.people]
    assert ours == by_twin(schedule)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (Hours(time(9), 8 * HOUR), [Window(frozenset(range(7)), time(9), time(17))]),
        (Hours(time(18), 14 * HOUR), [Window(frozenset(range(7)), time(18), time(8))]),
        (Hours(time(9), DAY), [Window(frozenset(range(7)), time(9), time(9))]),
        (Hours(time(9), 8 * HOUR, 7), [Window(frozenset({6}), time(9), time(17))]),
        (
            Hours(time(18), 62 * HOUR, 5),
            [
                Window(frozenset({4}), time(18), time()),
                Window(frozenset({5}), time(), time()),
                Window(frozenset({6}), time(), time()),
                Window(frozenset({0}), time(), time(8)),
            ],
        ),
    ],
)
def test_a_restriction_becomes_windows(hours: Hours, expected: list[Window]) -> None:
    assert list(windows(hours)) == expected


@pytest.mark.parametrize("seconds", [0, 1_800, 5_400])
def test_turns_that_are_not_whole_hours_are_not_imported(seconds: int) -> None:
    layer = PagerLayer("L1", "", SINCE, SINCE, seconds, ("A",))

    assert imported(PagerPlan("S1", "", "UTC", (layer,))) is None
    assert imported(PagerPlan("S1", "", "UTC")) is None


def test_a_month_is_no_turn_of_pagerduty_s() -> None:
    assert (seconds_of(2, Unit.WEEK), seconds_of(1, Unit.MONTH)) == (2 * WEEK, None)


MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
OLD = PagerLayer("L1", "Weekly", MONDAY, MONDAY, WEEK, ("A", "B", "C"))
NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize("members", [["a", "b", "c"], ["c", "a", "b"], ["b", "d"], ["d", "c", "b", "a"]])
@pytest.mark.parametrize("start", ["2026-01-05T09:00", "2026-01-07T10:00", "2026-01-10T00:30"])
def test_whoever_is_on_call_stays_until_the_next_hand_off(members: list[str], start: str) -> None:
    users = {each: each.upper() for each in "abcd"}
    before = imported(PagerPlan("S1", "", "Europe/London", (OLD,)))
    new = (
        parse(
            {
                "layers": [
                    {
                        "timezone": "Europe/London",
                        "start": start,
                        "every": {"n": 1, "unit": "week"},
                        "members": members,
                    }
                ]
            }
        )
        .versions[0]
        .layers[0]
    )

    made = edited(OLD, "Europe/London", new, users, now=NOW)

    assert made is not None and before is not None
    after = imported(PagerPlan("S1", "", "Europe/London", (made,)))
    assert after is not None
    (now_on,) = who(before, NOW)
    stays = now_on if now_on in made.users else next(u for u in _after(now_on) if u in made.users)
    assert who(after, NOW) == (stays,)
    first = next(s for s in shifts(after, NOW, NOW + timedelta(days=30)) if s.people == (stays,))
    wall = first.end.astimezone(ZoneInfo("Europe/London")) if first.end else NOW
    wanted = datetime.fromisoformat(start)
    assert (wall.weekday(), wall.time()) == (wanted.weekday(), wanted.time()) or len(made.users) == 1
    ring = made.users
    following = who(after, first.end) if first.end else ()
    assert following == (ring[(ring.index(stays) + 1) % len(ring)],)


def _after(user: str) -> list[str]:
    ring = ["A", "B", "C"]
    at = ring.index(user)
    return [*ring[at:], *ring[:at]]


def test_where_the_vendor_says_otherwise_that_is_seen() -> None:
    rota = imported(PagerPlan("S1", "", "UTC", (OLD,)))
    assert rota is not None
    same = PagerPlan("S1", "", "UTC", (OLD,), (PagerTurn("A", MONDAY, MONDAY + timedelta(days=7)),))
    other = PagerPlan("S1", "", "UTC", (OLD,), (PagerTurn("B", MONDAY, MONDAY + timedelta(days=7)),))

    assert differences(rota, same) == ()
    assert differences(rota, other) == (MONDAY, MONDAY + timedelta(days=7, seconds=-1))
