"""All that one import brings, and how much there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.catalog.estate import (
        Customer,
        Environment,
        Feature,
        Flag,
        Freeze,
        Initiative,
        Vendor,
        Workload,
    )
    from bot.domain.catalog.landscape import Domain, Repository, System
    from bot.domain.catalog.past import PastIncident, Rota
    from bot.domain.catalog.people import Person, Team
    from bot.domain.catalog.services import Service


@dataclass(frozen=True, slots=True)
class Catalog:
    """All that one import brings; several files are one catalog."""

    people: tuple[Person, ...] = ()
    teams: tuple[Team, ...] = ()
    services: tuple[Service, ...] = ()
    rotas: tuple[Rota, ...] = ()
    incidents: tuple[PastIncident, ...] = ()
    domains: tuple[Domain, ...] = ()
    systems: tuple[System, ...] = ()
    repositories: tuple[Repository, ...] = ()
    environments: tuple[Environment, ...] = ()
    workloads: tuple[Workload, ...] = ()
    features: tuple[Feature, ...] = ()
    flags: tuple[Flag, ...] = ()
    customers: tuple[Customer, ...] = ()
    vendors: tuple[Vendor, ...] = ()
    freezes: tuple[Freeze, ...] = ()
    initiatives: tuple[Initiative, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the catalog holds, without what is gone."""

    services: int
    teams: int
    people: int


NOUNS = {
    "people": "person",
    "teams": "team",
    "services": "service",
    "rotas": "rota",
    "domains": "domain",
    "systems": "system",
    "repositories": "repository",
    "environments": "environment",
    "workloads": "workload",
    "features": "feature",
    "flags": "flag",
    "customers": "customer",
    "vendors": "vendor",
    "freezes": "freeze",
    "initiatives": "initiative",
}
"""What one entry of each section is called."""
