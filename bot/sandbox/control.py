"""The control API: its routes, and how bodies come in and refusals go out. docs/sandbox.md describes it."""

from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any

from aiohttp import web

from bot.sandbox import (
    control_deeds,
    control_files,
    control_github,
    control_pagerduty,
    control_sight,
    control_tuning,
    control_views,
)
from bot.sandbox.slack.call import Refused
from bot.sandbox.stage import Body, Impossible, Stage

Do = Callable[[Stage, Body], Any]

READS: dict[str, Do] = {
    "me": control_sight.me,
    "state": control_sight.state,
    "channel": control_sight.channel,
    "wait": control_sight.wait,
    "calls": control_sight.calls,
    "envelopes": control_sight.envelopes,
    "file": control_files.read,
    "clock": control_tuning.read_clock,
    "faults": control_tuning.faults,
    "world": control_tuning.world,
    "incidents": control_pagerduty.incidents,
}
ACTS: dict[str, Do] = {
    "command": control_deeds.command,
    "post": control_deeds.post,
    "edit": control_deeds.edit,
    "delete": control_deeds.delete,
    "react": control_deeds.react,
    "pin": control_deeds.pin,
    "upload": control_files.upload,
    "channel": control_deeds.channel,
    "person": control_deeds.person,
    "click": control_views.click,
    "submit": control_views.submit,
    "close": control_views.close,
    "options": control_views.options,
    "shortcut": control_views.shortcut,
    "home": control_views.home,
    "faults": control_tuning.add_fault,
    "delivery": control_tuning.delivery,
    "socket": control_tuning.socket,
    "transport": control_tuning.transport,
    "clock": control_tuning.advance,
    "plan": control_tuning.plan,
    "rates": control_tuning.rates,
    "pagerduty": control_pagerduty.act,
    "github": control_github.act,
}


def routes(stage: Stage) -> list[web.RouteDef]:
    """All of `/control/…`."""
    reads = [web.get(f"/control/{name}", _reading(stage, do)) for name, do in READS.items()]
    acts = [web.post(f"/control/{name}", _acting(stage, do)) for name, do in ACTS.items()]
    return [*reads, *acts, web.delete("/control/faults", _reading(stage, control_tuning.clear_faults))]


def _reading(stage: Stage, do: Do) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        return await _answer(stage, do, dict(request.query))

    return handle


def _acting(stage: Stage, do: Do) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            body = await request.json()
        except ValueError:
            return _told({"error": "the body is not JSON"}, 400)
        if not isinstance(body, dict):
            return _told({"error": "the body is not a JSON object"}, 400)
        return await _answer(stage, do, body)

    return handle


async def _answer(stage: Stage, do: Do, body: Body) -> web.Response:
    try:
        said = do(stage, body)
        return _told(await said if isawaitable(said) else said)
    except Impossible as impossible:
        return _told({"error": str(impossible)}, impossible.status)
    except (Refused, ValueError) as error:
        return _told({"error": str(error)}, 400)


def _told(value: Any, status: int = 200) -> web.Response:
    return web.json_response(value, status=status, headers={"Cache-Control": "no-store"})
