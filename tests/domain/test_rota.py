"""The engine against the vectors, against a walk minute by minute, and against its own promises."""

import json
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import rota
from bot.domain.rota import BadRota, Shift, parse, shifts, who
from tests import make

VECTORS = json.loads((Path(__file__).parent.parent / "data" / "rota.json").read_text("utf-8"))
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def vectors(kind: str, field: str) -> list[Any]:
    return [pytest.param(case, id=case["id"]) for case in VECTORS[kind] if field in case]


def ring(*members: str, **fields: Any) -> dict[str, Any]:
    return make.rota_layers(members=list(members), **fields)


# The vectors --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", vectors("valid", "expect"))
def test_a_vector_s_instants_have_the_people_it_expects(case: dict[str, Any]) -> None:
    found = parse(case["rota"])

    answers = [(probe["at"], list(who(found, at(probe["at"])))) for probe in case["expect"]]

    assert answers == [(probe["at"], probe["oncall"]) for probe in case["expect"]]


@pytest.mark.parametrize("case", vectors("valid", "shifts"))
def test_a_vector_s_range_has_the_shifts_it_expects(case: dict[str, Any]) -> None:
    expected = case["shifts"]

    found = shifts(parse(case["rota"]), at(expected["from"]), at(expected["to"]))

    assert found == tuple(Shift(at(s["start"]), at(s["end"]), tuple(s["oncall"])) for s in expected["list"])


@pytest.mark.parametrize("case", vectors("invalid", "reject_field"))
def test_a_wrong_vector_is_refused_and_the_path_ends_with_its_field(case: dict[str, Any]) -> None:
    with pytest.raises(BadRota) as refused:
        parse(case["rota"])

    assert len(refused.value.problems) == 1
    assert refused.value.path.endswith(case["reject_field"])


# What a file may not say --------------------------------------------------------------------------------


def layer(**fields: Any) -> dict[str, Any]:
    return make.rota_layers(**fields)


def override(**fields: Any) -> dict[str, Any]:
    plain = {
        "id": "o1",
        "user": "bo",
        "start": "2026-01-06T00:00:00Z",
        "end": "2026-01-07T00:00:00Z",
        "created": "2026-01-01T00:00:00Z",
    }
    return layer() | {"overrides": [plain | fields]}


def windowed(**fields: Any) -> dict[str, Any]:
    return layer(windows=[{"days": ["mon"], "from": "09:00", "to": "17:00"} | fields])


