"""HTTP: health for machines, vendors' webhooks, and Slack's requests where Slack comes over HTTP."""

import hmac
import re
import time
from collections.abc import Callable, Mapping

from aiohttp import web

from bot.flows import house
from bot.ports import Bot
from handlers import api, calendar
from handlers.registry import Registry
from handlers.webhooks.route import Secrets, route

FIVE_MINUTES = 300
STAMP = re.compile(r"[0-9]{1,12}")
LARGEST = 2**20


def application(
    bot: Bot,
    registry: Registry,
    signing_secret: str,
    connected: Callable[[], bool] = lambda: True,
    *,
    webhooks: Secrets | None = None,
) -> web.Application:
    """The aiohttp application; `/slack/events` is there only with a signing secret.

    `connected` says whether Slack can reach us over Socket Mode, where it comes that way. `webhooks`: the
    secrets with which each vendor signs.
    """
    app = web.Application(client_max_size=LARGEST)

    async def alive(request: web.Request) -> web.Response:  # noqa: ARG001  (aiohttp's shape)
        return web.json_response({"ok": True})

    async def readiness(request: web.Request) -> web.Response:  # noqa: ARG001  (aiohttp's shape)
        cut_off = [] if connected() else ["not connected to Slack"]
        reasons = [*cut_off, *house.not_ready(bot)]
        told = {"ok": not reasons, "reasons": reasons, "vendors": house.vendors(bot)}
        return web.json_response(told, status=503 if reasons else 200)

    async def slack(request: web.Request) -> web.Response:
        body = (await request.read()).decode(errors="replace")
        if not signed(request.headers, body, signing_secret, time.time()):
            return web.json_response({"error": "invalid signature"}, status=401)
        answer = await registry.over_http(body, request.headers)
        kind = answer.headers["content-type"][0].partition(";")[0]
        return web.Response(status=answer.status, text=answer.body, content_type=kind)

    app.router.add_get("/healthz", alive)
    app.router.add_get("/readyz", readiness)
    app.add_routes([*api.routes(bot), *calendar.routes(bot)])
    app.add_routes([route(registry.desk, bot.clock, webhooks or {})])
    if signing_secret:
        app.router.add_post("/slack/events", slack)
    return app


def signed(headers: Mapping[str, str], body: str, secret: str, now: float) -> bool:
    """Whether Slack signed it, v0 scheme, not more than five minutes ago.

    Malformed headers are a plain no: Bolt's own check answers 500 to them.
    Source: https://docs.slack.dev/authentication/verifying-requests-from-slack
    """
    stamp, signature = headers.get("X-Slack-Request-Timestamp", ""), headers.get("X-Slack-Signature", "")
    if not STAMP.fullmatch(stamp) or not signature.isascii():
        return False
    if abs(now - int(stamp)) > FIVE_MINUTES:
        return False
    wanted = "v0=" + hmac.digest(secret.encode(), f"v0:{stamp}:{body}".encode(), "sha256").hex()
    return hmac.compare_digest(wanted, signature)
