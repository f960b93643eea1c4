"""What happens to incidents: opened, escalated by the clock, acknowledged and resolved by people."""

from collections.abc import Iterable
from datetime import datetime

from bot.sandbox.pagerduty.account import PagerDutyTwin, turns
from bot.sandbox.pagerduty.incident import Incident

EVENTS = {
    "trigger_log_entry": "incident.triggered",
    "escalate_log_entry": "incident.escalated",
    "acknowledge_log_entry": "incident.acknowledged",
    "resolve_log_entry": "incident.resolved",
}
"""The lines of the log that a webhook tells of."""


def on_call(twin: PagerDutyTwin, policy: str, level: int, at: datetime) -> tuple[str, ...]:
    """Who is on call at a level of a policy."""
    found = [turn.user for turn in turns(twin, at, at) if (turn.policy, turn.level) == (policy, level)]
    return tuple(dict.fromkeys(found))


def open_incident(twin: PagerDutyTwin, incident: Incident, agent: str, assigned: Iterable[str]) -> None:
    """Take a new incident in: triggered, and assigned to people or to whoever is on call."""
    now = incident.created_at
    twin.incidents[incident.id] = incident
    people = tuple(assigned)
    incident.policy = "" if people else incident.policy or twin.services[incident.service].policy
    people = people or on_call(twin, incident.policy, 1, now)
    incident.assignees, incident.called_at = list(people), now
    incident.note("trigger_log_entry", now, agent=agent)
    incident.note("assign_log_entry", now, agent=agent, people=people)
    for each in people:
        incident.note("notify_log_entry", now, people=(each,))
    twin.tell("incident.triggered", incident, agent, now)


def settle(twin: PagerDutyTwin) -> None:
    """Escalate what nobody has acknowledged in its level's time, as often as time has passed for it."""
    for incident in twin.incidents.values():
        while _escalated(twin, incident):
            continue


def _escalated(twin: PagerDutyTwin, incident: Incident) -> bool:
    policy = twin.policies.get(incident.policy)
    if incident.status != "triggered" or policy is None or incident.called_at is None:
        return False
    due = incident.called_at + policy.delay
    if due > twin.clock.now():
        return False
    if incident.level >= len(policy.levels) and incident.loops >= policy.loops:
        if incident.log[-1].kind != "exhaust_escalation_path_log_entry":
            incident.note("exhaust_escalation_path_log_entry", due)
        return False
    last = incident.level >= len(policy.levels)
    incident.loops += last
    incident.level = 1 if last else incident.level + 1
    people = on_call(twin, policy.id, incident.level, due)
    incident.assignees, incident.called_at = list(people), due
    incident.note("escalate_log_entry", due, people=people)
    for each in people:
        incident.note("notify_log_entry", due, people=(each,))
    twin.tell("incident.escalated", incident, "", due)
    return True


def act(twin: PagerDutyTwin, incident: Incident, status: str, agent: str) -> None:
    """Somebody acknowledges or resolves; what is resolved stays so."""
    settle(twin)
    now = twin.clock.now()
    if incident.status == "resolved" or incident.status == status == "resolved":
        return
    incident.status = status
    kind = "acknowledge_log_entry" if status == "acknowledged" else "resolve_log_entry"
    if status == "acknowledged" and agent:
        incident.assignees = [agent]
    incident.note(kind, now, agent=agent)
    twin.tell(EVENTS[kind], incident, agent, now)
