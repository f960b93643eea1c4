"""Wall clocks: when a clock first shows a time, and which slot of a rotation an instant falls in."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import count
from zoneinfo import ZoneInfo

from bot.domain.rota.shape import Layer, Unit, Window

FIRST = datetime(2, 1, 1, tzinfo=UTC)
LAST = datetime(9998, 1, 1, tzinfo=UTC)
STEPS = {Unit.HOUR: timedelta(hours=1), Unit.DAY: timedelta(days=1), Unit.WEEK: timedelta(weeks=1)}
_NEVER = LAST.replace(tzinfo=None)


def clamp(at: datetime) -> datetime:
    """The instant in UTC, kept where every zone can show it."""
    return min(max(at, FIRST), LAST - timedelta(days=1)).astimezone(UTC)


def shown(zone: ZoneInfo, at: datetime) -> datetime:
    """What the clock of the zone shows at an instant, without zone or fold."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


@lru_cache(maxsize=2048)
def reached(zone: ZoneInfo, nominal: datetime) -> datetime:
    """The earliest instant at which the clock of the zone has reached `nominal`.

    In a fold that is the first occurrence; in a gap the moment the clock jumps. One question about a rota
    asks for the same hand-offs and windows many times: they are remembered.
    """
    at = nominal.replace(tzinfo=zone).astimezone(UTC)
    if shown(zone, at) == nominal:
        return at
    early = nominal.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return _jump(zone, nominal, early, at)


def _jump(zone: ZoneInfo, nominal: datetime, before: datetime, after: datetime) -> datetime:
    """The second in (before, after] at which the clock jumps over `nominal`, by halving."""
    seconds = int((after - before).total_seconds())
    low, high = 0, seconds
    while low < high:
        middle = (low + high) // 2
        if shown(zone, before + timedelta(seconds=middle)) >= nominal:
            high = middle
        else:
            low = middle + 1
    return before + timedelta(seconds=high)


def nominal(layer: Layer, slot: int) -> datetime:
    """The wall-clock time at which a slot should begin, always counted from the layer's start."""
    try:
        if layer.unit is Unit.MONTH:
            return min(_months_later(layer.start, slot * layer.n), _NEVER)
        return min(layer.start + slot * layer.n * STEPS[layer.unit], _NEVER)
    except (OverflowError, ValueError):
        return _NEVER


def _months_later(start: datetime, months: int) -> datetime:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return start.replace(year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1]))


def handoff(layer: Layer, slot: int) -> datetime:
    """The instant at which a slot begins."""
    at = nominal(layer, slot)
    return reached(layer.zone, at) if at < _NEVER else LAST


def slot(layer: Layer, at: datetime) -> int:
    """The largest slot that has begun; -1 before the layer's start.

    What the clock shows gives the slot, except in a repeated hour, where the clock had already been further.
    """
    wall = shown(layer.zone, at)
    number = _guess(layer, wall)
    while number >= 0 and nominal(layer, number) > wall:
        number -= 1
    number = max(number, -1)
    while handoff(layer, number + 1) <= at < LAST:
        number += 1
    return number


def _guess(layer: Layer, wall: datetime) -> int:
    start = layer.start
    if layer.unit is Unit.MONTH:
        return ((wall.year - start.year) * 12 + wall.month - start.month) // layer.n
    return (wall - start) // (layer.n * STEPS[layer.unit])


def opening(layer: Layer, at: datetime) -> tuple[bool, datetime]:
    """Whether a window of the layer is open, and the instant up to which that is known to stay so."""
    today = shown(layer.zone, at).date()
    states = [_window(layer.zone, window, today, at) for window in layer.windows]
    open_until = [end for is_open, end in states if is_open]
    return (True, max(open_until)) if open_until else (False, min(end for _, end in states))


def _window(zone: ZoneInfo, window: Window, today: date, at: datetime) -> tuple[bool, datetime]:
    """The same of one window: whether it is open, and when it closes or next opens.

    A window opens on some day of each week; one that a jump of the clock swallows is passed over.
    """
    days = (today + timedelta(days=ahead) for ahead in count(-2))
    hours = (_hours(zone, window, day) for day in days if day.weekday() in window.days)
    opens, closes = next((opens, closes) for opens, closes in hours if opens < closes and at < closes)
    return opens <= at, closes if opens <= at else opens


def _hours(zone: ZoneInfo, window: Window, day: date) -> tuple[datetime, datetime]:
    overnight = window.closes <= window.opens
    last = day + timedelta(days=1) if overnight else day
    return _reached(zone, day, window.opens), _reached(zone, last, window.closes)


def _reached(zone: ZoneInfo, day: date, clock: time) -> datetime:
    return reached(zone, datetime.combine(day, clock))
