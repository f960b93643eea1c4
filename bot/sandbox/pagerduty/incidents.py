"""Incidents on the wire: opened once for each key, read with their log, moved by people; and events v2."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from aiohttp import web

from bot.sandbox.pagerduty import answers, deeds
from bot.sandbox.pagerduty.account import PagerDutyTwin
from bot.sandbox.pagerduty.incident import Incident
from bot.sandbox.pagerduty.refusal import Refused

Json = dict[str, Any]
MONTH = timedelta(days=30)


def listed(twin: PagerDutyTwin, request: web.Request) -> Iterable[Json]:
    """`GET /incidents`: by status and by key, of the last month unless all are asked for."""
    deeds.settle(twin)
    wanted, key = set(request.query.getall("statuses[]", ())), request.query.get("incident_key")
    since = twin.clock.now() - MONTH
    whole = request.query.get("date_range") == "all"
    for each in twin.incidents.values():
        fits = (not wanted or each.status in wanted) and key in (None, each.key)
        if fits and (whole or each.created_at >= since):
            yield answers.incident_json(twin, each)


def log_entries(twin: PagerDutyTwin, request: web.Request) -> Iterable[Json]:
    """`GET /incidents/{id}/log_entries`: the newest first."""
    incident = _incident(twin, request)
    return [answers.log_entry_json(twin, incident, each) for each in reversed(incident.log)]


def one(twin: PagerDutyTwin, request: web.Request) -> Json:
    """`GET /incidents/{id}`."""
    return {"incident": answers.incident_json(twin, _incident(twin, request))}


def _incident(twin: PagerDutyTwin, request: web.Request) -> Incident:
    deeds.settle(twin)
    found = twin.incidents.get(request.match_info["id"])
    if found is None:
        raise Refused(404, 2100, "Not Found")
    return found


async def created(twin: PagerDutyTwin, request: web.Request) -> Json:
    """`POST /incidents`: From says in whose name; a key that is open already is refused."""
    sender = _sender(twin, request)
    raw = (await request.json()).get("incident") or {}
    service = twin.services.get(str((raw.get("service") or {}).get("id")))
    if service is None or not raw.get("title"):
        raise Refused(400, 2001, "Invalid Input Provided", "Service and title cannot be empty.")
    key = str(raw.get("incident_key") or "")
    if key and any(each.key == key and each.status != "resolved" for each in twin.incidents.values()):
        reason = "Open incident with matching dedup key already exists on this service"
        raise Refused(400, 2002, "Arguments Caused Error", reason)
    number, now = len(twin.incidents) + 1, twin.clock.now().replace(microsecond=0)
    policy = (raw.get("escalation_policy") or {}).get("id") or ""
    assigned = [each["assignee"]["id"] for each in raw.get("assignments") or ()]
    if policy and assigned:
        raise Refused(400, 2001, "Invalid Input Provided", "Assign to people or to a policy, not to both.")
    if (policy and policy not in twin.policies) or any(each not in twin.users for each in assigned):
        raise Refused(400, 2001, "Invalid Input Provided", "There is no such policy, or no such user.")
    incident = Incident(f"Q{number:05d}", number, str(raw["title"]), service.id, now, key=key, policy=policy)
    incident.urgency = str(raw.get("urgency") or "high")
    incident.details = str((raw.get("body") or {}).get("details") or "")
    deeds.open_incident(twin, incident, sender, assigned)
    return {"incident": answers.incident_json(twin, incident)}


def _sender(twin: PagerDutyTwin, request: web.Request) -> str:
    """The user whose address stands in From, which a key of the whole account must give."""
    address = request.headers.get("From", "")
    found = next((each for each in twin.users.values() if each.email.lower() == address.lower()), None)
    if found is None and (address or not twin.owner):
        reason = "The From header must be the email address of a valid user"
        raise Refused(400, 2001, "Invalid Input Provided", reason)
    return found.id if found else twin.owner


async def enqueue(twin: PagerDutyTwin, request: web.Request) -> web.Response:
    """`POST /v2/enqueue` of the Events API: an alert for each key."""
    body = await request.json()
    if body.get("routing_key") != twin.routing_key:
        wrong = {
            "status": "invalid event",
            "message": "Event object is invalid",
            "errors": ["Invalid routing key"],
        }
        return web.json_response(wrong, status=400)
    key = str(body.get("dedup_key") or f"alert-{len(twin.alerts)}")
    if not any(each["dedup_key"] == key for each in twin.alerts):
        twin.alerts.append({**body, "dedup_key": key})
    told = {"status": "success", "message": "Event processed", "dedup_key": key}
    return web.json_response(told, status=202)
