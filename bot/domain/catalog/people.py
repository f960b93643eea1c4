"""People and teams, as the catalog has them."""

from collections.abc import Iterable
from dataclasses import dataclass
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
    """A team; `leads` and `members` are person ids, `oncall` its levels in order of escalation.

    `parent` is the team around it.
    """

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
    parent: str = ""


def within(teams: Iterable[Team], id: str) -> tuple[Team, ...]:
    """The teams within that one, and those within these: the nearest first, each once."""
    known, seen, found, edge = tuple(teams), {id}, list[Team](), {id}
    while edge:
        inner = [each for each in known if each.parent in edge and each.id not in seen]
        edge = {each.id for each in inner}
        seen |= edge
        found += inner
    return tuple(found)
