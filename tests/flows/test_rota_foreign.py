"""Schedules of PagerDuty and Opsgenie as rotas of ours: the same people, and what cannot be is said."""

from pathlib import Path
from typing import Any

import pytest

from bot.domain import rota as rules
from tests.schedules import LAYER, ROTATION, at, only, opsgenie, pagerduty, said, taken

# PagerDuty ----------------------------------------------------------------------------------------------


def test_a_schedule_of_pagerduty_becomes_a_rota(tmp_path: Path) -> None:
    found = taken(tmp_path, pagerduty())

    assert list(found.rotas) == ["payments-primary"]
    assert [
        rules.who(only(found), at(day))
        for day in ("2026-01-05T09:00", "2026-07-13T07:59", "2026-07-13T08:00")
    ] == [
        ("PANA",),
        ("PANA",),
        ("PBO",),
    ]
    assert said(found) == []


def test_the_layer_that_stands_first_goes_before_the_others(tmp_path: Path) -> None:
    night = LAYER | {
        "users": [{"user": {"id": "PCY"}}],
        "restrictions": [
            {"type": "daily_restriction", "start_time_of_day": "22:00:00", "duration_seconds": 36000}
        ],
    }

    ring = only(taken(tmp_path, pagerduty(night, LAYER)))

    assert [rules.who(ring, at(f"2026-01-06T{clock}")) for clock in ("21:59", "22:00", "23:00")] == [
        ("PANA",),
        ("PCY",),
        ("PCY",),
    ]
    assert [rules.who(ring, at(f"2026-01-07T{clock}")) for clock in ("07:59", "08:00")] == [
        ("PCY",),
        ("PANA",),
    ]


def test_a_weekly_restriction_over_the_weekend_is_a_window_a_day(tmp_path: Path) -> None:
    weekend = LAYER | {
        "restrictions": [
            {
                "type": "weekly_restriction",
                "start_day_of_week": 5,
                "start_time_of_day": "17:00:00",
                "duration_seconds": 63 * 3600,
            }
        ]
    }

    plan = rules.shifts(
        only(taken(tmp_path, pagerduty(weekend))), at("2026-01-08T00:00"), at("2026-01-14T00:00")
    )

    open_ones = [(each.start, each.end) for each in plan if each.people]
    assert open_ones == [(at("2026-01-09T17:00"), at("2026-01-12T08:00"))]


def test_a_layer_begins_with_whoever_has_the_turn_when_it_comes_into_force(tmp_path: Path) -> None:
    later = LAYER | {"start": "2026-01-12T09:00:00Z", "end": "2026-03-02T09:00:00Z"}

    found = taken(tmp_path, pagerduty(later))

    ring = only(found)
    assert [
        rules.who(ring, at(day)) for day in ("2026-01-12T08:59", "2026-01-12T09:00", "2026-01-19T09:00")
    ] == [
        (),
        ("PBO",),
        ("PANA",),
    ]
    assert rules.who(ring, at("2026-03-02T09:00")) == ()
    assert said(found) == []


def test_a_first_turn_that_is_not_whole_is_said(tmp_path: Path) -> None:
    found = taken(tmp_path, pagerduty(LAYER | {"start": "2026-01-14T12:00:00Z"}))

    assert rules.who(only(found), at("2026-01-14T12:00")) == ("PBO",)
    assert said(found) == [
        "its first turn is not a whole one: the rota begins it at 2026-01-12T09:00Z, not 2026-01-14T12:00Z"
    ]


def test_overrides_of_pagerduty_come_along(tmp_path: Path) -> None:
    entries = [
        {"start": "2026-01-06T10:00:00Z", "end": "2026-01-06T12:00:00Z", "user": {"id": "PCY"}},
        {"start": "2026-01-07T10:00:00Z", "end": "2026-01-07T09:00:00Z", "user": {"id": "PCY"}},
    ]

    found = taken(tmp_path, pagerduty(overrides_subschedule={"rendered_schedule_entries": entries}))

    assert [rules.who(only(found), at(f"2026-01-06T{clock}")) for clock in ("09:59", "10:00", "12:00")] == [
        ("PANA",),
        ("PCY",),
        ("PANA",),
    ]
    assert said(found) == ["override 2 is left out: it lacks a user, a start or a later end"]


