"""`POST /webhooks/{vendor}`: signed, kept before it is answered, carried out from the inbox."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import web

from bot.domain.keeping import StoreUnavailable
from bot.ports import Ask, Clock
from handlers import wire
from handlers.desk import Desk
from handlers.doors import WEBHOOKS, Hook
from handlers.request import Kind, Request

log = logging.getLogger("tocsin.webhooks")
Secrets = Mapping[str, Sequence[str]]
MOST_OPEN = 10_000
"""Deliveries that are being carried out at once; beyond it the vendor is asked to come again."""
MOST_WRONG, MINUTE = 60, 60.0
KNOWN = 1000
LATER = {"Retry-After": "5"}
"""PagerDuty drops for good what is answered with any 4xx: whatever passes by itself is 503."""


@dataclass(slots=True)
class Strikes:
    """How often an address sent what nobody signed, minute by minute."""

    clock: Callable[[], float] = time.monotonic
    _of: dict[str, tuple[float, int]] = field(default_factory=dict)

    def out(self, address: str) -> bool:
        """Whether that address is not listened to for now."""
        began, count = self._of.get(address, (0.0, 0))
        return count >= MOST_WRONG and self.clock() - began < MINUTE

    def add(self, address: str) -> None:
        """One more."""
        now = self.clock()
        began, count = self._of.pop(address, (now, 0))
        self._of[address] = (began, count + 1) if now - began < MINUTE else (now, 1)
        while len(self._of) > KNOWN:
            del self._of[next(iter(self._of))]


def route(desk: Desk, clock: Clock, secrets: Secrets, strikes: Strikes | None = None) -> web.RouteDef:
    """The route; a vendor without a secret is off, and is answered as if it were unknown."""
    wrong = strikes or Strikes()

    async def hear(request: web.Request) -> web.Response:
        vendor, address = request.match_info["vendor"], request.remote or ""
        hook, known = WEBHOOKS.get(vendor), secrets.get(vendor, ())
        if hook is None or not known:
            return _said(404, f"webhooks of {vendor} are off")
        if wrong.out(address) or desk.busy >= MOST_OPEN:
            return _said(503, "too much at once", LATER)
        body = await request.read()
        if not hook.signed(request.headers, body, known):
            wrong.add(address)
            log.warning("a webhook of %s from %s is not signed by it", vendor, address)
            return _said(401, "invalid signature")
        return await _take(desk, clock, vendor, _Delivery(hook, request.headers, body))

    return web.post("/webhooks/{vendor}", hear)


@dataclass(frozen=True, slots=True)
class _Delivery:
    """One signed delivery, as it came."""

    hook: Hook
    headers: Mapping[str, str]
    body: bytes


async def _take(desk: Desk, clock: Clock, vendor: str, given: _Delivery) -> web.Response:
    text = given.body.decode(errors="replace")
    try:
        payload = wire.read(text, given.headers.get("Content-Type", ""))
        key, event = given.hook.named(given.headers, given.body, payload)
    except (LookupError, TypeError, ValueError) as error:
        log.warning("a webhook of %s cannot be read: %s", vendor, type(error).__name__)
        return _said(400, "unreadable")
    ask = Ask("", "", "", clock.now(), "webhook", key, values={"event": event, "body": text})
    try:
        fresh = await desk.receive(Request(Kind.WEBHOOK, vendor, ask))
    except StoreUnavailable as trouble:
        return _said(503, trouble.cause, LATER)
    return _said(202 if fresh else 200, "kept" if fresh else "known")


def _said(status: int, what: str, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.json_response({"said": what}, status=status, headers=headers)
