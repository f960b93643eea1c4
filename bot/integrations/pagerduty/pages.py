"""Paging by PagerDuty: one incident under a key of ours and what became of it; events, without a REST key."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

import aiohttp

from bot.integrations.pagerduty import reading
from bot.integrations.pagerduty.line import Count, Line, Wanted
from bot.integrations.pagerduty.wire import Call, Json, checked, moment
from bot.ports import PagerEntry, PagerIncident, PageWish, Rejected, Unreachable

TITLE, DETAILS = 1_024, 10_000
DEADLINE = 5.0
KINDS = {
    "assign_log_entry": "paged",
    "escalate_log_entry": "paged",
    "delegate_log_entry": "paged",
    "reassign_log_entry": "paged",
    "acknowledge_log_entry": "acknowledged",
    "resolve_log_entry": "resolved",
    "exhaust_escalation_path_log_entry": "exhausted",
}
"""What the entries of an incident's log mean to a page; the others (each call, each text) mean nothing."""


async def page(line: Line, wish: PageWish) -> PagerIncident:
    """Open one incident. Raises Rejected where PagerDuty refuses; an open one of the same key is the one."""
    body: Json = {
        "type": "incident",
        "title": wish.title[:TITLE],
        "service": {"id": wish.service, "type": "service_reference"},
        "urgency": "high",
        "incident_key": wish.key,
        "body": {"type": "incident_body", "details": wish.details[:DETAILS]},
    }
    if wish.policy:
        body["escalation_policy"] = {"id": wish.policy, "type": "escalation_policy_reference"}
    if wish.people:
        body["assignments"] = [{"assignee": {"id": id, "type": "user_reference"}} for id in wish.people]
    headers = {"From": wish.sender} if wish.sender else {}
    answer = await line.ask(Call("/incidents", method="post", body={"incident": body}, headers=headers))
    if answer.status == 400 and (found := await find(line, wish.key)):
        return found
    return reading.incident(checked(answer)["incident"])


async def find(line: Line, key: str) -> PagerIncident | None:
    """The incident that was opened under a key of ours, or None."""
    asked = {"incident_key": key, "date_range": "all"}
    found = await line.all(Wanted("incidents", asked), Count())
    return next((reading.incident(each) for each in found if each.get("incident_key") == key), None)


async def entries(line: Line, incident: str) -> Sequence[PagerEntry]:
    """What became of an incident, oldest first."""
    found = await line.all(Wanted("log_entries", prefix=f"/incidents/{incident}"), Count())
    read = [entry for raw in found if (entry := _entry(raw))]
    return sorted(read, key=lambda each: (each.at, each.id))


def _entry(raw: Json) -> PagerEntry | None:
    kind, at = KINDS.get(str(raw.get("type"))), moment(raw.get("created_at"))
    if kind is None or at is None:
        return None
    agent = raw.get("agent") or {}
    people = [each["id"] for each in raw.get("assignees") or () if each.get("id")]
    if kind in ("acknowledged", "resolved"):
        people = [agent["id"]] if str(agent.get("type", "")).startswith("user") else []
    return PagerEntry(str(raw["id"]), kind, at, tuple(people))


class Events:
    """PagerDuty's Events API v2: it takes a page and never says who answers.

    The routing key stands in the address, as PagerDuty's own integration addresses have it:
    `https://events.pagerduty.com/integration/<key>/enqueue`, or `…/v2/enqueue?routing_key=<key>`.
    """

    def __init__(self, url: str, deadline: float = DEADLINE) -> None:
        parts = urlsplit(url)
        steps = [step for step in parts.path.split("/") if step]
        named = steps[steps.index("integration") + 1] if "integration" in steps[:-1] else ""
        base = parts.path.partition("/integration/")[0] if named else parts.path.partition("/v2/")[0]
        self._key = named or next(iter(parse_qs(parts.query).get("routing_key", ())), "")
        self._url = urlunsplit((parts.scheme, parts.netloc, f"{base.rstrip('/')}/v2/enqueue", "", ""))
        self._timeout = aiohttp.ClientTimeout(total=deadline)

    async def deliver(self, wish: PageWish) -> None:
        """Send one event; the same key again is the same alert. Raises Unreachable or Rejected."""
        payload: dict[str, Any] = {
            "summary": wish.title[:TITLE],
            "source": "Tocsin",
            "severity": "critical",
            "custom_details": {"why": wish.details[:DETAILS]},
        }
        event = {
            "routing_key": self._key,
            "event_action": "trigger",
            "dedup_key": wish.key,
            "payload": payload,
        }
        try:
            async with (
                aiohttp.ClientSession(timeout=self._timeout) as session,
                session.post(self._url, json={**event, "payload": payload}) as response,
            ):
                _refuse(response.status, await response.text())
        except (aiohttp.ClientError, TimeoutError) as error:
            said = f"PagerDuty's events could not be reached ({type(error).__name__})"
            raise Unreachable(said, uncertain=True) from None


def _refuse(status: int, text: str) -> None:
    if status in (200, 202):
        return
    if status == 429 or status >= 500:
        raise Unreachable(
            f"PagerDuty's events answered {status}", retry_after=60.0 if status == 429 else None
        )
    raise Rejected(str(status), f"PagerDuty's events answered {status} {text[:200]}")