def version(effective: str) -> dict[str, Any]:
    return {"effective": effective} | layer()


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ([], "rota"),
        ("layers", "rota"),
        ({}, "layers"),
        ({"layers": []}, "layers"),
        ({"layers": {}}, "layers"),
        ({"layers": ["weekly"]}, "layers[0]"),
        ({"layers": layer()["layers"], "layer": 1}, "layer"),
        ({"versions": []}, "versions"),
        ({"versions": [version("2026-01-01T00:00:00Z")]} | layer(), "layers"),
        ({"versions": [version("2026-01-01T00:00:00")]}, "versions[0].effective"),
        (
            {"versions": [version("2026-01-02T00:00:00Z"), version("2026-01-02T00:00:00Z")]},
            "versions[1].effective",
        ),
        ({"versions": [layer()]}, "versions[0].effective"),
        ({"versions": [{"effective": "2026-01-01T00:00:00Z"}]}, "versions[0].layers"),
        (layer(tz="UTC"), "layers[0].tz"),
        (layer(timezone=""), "layers[0].timezone"),
        (layer(timezone="localtime"), "layers[0].timezone"),
        (layer(timezone="right/UTC"), "layers[0].timezone"),
        (layer(timezone="Europe"), "layers[0].timezone"),
        (layer(timezone="+02:00"), "layers[0].timezone"),
        (layer(timezone="UTC\0"), "layers[0].timezone"),
        (layer(timezone=2), "layers[0].timezone"),
        (layer(start="2026-02-30T09:00"), "layers[0].start"),
        (layer(start="2026-01-05T24:00"), "layers[0].start"),
        (layer(start="2026-01-05"), "layers[0].start"),
        (layer(start="0001-01-01T00:00"), "layers[0].start"),
        (layer(start=make.NOW), "layers[0].start"),
        (layer(start=None), "layers[0].start"),
        (layer(every="week"), "layers[0].every"),
        (layer(every={"n": 0, "unit": "week"}), "layers[0].every.n"),
        (layer(every={"n": True, "unit": "week"}), "layers[0].every.n"),
        (layer(every={"n": "1", "unit": "week"}), "layers[0].every.n"),
        (layer(every={"n": 10**9, "unit": "week"}), "layers[0].every.n"),
        (layer(every={"n": 1, "unit": "fortnight"}), "layers[0].every.unit"),
        (layer(every={"n": 1, "unit": ["week"]}), "layers[0].every.unit"),
        (layer(every={"n": 1}), "layers[0].every.unit"),
        (layer(members="ana"), "layers[0].members"),
        (layer(members=[""]), "layers[0].members[0]"),
        (layer(members=["ana", 7]), "layers[0].members[1]"),
        (layer(members=["ana", "b\u202eo"]), "layers[0].members[1]"),
        (layer(members=["a" * 129]), "layers[0].members[0]"),
        (layer(inactive=["<@U1>"]), "layers[0].inactive[0]"),
        (layer(until="2026-01-05T09:00"), "layers[0].until"),
        (windowed(days=["Monday"]), "layers[0].windows[0].days[0]"),
        (windowed(days="mon"), "layers[0].windows[0].days"),
        (windowed(to="24:00"), "layers[0].windows[0].to"),
        (windowed(**{"from": "9:00"}), "layers[0].windows[0].from"),
        (layer(windows=[{"days": ["mon"], "from": "09:00"}]), "layers[0].windows[0].to"),
        (override(end="2026-01-06T00:00:00Z"), "overrides[0].end"),
        (override(start="2026-01-06T00:00"), "overrides[0].start"),
        (override(kind="swap"), "overrides[0].kind"),
        (override(kind="remove", **{"for": "ana"}), "overrides[0].for"),
        (override(user=None), "overrides[0].user"),
        (override(whom="bo"), "overrides[0].whom"),
    ],
)
def test_what_cannot_be_used_is_named_by_its_path(raw: object, path: str) -> None:
    with pytest.raises(BadRota) as refused:
        parse(raw)

    assert [problem.path for problem in refused.value.problems] == [path]


def test_all_faults_are_told_at_once() -> None:
    raw = layer(timezone="Mars/Olympus", members=["<!channel>"], every={"n": 0, "unit": "week"})

    with pytest.raises(BadRota) as refused:
        parse(raw)

    assert [problem.path.partition(".")[2] for problem in refused.value.problems] == [
        "every.n",
        "timezone",
        "members[0]",
    ]
    assert refused.value.text.splitlines()[1].startswith(
        "layers[0].timezone: 'Mars/Olympus' is not a time zone"
    )


def test_times_that_a_yaml_reader_understood_are_taken() -> None:
    found = parse(layer(start=at("2026-01-05T09:00Z").replace(tzinfo=None), until=at("2026-02-01T00:00Z")))

    assert who(found, at("2026-01-05T09:00Z")) == ("ana",)


# Rules that the vectors leave open ----------------------------------------------------------------------


def test_a_member_who_stands_twice_in_the_ring_has_two_turns() -> None:
    found = parse(ring("ana", "bo", "ana"))

    weeks = [who(found, at("2026-01-05T09:00Z") + timedelta(weeks=n)) for n in range(4)]

    assert weeks == [("ana",), ("bo",), ("ana",), ("ana",)]


