"""What an impact is: who is hurt, how badly and why; who is not, and why not. All text is plain."""

from dataclasses import dataclass
from enum import StrEnum


class Harm(StrEnum):
    """How badly: down, or there but worse than it should be."""

    DOWN = "down"
    DEGRADED = "degraded"


@dataclass(frozen=True, slots=True)
class Hurt:
    """One that is hurt. `why` are the reasons, the worst first; the rest is what people need at hand."""

    noun: str
    id: str
    title: str
    harm: Harm
    why: tuple[str, ...]
    tier: str = ""
    region: str = ""
    sla: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Spared:
    """One that might be thought to be hurt, and is not."""

    noun: str
    id: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Impact:
    """Who is hurt when a service is. `services` are cut; `services_total` and `services_degraded` are not.

    `assumed` says what the catalog does not know and how that was taken.
    """

    service: str
    title: str
    services: tuple[Hurt, ...] = ()
    services_total: int = 0
    features: tuple[Hurt, ...] = ()
    environments: tuple[Hurt, ...] = ()
    customers: tuple[Hurt, ...] = ()
    spared: tuple[Spared, ...] = ()
    assumed: tuple[str, ...] = ()
    services_degraded: int = 0

    @property
    def all(self) -> tuple[Hurt, ...]:
        """Everybody and everything that is hurt: customers first."""
        return (*self.customers, *self.features, *self.environments, *self.services)
