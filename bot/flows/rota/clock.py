"""Times that people write, on the clock of their own zone; what a clock shows twice is asked about."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.domain.catalog import Person
from bot.domain.refusal import Refusal
from bot.domain.rota import times
from bot.domain.stamps import named_zone

SPEAKERS = re.compile(r"\s*(at\s+)?(now|today|tonight|tomorrow)\b", re.IGNORECASE)
"""Words for days as seen by whoever says them."""
HENCE = re.compile(r"\s*in\s", re.IGNORECASE)
"""How a time begins that is counted from now."""
LEADING = re.compile(r"\s*(from|until|till|to)\b\s*", re.IGNORECASE)
"""What people write before a time although the field says it."""
UNREAD = "That is not a time: write it such as {examples}. Nothing was changed."


def read(text: str, now: datetime, zone: ZoneInfo, field: str = "") -> datetime:
    """The time that the words mean. Raises Refusal, also where a clock shows it twice or not at all."""
    found = times.moment(text, now, zone)
    if found is None:
        said = f"“{text.strip()[:60]}”: " + UNREAD.format(examples=times.EXAMPLES.replace("`", ""))
        raise Refusal(said, field=field)
    if found.skipped or found.again:
        raise Refusal(_twice(text, found, zone), field=field)
    return found.at


def between(first: str, last: str, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when until when: `sat 9:00` and `18:00` are the next ones after the first, `tomorrow` is the
    speaker's in both, and so is `in 3h` after `in 1h`. Raises Refusal.
    """
    first, last = LEADING.sub("", first), LEADING.sub("", last)
    start = read(first, now, zone, "since")
    spoken = SPEAKERS.match(last) or (HENCE.match(first) and HENCE.match(last))
    end = read(last, now if spoken else start, zone, "until")
    if end <= start or first.split() == last.split():
        said = f"“{last.strip()[:60]}” is not after “{first.strip()[:60]}”: write both with a day."
        raise Refusal(f"{said} Nothing was changed.", field="until")
    return start, end


def _twice(text: str, found: times.Moment, zone: ZoneInfo) -> str:
    """Both instants where the clock is put back; the jump where it is put forward."""
    if found.again:
        both = " or ".join(f"{each.astimezone(UTC):%Y-%m-%dT%H:%MZ}" for each in (found.at, found.again))
        return f"Clocks in {zone.key} show “{text.strip()}” twice that night: write {both}."
    jump = f"{found.at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
    return f"Clocks in {zone.key} jump over “{text.strip()}” that night: write {jump} for the jump."


def zone(person: Person) -> ZoneInfo:
    """The zone of a person's own clock; UTC where the catalog does not say."""
    return named_zone(person.timezone) or ZoneInfo("UTC")
