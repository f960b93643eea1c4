"""What PagerDuty's things look like on the wire, after its REST reference."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.pagerduty.account import PagerDutyTwin, Policy, Service, Turn, User
from bot.sandbox.pagerduty.incident import Incident, LogEntry
from bot.sandbox.pagerduty.schedule import Schedule

WEB, API = "https://acme.pagerduty.example", "https://api.pagerduty.example"

Json = dict[str, Any]


def oncall_json(twin: PagerDutyTwin, turn: Turn, includes: frozenset[str]) -> Json:
    """Who is on call at one level of a policy; without an end where it is a person, not a schedule."""
    user = twin.users[turn.user]
    schedule = twin.schedules.get(turn.schedule)
    policy = twin.policies[turn.policy]
    return {
        "escalation_policy": reference("escalation_policy", policy.id, policy.name),
        "escalation_level": turn.level,
        "schedule": reference(kind_of(schedule), schedule.id, schedule.name) if schedule else None,
        "user": user_json(user, includes) if "users" in includes else reference("user", user.id, user.name),
        "start": iso(turn.start),
        "end": iso(turn.end),
    }


def told_json(twin: PagerDutyTwin, incident: Incident) -> Json:
    """An incident as a webhook tells of it."""
    whole = incident_json(twin, incident)
    kept = ("id", "self", "html_url", "status", "incident_key", "created_at", "title", "service", "urgency")
    told = {name: whole[name] for name in kept} | {"type": "incident", "number": incident.number}
    assignees = [each["assignee"] for each in whole["assignments"]]
    kept_out = {"priority": None, "conference_bridge": None, "resolve_reason": None, "teams": whole["teams"]}
    return told | kept_out | {"escalation_policy": whole["escalation_policy"], "assignees": assignees}


def log_entry_json(twin: PagerDutyTwin, incident: Incident, entry: LogEntry) -> Json:
    """One line of an incident's log; what PagerDuty does by itself has the service as its agent."""
    service = twin.services[incident.service]
    agent = reference("service", service.id, service.name)
    if entry.agent in twin.users:
        agent = reference("user", entry.agent, twin.users[entry.agent].name)
    people = [reference("user", each, twin.users[each].name) for each in entry.people]
    told: Json = {"id": entry.id, "type": entry.kind, "created_at": iso(entry.at), "agent": agent}
    told["incident"] = reference("incident", incident.id, incident.title)
    if entry.kind == "notify_log_entry":
        return told | {"user": people[0], "channel": {"type": "auto"}}
    return told | {"channel": {"type": "website"}} | ({"assignees": people} if people else {})


def kind_of(schedule: Schedule) -> str:
    """What a reference to a schedule calls it."""
    return "schedule" if schedule.api == "v2" else "schedule_v3"


def reference(kind: str, id_: str, name: str) -> Json:
    """How PagerDuty points at another thing."""
    plural = {"escalation_policy": "escalation_policies", "schedule_v3": "v3/schedules"}.get(kind, f"{kind}s")
    address = {"self": f"{API}/{plural}/{id_}", "html_url": f"{WEB}/{plural}/{id_}"}
    return {"id": id_, "type": f"{kind}_reference", "summary": name, **address}


def service_json(twin: PagerDutyTwin, service: Service, includes: frozenset[str]) -> Json:
    """A service; its policy whole where `include[]=escalation_policies` asks for it."""
    policy = twin.policies[service.policy]
    whole = "escalation_policies" in includes
    return {
        **reference("service", service.id, service.name),
        "type": "service",
        "name": service.name,
        "description": None,
        "status": "active",
        "teams": [],
        "escalation_policy": policy_json(twin, policy)
        if whole
        else reference("escalation_policy", policy.id, policy.name),
        "html_url": f"{WEB}/service-directory/{service.id}",
    }


def policy_json(twin: PagerDutyTwin, policy: Policy) -> Json:
    """An escalation policy with its rules."""
    return {
        **reference("escalation_policy", policy.id, policy.name),
        "type": "escalation_policy",
        "name": policy.name,
        "num_loops": policy.loops,
        "escalation_rules": [
            {
                "id": f"{policy.id}L{n}",
                "escalation_delay_in_minutes": policy.delay // timedelta(minutes=1),
                "targets": [_pointed(twin, t) for t in level],
            }
            for n, level in enumerate(policy.levels, start=1)
        ],
    }


def _pointed(twin: PagerDutyTwin, target: str) -> Json:
    schedule = twin.schedules.get(target)
    if schedule:
        return reference(kind_of(schedule), schedule.id, schedule.name)
    return reference("user", target, twin.users[target].name)


def incident_json(twin: PagerDutyTwin, incident: Incident) -> Json:
    """An incident with whoever has it."""
    service = twin.services[incident.service]
    policy = twin.policies[incident.policy or service.policy]
    at = iso(incident.created_at)
    assigned = (reference("user", each, twin.users[each].name) for each in incident.assignees)
    return {
        **reference("incident", incident.id, f"[#{incident.number}] {incident.title}"),
        "type": "incident",
        "incident_number": incident.number,
        "title": incident.title,
        "created_at": at,
        "updated_at": at,
        "status": incident.status,
        "urgency": incident.urgency,
        "incident_key": incident.key,
        "service": reference("service", service.id, service.name),
        "escalation_policy": reference("escalation_policy", policy.id, policy.name),
        "assignments": [{"at": at, "assignee": each} for each in assigned],
        "teams": [],
    }


def user_json(user: User, includes: frozenset[str]) -> Json:
    """A user; contact methods are references unless `include[]=contact_methods` asks for them."""
    methods = list(_methods(user))
    if "contact_methods" not in includes:
        short = ("id", "summary", "self", "html_url")
        methods = [{"type": f"{m['type']}_reference", **{name: m[name] for name in short}} for m in methods]
    return {
        **reference("user", user.id, user.name),
        "type": "user",
        "name": user.name,
        "email": user.email,
        "time_zone": user.zone,
        "role": "user",
        "job_title": None,
        "contact_methods": methods,
    }


def _methods(user: User) -> Iterable[Json]:
    base = {"summary": "Default", "label": "Default", "html_url": None}
    yield {
        **base,
        "id": f"{user.id}E",
        "type": "email_contact_method",
        "address": user.email,
        "self": f"{API}/E",
    }
    for number, phone in enumerate(user.phones):
        code, _, local = phone.removeprefix("+").partition(" ")
        for kind in ("phone", "sms"):
            own = {"id": f"{user.id}{kind[0].upper()}{number}", "type": f"{kind}_contact_method"}
            yield {
                **base,
                **own,
                "country_code": int(code),
                "address": local.replace(" ", ""),
                "self": f"{API}/{kind}",
            }


def iso(at: datetime | None) -> str | None:
    """An instant as PagerDuty tells it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
