"""Calendars of other tools as rotas of ours: rotations found, the rest fixed, what cannot be is said."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import calendars
from bot.domain import rota as rules
from bot.domain.refusal import Refusal
from bot.domain.rota import feed
from bot.flows.rota import foreign
from bot.flows.rota.foreign import Manner
from tests import make
from tests.make import NOW
from tests.schedules import DAY, MANNER, at, only, said

# Calendars ----------------------------------------------------------------------------------------------


def event(uid: int, summary: str, start: str, end: str, *more: str) -> str:
    lines = ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", f"SUMMARY:{summary}"]
    return "\r\n".join([*lines, f"DTSTART{start}", f"DTEND{end}", *more, "END:VEVENT"])


def ics(tmp_path: Path, *events: str, zone: str = "") -> str:
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//hand//EN",
        *([f"X-WR-TIMEZONE:{zone}"] if zone else []),
    ]
    path = tmp_path / "team.ics"
    path.write_text("\r\n".join([*head, *events, "END:VCALENDAR", ""]), "utf-8")
    return str(path)


def weeks(count: int, people: tuple[str, ...] = ("Ana", "Bo"), zone: str = "Europe/London") -> list[str]:
    """Weekly shifts by a wall clock, over changes of the clock."""
    monday = datetime.fromisoformat("2026-03-02T09:00")
    form = "%Y%m%dT%H%M%S"
    return [
        event(
            n,
            f"{people[n % len(people)]}: on call, Payments",
            f";TZID={zone}:{monday + n * 7 * DAY:{form}}",
            f";TZID={zone}:{monday + (n + 1) * 7 * DAY:{form}}",
        )
        for n in range(count)
    ]


def test_shifts_that_turn_regularly_are_a_rotation_also_over_changes_of_the_clock(tmp_path: Path) -> None:
    found = foreign.read(ics(tmp_path, *weeks(8), zone="Europe/London"), MANNER)

    (written,) = found.rotas.values()
    assert written["layers"] == [
        {
            "timezone": "Europe/London",
            "start": "2026-03-02T09:00",
            "every": {"n": 1, "unit": "week"},
            "members": ["Ana", "Bo"],
        }
    ]
    assert said(found)[0].startswith("8 shifts turn regularly: they are a rotation of 2, which goes on")


def test_irregular_shifts_are_fixed_each_as_it_stands(tmp_path: Path) -> None:
    events = weeks(3)
    extra = event(99, "Cy on-call".replace(" on", " - on"), ":20260305T180000Z", ":20260306T060000Z")

    found = foreign.read(ics(tmp_path, *events, extra), MANNER)

    ring = only(found)
    assert [
        rules.who(ring, at(each)) for each in ("2026-03-02T09:00", "2026-03-05T20:00", "2026-03-06T06:00")
    ] == [
        ("Ana",),
        ("Ana", "Cy"),
        ("Ana",),
    ]
    assert rules.who(ring, at("2026-05-01T00:00")) == ()


def test_an_event_that_repeats_is_followed_by_its_own_clock(tmp_path: Path) -> None:
    rule = "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=5"
    ana, bo = weeks(2)

    found = foreign.read(
        ics(
            tmp_path,
            ana.replace("END:VEVENT", f"{rule}\r\nEND:VEVENT"),
            bo.replace("END:VEVENT", f"{rule}\r\nEND:VEVENT"),
            zone="Europe/London",
        ),
        MANNER,
    )

    (written,) = found.rotas.values()
    assert written["layers"][0]["members"] == ["Ana", "Bo"]
    assert written["layers"][0]["every"] == {"n": 1, "unit": "week"}


@pytest.mark.parametrize(
    ("start", "end", "more", "why"),
    [
        (":20260302T090000Z", ":20260302T090000Z", "STATUS:CONFIRMED", "it has no end after its start"),
        (":20260302T090000Z", ":20260303T090000Z", "STATUS:CANCELLED", "it is cancelled"),
        (
            ":20260302T090000Z",
            ":20260303T090000Z",
            "RRULE:FREQ=MONTHLY",
            "it repeats by MONTHLY, and only DAILY and WEEKLY are followed",
        ),
        (
            ":20260302T090000Z",
            ":20260303T090000Z",
            "RRULE:FREQ=WEEKLY;BYDAY=MO,TU",
            "it repeats on several days; write an event for each",
        ),
    ],
)
def test_an_event_that_cannot_be_carried_over_is_named_with_its_line(
    tmp_path: Path, start: str, end: str, more: str, why: str
) -> None:
    found = foreign.read(ics(tmp_path, *weeks(1), event(7, "Bo", start, end, more)), MANNER)

    (remark,) = [each for each in found.remarks if "left out" in each.what]
    lines = (tmp_path / "team.ics").read_text("utf-8").splitlines()
    assert remark.what == f"“Bo” is left out: {why}"
    assert lines[remark.line - 1] == "BEGIN:VEVENT"
    assert lines[remark.line] == "UID:7"


def test_whole_days_begin_at_midnight_of_the_calendar_s_zone(tmp_path: Path) -> None:
    found = foreign.read(
        ics(tmp_path, event(1, "Ana", ";VALUE=DATE:20260706", ";VALUE=DATE:20260713"), zone="Europe/London"),
        MANNER,
    )

    ring = only(found)
    assert [
        rules.who(ring, at(each)) for each in ("2026-07-05T22:59", "2026-07-05T23:00", "2026-07-12T23:00")
    ] == [
        (),
        ("Ana",),
        (),
    ]


def test_an_attendee_goes_before_the_title_and_is_found_in_the_catalog(tmp_path: Path) -> None:
    path = ics(
        tmp_path,
        event(
            1,
            "On Call - Payments",
            ":20260302T090000Z",
            ":20260303T090000Z",
            "ATTENDEE;CN=Ana S:mailto:ANA@acme.example",
        ),
    )

    found = foreign.read(path, Manner(NOW, who=lambda called: "ana" if "ANA@acme.example" in called else ""))

    assert rules.who(only(found), at("2026-03-02T10:00")) == ("ana",)


def test_a_calendar_that_names_nobody_asks_whose_it_is(tmp_path: Path) -> None:
    path = ics(tmp_path, event(1, "On-Call (Payments)", ":20260302T090000Z", ":20260303T090000Z"))

    nobody, ana = foreign.read(path, MANNER), foreign.read(path, Manner(NOW, person="ana"))

    assert nobody.rotas == {}
    assert said(nobody) == [
        "“On-Call (Payments)” is left out: it says nobody's name; say whose calendar it is with --person ID"
    ]
    assert rules.who(only(ana), at("2026-03-02T10:00")) == ("ana",)


def test_our_own_calendar_comes_back_as_the_rota_it_was(tmp_path: Path) -> None:
    ring = rules.parse(make.rota_layers(timezone="Europe/London"))
    first, last = at("2026-02-02T09:00"), at("2026-06-01T08:00")
    told = feed.events("r", "Payments, primary", rules.shifts(ring, first, last), (first, last))
    path = tmp_path / "ours.ics"
    path.write_bytes(calendars.written("On call", told, {}, NOW))

    found = foreign.read(str(path), Manner(NOW, zone="Europe/London"))

    for hours in range(0, 24 * 300, 7):
        moment = first + timedelta(hours=hours)
        assert rules.who(only(found), moment) == rules.who(ring, moment)


def test_a_wrong_zone_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="--zone: 'Mars' is not a time zone"):
        foreign.read(ics(tmp_path, *weeks(1)), Manner(NOW, zone="Mars"))
    found = foreign.read(ics(tmp_path, *weeks(1), zone="Mars"), MANNER)
    assert said(found)[0].endswith("UTC was taken; say which with --zone")
