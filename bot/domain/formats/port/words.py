"""What Port's blueprints, properties and relations are called, and what that is with us."""

import re
from collections.abc import Mapping
from functools import lru_cache

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "services": (
        *("service", "microservice", "component", "application", "api", "resource", "database", "datastore"),
        *("queue", "topic", "cache", "library", "website", "frontend", "lambda", "function"),
    ),
    "teams": ("team", "group"),
    "people": ("user", "person", "employee"),
    "systems": ("system",),
    "domains": ("domain",),
    "repositories": ("repository", "repo", "githubrepository", "githubrepo"),
    "environments": ("environment", "env"),
    "workloads": ("workload", "runningservice", "serviceinenvironment", "deployedservice", "k8sworkload"),
    "features": ("feature",),
    "flags": ("flag", "featureflag"),
    "customers": ("customer", "tenant"),
    "vendors": ("vendor", "provider"),
    "freezes": ("freeze", "changefreeze"),
    "initiatives": ("initiative",),
}
PLAIN_SERVICES = ("service", "microservice", "component", "application")
"""Blueprints that say no more than that it is a service; others are the type of theirs."""
LISTS = ("workloads", "freezes", "initiatives")
"""Sections that are lists: what is in them has no id."""

OURS: Mapping[str, tuple[str, ...]] = {
    "services": (
        *("aliases", "description", "tier", "lifecycle", "type", "language", "repositories", "runbooks"),
        *("dashboards", "channel", "pagerduty", "depends_on", "slos", "links", "tags", "api_spec"),
        *("health_check", "experts", "facts", "vendors"),
    ),
    "teams": ("channel", "oncall", "leads", "members"),
    "people": ("email", "slack", "github", "pagerduty", "timezone", "phone"),
    "systems": ("description",),
    "domains": ("description",),
    "repositories": ("description", "language"),
    "environments": ("type", "region", "criticality", "url"),
    "workloads": ("version", "health", "sync", "url"),
    "features": ("description",),
    "flags": ("environments",),
    "customers": ("tier", "region", "sla", "contact", "features"),
    "vendors": ("support", "tell", "status_page", "notices"),
    "freezes": ("from", "until", "owner", "note"),
    "initiatives": ("from", "until", "owner", "note"),
}
"""Properties that are ours by name; our own export writes them so."""
ALIASES: Mapping[str, tuple[str, ...]] = {
    "tier": ("tier", "criticality", "servicetier"),
    "lifecycle": ("lifecycle", "stage"),
    "type": ("type", "servicetype"),
    "language": ("language", "programminglanguage", "lang"),
    "repository": (
        "repository",
        "repo",
        "repourl",
        "repositoryurl",
        "githuburl",
        "github",
        "url",
        "projectslug",
    ),
    "runbook": ("runbook", "runbookurl", "runbooklink", "playbook"),
    "dashboard": (
        "dashboard",
        "dashboardurl",
        "grafana",
        "grafanadashboard",
        "datadogdashboard",
        "monitoring",
    ),
    "channel": ("channel", "slack", "slackchannel", "slackurl"),
    "pagerduty": ("pagerduty", "pagerdutyid", "pagerdutyserviceid", "pagerdutyservice"),
    "api_spec": ("apispec", "openapi", "swagger", "apispecurl"),
    "health_check": ("healthcheck", "healthcheckurl", "healthurl"),
    "description": ("description", "summary"),
    "tags": ("tags", "labels"),
}
RELATIONS: Mapping[tuple[str, str], str] = {
    ("services", "teams"): "team",
    ("services", "systems"): "system",
    ("services", "services"): "depends_on",
    ("services", "repositories"): "repositories",
    ("services", "vendors"): "vendors",
    ("systems", "teams"): "team",
    ("systems", "domains"): "domain",
    ("domains", "teams"): "team",
    ("domains", "domains"): "parent",
    ("teams", "teams"): "parent",
    ("teams", "people"): "members",
    ("repositories", "teams"): "team",
    ("repositories", "systems"): "system",
    ("environments", "customers"): "customer",
    ("workloads", "services"): "service",
    ("workloads", "environments"): "environment",
    ("features", "teams"): "team",
    ("features", "services"): "services",
    ("features", "flags"): "flags",
    ("flags", "features"): "feature",
    ("flags", "services"): "services",
    ("customers", "environments"): "environments",
    ("customers", "features"): "features",
    ("customers", "services"): "services",
    ("vendors", "services"): "services",
    ("freezes", "services"): "services",
    ("freezes", "teams"): "teams",
    ("initiatives", "services"): "services",
    ("initiatives", "teams"): "teams",
}
SINGLE = frozenset(
    {"team", "system", "domain", "parent", "customer", "service", "environment", "feature", "part_of"}
)
"""Keys that hold one; the others hold lists."""
BY_NAME: Mapping[tuple[str, str], tuple[re.Pattern[str], str]] = {
    ("services", "services"): (re.compile(r"parent|part_?of|subcomponent", re.IGNORECASE), "part_of"),
    ("teams", "people"): (re.compile(r"lead|manager|owner", re.IGNORECASE), "leads"),
}
"""What a relation means when its name says so."""


def plain(name: str) -> str:
    """A name without case and signs."""
    return re.sub(r"[\W_]+", "", name).lower()


@lru_cache(1024)
def section(blueprint: str) -> str:
    """The section of our catalog that entities of a blueprint belong to, or ""."""
    name = plain(blueprint)
    return next(
        (ours for ours, names in SECTIONS.items() if name in names or name.removesuffix("s") in names), ""
    )


@lru_cache(4096)
def alias(property: str) -> str:
    """Our word for a property of a service, or ""."""
    name = plain(property)
    return next((ours for ours, names in ALIASES.items() if name in names), "")
