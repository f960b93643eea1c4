"""Times to come as people write them: `fri 18:00`, `tomorrow 9:00`, `in 2h`; and what clocks show twice."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.rota.wall import reached, shown
from bot.domain.telling import delay

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONG = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WRITTEN = re.compile(
    r"(?:(?P<day>today|tomorrow|tonight|\d{4}-\d{2}-\d{2}|[a-z]{3,9})[ T]+)?"
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?\s*(?P<half>am|pm)?",
    re.IGNORECASE,
)
AT = re.compile(r"(?P<what>(?:.*\s)?)at\s+(?P<when>.*?\S)[\s?]*", re.IGNORECASE | re.DOTALL)
SOON = re.compile(r"in\s+(.+)", re.IGNORECASE)
EXAMPLES = "`fri 18:00`, `tomorrow 9:00`, `2026-12-24 18:00`, `18:00` or `in 2h`"


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant that a wall clock was asked for. `again`: when the clock shows the same time once more.

    `skipped`: the clock jumps over that time, and the instant is the one at which it jumps; `sides` are then
    the instants meant by whoever forgot to put the clock forward, and by whoever did so too early.
    """

    at: datetime
    again: datetime | None = None
    skipped: bool = False
    sides: tuple[datetime, datetime] | None = None

    @property
    def instants(self) -> tuple[datetime, ...]:
        """What may be meant, soonest first: two in the night of a change of the clock."""
        return self.sides or ((self.at, self.again) if self.again else (self.at,))


def moment(text: str, now: datetime, zone: ZoneInfo) -> Moment | None:
    """The next instant that the words mean on a clock of `zone`; None where they are no time.

    A weekday is the next such day, today included while the time is to come; a bare time its next showing.
    """
    words = " ".join(text.split()).strip().removeprefix("at ").strip()
    if words.lower() == "now":
        return Moment(now)
    if soon := SOON.fullmatch(words):
        wait = delay(soon.group(1))
        return Moment(now + wait) if wait else None
    if instant := _absolute(words):
        return Moment(instant)
    found = WRITTEN.fullmatch(words)
    clock = _clock(found["hour"], found["minute"], found["half"]) if found else None
    if found is None or clock is None:
        return None
    here = shown(zone, now)
    day = _day((found["day"] or "").lower(), here, clock)
    return on(zone, datetime.combine(day, clock)) if day else None


def on(zone: ZoneInfo, wall: datetime) -> Moment:
    """The instant at which a clock of `zone` shows `wall`; both, where it shows that twice."""
    first = reached(zone, wall)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if shown(zone, first) != wall:
        late = wall.replace(tzinfo=zone).astimezone(UTC)
        return Moment(first, skipped=True, sides=(second, late))
    return Moment(first, second if second > first and shown(zone, second) == wall else None)


def parted(words: str, now: datetime, zone: ZoneInfo) -> tuple[str, Moment | None, str]:
    """What stands before the last ` at `, the time that stands behind it (None: it is none), and as written.

    Without an `at` all of it is the first, and the last is "".
    """
    found = AT.fullmatch(words)
    if found is None:
        return words, None, ""
    written = found["when"].strip()
    return found["what"].strip(), moment(written, now, zone), written


def _absolute(words: str) -> datetime | None:
    """A time with its offset, such as 2026-12-24T18:00Z."""
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None


def _clock(hour: str, minute: str | None, half: str | None) -> time | None:
    hours, minutes = int(hour), int(minute or 0)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half.lower() == "pm" else 0)
    return time(hours, minutes) if hours < 24 and minutes < 60 else None


def _day(word: str, here: datetime, clock: time) -> date | None:
    today = here.date()
    later = datetime.combine(today, clock) > here
    if word in ("", "tonight"):
        return today if later else today + timedelta(days=1)
    if word in ("today", "tomorrow"):
        return today + timedelta(days=word == "tomorrow")
    if word[:3] in DAYS and (word in DAYS or word in LONG or word in ("tues", "wednes", "thurs")):
        ahead = (DAYS.index(word[:3]) - today.weekday()) % 7
        return today + timedelta(days=ahead or (0 if later else 7))
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None
