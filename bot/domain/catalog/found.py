"""What a search answers: a service with its surroundings, or the choice between several."""

from dataclasses import dataclass, field

from bot.domain.catalog.people import Person, Team
from bot.domain.catalog.services import Service


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
