"""The clockwork: takes up what was left lying, runs what is due, sends what waits; one process of all."""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.domain.effect import EffectKind, Pending
from bot.flows import card, clockwork, document, member, outbox, pins, sync
from bot.ports import Bot, Rejected, Unreachable
from handlers.desk import Desk

log = logging.getLogger("tocsin.jobs")
Work = Callable[[Bot, Mapping[str, Any]], Awaitable[None]]
TICK = 0.5
"""Seconds after which the clockwork looks at the clock again, whether or not anything woke it."""
PACE = 1.0
"""Seconds between two new messages in one channel."""


@dataclass(frozen=True, slots=True)
class JobDoor:
    """One kind of job; `every` makes it come again."""

    work: Work
    every: timedelta | None = None


JOBS: Mapping[str, JobDoor] = {
    "card": JobDoor(card.make),
    "fresh": JobDoor(card.freshen),
    "document": JobDoor(document.write),
    "pin": JobDoor(pins.fetch),
    "sync": JobDoor(sync.everything, every=timedelta(minutes=15)),
    "members": JobDoor(member.read_all, every=timedelta(minutes=15)),
    "watch": JobDoor(sync.open_incidents, every=timedelta(seconds=60)),
    "sweep": JobDoor(clockwork.sweep, every=timedelta(days=1)),
}


class Clockwork:
    """Runs until its task is cancelled; `wake` makes it look at once."""

    def __init__(self, bot: Bot, desk: Desk, woken: asyncio.Event) -> None:
        self._bot = bot
        self._desk = desk
        self._woken = woken
        self._holder = secrets.token_hex(8)
        self._holds = False
        self._renewed = bot.clock.now()
        self._busy: set[str] = set()
        self._spoke: dict[str, float] = {}

    async def run(self) -> None:
        """Turn until cancelled; what is running then is finished by the drain of tracked tasks."""
        try:
            while True:
                await self._guarded(self._turn(), "the clockwork")
                await self._wait()
        finally:
            await clockwork.let_go(self._bot, self._holder)

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(TICK):
                await self._woken.wait()
        except TimeoutError:
            return
        self._woken.clear()

    async def _turn(self) -> None:
        if self._holds and self._bot.clock.now() - self._renewed < clockwork.RENEW:
            await self._look()
            return
        held = await clockwork.hold(self._bot, self._holder)
        self._renewed = self._bot.clock.now()
        if held and not self._holds:
            every = {kind: door.every for kind, door in JOBS.items() if door.every}
            await clockwork.resume(self._bot, every)
        self._holds = held
        if held:
            await self._look()

    async def _look(self) -> None:
        for received in clockwork.left_lying(self._bot):
            self._start(received.key, self._take_up(received))
        for job in await clockwork.due_jobs(self._bot, self._holder):
            self._start(f"job {job.key}", self._run_job(job))
        for pending in clockwork.waiting_effects(self._bot):
            if self._may_speak(pending):
                self._start(f"effect {pending.effect.id}", outbox.deliver(self._bot, pending))

    def _start(self, name: str, work: Awaitable[None]) -> None:
        if name in self._busy:
            close = getattr(work, "close", None)
            if close:
                close()
            return
        self._busy.add(name)
        self._bot.tasks.start(self._guarded(work, name), name)

    async def _guarded(self, work: Awaitable[None], name: str) -> None:
        """The job guard: one job that fails must not stop the clock."""
        try:
            await work
        except (
            Exception
        ):  # Jobs are work of strangers in a loop of ours: logged once, tried again by its row.
            log.exception("%s failed", name)
        finally:
            self._busy.discard(name)

    async def _take_up(self, received: clockwork.Received) -> None:
        if await clockwork.take(self._bot, received):
            await self._desk.take_up(received.key, received.kind, received.body)

    async def _run_job(self, job: clockwork.Job) -> None:
        door = JOBS.get(job.kind)
        if door is None:
            await clockwork.bury(self._bot, job, f"no job of kind {job.kind}")
            return
        try:
            await door.work(self._bot, job.body)
        except (Unreachable, Rejected) as trouble:
            await clockwork.postpone(self._bot, job, str(trouble), door.every)
            return
        await clockwork.finish(self._bot, job, door.every)
        self._bot.wake()

    def _may_speak(self, pending: Pending) -> bool:
        """New messages of one channel keep their pace; edits and the rest need not."""
        effect = pending.effect
        if effect.kind is not EffectKind.POST or not effect.lane or clockwork.stands(self._bot, effect):
            return True
        now = time.monotonic()
        if now - self._spoke.get(effect.lane, -PACE) < PACE:
            return False
        self._spoke[effect.lane] = now
        return True
