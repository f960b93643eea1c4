"""The engine against the vectors, and the rules that they leave open."""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain import rota
from bot.domain.rota import BadRota, Shift, parse, shifts, who
from tests import make

VECTORS = json.loads((Path(__file__).parent.parent / "data" / "rota.json").read_text("utf-8"))
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
OVERRIDE = {
    "id": "o1",
    "user": "bo",
    "start": "2026-01-06T00:00:00Z",
    "end": "2026-01-07T00:00:00Z",
    "created": "2026-01-01T00:00:00Z",
}


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
    found = parse({"versions": [{"effective": "2026-06-01T00:00:00Z"} | ring("ana")]})

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
    found = parse(ring("ana", windows=[{"days": ["mon", "wed"], "from": "09:00", "to": "17:00"}]))

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
    raw = ring("ana", "bo") | {"overrides": [OVERRIDE | {"user": "cy", "kind": "add"}]}

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