@pytest.mark.parametrize(
    ("layer", "why"),
    [
        ({"rotation_turn_length_seconds": 5400}, "turns of 5400 s are not of whole hours"),
        ({"start": "2026-01-05T09:00:00"}, "it has no start with an offset"),
        ({"users": []}, "nobody is in it, or somebody without a name"),
        (
            {"restrictions": [{"type": "daily_restriction", "start_time_of_day": "22:00:00"}]},
            "a restriction lacks start_time_of_day, duration_seconds or start_day_of_week",
        ),
        (
            {
                "restrictions": [
                    {
                        "type": "weekly_restriction",
                        "start_time_of_day": "22:00:00",
                        "duration_seconds": 3600,
                    }
                ]
            },
            "a restriction lacks start_time_of_day, duration_seconds or start_day_of_week",
        ),
    ],
)
def test_a_layer_that_cannot_be_carried_over_is_named_with_its_line(
    tmp_path: Path, layer: dict[str, Any], why: str
) -> None:
    found = taken(tmp_path, pagerduty(LAYER, LAYER | layer))

    (remark,) = [each for each in found.remarks if "left out" in each.what]
    lines = (tmp_path / "schedule.json").read_text("utf-8").splitlines()
    assert remark.what == f"layer Weekly is left out: {why}"
    assert lines[remark.line - 1].strip() == "{"
    assert remark.line > 10
    assert len(only(found).versions[0].layers) == 1


def test_what_stands_elsewhere_with_us_is_said(tmp_path: Path) -> None:
    teams, policies = [{"id": "PT1"}], [{"id": "PP1"}]

    found = taken(tmp_path, pagerduty(teams=teams, escalation_policies=policies))

    assert [text.partition(" stands")[0] for text in said(found)] == ["whose it is", "which policies call it"]


def test_a_schedule_of_shifts_has_nothing_to_take(tmp_path: Path) -> None:
    found = taken(tmp_path, {"schedule": {"id": "PS3", "type": "schedule", "name": "Shifts"}})

    assert found.rotas == {}
    assert said(found)[0].startswith("schedule Shifts is left out: it has no layers")


# Opsgenie -----------------------------------------------------------------------------------------------


def test_a_schedule_of_opsgenie_becomes_a_rota(tmp_path: Path) -> None:
    found = taken(tmp_path, opsgenie())

    ring = only(found)
    assert list(found.rotas) == ["payments_schedule"]
    assert [
        rules.who(ring, at(day)) for day in ("2026-01-05T09:00", "2026-01-12T09:00", "2026-07-06T08:00")
    ] == [
        ("ana@acme.example",),
        ("bo@acme.example",),
        ("ana@acme.example",),
    ]


def test_rotations_side_by_side_are_rotas_of_their_own(tmp_path: Path) -> None:
    second = ROTATION | {"name": "Days", "type": "daily", "length": 2}

    found = taken(tmp_path, opsgenie(ROTATION, second))

    assert list(found.rotas) == ["payments_schedule-weekly", "payments_schedule-days"]
    assert said(found)[0].startswith("the 2 rotations of Payments_schedule are on call side by side")


