"""Misbehaviour on command: which calls to which vendor go wrong, how, and how often."""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.calls import Calls

VENDORS = ("slack", "pagerduty", "github")
KINDS = ("rate_limited", "server_error", "html", "slow", "drop", "refuse", "error", "stall", "hang")
"""`stall`: taken, never carried out, never answered; `hang`: carried out, never answered."""
LOOK_EVERY = 0.05
HTML = "<!doctype html><title>We are on it</title><h1>Something went wrong on our side</h1>"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Fault:
    """One row of `POST /control/faults`. `times` None: until cleared; `skip`: calls let through first."""

    id: str
    vendor: str
    match: str
    kind: str
    code: str = ""
    seconds: float = 0.0
    retry_after: int | None = 1
    times: int | None = None
    skip: int = 0

    def meets(self, vendor: str, target: str) -> bool:
        """Whether a call is one of those meant; counts it against `skip` and `times`."""
        wanted = self.match in ("*", target) or target.startswith(self.match)
        if self.vendor != vendor or not wanted or self.times == 0:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Faults:
    """The faults in force, for all vendors, and the calls that the vendors have seen."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.calls = Calls(now)
        self._rows: list[Fault] = []
        self._ids = itertools.count(1)

    def add(self, wish: Mapping[str, Any]) -> str:
        """Take a fault as the control API words it; returns its id. Raises ValueError with the reason."""
        kind, vendor = wish.get("kind"), wish.get("vendor", "slack")
        if kind not in KINDS or vendor not in VENDORS:
            raise ValueError(f"vendor is one of {', '.join(VENDORS)}; kind is one of {', '.join(KINDS)}")
        known = {k: v for k, v in wish.items() if k in ("seconds", "retry_after", "times", "skip")}
        fault = Fault(f"F{next(self._ids)}", vendor, str(wish.get("match", "*")), kind, **known)
        fault.code = str(wish.get("code") or "")
        self._rows.append(fault)
        return fault.id

    def of(self, vendor: str) -> list[Fault]:
        """The faults in force for a vendor, oldest first."""
        return [fault for fault in self._rows if fault.vendor == vendor]

    def told(self) -> list[dict[str, Any]]:
        """The faults in force, for all vendors, oldest first; what was used up is not among them."""
        return [asdict(fault) for fault in self._rows if fault.times != 0]

    def clear(self, id_: str = "") -> None:
        """Everybody behaves again, or one fault is over."""
        self._rows[:] = [fault for fault in self._rows if id_ and fault.id != id_]

    async def serve(
        self, request: web.Request, vendor: str, target: str, handler: Handler
    ) -> web.StreamResponse:
        """Answer a call through the faults that meet it: `target` is the method, or the path."""
        met = [fault for fault in self._rows if fault.meets(vendor, target)]
        for fault in met:
            if fault.kind == "slow":
                await asyncio.sleep(fault.seconds)
        other = next((fault for fault in met if fault.kind != "slow"), None)
        if other is None:
            return await handler(request)
        if other.kind in ("drop", "hang"):
            await handler(request)
            await _silence(request if other.kind == "hang" else None)
            return _cut(request)
        self.calls.note(vendor, target, other.code or other.kind, verb=request.method)
        if other.kind == "stall":
            await _silence(request)
        return _cut(request) if other.kind in ("refuse", "stall") else _wrong(other)

    def guard(self, vendor: str, handler: Handler) -> Handler:
        """The handler behind its vendor's faults; calls are matched by path without the vendor's prefix."""

        async def noted(request: web.Request) -> web.StreamResponse:
            answer = await handler(request)
            error = str(answer.status) if answer.status >= 400 else ""
            path = request.path.removeprefix(f"/{vendor}")
            self.calls.note(vendor, path, error, dict(request.query), verb=request.method)
            return answer

        async def guarded(request: web.Request) -> web.StreamResponse:
            return await self.serve(request, vendor, request.path.removeprefix(f"/{vendor}"), noted)

        return guarded


async def _silence(request: web.Request | None) -> None:
    """Say nothing until the other side has gone."""
    while request is not None and _is_there(request):  # noqa: ASYNC110  (aiohttp tells no handler of it)
        await asyncio.sleep(LOOK_EVERY)


def _is_there(request: web.Request) -> bool:
    return request.transport is not None and not request.transport.is_closing()


def _cut(request: web.Request) -> web.Response:
    """Close the connection without a word. The response is never sent."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _wrong(fault: Fault) -> web.Response:
    if fault.kind == "html":
        return web.Response(status=int(fault.code or 503), text=HTML, content_type="text/html")
    if fault.kind == "rate_limited":
        status = int(fault.code or 429)
        return web.json_response(_body(fault, "ratelimited"), status=status, headers=_waiting(fault))
    if fault.kind == "server_error":
        return web.json_response(_body(fault, "internal_error"), status=int(fault.code or 500))
    status = 200 if fault.vendor == "slack" else int(fault.code or 400)
    return web.json_response(_body(fault, fault.code or "fatal_error"), status=status)


def _waiting(fault: Fault) -> dict[str, str]:
    """The headers of a 429. GitHub tells its budget as well."""
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    if fault.vendor == "github":
        reset = int(time.time()) + (fault.retry_after or 0)
        headers |= {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(reset)}
    return headers


def _body(fault: Fault, word: str) -> dict[str, Any]:
    """The error body in the vendor's own shape."""
    match fault.vendor:
        case "slack":
            return {"ok": False, "error": word}
        case "pagerduty":
            return {"error": {"message": word.replace("_", " "), "code": 2000}}
        case _:
            return {"message": word.replace("_", " "), "documentation_url": "https://docs.github.com/rest"}
