"""Delivery over HTTP, signed with Slack's v0 signature.

Source: https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.slack.envelopes import COMMAND, EVENT, Envelope, Taken

SIGNING_SECRET = "sandbox-signing-secret"  # noqa: S105  (not a secret: the sandbox's own, in its docs)
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def signature(body: bytes, timestamp: str, secret: str = SIGNING_SECRET) -> str:
    """`v0=` and the HMAC of version, timestamp and body."""
    base = b":".join((b"v0", timestamp.encode(), body))
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def headers(body: bytes, content_type: str) -> dict[str, str]:
    """What Slack sends with a body. The timestamp is real time: the SDKs check it against the system's."""
    timestamp = str(int(time.time()))
    return {
        "Content-Type": content_type,
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature(body, timestamp),
    }


class SignedHttp:
    """Posts envelopes to the app's address."""

    def __init__(self) -> None:
        self.url = ""
        self._session: aiohttp.ClientSession | None = None

    async def verify(self, url: str) -> bool:
        """Ask the address for the challenge back, as Slack does before it delivers there."""
        challenge = "sandbox-challenge"
        wanted = {"token": "sandbox", "challenge": challenge, "type": "url_verification"}
        taken = await self._post(url, json.dumps(wanted).encode(), JSON, 3.0)
        said = taken.body.get("challenge") if isinstance(taken.body, dict) else taken.body
        return taken.ok and said == challenge

    async def send(self, envelope: Envelope, seconds: float) -> Taken:
        """Post an envelope; any 2xx is the ack, its body the answer."""
        body, content_type = written(envelope)
        extra = {}
        if envelope.attempts > 1:
            extra = {"X-Slack-Retry-Num": str(envelope.attempts - 1), "X-Slack-Retry-Reason": envelope.reason}
        return await self._post(self.url, body, content_type, seconds, extra)

    async def _post(
        self, url: str, body: bytes, content_type: str, seconds: float, extra: Mapping[str, str] | None = None
    ) -> Taken:
        session = self._session = self._session or aiohttp.ClientSession()
        sent = headers(body, content_type) | dict(extra or {})
        timeout = aiohttp.ClientTimeout(total=seconds)
        try:
            async with session.post(url, data=body, headers=sent, timeout=timeout) as answer:
                again = answer.headers.get("x-slack-no-retry") != "1"
                text = await answer.text()
                if not answer.ok:
                    return Taken(ok=False, error="http_error", again=again)
                return Taken(ok=True, body=_read(text, answer.content_type))
        except TimeoutError:
            return Taken(ok=False, error="http_timeout")
        except aiohttp.ClientError:
            return Taken(ok=False, error="connection_failed")

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()


def written(envelope: Envelope) -> tuple[bytes, str]:
    """An envelope's body: events as JSON, commands as a form, interactions as JSON in a form."""
    if envelope.kind == EVENT:
        return json.dumps(envelope.payload).encode(), JSON
    if envelope.kind == COMMAND:
        return urlencode(dict(envelope.payload)).encode(), FORM
    return urlencode({"payload": json.dumps(envelope.payload)}).encode(), FORM


def _read(text: str, content_type: str) -> Any:
    if not text:
        return None
    return json.loads(text) if content_type == JSON else text
