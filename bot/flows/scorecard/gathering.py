"""Everything that is known of a service, from the rows alone: the catalog, who is on call, the forge."""

from datetime import datetime
from sqlite3 import Connection

from bot.domain.catalog import Service
from bot.domain.oncall import OnCall
from bot.domain.scorecard import Fact, Value, days, place, unknown
from bot.flows.rota import levels
from store import catalog, rota
from store import scorecard as rows_of

SOURCES = {"pagerduty": "PagerDuty", "rota": "the team's rota", "person": "the catalog"}
FORGE = (
    "default_branch",
    "readme",
    "codeowners",
    "required_approvals_for_pr",
    "require_code_owner_review",
    "required_checks",
    "security_scan",
    "open_vulnerabilities",
    "last_merged_pr",
)


def gather(db: Connection, service: Service, now: datetime) -> dict[str, Fact]:
    """The facts of a service by property."""
    return {**_catalog(db, service), **_oncall(db, service, now), **_forge(db, service, now)}


def _catalog(db: Connection, service: Service) -> dict[str, Fact]:
    team = catalog.team(db, service.team) if service.team else None
    values: dict[str, Value] = {
        "$identifier": service.id,
        "$title": service.title,
        "$team": (team.id,) if team and team.gone_at is None else (),
        "$blueprint": "service",
        "description": service.description,
        "tier": service.tier,
        "lifecycle": service.lifecycle,
        "type": service.type,
        "language": service.language,
        "repository": service.repository,
        "channel": service.channel,
        "runbook": service.runbook,
        "slos": tuple(slo.name for slo in service.slos),
        "tags": service.tags,
        "links": tuple(link.url for link in service.links),
        "depends_on": tuple(need.service for need in service.depends_on),
    }
    source = place(service) or "the catalog"
    return {name: Fact(value, source, service.as_of) for name, value in values.items()}


def _oncall(db: Connection, service: Service, now: datetime) -> dict[str, Fact]:
    """That there is a rotation, not who has the shift: that changes every week, and means nothing here."""
    found = levels.of_service(db, service, now)
    sync = rota.sync_state(db)
    if service.pagerduty and not found.levels and (sync is None or sync.taken_at is None):
        never = unknown(
            "PagerDuty has not been read yet",
            "set PAGERDUTY_API_KEY; /tocsin health says whether PagerDuty answers",
            source="PagerDuty",
            ours=True,
        )
        return {"oncall": never, "pagerduty_oncall": never}
    source = SOURCES.get(found.source, place(service))
    names = _rotation(found)
    paged = names if found.source == "pagerduty" else ()
    return {
        "oncall": Fact(names, source, found.as_of or service.as_of),
        "pagerduty_oncall": Fact(paged, source, found.as_of or service.as_of),
    }


def _rotation(found: OnCall) -> tuple[str, ...]:
    """The name of every level at which somebody is on call, now or next."""
    standing = (level for level in found.levels if level.people or level.next)
    return tuple(level.name or ", ".join(each.name for each in level.people) for level in standing)


def _forge(db: Connection, service: Service, now: datetime) -> dict[str, Fact]:
    if not service.repository.strip():
        remedy = f"add `repository: owner/name` to {service.id} in {place(service) or 'the catalog file'}"
        facts = dict.fromkeys(
            FORGE, unknown("the catalog names no repository", remedy, source=place(service))
        )
    else:
        facts = _looked(rows_of.look(db, service.repository), service.repository)
    return {**facts, "freshness": _freshness(facts["last_merged_pr"], now)}


def _looked(look: rows_of.Look | None, repository: str) -> dict[str, Fact]:
    """What the forge told, and for what it never told the reason."""
    error = f"GitHub: {look.error}" if look and look.error else ""
    remedy = (
        f"see that Tocsin's GitHub credential may read {repository}, and that the catalog spells it rightly"
        if error
        else "set GITHUB_TOKEN; `tocsin sync github` reads at once"
    )
    never = unknown(error or "GitHub has not been read yet", remedy, source="GitHub", ours=True)
    known = look.facts if look else {}
    return {name: known.get(name, never) for name in FORGE}


def _freshness(merged: Fact, now: datetime) -> Fact:
    """Days since the last merge."""
    if not merged.known:
        return merged
    if not isinstance(merged.value, str):
        return unknown("no pull request was ever merged", source=merged.source)
    value = days(datetime.fromisoformat(merged.value), now)
    return Fact(value, merged.source, merged.as_of, note=merged.note)
