"""The seven stamps, set by hand: which is meant, which moment is meant, and whether the order holds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.incident import STAMPS, Incident
from bot.domain.telling import delay

MOMENT = re.compile(
    r"(?:(?P<day>\d{4}-\d{2}-\d{2}|today|yesterday)[ T]+)?"
    r"(?P<time>\d{1,2}:\d{2}(?::\d{2})?)\s*(?P<zone>\S+)?",
    re.IGNORECASE,
)
AGO = re.compile(r"(.+?)\s+ago", re.IGNORECASE)
OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})")
ALSO: Mapping[str, str] = {
    "impact": "impact_started",
    "impact-started": "impact_started",
    "started": "impact_started",
    "start": "impact_started",
    "began": "impact_started",
    "ack": "acknowledged",
    "acked": "acknowledged",
    "fixed": "mitigated",
}
REACHED_BY: Mapping[str, str] = {
    "mitigated": "/inc mitigate",
    "resolved": "/inc resolve",
    "closed": "/inc status closed",
}
"""The stamps that a status brings, and the command that brings the status."""


def given(words: str) -> tuple[str, str] | None:
    """(stamp, time as written) of `mitigated 14:05` or `impact started 20 min ago`; None for others."""
    plain = re.sub(r"^impact[ _-]started\b", "impact_started", words.strip(), flags=re.IGNORECASE)
    name, _, rest = plain.partition(" ")
    stamp = ALSO.get(name.lower(), name.lower())
    return (stamp, rest.strip()) if stamp in STAMPS and reads(rest) else None


def reads(text: str) -> bool:
    """Whether a time can be read from the words, whenever it is asked."""
    return moment(text, datetime(2000, 1, 2, tzinfo=UTC), UTC) is not None


def moment(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The moment that a person wrote, in UTC; None where it is none.

    `now`, `20 min ago`, `14:05` (the last time the clock showed it), `yesterday 14:05`, `2026-11-27 14:05`,
    each with an offset or a zone behind it (`Z`, `+02:00`, `Europe/Berlin`), else in `zone`.
    """
    text = " ".join(text.split())
    if text.lower() == "now":
        return now
    if ago := AGO.fullmatch(text):
        wait = delay(ago.group(1))
        return now - wait if wait else None
    found = MOMENT.fullmatch(text)
    if found is None:
        return None
    there = _zone(found["zone"]) if found["zone"] else zone
    clock = _clock(found["time"])
    if there is None or clock is None:
        return None
    return _on(found["day"] or "", clock, now.astimezone(there))


def _on(day: str, clock: time, now: datetime) -> datetime | None:
    """That time of the clock on the day named; without one the last time the clock showed it."""
    today = now.date()
    match day.lower():
        case "":
            late = datetime.combine(today, clock, now.tzinfo) > now
            on: date = today - timedelta(days=1) if late else today
        case "today":
            on = today
        case "yesterday":
            on = today - timedelta(days=1)
        case _:
            try:
                on = date.fromisoformat(day)
            except ValueError:
                return None
    try:
        return datetime.combine(on, clock, now.tzinfo).astimezone(UTC)
    except OverflowError:
        return None


def _clock(text: str) -> time | None:
    hours, minutes, seconds = (int(part) for part in f"{text}:0".split(":")[:3])
    return time(hours, minutes, seconds) if hours < 24 and minutes < 60 and seconds < 60 else None


def _zone(text: str) -> tzinfo | None:
    if text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    if found := OFFSET.fullmatch(text):
        length = timedelta(hours=int(found[2]), minutes=int(found[3]))
        return timezone(length if found[1] == "+" else -length) if length < timedelta(hours=24) else None
    return named_zone(text)


def named_zone(name: str) -> ZoneInfo | None:
    """The zone of that name, or None."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@dataclass(frozen=True, slots=True)
class Clash:
    """Another stamp that stands in the way: `before` says that it comes first and would come after."""

    name: str
    at: datetime
    before: bool


def clash(incident: Incident, name: str, at: datetime) -> Clash | None:
    """The nearest stamp that the new time would put out of order; None where the order holds."""
    place = STAMPS.index(name)
    for other in reversed(STAMPS[:place]):
        if other in incident.stamps and incident.stamps[other] > at:
            return Clash(other, incident.stamps[other], before=True)
    for other in STAMPS[place + 1 :]:
        if other in incident.stamps and incident.stamps[other] < at:
            return Clash(other, incident.stamps[other], before=False)
    return None
