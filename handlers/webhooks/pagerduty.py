"""PagerDuty's v3 webhooks in our words: an event is named by its own id, whoever did it may be nobody.

Source: https://developer.pagerduty.com/docs/webhooks-overview
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.flows import paging
from bot.flows.paging import Heard
from bot.ports import Ask, Bot, PagerEntry
from handlers import wire

Json = Mapping[str, Any]
KINDS = {
    "incident.triggered": "paged",
    "incident.escalated": "paged",
    "incident.reassigned": "paged",
    "incident.delegated": "paged",
    "incident.acknowledged": "acknowledged",
    "incident.resolved": "resolved",
}
"""The events that mean something to a page."""


def named(headers: Mapping[str, str], body: bytes, payload: Json) -> tuple[str, str]:
    """The event's id and its type, which stand in the signed body. Raises LookupError without them."""
    del headers, body  # the id of the subscription and of the delivery are not signed
    event = payload["event"]
    return f"pagerduty:{event['id']}", str(event["event_type"])


async def tell(bot: Bot, ask: Ask) -> None:
    """Carry an event out."""
    payload = wire.read(ask.values["body"], wire.JSON)
    await paging.hear(bot, ask.by, heard(payload["event"]))


def heard(event: Json) -> Heard:
    """What an event tells; one of another kind of thing (`pagey.ping`, a service) tells nothing of a page."""
    data = event.get("data")
    data = data if isinstance(data, Mapping) else {}
    kind = KINDS.get(str(event.get("event_type")))
    entry = _entry(kind, event, data) if kind else None
    return Heard(str(data.get("id") or ""), str(data.get("incident_key") or ""), entry)


def _entry(kind: str, event: Json, data: Json) -> PagerEntry:
    at = datetime.fromisoformat(str(event["occurred_at"])).astimezone(UTC)
    if kind == "paged":
        people = [str(each["id"]) for each in data.get("assignees") or () if each.get("id")]
    else:
        agent = event.get("agent") or {}
        people = [str(agent["id"])] if str(agent.get("type", "")).startswith("user") else []
    return PagerEntry(f"event:{event['id']}", kind, at, tuple(people))
