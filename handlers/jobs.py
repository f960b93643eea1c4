"""The clockwork: takes up what was left lying, runs what is due, sends what waits; one process of all."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.domain.effect import EffectKind, Pending
from bot.domain.keeping import StoreUnavailable
from bot.flows import (
    card,
    clockwork,
    document,
    home,
    member,
    outbox,
    owing,
    paging,
    pins,
    rca,
    rooms,
    scorecard,
    similar,
    sync,
    telling,
    trouble,
)
from bot.flows.rota import groups, handover, loading, picturing, reminding, topics
from bot.ports import Bot, Rejected, Unreachable
from handlers.desk import Desk

log = logging.getLogger("tocsin.jobs")
T = TypeVar("T")
Work = Callable[[Bot, Mapping[str, Any]], Awaitable[None]]
TICK = 0.5
"""Seconds after which the clockwork looks at the clock again, whether or not anything woke it."""
GIVE_WAY = 0.5
"""Seconds that a turn waits at most for the requests in hand: somebody waits for their answers."""
PACE = timedelta(seconds=1)
"""Time between two new messages in one channel."""


@dataclass(frozen=True, slots=True)
class JobDoor:
    """One kind of job; `every` makes it come again."""

    work: Work
    every: timedelta | None = None


JOBS: Mapping[str, JobDoor] = {
    "card": JobDoor(card.make),
    "fresh": JobDoor(card.freshen),
    "document": JobDoor(document.write),
    "link": JobDoor(rca.link),
    "pin": JobDoor(pins.fetch),
    "similar": JobDoor(similar.tell),
    "remind": JobDoor(telling.remind),
    "cover": JobDoor(reminding.remind),
    "usergroups": JobDoor(groups.follow, every=timedelta(seconds=60)),
    "topics": JobDoor(topics.follow, every=timedelta(seconds=60)),
    "shifts": JobDoor(handover.watch, every=timedelta(seconds=60)),
    "load": JobDoor(loading.draw),
    "schedule": JobDoor(picturing.draw),
    "page": JobDoor(paging.watch),
    "sync": JobDoor(sync.everything, every=timedelta(minutes=15)),
    "scorecards": JobDoor(scorecard.catch_up, every=timedelta(seconds=60)),
    "degraded": JobDoor(scorecard.degraded),
    "chart": JobDoor(scorecard.draw_chart),
    "readiness": JobDoor(scorecard.routines, every=timedelta(minutes=15)),
    "look": JobDoor(sync.look),
    "owed": JobDoor(owing.remind, every=timedelta(minutes=15)),
    "members": JobDoor(member.read_all, every=timedelta(minutes=15)),
    "watch": JobDoor(sync.open_incidents, every=timedelta(seconds=60)),
    "away": JobDoor(rooms.found_closed),
    "home": JobDoor(home.follow),
    "homes": JobDoor(home.follow, every=timedelta(minutes=5)),
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
        self._unsaved = False
        self._busy: set[str] = set()
        self._spoke: dict[str, datetime] = {}

    async def run(self) -> None:
        """Turn until cancelled; what is running then is finished by the drain of tracked tasks."""
        while True:
            await self._bot.tasks.lull(GIVE_WAY)
            await self._guarded(self._turn(), "the clockwork")
            await self._wait()

    async def leave(self) -> None:
        """Let another process take over, once nothing runs any more."""
        await clockwork.let_go(self._bot, self._holder)

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(TICK):
                await self._woken.wait()
        except TimeoutError:
            return
        self._woken.clear()

    async def _turn(self) -> None:
        if not await self._in_charge(self._bot.clock.now()):
            return
        for look in (self._look_at_requests, self._look_at_jobs, self._look_at_effects):
            await self._guarded(look(), look.__name__)

    async def _in_charge(self, now: datetime) -> bool:
        """Whether this process runs the clockwork; its hold is renewed in time, and after a clock step."""
        passed = now - self._renewed
        if self._holds and timedelta() <= passed < clockwork.RENEW:
            return True
        if not self._holds and clockwork.elsewhere(self._bot, self._holder):
            return False
        running = [name.removeprefix("job ") for name in self._busy if name.startswith("job ")]
        held = await clockwork.hold(self._bot, self._holder, running)
        if held and (not self._holds or passed < timedelta(seconds=-1)):
            every = {kind: door.every for kind, door in JOBS.items() if door.every}
            await clockwork.resume(self._bot, self._holder, every)
        self._holds, self._renewed = held, now
        if held:
            sending = {name.removeprefix("effect ") for name in self._busy if name.startswith("effect ")}
            await trouble.watch(self._bot, sending)
        self._saved()
        return held

    async def _look_at_requests(self) -> None:
        for received in clockwork.left_lying(self._bot):
            if not self._desk.runs(received.key):
                self._start(received.key, self._take_up, received)

    async def _look_at_jobs(self) -> None:
        for job in await clockwork.due_jobs(self._bot, self._holder):
            self._start(f"job {job.key}", self._run_job, job)

    async def _look_at_effects(self) -> None:
        for pending in clockwork.waiting_effects(self._bot):
            name = f"effect {pending.effect.id}"
            if name not in self._busy and self._may_speak(pending):
                self._start(name, self._deliver, pending)

    def _start(self, name: str, work: Callable[[T], Awaitable[None]], what: T) -> None:
        if name not in self._busy:
            self._busy.add(name)
            self._bot.tasks.start(self._carry(work(what), name), name)

    async def _carry(self, work: Awaitable[None], name: str) -> None:
        try:
            await self._guarded(work, name)
        finally:
            self._busy.discard(name)

    async def _guarded(self, work: Awaitable[None], name: str, *, again: bool = False) -> str:
        """The job guard: one job that fails must not stop the clock. Returns what went wrong, or ""."""
        try:
            await work
        except StoreUnavailable as away:
            self._not_saved(away)
            return away.cause
        except Exception as error:  # the work of strangers in a loop of ours: its row has it tried again
            fault = type(error).__name__
            log.error("%s failed%s: %s", name, " again" if again else "", fault, exc_info=not again)
            return fault
        return ""

    def _not_saved(self, away: StoreUnavailable) -> None:
        """Said once when the database goes away, not at each attempt."""
        if not self._unsaved:
            log.error("the database takes nothing: %s; trying again", away.cause)
        self._unsaved = True

    def _saved(self) -> None:
        if self._unsaved:
            log.info("the database takes what is written again")
        self._unsaved = False

    async def _take_up(self, received: clockwork.Received) -> None:
        if await clockwork.take(self._bot, received):
            await self._desk.take_up(received.key, received.kind, received.body)

    async def _run_job(self, job: clockwork.Job) -> None:
        door = JOBS.get(job.kind)
        if door is None:
            await clockwork.bury(self._bot, job, f"no job of kind {job.kind}")
            return
        if door.every:  # nobody waits for what comes round by itself
            self._bot.rows.aside()
        fault = await self._guarded(self._work(door, job), f"job {job.key}", again=job.attempts > 1)
        if fault:
            await clockwork.failed(self._bot, job, fault, door.every)

    async def _work(self, door: JobDoor, job: clockwork.Job) -> None:
        try:
            await door.work(self._bot, job.body)
        except (Unreachable, Rejected) as away:
            await clockwork.postpone(self._bot, job, str(away), door.every)
            return
        await clockwork.finish(self._bot, job, door.every)
        self._bot.wake()

    async def _deliver(self, pending: Pending) -> None:
        name = f"effect {pending.effect.id}"
        fault = await self._guarded(outbox.deliver(self._bot, pending), name, again=pending.refusals > 0)
        if fault and not self._unsaved:
            await trouble.failed(self._bot, pending, fault)

    def _may_speak(self, pending: Pending) -> bool:
        """New messages of one channel keep their pace; edits and the rest need not."""
        effect = pending.effect
        if effect.kind is not EffectKind.POST or not effect.lane or clockwork.stands(self._bot, effect):
            return True
        now = self._bot.clock.now()
        self._spoke = {lane: at for lane, at in self._spoke.items() if timedelta() <= now - at < PACE}
        return self._spoke.setdefault(effect.lane, now) == now
