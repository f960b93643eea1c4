"""HTTP: health for machines, and Slack's requests where Slack comes over HTTP."""

import hmac
import time
from collections.abc import Mapping
from hashlib import sha256

from aiohttp import web

from bot.flows import house
from bot.ports import Bot
from handlers.registry import Registry

FIVE_MINUTES = 300
LARGEST = 2**20


def application(bot: Bot, registry: Registry, signing_secret: str) -> web.Application:
    """The aiohttp application; `/slack/events` is there only with a signing secret."""
    app = web.Application(client_max_size=LARGEST)

    async def alive(request: web.Request) -> web.Response:  # noqa: ARG001  (aiohttp's shape)
        return web.json_response({"ok": True})

    async def readiness(request: web.Request) -> web.Response:  # noqa: ARG001  (aiohttp's shape)
        reasons = house.not_ready(bot)
        return web.json_response({"ok": not reasons, "reasons": reasons}, status=503 if reasons else 200)

    async def slack(request: web.Request) -> web.Response:
        body = await request.text()
        if not signed(request.headers, body, signing_secret, time.time()):
            return web.json_response({"error": "invalid signature"}, status=401)
        answer = await registry.over_http(body, request.headers)
        headers = {name: values[0] for name, values in answer.headers.items() if name != "content-type"}
        kind = answer.first_headers_without_set_cookie().get("content-type", "text/plain").split(";")[0]
        return web.Response(status=answer.status, text=answer.body, headers=headers, content_type=kind)

    app.router.add_get("/healthz", alive)
    app.router.add_get("/readyz", readiness)
    if signing_secret:
        app.router.add_post("/slack/events", slack)
    return app


def signed(headers: Mapping[str, str], body: str, secret: str, now: float) -> bool:
    """Whether Slack signed it, v0 scheme, not more than five minutes ago.

    Malformed headers are a plain no: Bolt's own check answers 500 to them.
    Source: https://docs.slack.dev/authentication/verifying-requests-from-slack
    """
    stamp, signature = headers.get("X-Slack-Request-Timestamp", ""), headers.get("X-Slack-Signature", "")
    if not stamp.isascii() or not stamp.isdigit() or not signature.isascii():
        return False
    if abs(now - int(stamp)) > FIVE_MINUTES:
        return False
    wanted = "v0=" + hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), sha256).hexdigest()
    return hmac.compare_digest(wanted, signature)
