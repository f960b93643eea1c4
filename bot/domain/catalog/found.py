"""What a search answers: a service with its surroundings, or the choice between several."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.domain.catalog.people import Person, Team
from bot.domain.catalog.services import Service

if TYPE_CHECKING:
    from bot.domain.catalog.estate import Freeze, Initiative, Vendor, Workload
    from bot.domain.catalog.owner import Owner


@dataclass(frozen=True, slots=True)
class Brief:
    """A service in a list beside another: just enough to name it. `hard` is of the dependency.

    `via` is the title of the service between, where there is one; `known`: the catalog has it.
    """

    id: str
    title: str
    tier: int | None = None
    hard: bool = True
    via: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class Around:
    """What few services have around them; freezes and initiatives are also those of other days."""

    freezes: tuple[Freeze, ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    vendors: tuple[Vendor, ...] = ()
    experts: tuple[Known, ...] = ()
    workloads: tuple[Workload, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who knows a service, with the reasons, best first."""

    person: Person
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """A service with its surroundings, as a card shows them; `needed_by` is cut, `needed_by_total` is not.

    `team` is the first of the owning `teams`, `leads` are those of all of them.
    """

    service: Service
    team: Team | None = None
    leads: tuple[Person, ...] = ()
    needs: tuple[Brief, ...] = ()
    needed_by: tuple[Brief, ...] = ()
    needed_by_total: int = 0
    owners: tuple[Owner, ...] = ()
    teams: tuple[Team, ...] = ()
    around: Around = field(default_factory=Around)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What a service needs and what needs it over two hops: a page of each, and how many there are."""

    service: Service
    needs: tuple[Brief, ...] = ()
    needs_near: int = 0
    needs_total: int = 0
    needed_by: tuple[Brief, ...] = ()
    needed_by_near: int = 0
    needed_by_total: int = 0
    offset: int = 0
    limit: int = 20


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
