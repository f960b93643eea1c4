"""The single values of a rota file: zones, times, instants, hours, names; each says what it takes."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

E = TypeVar("E", bound=StrEnum)

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_TURNS = 10_000
_LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?")
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}")
_NOT_ZONES = re.compile(r"(posix|right)/.*|localtime|posixrules|Factory")
_YEARS = range(1900, 3000)


class Wrong(Exception):
    """A value that cannot be used; the text says what the field takes."""


def zone(value: object) -> ZoneInfo:
    """A time zone of the IANA database, by name."""
    wrong = Wrong(f"{_shown(value)} is not a time zone; write a name such as Europe/London or UTC")
    if not isinstance(value, str) or not _ZONE.fullmatch(value) or _NOT_ZONES.fullmatch(value):
        raise wrong
    try:
        return ZoneInfo(value)
    except (ValueError, KeyError, OSError):
        raise wrong from None


def local(value: object) -> datetime:
    """A wall-clock time without an offset (a YAML reader may have made it a datetime)."""
    found = value if isinstance(value, datetime) else _datetime(value, _LOCAL)
    if found is None or found.tzinfo is not None or found.year not in _YEARS:
        takes = "a date and wall-clock time without an offset, such as 2026-01-05T09:00"
        raise Wrong(f"{_shown(value)} is not {takes}")
    return found.replace(fold=0)


def instant(value: object) -> datetime:
    """An instant: a time with its offset from UTC."""
    found = value if isinstance(value, datetime) else _datetime(value, _INSTANT)
    if found is None or found.tzinfo is None or found.year not in _YEARS:
        takes = "a time with its offset, such as 2026-01-05T09:00:00Z or 2026-01-05T09:00:00+01:00"
        raise Wrong(f"{_shown(value)} is not {takes}")
    return found.astimezone(UTC)


def clock(value: object) -> time:
    """A time of day, 00:00 to 23:59."""
    if not isinstance(value, str) or not _CLOCK.fullmatch(value):
        raise Wrong(f"{_shown(value)} is not a time of day from 00:00 to 23:59 (midnight is 00:00)")
    return time.fromisoformat(value)


def number(value: object) -> int:
    """How many units a turn lasts."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_TURNS:
        raise Wrong(f"{_shown(value)} is not a whole number from 1 to {MOST_TURNS}")
    return value


def name(value: object) -> str:
    """The id of a person or of an override: one line of printable text without < > & |."""
    fits = isinstance(value, str) and 0 < len(value) <= 128 and value == value.strip()
    if not fits or not isinstance(value, str) or not value.isprintable() or set(value) & set("<>&|"):
        raise Wrong(f"{_shown(value)} is not an id; write 1 to 128 printable characters without < > & |")
    return value


def day(value: object) -> int:
    """A weekday by its first three letters; Monday is 0."""
    if not isinstance(value, str) or value not in DAYS:
        raise Wrong(f"{_shown(value)} is not one of {' '.join(DAYS)}")
    return DAYS.index(value)


def one_of(words: type[E]) -> Callable[[object], E]:
    """A reader of one of the words of an enumeration."""

    def reader(value: object) -> E:
        if isinstance(value, str) and value in {each.value for each in words}:
            return words(value)
        raise Wrong(f"{_shown(value)} is not one of {' '.join(words)}")

    return reader


def _datetime(value: object, form: re.Pattern[str]) -> datetime | None:
    if not isinstance(value, str) or not form.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"
