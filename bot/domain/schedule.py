"""A schedule as the pager has it: layers of turns with restrictions, overrides, and what comes of them."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

KNOWN_AHEAD = timedelta(days=14)
"""How far ahead the pager's own answer is read at a sync; what is beyond comes from its layers."""
A_MOMENT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Hours:
    """On call from `start` for `seconds`, on one `weekday` (1 is Monday) or every day (0)."""

    start: time
    seconds: int
    weekday: int = 0


@dataclass(frozen=True, slots=True)
class PagerLayer:
    """Users by id who take turns of `seconds` counted from `virtual_start`, in force over [start, end)."""

    id: str
    name: str
    start: datetime
    virtual_start: datetime
    seconds: int
    users: tuple[str, ...]
    hours: tuple[Hours, ...] = ()
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class PagerTurn:
    """One user on call in [start, end)."""

    user: str
    start: datetime
    end: datetime
    id: str = ""


@dataclass(frozen=True, slots=True)
class PagerPlan:
    """A schedule's definition, and what it says of a time: `turns`, and the `overrides` among them.

    `layers` stand in the order in which they are written: a later one goes before those above it. A schedule
    of shifts (v3) has none that we could write.
    """

    id: str
    name: str
    timezone: str
    layers: tuple[PagerLayer, ...] = ()
    turns: tuple[PagerTurn, ...] = ()
    overrides: tuple[PagerTurn, ...] = ()
    url: str = ""
    api: str = "v2"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one override that was asked for: its id, or why it was refused."""

    id: str = ""
    why: str = ""


def outside(taken_at: datetime | None, at: datetime) -> bool:
    """Whether a time is outside of what the pager was asked about when it was last read."""
    return taken_at is not None and not taken_at - A_MOMENT <= at < taken_at + KNOWN_AHEAD