def test_an_edit_keeps_the_place_of_a_member_who_stands_twice() -> None:
    before = {"effective": "2026-01-01T00:00:00Z"} | ring("ana", "bo", "ana", "cy")
    after = {"effective": "2026-01-20T00:00:00Z"} | ring("ana", "bo", "ana", "cy", "dee")

    found = parse({"versions": [before, after]})

    assert who(found, at("2026-01-20T00:00Z")) == ("ana",)
    assert who(found, at("2026-01-26T09:00Z")) == ("cy",)


def test_nobody_is_on_call_before_the_first_version() -> None:
    found = parse({"versions": [version("2026-06-01T00:00:00Z")]})

    assert who(found, at("2026-05-31T23:59:59Z")) == ()
    assert who(found, at("2026-06-01T00:00:00Z")) != ()


def test_whoever_has_the_turn_keeps_it_until_a_new_definition_begins_later() -> None:
    before = {"effective": "2026-01-01T00:00:00Z"} | ring("ana", "bo")
    after = {"effective": "2026-01-07T00:00:00Z"} | ring("ana", "bo", start="2026-03-02T09:00")

    found = parse({"versions": [before, after]})

    assert shifts(found, at("2026-01-06T00:00Z"), at("2026-03-03T00:00Z")) == (
        Shift(at("2026-01-06T00:00Z"), at("2026-03-02T09:00Z"), ("ana",)),
        Shift(at("2026-03-02T09:00Z"), at("2026-03-03T00:00Z"), ("bo",)),
    )


def test_an_edit_of_an_ended_layer_counts_from_its_own_start() -> None:
    before = {"effective": "2026-01-01T00:00:00Z"} | ring("ana", "bo", until="2026-01-10T00:00:00Z")
    after = {"effective": "2026-01-20T00:00:00Z"} | ring("cy", "dee")

    found = parse({"versions": [before, after]})

    assert who(found, at("2026-01-15T00:00Z")) == ()
    assert who(found, at("2026-01-20T00:00Z")) == ("cy",)


def test_an_edit_passes_over_an_inactive_owner_and_carries_who_was_really_on_call() -> None:
    before = {"effective": "2026-01-01T00:00:00Z"} | ring("ana", "bo", "cy", inactive=["ana"])
    after = {"effective": "2026-01-07T00:00:00Z"} | ring("ana", "bo", "cy")

    found = parse({"versions": [before, after]})

    assert who(found, at("2026-01-06T00:00Z")) == ("bo",)
    assert who(found, at("2026-01-08T00:00Z")) == ("bo",)
    assert who(found, at("2026-01-12T09:00Z")) == ("cy",)


def test_a_ring_of_inactive_members_falls_through_to_the_next_layer() -> None:
    top = ring("ana", inactive=["ana"])["layers"]

    found = parse({"layers": [*top, *ring("bo")["layers"]]})

    assert who(found, at("2026-01-06T00:00Z")) == ("bo",)


def test_the_end_of_a_shift_joins_equal_neighbours() -> None:
    found = parse(ring("ana", "ana", "bo"))

    assert rota.until(found, at("2026-01-06T00:00Z")) == at("2026-01-19T09:00Z")


def test_one_person_alone_has_no_end() -> None:
    found = parse(ring("ana", every={"n": 1, "unit": "hour"}))

    assert rota.until(found, at("2026-01-06T00:00Z")) is None


def test_who_comes_next_is_the_next_somebody() -> None:
    found = parse(windowed(days=["mon", "wed"]))

    current, following = rota.around(found, at("2026-01-05T10:00Z"))

    assert (current.people, current.end) == (("ana",), at("2026-01-05T17:00Z"))
    assert following == Shift(at("2026-01-07T09:00Z"), at("2026-01-07T17:00Z"), ("ana",))


def test_nobody_ever_is_followed_by_nobody() -> None:
    found = parse(ring())

    assert rota.around(found, at("2026-01-05T10:00Z")) == (Shift(at("2026-01-05T10:00Z"), None, ()), None)


