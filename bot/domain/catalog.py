"""What the catalog holds: services, teams, people, how they depend on each other, and which one is meant."""

from collections.abc import Mapping
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
    source: str = ""
    line: int = 0
    as_of: datetime | None = None
    gone_at: datetime | None = None


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
    source: str = ""
    line: int = 0
    as_of: datetime | None = None
    gone_at: datetime | None = None


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
    """A service of the catalog. `team` is a team id, `repository` is `owner/name`, `tier` 1 is the highest.

    `source` and `line` say where it is written, `as_of` when that was read; `gone_at`: no longer there since.
    """

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
    line: int = 0
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PastIncident:
    """An incident of the time before Tocsin; `stamps` name → time, `lead` a person id, texts are foreign."""

    title: str
    service: str
    severity: int
    stamps: Mapping[str, datetime]
    lead: str = ""
    summary: str = ""
    cause: str = ""
    fix: str = ""
    source: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Rota:
    """A rota as the file has it: `definition` is its raw mapping, whose rules are the rota noun's."""

    id: str
    definition: Mapping[str, object]
    source: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Catalog:
    """All that one import brings; several files are one catalog."""

    people: tuple[Person, ...] = ()
    teams: tuple[Team, ...] = ()
    services: tuple[Service, ...] = ()
    rotas: tuple[Rota, ...] = ()
    incidents: tuple[PastIncident, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the catalog holds, without what is gone."""

    services: int
    teams: int
    people: int


@dataclass(frozen=True, slots=True)
class Brief:
    """A service in a list beside another: just enough to name it. `hard` is of the dependency."""

    id: str
    title: str
    tier: int | None = None
    hard: bool = True


@dataclass(frozen=True, slots=True)
class Profile:
    """A service with its surroundings, as a card shows them; `needed_by` is cut, `needed_by_total` is not."""

    service: Service
    team: Team | None = None
    leads: tuple[Person, ...] = ()
    needs: tuple[Brief, ...] = ()
    needed_by: tuple[Brief, ...] = ()
    needed_by_total: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search: exactly one (`profile`), or the first `options` of `total`, best first.

    `near`: the options only resemble what was typed. `empty`: the catalog holds nothing at all.
    """

    text: str
    profile: Profile | None = None
    options: tuple[Service, ...] = ()
    total: int = 0
    offset: int = 0
    near: bool = False
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Which service is meant. `how`: named, channel, guessed, or "" where several or none fit."""

    service: Service | None
    how: str = ""
    options: tuple[Service, ...] = field(default=())
