"""Everything that is known of services, from the rows alone: the catalog, who is on call, the forge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from sqlite3 import Connection

from bot.domain.catalog import Owner, Service
from bot.domain.oncall import OnCall
from bot.domain.scorecard import PROPERTIES, Fact, Facts, Value, days, place, unknown
from bot.domain.scorecard.alerting import alert_rules
from bot.flows.rota import levels
from store import catalog, rota
from store import scorecard as rows_of
from store.scorecard import Mark

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


Key = tuple[object, ...]
"""What tells who is on call: a policy of PagerDuty's, or the owning teams."""


@dataclass(slots=True)
class Memory:
    """Who is on call, which services share: it is read once, and anew when anything was written since."""

    mark: Mark | None = None
    oncall: dict[Key, dict[str, Fact]] = field(default_factory=dict)

    def renewed(self, mark: Mark) -> None:
        """Forget what is of other rows."""
        if mark != self.mark:
            self.mark = mark
            self.oncall.clear()


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is known of services, and of which rows that is.

    `prints` holds for each service what stands for all that its facts are made of, times included.
    Whose print was known already has no facts here: what is kept of it stands.
    """

    mark: Mark
    ids: Sequence[str]
    facts: Mapping[str, Facts]
    prints: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Around:
    """What a portion of services is made of beside the services."""

    moments: Mapping[str, tuple[datetime, datetime]]
    owners: Mapping[str, tuple[Owner, ...]]
    looks: Mapping[str, rows_of.Look]
    policies: Mapping[str, str]
    memory: Memory


def gather_all(
    db: Connection, ids: Sequence[str], now: datetime, memory: Memory, known: Mapping[str, int]
) -> Gathered:
    """The facts of those services, but for those whose print is `known`."""
    mark, services = rows_of.mark(db), catalog.services(db, ids)
    memory.renewed(mark)
    around = _around(db, services, memory)
    facts: dict[str, Facts] = {}
    prints: dict[str, int] = {}
    for each in services:
        prints[each.id] = print_of_it = _print(db, each, now, around)
        if known.get(each.id) != print_of_it:
            facts[each.id] = _gathered(db, each, now, around)
    return Gathered(mark, ids, facts, prints)


def gather(db: Connection, service: Service, now: datetime) -> Facts:
    """The facts of a service by property."""
    return _gathered(db, service, now, _around(db, [service], Memory()))


def _around(db: Connection, services: Sequence[Service], memory: Memory) -> _Around:
    return _Around(
        rows_of.created(db, [each.id for each in services]),
        catalog.owners_of(db, services),
        rows_of.looks(db, {name for each in services if (name := each.repository.strip())}),
        rota.pager_policies(db, {each.pagerduty for each in services if each.pagerduty}),
        memory,
    )


def _print(db: Connection, service: Service, now: datetime, around: _Around) -> int:
    look = around.looks.get(service.repository.strip())
    told = (look.rows, look.error, _freshness(look.facts.get("last_merged_pr"), now).value) if look else ()
    on_call = _on_call(db, service, now, around)
    owners = around.owners[service.id]
    return hash((service, owners, told, around.moments.get(service.id), *on_call.values()))


def _gathered(db: Connection, service: Service, now: datetime, around: _Around) -> Facts:
    first, last = around.moments.get(service.id) or (now, now)
    return {
        **_handed(service),
        **_catalog(service, around.owners[service.id]),
        "alert_rules": _alert_rules(service),
        "$createdAt": Fact(first.isoformat(), "Tocsin", first),
        "$updatedAt": Fact(last.isoformat(), "Tocsin", last),
        **_on_call(db, service, now, around),
        **_forge(service, now, around),
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


def _alert_rules(service: Service) -> Fact:
    """The pages of the catalog that show them, else what was given by hand; else nothing is known."""
    pages = alert_rules((*service.links, *service.dashboards))
    where = place(service) or "the catalog file"
    if pages:
        return _fact(service, "links" if alert_rules(service.links) else "dashboards", pages)
    given = dict(service.facts).get("alert_rules")
    if given is not None:
        return Fact(_plain(given), f"{where}, {BY_HAND}", service.as_of)
    remedy = (
        "add the page of its alert rules (Grafana's /alerting, Datadog's /monitors, or a link that is called "
        f"“alerts”) to `links:` of {service.id} in {where}, then `tocsin import` it"
    )
    return unknown("the catalog links no page of alert rules", remedy, source=place(service))


def _catalog(service: Service, owners: Sequence[Owner]) -> dict[str, Fact]:
    values: dict[str, Value] = {
        "$identifier": service.id,
        "$title": service.title,
        "$team": tuple(owner.team for owner in owners),
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


def _on_call(db: Connection, service: Service, now: datetime, around: _Around) -> dict[str, Fact]:
    policy = around.policies.get(service.pagerduty, "")
    teams = tuple(owner.team for owner in around.owners[service.id])
    key: Key = (policy,) if policy else (bool(service.pagerduty), service.team, *teams)
    remembered = around.memory.oncall
    if key not in remembered:
        remembered[key] = _rotations(db, service, now)
    return {name: _placed(fact, service) for name, fact in remembered[key].items()}


def _placed(fact: Fact, service: Service) -> Fact:
    """With the service's own place where nothing else told it."""
    return fact if fact.source else Fact(fact.value, place(service), fact.as_of or service.as_of)


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


def _forge(service: Service, now: datetime, around: _Around) -> dict[str, Fact]:
    name = service.repository.strip()
    if not name:
        remedy = f"add `repository: owner/name` to {service.id} in {place(service) or 'the catalog file'}"
        nowhere = unknown("the catalog names no repository", remedy, source=place(service))
        facts: Mapping[str, Fact] = dict.fromkeys(FORGE, nowhere)
    else:
        facts = _looked(around.looks.get(name), name)
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
    return {**dict.fromkeys(FORGE, never), **(look.facts if look else {})}


def _freshness(merged: Fact | None, now: datetime) -> Fact:
    """Days since the last merge."""
    if merged is None or not merged.known:
        return merged or Fact(known=False)
    if not isinstance(merged.value, str):
        return unknown("no pull request was ever merged", source=merged.source)
    value = days(datetime.fromisoformat(merged.value), now)
    return Fact(value, merged.source, merged.as_of, note=merged.note)
