"""What a rota is made of: versions of layers, their windows, and overrides on top."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo


class Unit(StrEnum):
    """What a turn is counted in; an hour is one of the wall clock, as a day is."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Kind(StrEnum):
    """What an override does to the people on call."""

    COVER = "cover"
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of the wall clock on some weekdays (Monday is 0); `closes <= opens` means the next day."""

    days: frozenset[int]
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Layer:
    """A ring of members that turns every `n` units from `start`, a wall-clock time of `zone`.

    The member of slot k stands at place `k + offset` of the ring: an edit keeps the phase through it.
    `carried`: somebody was on call before this definition, so the slot before its start counts too.
    """

    zone: ZoneInfo
    start: datetime
    n: int
    unit: Unit
    members: tuple[str, ...]
    inactive: frozenset[str] = frozenset()
    windows: tuple[Window, ...] = ()
    until: datetime | None = None
    offset: int = 0
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """The layers from `effective` on; None means from the beginning."""

    effective: datetime | None
    layers: tuple[Layer, ...]


@dataclass(frozen=True, slots=True)
class Override:
    """A change of the people on call in [start, end). `instead_of` is the file's `for`, "" for all."""

    id: str
    start: datetime
    end: datetime
    user: str
    created: datetime
    kind: Kind = Kind.COVER
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Rota:
    """Versions in order of time, overrides in the order in which they apply."""

    versions: tuple[Version, ...]
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    """The same people on call in [start, end); an `end` of None lies further off than anybody looked."""

    start: datetime
    end: datetime | None
    people: tuple[str, ...]
