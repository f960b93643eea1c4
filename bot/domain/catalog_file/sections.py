"""The sections of a catalog file: what an entry of each is, and which keys are known where."""

from typing import Any

from bot.domain.catalog.whole import NOUNS
from bot.domain.catalog_file import estate_shape as estate
from bot.domain.catalog_file import shape
from bot.domain.catalog_file.shape import Entry

SECTIONS: dict[str, type[Entry] | None] = {
    "people": shape.PersonEntry,
    "rotas": None,
    "teams": shape.TeamEntry,
    "domains": estate.DomainEntry,
    "systems": estate.SystemEntry,
    "repositories": estate.RepositoryEntry,
    "services": shape.ServiceEntry,
    "environments": estate.EnvironmentEntry,
    "features": estate.FeatureEntry,
    "flags": estate.FlagEntry,
    "customers": estate.CustomerEntry,
    "vendors": estate.VendorEntry,
}
"""Those that are ids with what they are."""
LISTED: dict[str, type[Entry]] = {
    "workloads": estate.WorkloadEntry,
    "freezes": estate.FreezeEntry,
    "initiatives": estate.InitiativeEntry,
    "incidents": shape.IncidentEntry,
}
"""Those that are lists."""
WORDS: dict[str, str] = {section: NOUNS[section] for section in SECTIONS}
INSIDE: dict[str, type[Entry]] = {
    **LISTED,
    "oncall": shape.LevelEntry,
    "depends_on": shape.DependencyEntry,
    "slos": shape.SloEntry,
    "links": shape.LinkEntry,
    "runbooks": shape.PageEntry,
    "dashboards": shape.PageEntry,
    "experts": shape.ExpertEntry,
    "repositories": shape.CodeEntry,
    "features": estate.EntitlementEntry,
}
"""What an item of a list is, by the key of the list."""


def keys_of(path: tuple[Any, ...]) -> tuple[str, ...]:
    """The keys that are known at the place where an unknown one stands."""
    entry: type[Entry] | None = None
    match path:
        case ():
            return (*SECTIONS, *LISTED)
        case (*_, str() as name, int()):
            entry = INSIDE.get(name)
        case (str() as section, str()):
            entry = SECTIONS.get(section)
    return tuple(field.alias or name for name, field in entry.model_fields.items()) if entry else ()