def test_a_person_s_shifts_start_with_the_one_that_runs() -> None:
    found = parse(ring("ana", "bo", "cy"))

    mine = rota.shifts_of(found, "bo", at("2026-01-13T00:00Z"), 3)

    assert mine == (
        Shift(at("2026-01-13T00:00Z"), at("2026-01-19T09:00Z"), ("bo",)),
        Shift(at("2026-02-02T09:00Z"), at("2026-02-09T09:00Z"), ("bo",)),
        Shift(at("2026-02-23T09:00Z"), at("2026-03-02T09:00Z"), ("bo",)),
    )


def test_a_person_s_shift_goes_on_where_somebody_is_added_beside_them() -> None:
    raw = ring("ana", "bo") | {"overrides": [override(user="cy", kind="add")["overrides"][0]]}

    mine = rota.shifts_of(parse(raw), "ana", at("2026-01-05T09:00Z"), 1)

    assert mine == (Shift(at("2026-01-05T09:00Z"), at("2026-01-12T09:00Z"), ("ana",)),)


def test_a_stranger_has_no_shifts() -> None:
    assert rota.shifts_of(parse(ring("ana")), "zed", make.NOW, 3) == ()


def test_a_range_that_ends_before_it_begins_holds_nothing() -> None:
    assert shifts(parse(ring("ana")), make.NOW, make.NOW - MINUTE) == ()


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
@pytest.mark.parametrize("unit", ["hour", "day", "week", "month"])
def test_the_ends_of_the_calendar_have_an_answer(text: str, unit: str) -> None:
    found = parse(ring("ana", "bo", every={"n": 10_000, "unit": unit}, timezone="Pacific/Apia"))
    moment = datetime.fromisoformat(text)

    answers = (who(found, moment), rota.until(found, moment), shifts(found, moment, moment + SECOND * 0))

    assert answers[2] == ()


def test_a_question_costs_the_same_a_century_after_the_start() -> None:
    found = parse(ring("ana", "bo", "cy", start="1926-01-05T09:00", every={"n": 1, "unit": "hour"}))

    later, soon = calls(found, make.NOW), calls(found, at("1926-01-07T00:00Z"))

    assert later == soon


def calls(found: rota.Rota, moment: datetime) -> int:
    """How many functions one question runs through."""
    names: list[str] = []
    sys.setprofile(lambda frame, event, _: names.append(frame.f_code.co_name) if event == "call" else None)
    who(found, moment)
    sys.setprofile(None)
    return len(names)


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
    found = parse(ring("a", "b", "c", "d", timezone=zone, start=began.isoformat()[:16], every=every))
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


@settings(max_examples=150, deadline=None)
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


@settings(max_examples=100, deadline=None)
@given(ROTAS, MOMENTS)
def test_until_is_the_first_instant_at_which_somebody_else_is_on_call(
    raw: dict[str, Any], moment: datetime
) -> None:
    found = parse(raw)

    end = rota.until(found, moment)

    if end is not None:
        assert who(found, end) != who(found, moment)
        assert len(shifts(found, moment, end)) == 1


@settings(max_examples=100, deadline=None)
@given(ROTAS, MOMENTS, st.randoms())
def test_the_order_of_overrides_in_the_file_does_not_matter(
    raw: dict[str, Any], moment: datetime, random: Any
) -> None:
    shuffled = list(raw["overrides"])
    random.shuffle(shuffled)

    first, second = parse(raw), parse(raw | {"overrides": shuffled})

    assert who(first, moment) == who(second, moment)


@settings(max_examples=100, deadline=None)
@given(ROTAS, MOMENTS, NAMES)
def test_a_person_s_shifts_are_when_the_person_is_on_call(
    raw: dict[str, Any], moment: datetime, person: str
) -> None:
    found = parse(raw)

    mine = rota.shifts_of(found, person, moment, 3)

    assert all(person in who(found, shift.start) for shift in mine)
    assert all(person not in who(found, shift.end) for shift in mine if shift.end)
