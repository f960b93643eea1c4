"""Dates in conditions: moments, periods with their presets, and ages such as `90d`."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from bot.domain.scorecard.shape import Period, Value

DAY = timedelta(days=1)
AGE = re.compile(r"(\d{1,5})\s*(h|d|w|m|y)")
UNITS = {"h": timedelta(hours=1), "d": DAY, "w": 7 * DAY, "m": 30 * DAY, "y": 365 * DAY}
AROUND: Mapping[str, int] = {"yesterday": -1, "today": 0, "tomorrow": 1}
"""Presets of one calendar day (UTC), by its distance from today."""
BACK: Mapping[str, int] = {
    "lastWeek": 7,
    "last2Weeks": 14,
    "lastMonth": 30,
    "last3Months": 90,
    "last6Months": 180,
    "last12Months": 365,
}
"""Presets that reach back from now, in days."""
PRESETS = (*AROUND, *BACK)
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
Bounds = tuple[datetime, datetime]


def moment(value: object) -> datetime | None:
    """An ISO 8601 date or time, aware (UTC where it names no zone); None for anything else."""
    if not isinstance(value, str) or len(value) < len("20260101"):
        return None
    try:
        found = datetime.fromisoformat(value.strip())
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def moved(at: datetime, by: timedelta) -> datetime:
    """That much later or earlier; what is beyond all calendars is their first or last moment."""
    try:
        return at + by
    except OverflowError:
        return LAST if by > timedelta() else FIRST


def age(value: object) -> timedelta | None:
    """`90d`, `12h`, `2w`, `3m` (of 30 days), `1y`; None for anything else."""
    found = AGE.fullmatch(value.strip()) if isinstance(value, str) else None
    return int(found.group(1)) * UNITS[found.group(2)] if found else None


def bounds(period: Period, now: datetime) -> Bounds | None:
    """Both ends, each inside; a date alone lasts until its day is over. None: no such period."""
    if period.preset in AROUND:
        start = datetime.combine(now.astimezone(UTC).date(), time(), UTC) + AROUND[period.preset] * DAY
        return start, start + DAY - timedelta(microseconds=1)
    if period.preset in BACK:
        return now - BACK[period.preset] * DAY, now
    first, last = moment(period.start), moment(period.end)
    if period.preset or first is None or last is None:
        return None
    whole_day = len(period.end.strip()) <= len("2026-01-01")
    return first, moved(last, DAY - timedelta(microseconds=1)) if whole_day else last


def within(actual: Value, ends: Bounds) -> bool:
    """Whether a date lies between the ends."""
    found = moment(actual)
    return found is not None and ends[0] <= found <= ends[1]
