"""Where services run, what they make possible, for whom, and who else must be told."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Environment:
    """A place where services run; `customer` where it is one tenant's, `criticality` 1 is the highest."""

    id: str
    title: str
    type: str = ""
    region: str = ""
    criticality: int | None = None
    customer: str = ""
    url: str = ""
    source: str = ""
    line: int = 0
    as_of: datetime | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Workload:
    """A service in an environment, as it is deployed there; its id is `service@environment`."""

    id: str
    service: str
    environment: str
    version: str = ""
    health: str = ""
    sync: str = ""
    url: str = ""
    source: str = ""
    line: int = 0
    as_of: datetime | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Feature:
    """What a user can do; it needs all of `services`, and is there where its `flags` are on."""

    id: str
    title: str
    description: str = ""
    team: str = ""
    services: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    source: str = ""
    line: int = 0
    as_of: datetime | None = None
    gone_at: datetime | None = None


FlagState = bool | str


@dataclass(frozen=True, slots=True)
class Flag:
    """A switch; `environments` are (environment id or type, on, off or a text such as 50%)."""

    id: str
    title: str
    feature: str = ""
    services: tuple[str, ...] = ()
    environments: tuple[tuple[str, FlagState], ...] = ()
    source: str = ""
    line: int = 0
    as_of: datetime | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entitlement:
    """A feature that a customer may use: by which plan, and until when."""

    feature: str
    plan: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """Who uses what we make: in which environments, which features, which services directly."""

    id: str
    title: str
    tier: str = ""
    region: str = ""
    sla: str = ""
    contact: str = ""
    environments: tuple[str, ...] = ()
    features: tuple[Entitlement, ...] = ()
    services: tuple[str, ...] = ()
    source: str = ""
    line: int = 0
    as_of: datetime | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Vendor:
    """A provider: how to reach its support, what to tell them, where it announces planned work."""

    id: str
    title: str
    support: str = ""
    tell: str = ""
    status_page: str = ""
    notices: str = ""
    services: tuple[str, ...] = ()
    source: str = ""
    line: int = 0
    as_of: datetime | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Freeze:
    """A time in which nothing is to be changed; about no service and no team: about all.

    `id` is the name as written, `owner` who is to be asked.
    """

    id: str
    start: datetime
    end: datetime
    services: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    owner: str = ""
    note: str = ""
    source: str = ""
    line: int = 0
    as_of: datetime | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Initiative(Freeze):
    """Work that goes on in that time, and what it touches."""
