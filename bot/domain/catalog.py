"""What the catalog holds: services, teams, people, how they depend on each other, and finding one by name."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Person:
    """A person; `id` is the catalog's own word for them, the other names are the vendors' ids."""

    id: str
    name: str
    email: str = ""
    slack: str = ""
    github: str = ""
    pagerduty: str = ""
    timezone: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of escalation of a team: a rota or a person, by catalog id; the other one is ""."""

    rota: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Team:
    """A team; `leads` and `members` are person ids, `oncall` its levels in order of escalation."""

    id: str
    title: str
    channel: str = ""
    leads: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    oncall: tuple[Level, ...] = ()


@dataclass(frozen=True, slots=True)
class Dependency:
    """What a service needs; a hard one takes it down, a soft one degrades it."""

    service: str
    hard: bool = True


@dataclass(frozen=True, slots=True)
class Slo:
    """An objective: `name >= objective unit over window`; `current` is None where nothing was measured."""

    name: str
    objective: float
    unit: str = "%"
    window: str = "30d"
    current: float | None = None
    measured_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A page about a service."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the catalog. `team` is a team id, `repository` is `owner/name`, `tier` 1 is the highest."""

    id: str
    title: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    tier: int | None = None
    lifecycle: str = ""
    type: str = ""
    language: str = ""
    team: str = ""
    repository: str = ""
    runbook: str = ""
    channel: str = ""
    pagerduty: str = ""
    depends_on: tuple[Dependency, ...] = ()
    slos: tuple[Slo, ...] = ()
    links: tuple[Link, ...] = ()
    tags: tuple[str, ...] = ()
    source: str = ""
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Which service is meant. `how`: named, channel, guessed, or "" where several or none fit."""

    service: Service | None
    how: str = ""
    options: tuple[Service, ...] = field(default=())
