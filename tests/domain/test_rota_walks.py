"""The engine against a walk minute by minute over clock changes, and what it promises of every valid rota."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import rota
from bot.domain.rota import parse, shifts, who
from tests import make

MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


# Against a walk minute by minute ------------------------------------------------------------------------

CLOCK_CHANGES = [
    ("America/Chicago", "2026-03-07T20:00Z"),
    ("America/Chicago", "2026-10-31T20:00Z"),
    ("Australia/Lord_Howe", "2026-04-04T06:00Z"),
    ("Africa/Cairo", "2026-04-23T12:00Z"),
    ("Pacific/Apia", "2011-12-29T18:00Z"),
    ("Antarctica/Troll", "2026-03-28T18:00Z"),
]


@pytest.mark.parametrize("every", [{"n": 1, "unit": "hour"}, {"n": 1, "unit": "day"}], ids=["hour", "day"])
@pytest.mark.parametrize(("zone", "start"), CLOCK_CHANGES)
def test_every_minute_of_a_clock_change_is_as_a_patient_reader_of_clocks_says(
    zone: str, start: str, every: dict[str, Any]
) -> None:
    """The patient one turns the page whenever the clock first shows the nominal time, and never back."""
    began = (at(start) - timedelta(days=2)).replace(tzinfo=None, minute=30)
    found = parse(
        make.rota_layers(
            members=["a", "b", "c", "d"], timezone=zone, start=began.isoformat()[:16], every=every
        )
    )
    minutes = [at(start) + MINUTE * n for n in range(60 * 30)]

    walked = patient(found.versions[0].layers[0], at(start) - timedelta(days=4), minutes)

    assert [who(found, minute) for minute in minutes] == walked


def patient(layer: rota.Layer, since: datetime, minutes: list[datetime]) -> list[tuple[str, ...]]:
    step = timedelta(hours=1) if layer.unit is rota.Unit.HOUR else timedelta(days=1)
    turned, now = -1, since
    answers: list[tuple[str, ...]] = []
    while now <= minutes[-1]:
        shown = now.astimezone(layer.zone).replace(tzinfo=None)
        while layer.start + (turned + 1) * step <= shown:
            turned += 1
        if now >= minutes[0]:
            answers.append((layer.members[turned % len(layer.members)],) if turned >= 0 else ())
        now += MINUTE
    return answers


# Promises for every valid rota --------------------------------------------------------------------------

ZONES = ["UTC", "America/Chicago", "Europe/Dublin", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]
NAMES = st.sampled_from(["ana", "bo", "cy", "dee"])
MOMENTS = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001  (hypothesis takes naive bounds)
    max_value=datetime(2027, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda moment: moment.replace(microsecond=0))
CLOCKS = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
WINDOWS = st.fixed_dictionaries(
    {
        "days": st.lists(st.sampled_from(["mon", "tue", "wed", "sat", "sun"]), min_size=1, max_size=4),
        "from": CLOCKS,
        "to": CLOCKS,
    }
)
LAYERS = st.fixed_dictionaries(
    {
        "timezone": st.sampled_from(ZONES),
        "start": MOMENTS.map(lambda moment: moment.replace(tzinfo=None).isoformat()),
        "every": st.fixed_dictionaries(
            {"n": st.integers(1, 5), "unit": st.sampled_from(["hour", "day", "week", "month"])}
        ),
        "members": st.lists(NAMES, max_size=4),
        "inactive": st.lists(NAMES, max_size=2),
        "windows": st.lists(WINDOWS, max_size=2),
    },
    optional={"until": MOMENTS.map(datetime.isoformat)},
)
VERSIONS = st.lists(MOMENTS, min_size=1, max_size=3, unique=True).flatmap(
    lambda moments: st.tuples(
        *(
            st.fixed_dictionaries(
                {"effective": st.just(moment.isoformat()), "layers": st.lists(LAYERS, min_size=1, max_size=2)}
            )
            for moment in sorted(moments)
        )
    )
)


@st.composite
def overrides(draw: st.DrawFn) -> list[dict[str, Any]]:
    found = []
    for number in range(draw(st.integers(0, 4))):
        start = draw(MOMENTS)
        raw = {
            "id": f"o{number}",
            "start": start.isoformat(),
            "end": (start + timedelta(minutes=draw(st.integers(1, 60 * 24 * 30)))).isoformat(),
            "user": draw(NAMES),
            "created": draw(st.sampled_from(["2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z"])),
            "kind": draw(st.sampled_from(["cover", "add", "remove"])),
        }
        whom = draw(NAMES)
        covers = raw["kind"] == "cover" and whom != raw["user"] and draw(st.booleans())
        found.append(raw | ({"for": whom} if covers else {}))
    return found


ROTAS = st.fixed_dictionaries({"versions": VERSIONS, "overrides": overrides()})


@settings(max_examples=80, deadline=None)
@given(ROTAS, MOMENTS)
def test_shifts_tile_the_range_and_agree_with_who_at_every_edge(raw: dict[str, Any], start: datetime) -> None:
    found = parse(raw)
    end = start + timedelta(days=9)

    tiles = shifts(found, start, end)

    assert [tile.start for tile in tiles] == [start, *(tile.end for tile in tiles[:-1])]
    assert tiles[-1].end == end
    assert all(left.people != right.people for left, right in pairwise(tiles))
    for tile in tiles:
        assert tile.end is not None
        assert who(found, tile.start) == tile.people == who(found, tile.end - timedelta(microseconds=1))


@settings(max_examples=60, deadline=None)
@given(ROTAS, MOMENTS)
def test_until_is_the_first_instant_at_which_somebody_else_is_on_call(
    raw: dict[str, Any], moment: datetime
) -> None:
    found = parse(raw)

    end = rota.until(found, moment)

    if end is not None:
        assert who(found, end) != who(found, moment)
        assert len(shifts(found, moment, end)) == 1


@settings(max_examples=60, deadline=None)
@given(ROTAS, MOMENTS, st.randoms())
def test_the_order_of_overrides_in_the_file_does_not_matter(
    raw: dict[str, Any], moment: datetime, random: Any
) -> None:
    shuffled = list(raw["overrides"])
    random.shuffle(shuffled)

    first, second = parse(raw), parse(raw | {"overrides": shuffled})

    assert who(first, moment) == who(second, moment)


@settings(max_examples=60, deadline=None)
@given(ROTAS, MOMENTS, NAMES)
def test_a_person_s_shifts_are_when_the_person_is_on_call(
    raw: dict[str, Any], moment: datetime, person: str
) -> None:
    found = parse(raw)

    mine = rota.shifts_of(found, person, moment, 3)

    assert all(person in who(found, shift.start) for shift in mine)
    assert all(person not in who(found, shift.end) for shift in mine if shift.end)


@settings(max_examples=100, deadline=None)
@given(ROTAS, MOMENTS, NAMES)
def test_no_shift_of_a_person_is_passed_over(raw: dict[str, Any], moment: datetime, person: str) -> None:
    found, end = parse(raw), moment + timedelta(days=20)

    mine = rota.shifts_of(found, person, moment, 1000)

    cut = [(shift.start, min(shift.end or end, end)) for shift in mine if shift.start < end]
    assert cut == stretches(shifts(found, moment, end), person)


def stretches(plan: tuple[rota.Shift, ...], person: str) -> list[tuple[datetime, datetime]]:
    """When a person is on call by a plan, whoever is beside them."""
    met: list[tuple[datetime, datetime]] = []
    for each in plan:
        assert each.end is not None
        if person not in each.people:
            continue
        if met and met[-1][1] == each.start:
            met[-1] = (met[-1][0], each.end)
        else:
            met.append((each.start, each.end))
    return met
