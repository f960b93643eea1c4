"""Getting envelopes to the app: acks within three seconds, events again at once, after 1 and 5 minutes."""

import asyncio
import time
from collections import deque
from collections.abc import Coroutine
from dataclasses import asdict, dataclass
from typing import Any

from bot.sandbox.clock import SandboxClock
from bot.sandbox.slack.envelopes import EVENT, Door, Envelope, Taken
from bot.sandbox.slack.signed import SignedHttp
from bot.sandbox.slack.socket import Sockets

REMEMBERED, SHUFFLE_SECONDS = 1000, 0.1


@dataclass(frozen=True, slots=True)
class Rules:
    """How Slack delivers. `retries`: seconds, on the sandbox's clock, before each further attempt."""

    ack_seconds: float = 3.0
    retries: tuple[float, ...] = (0.0, 60.0, 300.0)
    rate_limits: bool = True


class Deliveries:
    """All that goes to the app. `duplicate`: so many further copies of the kinds named in `kinds`."""

    def __init__(self, clock: SandboxClock, rules: Rules) -> None:
        self.clock, self.rules = clock, rules
        self.sockets, self.http = Sockets(), SignedHttp()
        self.door: Door = self.sockets
        self.log: deque[Envelope] = deque(maxlen=REMEMBERED)
        self.duplicate = 0
        self.kinds: frozenset[str] = frozenset({EVENT})
        self.reorder = False
        self._held: list[Envelope] = []
        self.tasks: set[asyncio.Task[Any]] = set()

    async def ask(self, kind: str, payload: dict[str, Any]) -> tuple[Taken, float]:
        """Deliver a command or an interaction, once; how the app took it, and the milliseconds until then."""
        envelope = self._new(kind, payload)
        for _ in range(self._copies(kind)):
            self._start(self._attempt(self._new(kind, payload)))
        taken = await self._attempt(envelope)
        return taken, envelope.ms

    def event(self, payload: dict[str, Any]) -> None:
        """Deliver an event, in the background, until the app has taken it or the attempts are used up."""
        envelopes = [self._new(EVENT, payload) for _ in range(1 + self._copies(EVENT))]
        if not self.reorder:
            for envelope in envelopes:
                self._start(self._persist(envelope))
            return
        if not self._held:
            self._start(self._shuffled())
        self._held += envelopes

    async def _shuffled(self) -> None:
        await asyncio.sleep(SHUFFLE_SECONDS)
        held, self._held = self._held, []
        for envelope in reversed(held):
            self._start(self._persist(envelope))

    def _copies(self, kind: str) -> int:
        return self.duplicate if kind in self.kinds else 0

    def _new(self, kind: str, payload: dict[str, Any]) -> Envelope:
        envelope = Envelope(kind, payload, at=self.clock.timestamp())
        self.log.append(envelope)
        return envelope

    def _start(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _attempt(self, envelope: Envelope) -> Taken:
        envelope.attempts += 1
        begun = time.perf_counter()
        taken = await self.door.send(envelope, self.rules.ack_seconds)
        envelope.ms = round((time.perf_counter() - begun) * 1000, 3)
        envelope.acked = envelope.acked or taken.ok
        if not taken.ok:
            envelope.errors.append(taken.error)
        return taken

    async def _persist(self, envelope: Envelope) -> None:
        taken = await self._attempt(envelope)
        for seconds in self.rules.retries:
            if taken.ok or not taken.again:
                return
            await self.clock.sleep(seconds)
            envelope.reason = taken.error
            taken = await self._attempt(envelope)

    @property
    def pending(self) -> int:
        """Deliveries under way or waiting for their next attempt."""
        return len(self.tasks)

    def told(self) -> list[dict[str, Any]]:
        """The last envelopes, oldest first."""
        return [asdict(envelope) for envelope in self.log]

    async def close(self) -> None:
        """Stop delivering, and close what is open."""
        tasks = list(self.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.sockets.close()
        await self.http.close()
