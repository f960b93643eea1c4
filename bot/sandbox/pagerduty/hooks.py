"""Webhooks out of the twin: v3 events, signed with each secret of the subscription."""

import asyncio
import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

import aiohttp

Json = dict[str, Any]
SECRET = "sandbox-pagerduty-webhook-secret"  # noqa: S105  (the practice account's)


@dataclass(slots=True)
class Subscription:
    """Where events go; every secret signs, as PagerDuty does while one takes the other's place."""

    url: str
    secrets: tuple[str, ...] = (SECRET,)
    sent: list[Json] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    _running: set["asyncio.Task[None]"] = field(default_factory=set)

    def tell(self, event_type: str, occurred_at: str, agent: Json | None, data: Json) -> None:
        """Send an event, beside whatever else goes on."""
        event = {
            "id": f"01{uuid.uuid4().hex[:24].upper()}",
            "event_type": event_type,
            "resource_type": "incident",
            "occurred_at": occurred_at,
            "agent": agent,
            "client": None,
            "data": data,
        }
        self.send({"event": event})

    def send(self, payload: Json) -> None:
        """Send a delivery, new or once more."""
        self.sent.append(payload)
        task = asyncio.get_running_loop().create_task(self._deliver(payload))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _deliver(self, payload: Json) -> None:
        body = json.dumps(payload).encode()
        signed = ",".join(f"v1={hmac.digest(s.encode(), body, hashlib.sha256).hex()}" for s in self.secrets)
        headers = {"Content-Type": "application/json", "X-PagerDuty-Signature": signed}
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session,
                session.post(self.url, data=body, headers=headers) as response,
            ):
                self.answers.append(response.status)
        except (aiohttp.ClientError, TimeoutError):
            self.answers.append(0)