@pytest.mark.parametrize(
    ("restriction", "open_at", "closed_at"),
    [
        (
            {
                "type": "time-of-day",
                "restriction": {"startHour": 9, "startMin": 30, "endHour": 18, "endMin": 0},
            },
            ["2026-01-06T09:30", "2026-01-06T17:59"],
            ["2026-01-06T09:29", "2026-01-06T18:00"],
        ),
        (
            {
                "type": "weekday-and-time-of-day",
                "restrictions": [
                    {
                        "startDay": "friday",
                        "startHour": 18,
                        "startMin": 0,
                        "endDay": "monday",
                        "endHour": 8,
                        "endMin": 0,
                    }
                ],
            },
            ["2026-01-09T18:00", "2026-01-10T12:00", "2026-01-11T00:00", "2026-01-12T07:59"],
            ["2026-01-09T17:59", "2026-01-12T08:00", "2026-01-08T20:00"],
        ),
        (
            {
                "type": "time-of-day",
                "restrictions": [{"startHour": 18, "startMin": 0, "endHour": 24, "endMin": 0}],
            },
            ["2026-01-06T18:00", "2026-01-06T23:59"],
            ["2026-01-07T00:00", "2026-01-06T17:59"],
        ),
        (
            {
                "type": "weekday-and-time-of-day",
                "restriction": {},
                "restrictions": [
                    {
                        "startDay": day,
                        "startHour": 9,
                        "startMin": 0,
                        "endDay": day,
                        "endHour": hour,
                        "endMin": 0,
                    }
                    for day, hour in (("MONDAY", 24), ("tuesday", 18))
                ],
            },
            ["2026-01-05T09:00", "2026-01-05T23:59", "2026-01-06T09:00", "2026-01-06T17:59"],
            ["2026-01-05T08:59", "2026-01-06T00:00", "2026-01-06T18:00", "2026-01-07T12:00"],
        ),
    ],
)
def test_opsgenie_s_hours_are_windows(
    tmp_path: Path, restriction: dict[str, Any], open_at: list[str], closed_at: list[str]
) -> None:
    ring = only(taken(tmp_path, opsgenie(ROTATION | {"timeRestriction": restriction})))

    assert [bool(rules.who(ring, at(each))) for each in open_at] == [True] * len(open_at)
    assert [bool(rules.who(ring, at(each))) for each in closed_at] == [False] * len(closed_at)


def test_a_turn_that_is_no_person_s_leaves_its_rotation_out(tmp_path: Path) -> None:
    turns = [*ROTATION["participants"], {"type": "escalation", "id": "e1", "name": "Payments_escalation"}]  # type: ignore[misc]

    found = taken(tmp_path, opsgenie(ROTATION | {"participants": turns}))

    assert found.rotas == {}
    assert said(found) == [
        "rotation Weekly is left out: a turn of it belongs to “escalation Payments_escalation”, "
        "which is no person"
    ]


@pytest.mark.parametrize(
    ("rotation", "why"),
    [
        (
            {"participants": [{"type": "none"}]},
            "a turn of it is nobody's; write the turns of people as layers with windows",
        ),
        ({"type": "monthly"}, "turns of type monthly are unknown here"),
        ({"startDate": "2026-01-05T09:00:00"}, "it has no startDate with an offset"),
        ({"timeRestriction": {"type": "lunar"}}, "hours of type lunar are unknown here"),
        (
            {
                "timeRestriction": {
                    "type": "weekday-and-time-of-day",
                    "restrictions": [{"startHour": 9, "endHour": 17}],
                }
            },
            "its timeRestriction lacks a day or an hour",
        ),
        (
            {"timeRestriction": {"type": "time-of-day", "restriction": {"startHour": 9}}},
            "its timeRestriction lacks a day or an hour",
        ),
    ],
)
def test_a_rotation_whose_turns_or_hours_are_not_understood_is_left_out_whole(
    tmp_path: Path, rotation: dict[str, Any], why: str
) -> None:
    found = taken(tmp_path, opsgenie(ROTATION | rotation))

    assert found.rotas == {}
    assert said(found) == [f"rotation Weekly is left out: {why}"]


def test_a_list_of_opsgenie_without_rotations_says_how_to_fetch_them(tmp_path: Path) -> None:
    listed = {"id": "s1", "name": "Payments_schedule", "timezone": "Europe/London", "enabled": True}

    found = taken(tmp_path, {"data": [listed], "took": 0.1})

    assert found.rotas == {}
    assert said(found) == [
        "schedule Payments_schedule is left out: it has no rotations; "
        "fetch it by GET /v2/schedules/{id}, or the list with ?expand=rotation"
    ]
