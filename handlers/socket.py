"""Socket Mode: one websocket to Slack, its envelopes answered at once, reconnected with patience."""

import asyncio
import json
import logging
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.ports import Rejected, Unreachable

log = logging.getLogger("tocsin.socket")
Connect = Callable[[], Awaitable[str]]
Answered = Callable[[Mapping[str, Any]], Awaitable[tuple[int, str]]]
FATAL = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "not_allowed_token_type"}
)
SLACK_WAITS = 3.0
STEADY = 10.0
"""Seconds that a connection must last for its end to be nothing unusual."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. `patience`: without a frame, pongs included, after which a connection is taken for dead.

    `pause`: before the first new attempt after a loss; it doubles up to thirty times itself.
    """

    patience: float = 60.0
    pause: float = 1.0


class SocketMode:
    """Holds one connection. `connect` gives a single-use address; `answered` dispatches a payload."""

    def __init__(
        self, session: aiohttp.ClientSession, connect: Connect, answered: Answered, pace: Pace | None = None
    ) -> None:
        self._session = session
        self._pace = pace or Pace()
        self._connect = connect
        self._answered = answered
        self._running: set[asyncio.Task[None]] = set()
        self.connected = asyncio.Event()
        self.failures = 0
        self._orderly = True
        self._asked_to_wait = 0.0
        self._lost = False

    async def run(self, first: str = "") -> None:
        """Stay connected until cancelled; `first` is the address that the preflight got.

        Raises Rejected where Slack says for good that the token is not one.
        """
        url = first
        while True:
            began = time.monotonic()
            try:
                await self._hold(url or await self._connect())
                self._ended(began)
            except Rejected as refused:
                if refused.code in FATAL:
                    raise
                self._ended(began, refused)
            except (Unreachable, aiohttp.ClientError, TimeoutError, OSError, ValueError) as trouble:
                self._ended(began, trouble)
            finally:
                self.connected.clear()
            url = ""
            await asyncio.sleep(self._wait())

    def _ended(self, began: float, trouble: Exception | None = None) -> None:
        """Count connections that came to little; a loss is said once, not at each attempt."""
        self.failures = 1 if time.monotonic() - began > STEADY else self.failures + 1
        self._orderly = trouble is None
        self._asked_to_wait = float(getattr(trouble, "retry_after", None) or 0)
        if trouble is not None and not self._lost:
            log.warning("the connection to Slack is lost: %s; trying again", trouble)
            self._lost = True

    def _wait(self) -> float:
        """Hardly anything after an orderly end, unless such ends pile up; else 1 to 30 s with jitter."""
        if self._orderly and self.failures == 1:
            return 0.05
        times = float(min(30, 2 ** min(self.failures - 1, 5))) * random.uniform(0.75, 1.25)  # noqa: S311  (jitter)
        return max(self._pace.pause * times, self._asked_to_wait)

    async def _hold(self, url: str) -> None:
        """One connection from hello to its end; when we stop, what was taken is still answered over it."""
        every = self._pace.patience / 3
        async with self._session.ws_connect(url, heartbeat=every, max_msg_size=8 * 2**20) as ws:
            try:
                await self._listen(ws)
            except asyncio.CancelledError:
                await self.drain()
                raise

    async def _listen(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        """Hear frames until the end. (`wait_for` of Python 3.11 may swallow what stops us: no use here.)"""
        greeted = False
        while True:
            frame = await (ws.receive() if greeted else self._greeting(ws))
            if frame.type is not aiohttp.WSMsgType.TEXT:
                if not greeted or frame.type is aiohttp.WSMsgType.ERROR:
                    raise Unreachable(f"it ended ({frame.type.name})")
                return
            envelope = _read(frame.data)
            greeted = greeted or envelope.get("type") == "hello"
            if self._is_over(envelope):
                return
            if envelope.get("envelope_id"):
                self._start(self._answer(ws, envelope))

    async def _greeting(self, ws: aiohttp.ClientWebSocketResponse) -> aiohttp.WSMessage:
        async with asyncio.timeout(self._pace.patience):
            return await ws.receive()

    def _is_over(self, envelope: Mapping[str, Any]) -> bool:
        """Note hello and disconnect; True where Slack asks us to come again."""
        if envelope.get("type") == "hello":
            if self._lost:
                log.info("connected to Slack again")
            self._lost = False
            self.connected.set()
        return envelope.get("type") == "disconnect" and envelope.get("reason") != "warning"

    def _start(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _answer(self, ws: aiohttp.ClientWebSocketResponse, envelope: Mapping[str, Any]) -> None:
        """Dispatch; only what was taken (200) is acknowledged, Slack sends the rest again."""
        payload = envelope.get("payload")
        status, body = await self._answered(payload if isinstance(payload, dict) else {})
        if status != 200:
            return
        try:
            await ws.send_str(_ack(envelope["envelope_id"], body))
        except (ConnectionError, aiohttp.ClientError):
            log.info("an answer came after the connection had ended; Slack sends the request again")

    async def drain(self) -> None:
        """Wait for the requests that are being answered, no longer than Slack waits."""
        if self._running:
            await asyncio.wait(self._running, timeout=SLACK_WAITS)


def _ack(envelope: object, body: str) -> str:
    """The acknowledgement of an envelope; a body that is JSON goes into it as it stands."""
    about = f'"envelope_id": {json.dumps(envelope)}'
    if not body:
        return f"{{{about}}}"
    return f'{{{about}, "payload": {body if body.startswith("{") else json.dumps({"text": body})}}}'


def _read(text: str) -> dict[str, Any]:
    """A frame as an object. Raises ValueError: what is not one did not come from Slack."""
    envelope = json.loads(text)
    if not isinstance(envelope, dict):
        raise ValueError("a frame that is no object")
    return envelope
