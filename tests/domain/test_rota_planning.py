"""Gaps, moves and double bookings of plans; overrides and edits of a rota as it is written."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.rota import BadRota, Kind, Override, Shift, definition, parse, planning, shifts, who
from tests import make
from tests.domain.test_rota_walks import MOMENTS, ROTAS

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
WINDOWED = [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:00"}]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def cover(**fields: Any) -> Override:
    plain: dict[str, Any] = {
        "id": "o1",
        "start": at("2026-01-06T09:00Z"),
        "end": at("2026-01-07T09:00Z"),
        "user": "cy",
        "created": at("2026-01-01T00:00Z"),
    }
    return Override(**(plain | fields))


def test_outside_of_its_windows_a_rota_has_gaps() -> None:
    rota = parse(make.rota_layers(members=["ana"], windows=WINDOWED))

    found = planning.gaps(rota, at("2026-01-09T09:00Z"), at("2026-01-12T12:00Z"))

    assert found == (Shift(at("2026-01-09T17:00Z"), at("2026-01-12T09:00Z"), ()),)


def test_a_plan_without_a_hole_has_no_gap() -> None:
    rota = parse(make.rota_layers())

    assert planning.gaps(rota, at("2026-01-05T09:00Z"), at("2026-03-05T09:00Z")) == ()


def test_a_change_says_who_is_on_call_instead_of_whom_and_when() -> None:
    before = make.rota_layers()
    after = definition.with_override(before, cover())

    found = planning.moves(parse(before), parse(after), at("2026-01-05T09:00Z"), at("2026-02-02T09:00Z"))

    assert found == (planning.Move(cover().start, cover().end, ("ana",), ("cy",)),)


def test_one_person_in_two_rotas_at_once_is_a_double_booking() -> None:
    primary = parse(make.rota_layers(members=["ana", "bo"]))
    secondary = parse(make.rota_layers(members=["bo", "ana"], start="2026-01-08T09:00"))

    found = planning.clashes(
        {"primary": primary, "secondary": secondary}, at("2026-01-05T09:00Z"), at("2026-01-19T09:00Z")
    )

    both = ("primary", "secondary")
    assert (
        found
        == (
            planning.Clash("bo", at("2026-01-12T09:00Z"), at("2026-01-15T09:00Z"), both),
            planning.Clash("ana", at("2026-01-08T09:00Z") + 7 * DAY + 4 * DAY, at("2026-01-19T09:00Z"), both),
        )[:1]
    )


def test_taking_an_override_out_puts_everything_back() -> None:
    rota = make.rota_layers()

    changed = definition.with_override(rota, cover())

    assert definition.without_override(changed, "o1")["overrides"] == []
    assert parse(definition.without_override(changed, "o1")) == parse(rota)


def test_a_wrong_override_is_refused_by_its_field() -> None:
    with pytest.raises(BadRota) as refused:
        definition.with_override(make.rota_layers(), cover(end=at("2026-01-05T09:00Z")))

    assert refused.value.path == "overrides[0].end"


def test_an_edit_of_a_rota_that_was_never_edited_keeps_its_past_as_a_version() -> None:
    rota = make.rota_layers(timezone="Europe/London", start="2026-07-06T09:00")
    layers = [rota["layers"][0] | {"members": ["bo", "cy"]}]

    edited = definition.revised(rota, layers, at("2026-08-01T12:00Z"))

    assert [each["effective"] for each in edited["versions"]] == ["2026-07-06T08:00Z", "2026-08-01T12:00Z"]
    assert definition.layers_at(edited, at("2026-07-31T12:00Z")) == rota["layers"]
    assert definition.layers_at(edited, at("2026-08-01T12:00Z")) == layers


def test_an_edit_replaces_what_was_planned_for_later() -> None:
    once = definition.revised(make.rota_layers(), [_layer("cy")], at("2026-03-01T00:00Z"))

    twice = definition.revised(once, [_layer("di")], at("2026-02-01T00:00Z"))

    assert [each["layers"][0]["members"] for each in twice["versions"]] == [["ana", "bo"], ["di"]]


def _layer(*members: str) -> dict[str, Any]:
    layer: dict[str, Any] = make.rota_layers(members=list(members))["layers"][0]
    return layer


@settings(max_examples=40, deadline=None)
@given(rota=ROTAS, effective=MOMENTS, members=st.lists(st.sampled_from("abcde"), min_size=1, max_size=4))
def test_an_edit_changes_nothing_before_it(
    rota: dict[str, Any], effective: datetime, members: list[str]
) -> None:
    edited = parse(definition.revised(rota, [_layer(*members)], effective))
    start = effective - 60 * DAY

    assert shifts(edited, start, effective) == shifts(parse(rota), start, effective)


@settings(max_examples=40, deadline=None)
@given(rota=ROTAS, start=MOMENTS, hours=st.integers(1, 400), kind=st.sampled_from(Kind))
def test_an_override_changes_nothing_outside_of_itself(
    rota: dict[str, Any], start: datetime, hours: int, kind: Kind
) -> None:
    change = cover(id="new", start=start, end=start + timedelta(hours=hours), user="a", kind=kind)
    before, after = parse(rota), parse(definition.with_override(rota, change))

    found = planning.moves(before, after, start - 30 * DAY, change.end + 30 * DAY)

    assert all(change.start <= move.start and move.end <= change.end for move in found)
    for instant in (change.start - SECOND, change.end, change.end + SECOND):
        assert who(before, instant) == who(after, instant)
