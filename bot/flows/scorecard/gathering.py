"""Everything that is known of services, from the rows alone: the catalog, who is on call, the forge."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from sqlite3 import Connection

from bot.domain.catalog import Service
from bot.domain.oncall import OnCall
from bot.domain.scorecard import PROPERTIES, Fact, Value, days, place, unknown
from bot.flows.rota import levels
from store import catalog, rota
from store import scorecard as rows_of

SOURCES = {"pagerduty": "PagerDuty", "rota": "the team's rota", "person": "the catalog"}
BY_HAND = "by hand"
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
    "vulnerabilities",
    "dependency_updates",
    "secret_scanning",
    "open_secrets",
    "ci",
    "failing_workflows",
    "last_deployment",
    "last_push",
    "latest_release",
    "languages",
    "archived",
)


OnCalls = dict[tuple[str, ...], dict[str, Fact]]
"""Who is on call, by what tells it: the service in PagerDuty, the owning teams."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What services of one gathering share, so that it is read once: who is on call, repositories."""

    oncall: OnCalls = field(default_factory=dict)
    looks: dict[str, rows_of.Look | None] = field(default_factory=dict)


def gather_all(
    db: Connection, ids: Iterable[str], now: datetime, oncall: OnCalls | None = None
) -> dict[str, dict[str, Fact]]:
    """The facts of those services, by id; several gatherings of one evaluation share who is on call."""
    memory, found = Memory({} if oncall is None else oncall), catalog.services(db, ids)
    moments = rows_of.created(db, [each.id for each in found])
    return {each.id: _gathered(db, each, now, memory, moments.get(each.id)) for each in found}


def gather(db: Connection, service: Service, now: datetime) -> dict[str, Fact]:
    """The facts of a service by property."""
    return _gathered(db, service, now, Memory(), rows_of.created(db, [service.id]).get(service.id))


def _gathered(
    db: Connection,
    service: Service,
    now: datetime,
    memory: Memory,
    moments: tuple[datetime, datetime] | None,
) -> dict[str, Fact]:
    first, last = moments or (now, now)
    return {
        **_handed(service),
        **_catalog(db, service),
        "$createdAt": Fact(first.isoformat(), "Tocsin", first),
        "$updatedAt": Fact(last.isoformat(), "Tocsin", last),
        **_on_call(db, service, now, memory),
        **_forge(db, service, now, memory),
    }


def _handed(service: Service) -> dict[str, Fact]:
    """Facts by hand, marked so. One that a sync fills is not for a hand to fill."""
    given = {name: value for name, value in service.facts if name not in PROPERTIES}

    def source(name: str) -> str:
        return f"{place(service, f'facts.{name}') or 'the catalog'}, {BY_HAND}"

    return {name: Fact(_plain(value), source(name), service.as_of) for name, value in given.items()}


def _plain(value: str | float | bool | tuple[str, ...]) -> Value:
    """A whole number as one."""
    whole = isinstance(value, float) and value.is_integer()
    return int(value) if whole and not isinstance(value, tuple | str) else value


def _catalog(db: Connection, service: Service) -> dict[str, Fact]:
    values: dict[str, Value] = {
        "$identifier": service.id,
        "$title": service.title,
        "$team": tuple(owner.team for owner in catalog.owners(db, service)),
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
        "system": service.system,
        "api_spec": service.api_spec,
        "health_check": service.health_check,
        "dashboards": tuple(page.url for page in service.dashboards),
    }
    return {name: _fact(service, name, value) for name, value in values.items()}


def _fact(service: Service, name: str, value: Value) -> Fact:
    """A value with the line that says so; one that a person gave is marked so, with their time."""
    field = name.removeprefix("$")
    if hand := service.said_by_hand(field):
        return Fact(value, f"{hand.how} {BY_HAND}", hand.at)
    return Fact(value, place(service, field) or "the catalog", service.as_of)


def _on_call(db: Connection, service: Service, now: datetime, memory: Memory) -> dict[str, Fact]:
    owners = tuple(owner.team for owner in catalog.owners(db, service))
    key = (service.pagerduty, service.team, *owners) if not service.pagerduty else (service.id,)
    if key not in memory.oncall:
        memory.oncall[key] = _rotations(db, service, now)
    found = memory.oncall[key]
    place_of_it = place(service)
    return {
        name: fact if fact.source else Fact(fact.value, place_of_it, fact.as_of or service.as_of)
        for name, fact in found.items()
    }


def _rotations(db: Connection, service: Service, now: datetime) -> dict[str, Fact]:
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
    source = SOURCES.get(found.source, "")
    names = _names(found)
    paged = names if found.source == "pagerduty" else ()
    as_of = found.as_of or service.as_of
    return {"oncall": Fact(names, source, as_of), "pagerduty_oncall": Fact(paged, source, as_of)}


def _names(found: OnCall) -> tuple[str, ...]:
    """The name of every level at which somebody is on call, now or next."""
    standing = (level for level in found.levels if level.people or level.next)
    return tuple(level.name or ", ".join(each.name for each in level.people) for level in standing)


def _forge(db: Connection, service: Service, now: datetime, memory: Memory) -> dict[str, Fact]:
    name = service.repository.strip()
    if not name:
        remedy = f"add `repository: owner/name` to {service.id} in {place(service) or 'the catalog file'}"
        nowhere = unknown("the catalog names no repository", remedy, source=place(service))
        facts: Mapping[str, Fact] = dict.fromkeys(FORGE, nowhere)
    else:
        if name not in memory.looks:
            memory.looks[name] = rows_of.look(db, name)
        facts = _looked(memory.looks[name], name)
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
    return {**known, **{name: known.get(name, never) for name in FORGE}}


def _freshness(merged: Fact, now: datetime) -> Fact:
    """Days since the last merge."""
    if not merged.known:
        return merged
    if not isinstance(merged.value, str):
        return unknown("no pull request was ever merged", source=merged.source)
    value = days(datetime.fromisoformat(merged.value), now)
    return Fact(value, merged.source, merged.as_of, note=merged.note)
