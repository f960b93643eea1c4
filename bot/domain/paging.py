"""What one reading of the pager learned: its services, its people, who is on call when."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.schedule import PagerLayer, PagerTurn


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
class PagerLevel:
    """One level of a policy: whom it pages, (`user` or `schedule`, id), and for how many minutes it waits."""

    minutes: int
    targets: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PagerPolicy:
    """An escalation policy with its levels in order."""

    id: str
    name: str
    levels: tuple[PagerLevel, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class PagerSchedule:
    """A schedule. `api` is v2 (layers) or v3 (shifts); `people` are the users it names.

    `layers` stand in the order in which they are written; a list of v3 tells none.
    """

    id: str
    name: str
    timezone: str
    api: str
    url: str = ""
    people: tuple[str, ...] = ()
    layers: tuple[PagerLayer, ...] = ()
    overrides: tuple[PagerTurn, ...] = ()


@dataclass(frozen=True, slots=True)
class PagerIncident:
    """An incident that is open in the pager; `key` is the incident key that whoever opened it gave."""

    id: str
    number: int
    title: str
    status: str
    service: str
    key: str = ""
    url: str = ""
    created_at: datetime | None = None
    assignees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageWish:
    """What the pager is to open, once per `key`: for a service, with another policy, or for people.

    `sender` is the e-mail of whoever pages, as the vendor knows them.
    """

    key: str
    title: str
    details: str = ""
    sender: str = ""
    service: str = ""
    policy: str = ""
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PagerEntry:
    """What became of an incident at the pager: paged, acknowledged, resolved, exhausted; `people` are ids."""

    id: str
    kind: str
    at: datetime
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PagerSnapshot:
    """All that one sync learned, whole: a failed or partial fetch raises instead."""

    services: tuple[PagerService, ...]
    people: tuple[PagerPerson, ...]
    spans: tuple[PagerSpan, ...]
    policies: tuple[PagerPolicy, ...] = ()
    schedules: tuple[PagerSchedule, ...] = ()
    incidents: tuple[PagerIncident, ...] = ()
