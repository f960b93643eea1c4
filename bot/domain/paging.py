"""What one reading of the pager learned: its services, its people, who is on call when."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PagerPerson:
    """A user of the pager. `phones` in the order in which the vendor lists them."""

    id: str
    name: str
    email: str
    phones: tuple[str, ...] = ()
    timezone: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class PagerService:
    """A service of the pager and the escalation policy behind it."""

    id: str
    name: str
    policy: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class PagerSpan:
    """Who is on call at one level of a policy, [start, end); None: without an end known."""

    policy: str
    level: int
    person: str
    start: datetime | None
    end: datetime | None
    schedule: str = ""
    schedule_name: str = ""


@dataclass(frozen=True, slots=True)
class PagerSnapshot:
    """All that one sync learned, whole: a failed or partial fetch raises instead."""

    services: tuple[PagerService, ...]
    people: tuple[PagerPerson, ...]
    spans: tuple[PagerSpan, ...]
