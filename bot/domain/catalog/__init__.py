"""What the catalog holds: services, teams, people, how they depend on each other, and which one is meant.

What stands around services (systems, environments, features, customers …) is in `landscape` and `estate`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_ROOMS = {
    "found": ("Around", "Brief", "Choice", "Found", "Known", "Neighbours", "Profile"),
    "owner": ("Owner", "Step"),
    "past": ("PastIncident", "Rota"),
    "people": ("Level", "Person", "Team"),
    "services": ("ByHand", "Code", "Dependency", "Expert", "Link", "Service", "Slo"),
    "whole": ("Catalog", "Counts"),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> Any:
    """A class when it is first asked for: a look-up in a terminal pays a millisecond and more for each."""
    if name not in _ROOM_OF:
        raise AttributeError(name)
    found = getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
    globals()[name] = found
    return found
