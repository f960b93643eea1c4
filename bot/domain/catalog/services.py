"""A service, what it needs, what it promises and where more is to be read."""

from dataclasses import dataclass
from datetime import datetime

FactValue = str | float | bool | tuple[str, ...]


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
class Code:
    """A repository (`owner/name`) that a service is built from, and the folder in it; "" is all of it."""

    name: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Expert:
    """Somebody who is declared to know a service; `person` is a person id."""

    person: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class ByHand:
    """A value that a person gave: of which field, who, when, and what the source said of it (`declared`).

    `how` is edited or claimed. `value` is text as the field holds it; of a tier its digits.
    """

    field: str
    value: str
    by: str
    at: datetime
    how: str = "edited"
    declared: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the catalog. `team` is the team that it names itself, `tier` 1 is the highest.

    `repository` is the first of `repositories`, `runbook` the address of the first of `runbooks`.
    `source` and `line` say where it is written, `as_of` when that was read; `gone_at`: no longer there since.
    `places` tells the lines of single values, for `bot.domain.provenance` to read.
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
    system: str = ""
    repositories: tuple[Code, ...] = ()
    runbooks: tuple[Link, ...] = ()
    dashboards: tuple[Link, ...] = ()
    api_spec: str = ""
    health_check: str = ""
    vendors: tuple[str, ...] = ()
    experts: tuple[Expert, ...] = ()
    part_of: str = ""
    facts: tuple[tuple[str, FactValue], ...] = ()
    by_hand: tuple[ByHand, ...] = ()
    places: str = ""

    @property
    def code(self) -> tuple[Code, ...]:
        """Every repository that it is built from."""
        return self.repositories or ((Code(self.repository),) if self.repository else ())

    @property
    def pages(self) -> tuple[Link, ...]:
        """Its runbooks, where there is more to say of them than one address; one given by hand goes first."""
        said = self.said_by_hand("runbook")
        if said is None or not self.runbooks:
            return self.runbooks
        rest = tuple(page for page in self.runbooks if page.url not in (said.value, said.declared))
        named = next((page.title for page in self.runbooks if page.url == said.value), "Runbook")
        return ((Link(named, said.value),) if said.value else ()) + rest

    def said_by_hand(self, field: str) -> ByHand | None:
        """Who gave that field by hand, if somebody did."""
        return next((each for each in self.by_hand if each.field == field), None)
