"""What the catalog holds: services, teams, people, how they depend on each other, and which one is meant.

What stands around services (systems, environments, features, customers …) is in `landscape` and `estate`.
"""

from bot.domain.catalog.found import Around, Brief, Choice, Found, Known, Neighbours, Profile
from bot.domain.catalog.owner import Owner, Step
from bot.domain.catalog.past import PastIncident, Rota
from bot.domain.catalog.people import Level, Person, Team
from bot.domain.catalog.services import ByHand, Code, Dependency, Expert, Link, Service, Slo
from bot.domain.catalog.whole import Catalog, Counts

__all__ = [
    "Around",
    "Brief",
    "ByHand",
    "Catalog",
    "Choice",
    "Code",
    "Counts",
    "Dependency",
    "Expert",
    "Found",
    "Known",
    "Level",
    "Link",
    "Neighbours",
    "Owner",
    "PastIncident",
    "Person",
    "Profile",
    "Rota",
    "Service",
    "Slo",
    "Step",
    "Team",
]
