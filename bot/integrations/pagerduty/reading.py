"""PagerDuty's JSON in our words."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from bot.integrations.pagerduty import schedules
from bot.integrations.pagerduty.wire import Json, moment
from bot.ports import (
    PagerIncident,
    PagerLevel,
    PagerPerson,
    PagerPolicy,
    PagerSchedule,
    PagerService,
    PagerSpan,
)

PHONES = ("phone_contact_method", "sms_contact_method")


def service(raw: Json) -> PagerService:
    """A service and the id of its policy."""
    policy = raw.get("escalation_policy") or {}
    return PagerService(raw["id"], raw.get("name") or "", policy.get("id") or "", raw.get("html_url") or "")


def person(raw: Json) -> PagerPerson:
    """A user with the numbers under which they can be reached."""
    methods = raw.get("contact_methods") or ()
    return PagerPerson(
        id=raw["id"],
        name=raw.get("name") or "",
        email=raw.get("email") or "",
        phones=tuple(dict.fromkeys(_phone(each) for each in methods if each.get("type") in PHONES)),
        timezone=raw.get("time_zone") or "",
        url=raw.get("html_url") or "",
    )


def _phone(method: Json) -> str:
    """`+351 5550101`: the country's code stands apart from the number."""
    return f"+{method.get('country_code') or ''} {method.get('address') or ''}".replace("+ ", "").strip()


def policy(raw: Json) -> PagerPolicy:
    """A policy with its levels; targets are users and schedules of either kind."""
    rules = raw.get("escalation_rules") or ()
    levels = tuple(
        PagerLevel(int(rule.get("escalation_delay_in_minutes") or 0), _targets(rule)) for rule in rules
    )
    name = raw.get("name") or raw.get("summary") or ""
    return PagerPolicy(raw["id"], name, levels, raw.get("html_url") or "")


def _targets(rule: Json) -> tuple[tuple[str, str], ...]:
    found = rule.get("targets") or ()
    return tuple(
        ("user" if str(each["type"]).startswith("user") else "schedule", each["id"]) for each in found
    )


def schedule(raw: Json, api: str) -> PagerSchedule:
    """A schedule as its list tells of it."""
    people = tuple(each["id"] for each in raw.get("users") or ())
    name = raw.get("name") or raw.get("summary") or ""
    return PagerSchedule(
        id=raw["id"],
        name=name,
        timezone=raw.get("time_zone") or "",
        api=api,
        url=raw.get("html_url") or "",
        people=people,
        layers=schedules.layers(raw),
        overrides=schedules.turns(raw.get("overrides_subschedule")),
    )


def incident(raw: Json) -> PagerIncident:
    """An incident; who has it now stands in its assignments."""
    given = (each.get("assignee") or {} for each in raw.get("assignments") or ())
    return PagerIncident(
        id=raw["id"],
        number=int(raw.get("incident_number") or raw.get("number") or 0),
        title=raw.get("title") or "",
        status=raw.get("status") or "",
        service=(raw.get("service") or {}).get("id") or "",
        key=raw.get("incident_key") or "",
        url=raw.get("html_url") or "",
        created_at=moment(raw.get("created_at")),
        assignees=tuple(each["id"] for each in given if each.get("id")),
    )


def span(raw: Json) -> PagerSpan:
    """One entry of the list of on-calls."""
    named = raw.get("schedule") or {}
    return PagerSpan(
        policy=raw["escalation_policy"]["id"],
        level=int(raw["escalation_level"]),
        person=raw["user"]["id"],
        start=moment(raw.get("start")),
        end=moment(raw.get("end")),
        schedule=named.get("id") or "",
        schedule_name=named.get("summary") or named.get("name") or "",
    )


Turns = Mapping[str, list[tuple[str, datetime | None, datetime | None]]]


def rendered(schedules: Iterable[Json], until: datetime) -> Turns:
    """Who is on call by each schedule that came with its final schedule: (user, start, end).

    An entry that ends where the question ended is cut there: its end is not known.
    """
    found = {}
    for raw in schedules:
        final = raw.get("final_schedule")
        if isinstance(final, dict) and isinstance(final.get("rendered_schedule_entries"), list):
            entries = final["rendered_schedule_entries"]
            found[raw["id"]] = [_entry(each, until) for each in entries if each.get("user")]
    return found


def _entry(raw: Json, until: datetime) -> tuple[str, datetime | None, datetime | None]:
    end = moment(raw["end"])
    return raw["user"]["id"], moment(raw["start"]), None if end == until else end


def spans(policy: PagerPolicy, turns: Turns, names: Mapping[str, str]) -> Iterator[PagerSpan]:
    """Who is on call for a policy, where all that it names is known: always, or by a schedule."""
    for number, level in enumerate(policy.levels, 1):
        for kind, id in level.targets:
            if kind == "user":
                yield PagerSpan(policy.id, number, id, None, None)
            for person, start, end in turns.get(id, ()):
                yield PagerSpan(policy.id, number, person, start, end, id, names.get(id, ""))


def is_known(policy: PagerPolicy, turns: Turns) -> bool:
    """Whether every schedule that a policy names came rendered."""
    return all(kind == "user" or id in turns for level in policy.levels for kind, id in level.targets)
