"""What PagerDuty's things look like on the wire, after its REST reference."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.sandbox.pagerduty.account import PagerDutyTwin, Policy, Schedule, Service, Turn, User

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
        "schedule": reference("schedule", schedule.id, schedule.name) if schedule else None,
        "user": user_json(user, includes) if "users" in includes else reference("user", user.id, user.name),
        "start": _iso(turn.start),
        "end": _iso(turn.end),
    }


def reference(kind: str, id_: str, name: str) -> Json:
    """How PagerDuty points at another thing."""
    plural = kind[:-1] + "ies" if kind.endswith("y") else kind + "s"
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
    """An escalation policy with its rules, half an hour each."""
    return {
        **reference("escalation_policy", policy.id, policy.name),
        "type": "escalation_policy",
        "name": policy.name,
        "num_loops": 2,
        "escalation_rules": [
            {
                "id": f"{policy.id}L{n}",
                "escalation_delay_in_minutes": 30,
                "targets": [_pointed(twin, t) for t in level],
            }
            for n, level in enumerate(policy.levels, start=1)
        ],
    }


def _pointed(twin: PagerDutyTwin, target: str) -> Json:
    schedule = twin.schedules.get(target)
    if schedule:
        return reference("schedule", schedule.id, schedule.name)
    return reference("user", target, twin.users[target].name)


def schedule_json(twin: PagerDutyTwin, schedule: Schedule) -> Json:
    """A schedule as its list shows it, without layers."""
    return {
        **reference("schedule", schedule.id, schedule.name),
        "type": "schedule",
        "name": schedule.name,
        "time_zone": schedule.zone,
        "users": [reference("user", each, twin.users[each].name) for each in schedule.users],
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


def _iso(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
