"""When people hear of readiness: not at night and not on weekends, once a week, once a month."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
SATURDAY = 5


def zone(names: Iterable[str]) -> tzinfo:
    """The first time zone that there is, else UTC."""
    for name in names:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return UTC


def quiet(now: datetime, where: tzinfo, hours: tuple[int, int]) -> bool:
    """Whether nobody is told anything there now."""
    local = now.astimezone(where)
    if local.weekday() >= SATURDAY:
        return True
    begins, ends = hours
    if begins <= ends:
        return begins <= local.hour < ends
    return local.hour >= begins or local.hour < ends


def awake(now: datetime, where: tzinfo, hours: tuple[int, int]) -> datetime:
    """The first moment from now on at which people may be told."""
    moment = now
    for _ in range(24 * 8):
        if not quiet(moment, where, hours):
            return moment
        moment = (moment + HOUR).replace(minute=0, second=0, microsecond=0)
    return now  # hours that are never over are no hours


def week(now: datetime, where: tzinfo, weekday: int, hour: int) -> str:
    """The week (`2026-W48`) whose digest is due there, from its day and hour on; "" before.

    One that is due on a weekend, when nobody is told anything, is due in the days after it too.
    """
    local = now.astimezone(where)
    year, number, today = local.isocalendar()
    if (today - 1, local.hour) < (weekday, hour):
        if weekday < SATURDAY:
            return ""
        year, number, _ = (local - WEEK).isocalendar()
    return f"{year}-W{number:02d}"


def month(now: datetime, hour: int) -> str:
    """The month (`2026-11`) whose report is due, from the hour of its first day on; "" before."""
    return "" if now.day == 1 and now.hour < hour else f"{now:%Y-%m}"
