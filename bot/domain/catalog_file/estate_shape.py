"""What systems, repositories, environments, features, customers, vendors and freezes may say."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from bot.domain.catalog_file.shape import Entry
from bot.domain.catalog_file.values import Day, FlagState, Named, Text, Title, Url, Word, wrong


class DomainEntry(Entry):
    """A part of the business."""

    title: Title
    description: Text = ""
    team: str = ""
    parent: str = ""


class SystemEntry(Entry):
    """Services that are one thing to those outside."""

    title: Title
    description: Text = ""
    team: str = ""
    domain: str = ""


class RepositoryEntry(Entry):
    """A repository."""

    title: Title = ""
    description: Text = ""
    team: str = ""
    system: str = ""
    language: Word = ""


class EnvironmentEntry(Entry):
    """A place where services run."""

    title: Title
    type: Word = ""
    region: Word = ""
    criticality: Annotated[int, Field(ge=1, le=5)] | None = None
    customer: str = ""
    url: Url = ""


class WorkloadEntry(Entry):
    """A service in an environment."""

    service: str
    environment: str
    version: Word = ""
    health: Word = ""
    sync: Word = ""
    url: Url = ""


class FeatureEntry(Entry):
    """What a user can do."""

    title: Title
    description: Text = ""
    team: str = ""
    services: list[str] = Field(default=[])
    flags: list[str] = Field(default=[])


class FlagEntry(Entry):
    """A switch."""

    title: Title
    feature: str = ""
    services: list[str] = Field(default=[])
    environments: dict[Word, FlagState] = Field(default={})


class EntitlementEntry(Entry):
    """A feature that a customer may use."""

    feature: str
    plan: Word = ""
    until: Day | None = None


class CustomerEntry(Entry):
    """Who uses what we make."""

    title: Title
    tier: Word = ""
    region: Word = ""
    sla: Text = ""
    contact: Text = ""
    environments: list[str] = Field(default=[])
    features: list[Annotated[EntitlementEntry, Named("feature")]] = Field(default=[])
    services: list[str] = Field(default=[])


class VendorEntry(Entry):
    """A provider."""

    title: Title
    support: Text = ""
    tell: Text = ""
    status_page: Url = ""
    notices: Url = ""
    services: list[str] = Field(default=[])


class FreezeEntry(Entry):
    """A time in which nothing is to be changed, or an initiative of that time."""

    name: Title
    start: Annotated[Day, Field(alias="from")]
    end: Annotated[Day, Field(alias="until")]
    services: list[str] = Field(default=[])
    teams: list[str] = Field(default=[])
    owner: Word = ""
    note: Text = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end <= self.start:
            raise wrong("it ends before it begins", "compare `from` and `until`")
        return self


class InitiativeEntry(FreezeEntry):
    """Work that goes on in that time."""
