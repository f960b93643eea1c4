"""Rows of the catalog: services, teams and people in and out."""

from store.catalog.hand import disagreements, give
from store.catalog.owning import orphans, owners, services_of_team
from store.catalog.people import (
    find_team,
    people,
    person,
    person_by_email,
    person_by_github,
    person_by_pagerduty,
    person_by_slack,
    team,
    teams,
)
from store.catalog.saving import bump, held, mark_gone, save, standing_elsewhere
from store.catalog.services import (
    by_channel,
    by_pager,
    by_repository,
    dependants,
    dependencies,
    find,
    needed_by,
    profile,
    service,
    services,
)
from store.catalog.whole import called, counts, generation, is_empty, mentioning, names, repositories

__all__ = [
    "bump",
    "by_channel",
    "by_pager",
    "by_repository",
    "called",
    "counts",
    "dependants",
    "dependencies",
    "disagreements",
    "find",
    "find_team",
    "generation",
    "give",
    "held",
    "is_empty",
    "mark_gone",
    "mentioning",
    "names",
    "needed_by",
    "orphans",
    "owners",
    "people",
    "person",
    "person_by_email",
    "person_by_github",
    "person_by_pagerduty",
    "person_by_slack",
    "profile",
    "repositories",
    "save",
    "service",
    "services",
    "services_of_team",
    "standing_elsewhere",
    "team",
    "teams",
]
