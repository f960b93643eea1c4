"""The engine minute by minute over clock changes of many zones, against a plain reader of clocks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain import rota
from bot.domain.rota import Kind, Layer, Rota, Unit

pytestmark = pytest.mark.slow
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
AROUND = timedelta(hours=12)
YEARS = {
    "Australia/Lord_Howe": 2026,
    "America/Santiago": 2026,
    "America/Havana": 2026,
    "Africa/Cairo": 2026,
    "Antarctica/Troll": 2026,
    "Pacific/Apia": 2011,
    "Pacific/Chatham": 2026,
    "America/St_Johns": 2026,
    "Africa/Casablanca": 2026,
    "Europe/Dublin": 2026,
    "Asia/Beirut": 2026,
    "America/Sao_Paulo": 2018,
    "Asia/Pyongyang": 2018,
}
"""Half hours, two hours, changes at midnight, a day that never was, summer time before Ramadan and after."""


def changes(zone: str, year: int) -> Iterator[datetime]:
    """The hours of a year in which the offset of a zone changes."""
    clock, at = ZoneInfo(zone), datetime(year, 1, 1, tzinfo=UTC)
    while at.year == year:
        if at.astimezone(clock).utcoffset() != (at + HOUR).astimezone(clock).utcoffset():
            yield at
        at += HOUR


CHANGES = [(zone, at) for zone, year in YEARS.items() for at in changes(zone, year)]


@dataclass
class Reader:
    """Somebody who writes down the latest time that a clock has shown, and never takes it back."""

    zone: ZoneInfo
    latest: datetime

    def look(self, at: datetime) -> datetime:
        """The latest time shown up to this minute."""
        self.latest = max(self.latest, at.astimezone(self.zone).replace(tzinfo=None, fold=0))
        return self.latest


def begun(layer: Layer, latest: datetime) -> int:
    """How many turns have begun, less one: counted one by one."""
    number = -1
    while nominal(layer, number + 1) <= latest:
        number += 1
    return number


def nominal(layer: Layer, turn: int) -> datetime:
    """When a turn should begin by the clock."""
    if layer.unit is not Unit.MONTH:
        return layer.start + turn * layer.n * timedelta(**{f"{layer.unit}s": 1})
    months = layer.start.year * 12 + layer.start.month - 1 + turn * layer.n
    for day in range(layer.start.day, 0, -1):
        try:
            return layer.start.replace(year=months // 12, month=months % 12 + 1, day=day)
        except ValueError:
            continue
    raise AssertionError("every month has a first")


def is_open(layer: Layer, latest: datetime) -> bool:
    """Whether one of the windows of yesterday or today was opened by the clock, and not yet closed."""
    if not layer.windows:
        return True
    for window in layer.windows:
        for back in range(3):
            day = latest.date() - back * DAY
            opens = datetime.combine(day, window.opens)
            closes = datetime.combine(
                day + (DAY if window.closes <= window.opens else 0 * DAY), window.closes
            )
            if day.weekday() in window.days and opens <= latest < closes:
                return True
    return False


def plainly(found: Rota, at: datetime, latest: list[datetime]) -> tuple[str, ...]:
    """Who is on call, by the words of the rules alone; `latest` is what each layer's clock has shown."""
    people: list[str] = []
    for layer, shown in zip(found.versions[0].layers, latest, strict=True):
        turn = begun(layer, shown)
        if turn >= 0 and layer.members and is_open(layer, shown) and not (layer.until and at >= layer.until):
            people = [layer.members[turn % len(layer.members)]]
            break
    for override in sorted(found.overrides, key=lambda each: (each.created, each.id)):
        if not override.start <= at < override.end:
            continue
        if override.kind is Kind.ADD:
            people += [] if override.user in people else [override.user]
        elif override.kind is Kind.REMOVE:
            people = [each for each in people if each != override.user]
        elif override.instead_of:
            swapped = [override.user if each == override.instead_of else each for each in people]
            people = list(dict.fromkeys(swapped))
        else:
            people = [override.user]
    return tuple(people)


def written(zone: str, change: datetime, shape: str) -> dict[str, Any]:
    """A rota whose hand-offs and windows fall into the hours around a change of the clock."""
    wall = (change - DAY).astimezone(ZoneInfo(zone)).replace(tzinfo=None, minute=30)
    layer = {"timezone": zone, "start": wall.isoformat()[:16], "members": ["a", "b", "c", "d", "e"]}
    every = {"hours": {"n": 1, "unit": "hour"}, "odd hours": {"n": 5, "unit": "hour"}}
    week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    nights = [
        {"days": week, "from": "22:15", "to": "02:15"},
        {"days": week[4:], "from": "00:00", "to": "12:30"},
    ]
    match shape:
        case "hours" | "odd hours":
            return {"layers": [layer | {"every": every[shape]}]}
        case "days":
            starts = [wall.replace(hour=hour).isoformat()[:16] for hour in (0, 1, 2, 3, 23)]
            daily = [layer | {"start": start, "every": {"n": 1, "unit": "day"}} for start in starts]
            hours = [{"days": [day], "from": "00:00", "to": "00:00"} for day in week[:5]]
            return {"layers": [each | {"windows": [hours[n]]} for n, each in enumerate(daily)] + daily[:1]}
        case "months":
            month = wall.replace(day=31, month=1, hour=1).isoformat()[:16]
            return {"layers": [layer | {"start": month, "every": {"n": 1, "unit": "month"}}]}
        case _:
            until = (change + 5 * HOUR).isoformat()
            first = layer | {"every": {"n": 1, "unit": "day"}, "windows": nights, "until": until}
            return {
                "layers": [first, layer | {"members": ["x", "y"], "every": {"n": 7, "unit": "hour"}}],
                "overrides": list(overrides(change)),
            }


def overrides(change: datetime) -> Iterator[dict[str, str]]:
    kinds = [("cover", "o"), ("add", "p"), ("remove", "o"), ("cover", "q")]
    for number, (kind, user) in enumerate(kinds):
        start = change + (number * 2 - 4) * HOUR
        made = {"id": f"o{number}", "start": start.isoformat(), "end": (start + 3 * HOUR).isoformat()}
        more = {"for": "x"} if user == "q" else {}
        yield made | {"user": user, "created": f"2010-01-0{number + 1}T00:00:00Z", "kind": kind} | more


@pytest.mark.parametrize("shape", ["hours", "odd hours", "days", "months", "windows and overrides"])
@pytest.mark.parametrize(("zone", "change"), CHANGES, ids=[f"{zone}-{at:%m-%d}" for zone, at in CHANGES])
def test_every_minute_around_a_change_is_as_plainly_read(zone: str, change: datetime, shape: str) -> None:
    found = rota.parse(written(zone, change, shape))
    layers = found.versions[0].layers
    at = change - AROUND
    readers = [Reader(each.zone, datetime(1, 1, 1)) for each in layers]  # noqa: DTZ001  (a wall clock)

    wrong = []
    while at < change + AROUND:
        latest = [reader.look(at) for reader in readers]
        if rota.who(found, at) != plainly(found, at, latest):
            wrong.append(at)
        at += MINUTE

    assert wrong == []


def test_ten_zones_and_more_change_their_clocks_here() -> None:
    assert {zone for zone, _ in CHANGES} == set(YEARS)
    assert len(CHANGES) >= 24
