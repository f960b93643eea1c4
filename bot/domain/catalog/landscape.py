"""What services belong to: repositories, systems, domains. Each may name an owning team."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Domain:
    """A part of the business; `parent` is the domain around it."""

    id: str
    title: str
    description: str = ""
    team: str = ""
    parent: str = ""
    source: str = ""
    line: int = 0
    as_of: datetime | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class System:
    """Services that are one thing to those outside."""

    id: str
    title: str
    description: str = ""
    team: str = ""
    domain: str = ""
    source: str = ""
    line: int = 0
    as_of: datetime | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository; its id is `owner/name`."""

    id: str
    title: str = ""
    description: str = ""
    team: str = ""
    system: str = ""
    language: str = ""
    source: str = ""
    line: int = 0
    as_of: datetime | None = None
    gone_at: datetime | None = None
