"""Rows of the catalog: services, teams and people in and out."""

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
from store.catalog.services import (
    by_channel,
    by_pager,
    by_repository,
    dependants,
    dependencies,
    find,
    profile,
    service,
    services,
    services_of_team,
)
from store.catalog.whole import counts, generation, is_empty, mentioning, names

__all__ = [
    "by_channel",
    "by_pager",
    "by_repository",
    "counts",
    "dependants",
    "dependencies",
    "find",
    "find_team",
    "generation",
    "is_empty",
    "mentioning",
    "names",
    "people",
    "person",
    "person_by_email",
    "person_by_github",
    "person_by_pagerduty",
    "person_by_slack",
    "profile",
    "service",
    "services",
    "services_of_team",
    "team",
    "teams",
]
