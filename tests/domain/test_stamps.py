"""Stamps set by hand: which moment is meant, and which order holds."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.stamps import Clash, clash, given, moment, named_zone
from tests.make import NOW, incident

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("now", NOW),
        ("20 min ago", NOW - timedelta(minutes=20)),
        ("2h ago", NOW - timedelta(hours=2)),
        ("11:05", at("2026-11-20T11:05")),
        ("12:00", NOW),
        ("12:01", at("2026-11-19T12:01")),
        ("9:05:30", at("2026-11-20T09:05:30")),
        ("today 13:00", at("2026-11-20T13:00")),
        ("yesterday 23:10", at("2026-11-19T23:10")),
        ("2026-11-18 01:02", at("2026-11-18T01:02")),
        ("2026-11-18T01:02:03Z", at("2026-11-18T01:02:03")),
        ("2026-11-18 01:02 +02:00", at("2026-11-17T23:02")),
        ("2026-11-18 01:02 -0530", at("2026-11-18T06:32")),
        ("11:05 Europe/Berlin", at("2026-11-20T10:05")),
        ("  11:05   utc ", at("2026-11-20T11:05")),
    ],
)
def test_a_moment_is_read_as_people_write_it(text: str, expected: datetime) -> None:
    assert moment(text, NOW, UTC) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "ago", "x ago", "0 min ago", "25:00", "11:60", "9:5", "11.05", "2022-03-10 11.50"),
        *("2026-13-01 11:00", "2026-02-30 11:00", "11:00 Mars", "11:00 +9999", "11:00 /etc/passwd"),
        *("0001-01-01 00:00 +02:00", "11:05 and then some", "12", "٣:٠٥ pm"),
    ],
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert moment(text, NOW, UTC) is None


def test_a_clock_shows_the_time_of_its_own_zone() -> None:
    assert moment("12:30", NOW, BERLIN) == at("2026-11-20T11:30")
    assert moment("yesterday 00:10", NOW, BERLIN) == at("2026-11-18T23:10")


def test_the_clock_change_is_kept() -> None:
    before, after = at("2026-03-29T00:30"), at("2026-03-29T03:00")

    assert moment("01:30", before, BERLIN) == before
    assert moment("01:30", after, BERLIN) == before


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("mitigated 14:05", ("mitigated", "14:05")),
        ("Impact started 20 min ago", ("impact_started", "20 min ago")),
        ("impact-started now", ("impact_started", "now")),
        ("ack 14:05", ("acknowledged", "14:05")),
        ("fixed 14:05", ("mitigated", "14:05")),
        ("alarm 14:05", None),
        ("mitigated soon", None),
        ("mitigated", None),
        ("", None),
        ("top boxes reboot", None),
    ],
)
def test_a_stamp_and_its_time_are_told_apart(words: str, expected: tuple[str, str] | None) -> None:
    assert given(words) == expected


@pytest.mark.parametrize(
    ("name", "minutes", "expected"),
    [
        ("impact_started", -30, None),
        ("impact_started", -20, None),
        ("impact_started", -19, ("detected", False)),
        ("detected", -21, None),
        ("detected", 1, ("declared", False)),
        ("mitigated", 5, None),
        ("mitigated", -1, ("declared", True)),
        ("mitigated", 31, ("resolved", False)),
        ("resolved", 9, ("mitigated", True)),
        ("closed", 29, ("resolved", True)),
        ("acknowledged", 11, ("mitigated", False)),
    ],
)
def test_the_nearest_stamp_that_stands_in_the_way_is_named(
    name: str, minutes: int, expected: tuple[str, bool] | None
) -> None:
    marks = {"detected": -20, "declared": 0, "mitigated": 10, "resolved": 30}
    known = {mark: NOW + timedelta(minutes=after) for mark, after in marks.items()}

    found = clash(incident(stamps=known), name, NOW + timedelta(minutes=minutes))

    assert found == (expected and Clash(expected[0], known[expected[0]], before=expected[1]))


@pytest.mark.parametrize("name", ["", "Mars", "../../etc/passwd", "Europe", "a\x00b"])
def test_a_zone_that_is_none_is_none(name: str) -> None:
    assert named_zone(name) is None
