"""What people, teams, services and past incidents may say of themselves in a catalog file."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.domain.catalog_file.values import (
    Channel,
    Email,
    FactValue,
    Instant,
    Login,
    Named,
    Ref,
    Repository,
    SlackId,
    Span,
    Text,
    Title,
    Url,
    VendorId,
    Word,
    Zone,
    wrong,
)


class Entry(BaseModel):
    """Unknown keys are faults, and nothing is converted: `404` is a number, `"404"` is text."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class PersonEntry(Entry):
    """A person."""

    name: Title
    email: Email = ""
    slack: SlackId = ""
    github: Login = ""
    pagerduty: VendorId = ""
    timezone: Zone = ""
    phone: Word = ""


class LevelEntry(Entry):
    """One level of escalation."""

    rota: str = ""
    person: str = ""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if bool(self.rota) == bool(self.person):
            raise wrong(
                "a level takes one of rota and person", "write {rota: payments-primary} or {person: maya}"
            )
        return self


class TeamEntry(Entry):
    """A team."""

    title: Title
    channel: Channel = ""
    leads: list[str] = []
    members: list[str] = []
    oncall: list[LevelEntry] = []
    parent: str = ""


class DependencyEntry(Entry):
    """What a service needs."""

    service: str
    kind: Literal["hard", "soft"] = "hard"


class SloEntry(Entry):
    """An objective."""

    name: Title
    objective: Annotated[float, Field(ge=0, le=1e12)]
    unit: Word = "%"
    window: Span = "30d"
    current: Annotated[float, Field(ge=0, le=1e12)] | None = None
    measured_at: Instant | None = None

    @model_validator(mode="after")
    def _percent(self) -> Self:
        if self.unit == "%" and self.objective > 100:
            raise wrong(f"an objective of {self.objective:g} % cannot be reached", "write at most 100")
        return self


class LinkEntry(Entry):
    """A page."""

    title: Title
    url: Url


class PageEntry(Entry):
    """A page that needs no title."""

    url: Url
    title: Title = ""


class CodeEntry(Entry):
    """A repository, and the folder in it that a service is built from."""

    name: Repository
    path: Ref = ""


class ExpertEntry(Entry):
    """Somebody who knows a service."""

    person: str
    why: Text = ""


class ServiceEntry(Entry):
    """A service."""

    title: Title
    aliases: list[Title] = []
    description: Text = ""
    tier: Annotated[int, Field(ge=1, le=5)] | None = None
    lifecycle: Word = ""
    type: Word = ""
    language: Word = ""
    team: str = ""
    repository: Repository = ""
    runbook: Url = ""
    channel: Channel = ""
    pagerduty: VendorId = ""
    depends_on: list[Annotated[DependencyEntry, Named("service")]] = []
    slos: list[SloEntry] = []
    links: list[LinkEntry] = []
    tags: list[Word] = []
    system: str = ""
    repositories: list[Annotated[CodeEntry, Named("name")]] = []
    runbooks: list[Annotated[PageEntry, Named("url")]] = []
    dashboards: list[Annotated[PageEntry, Named("url")]] = []
    api_spec: Url = ""
    health_check: Url = ""
    vendors: list[str] = []
    experts: list[Annotated[ExpertEntry, Named("person")]] = []
    part_of: str = ""
    facts: dict[Word, FactValue] = {}


class IncidentEntry(Entry):
    """An incident of the time before Tocsin."""

    title: Title
    service: str = ""
    severity: Annotated[int, Field(ge=1, le=9)]
    impact_started: Instant | None = None
    detected: Instant | None = None
    declared: Instant | None = None
    acknowledged: Instant | None = None
    mitigated: Instant | None = None
    resolved: Instant | None = None
    closed: Instant | None = None
    lead: str = ""
    summary: Text = ""
    cause: Text = ""
    fix: Text = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        begun = self.declared or self.detected or self.impact_started
        if not begun:
            raise wrong("it has no beginning", "add `declared:`, `detected:` or `impact_started:`")
        ends = [end for end in (self.mitigated, self.resolved, self.closed) if end]
        if any(end < begun for end in ends):
            raise wrong("it ends before it begins", "compare its times")
        return self
