"""Calendars of other tools as rotas of ours: rotations found, the rest fixed, what cannot be is said."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

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
            "RRULE:FREQ=HOURLY",
            "it repeats by HOURLY, which is not followed; write its times as events of their own",
        ),
        (
            ":20260302T090000Z",
            ":20260303T090000Z",
            "RRULE:FREQ=DAILY;BYHOUR=9,17",
            "it repeats by BYHOUR, which is not followed; write its times as events of their own",
        ),
        (
            ":20260302T090000Z",
            ":20260303T090000Z",
            "RRULE:FREQ=WEEKLY;BYDAY=TU",
            "its start is none of the times by which it repeats; write its times as events of their own",
        ),
        (
            ":20260302T090000Z",
            ":20260303T090000Z",
            "RRULE:FREQ=DAILY;INTERVAL=0",
            "its RRULE cannot be read (INTERVAL is less than 1); write its times as events of their own",
        ),
        (
            ":20260302T090000Z",
            ":20260303T090000Z",
            "RRULE:FREQ=DAILY;BYDAY=XX",
            "its RRULE cannot be read, or it has more than one; write its times as events of their own",
        ),
        (
            ":20260302T090000Z",
            ":20260303T090000Z",
            "RRULE:FREQ=DAILY\r\nRRULE:FREQ=MONTHLY",
            "its RRULE cannot be read, or it has more than one; write its times as events of their own",
        ),
        (
            ":20260302T090000Z",
            ":20260303T090000Z",
            "RRULE:FREQ=DAILY\r\nEXRULE:FREQ=WEEKLY",
            "its RRULE cannot be read, or it has more than one; write its times as events of their own",
        ),
        (
            ":20260302T090000Z",
            ":20260303T090000Z",
            "RDATE;VALUE=PERIOD:20260401T090000Z/PT1H",
            "its RDATE has periods; write its times as events of their own",
        ),
        (
            ":20260302T090000Z",
            ":20260303T090000Z",
            "RRULE:FREQ=DAILY;COUNT=2\r\nEXDATE:20260302T090000Z,20260303T090000Z",
            "none of its times is of the last or the next year",
        ),
        (
            ":20260302T090000Z",
            ":20260303T090000Z",
            "RECURRENCE-ID:20260302T090000Z",
            "it changes one time of an event that repeats; write that time as an event of its own",
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


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=MONTHLY;COUNT=3", ["03-02", "04-02", "05-02"]),
        ("FREQ=MONTHLY;BYDAY=1MO;COUNT=3", ["03-02", "04-06", "05-04"]),
        ("FREQ=MONTHLY;BYDAY=MO,FR;BYSETPOS=1,-1;COUNT=4", ["03-02", "03-30", "04-03", "04-27"]),
        ("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=2,-1;COUNT=4", ["03-02", "03-31", "05-02", "05-31"]),
        ("FREQ=YEARLY;BYMONTH=3,6;BYDAY=1MO;COUNT=3", ["03-02", "06-01", "2027-03-01"]),
        ("FREQ=YEARLY;COUNT=5", ["03-02", "2027-03-02"]),
        ("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4", ["03-02", "03-04", "03-09", "03-11"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU;COUNT=4", ["03-02", "03-15", "03-16", "03-29"]),
        ("FREQ=DAILY;INTERVAL=9;UNTIL=20260320", ["03-02", "03-11", "03-20"]),
        ("FREQ=DAILY;INTERVAL=2;UNTIL=20260304T000000Z", ["03-02", "03-04"]),
        ("FREQ=DAILY;COUNT=4\r\nEXDATE;VALUE=DATE:20260303,20260305", ["03-02", "03-04"]),
        ("FREQ=DAILY;COUNT=3\r\nEXDATE:20260303T000000", ["03-02", "03-04"]),
        ("FREQ=DAILY;COUNT=3\r\nEXDATE;TZID=Europe/London:20260303T000000", ["03-02", "03-04"]),
        ("FREQ=DAILY;COUNT=1\r\nRDATE;VALUE=DATE:20260501,20260601", ["03-02", "05-01", "06-01"]),
    ],
)
def test_what_repeats_takes_place_on_the_days_that_its_rule_says(
    tmp_path: Path, rule: str, days: list[str]
) -> None:
    whole_day = event(1, "Ana", ";VALUE=DATE:20260302", ";VALUE=DATE:20260303", f"RRULE:{rule}")

    found = foreign.read(ics(tmp_path, whole_day, zone="Europe/London"), MANNER)

    (written,) = found.rotas.values()
    begun = [datetime.fromisoformat(each["start"]) for each in written["overrides"]]
    shown = [each.astimezone(ZoneInfo("Europe/London")) for each in begun]
    assert [f"{each:%H:%M}" for each in shown] == ["00:00"] * len(days)
    assert [f"{each:%Y-%m-%d}".removeprefix("2026-") for each in shown] == days


def test_a_day_that_is_left_out_counts_for_events_with_a_time_as_well(tmp_path: Path) -> None:
    rule = "RRULE:FREQ=DAILY;COUNT=3\r\nEXDATE;VALUE=DATE:20260303"
    late = event(
        1, "Ana", ";TZID=America/New_York:20260302T220000", ";TZID=America/New_York:20260303T020000", rule
    )

    ring = only(foreign.read(ics(tmp_path, late), MANNER))

    assert [each.start for each in ring.overrides] == [at("2026-03-03T03:00"), at("2026-03-05T03:00")]


def test_what_goes_on_for_longer_than_a_year_is_taken_for_a_year_and_said(tmp_path: Path) -> None:
    old = event(1, "Ana", ":20190102T090000Z", ":20190102T170000Z", "RRULE:FREQ=WEEKLY;BYDAY=WE")

    found = foreign.read(ics(tmp_path, old), MANNER)

    starts = [each.start for each in only(found).overrides]
    assert (starts[0], starts[-1]) == (at("2025-11-19T09:00"), at("2027-11-17T09:00"))
    assert said(found) == [
        "it repeats for longer than a year: only its times of the next year are taken; "
        "import it again then, or write the turns as a layer"
    ]


def test_what_repeats_by_a_clock_that_the_calendar_made_up_is_left_out(tmp_path: Path) -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Office\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\nTZOFFSETFROM:+0200\r\n"
        "TZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE"
    )
    daily = event(
        1, "Ana", ";TZID=Office:20260302T090000", ";TZID=Office:20260302T170000", "RRULE:FREQ=DAILY"
    )

    found = foreign.read(ics(tmp_path, zone, daily), MANNER)

    assert found.rotas == {}
    assert said(found) == [
        "“Ana” is left out: its clock is of no time zone that is known here; "
        "write its times as events of their own"
    ]


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
