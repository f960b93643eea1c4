"""What the clockwork asks of the store: the lease, what was left lying, what is due, what waits to go out."""

import logging
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Any

from bot.domain.effect import Effect, EffectKind, Pending
from bot.domain.keeping import AlreadyDone, StoreUnavailable
from bot.ports import Bot
from store import draft, inbox, jobs, lease, outbox
from store.inbox import Received
from store.jobs import Job

__all__ = ["Job", "Received"]
log = logging.getLogger("tocsin.jobs")
NAME = "clockwork"
HOLD = timedelta(seconds=5)
"""As long as what was being sent has to wait before it is looked for: a restart waits no longer than that."""
RENEW = timedelta(seconds=1.5)
IN_HAND = timedelta(minutes=2)
ATTEMPTS = 6
"""How often a job is tried that fails by a fault of ours; one that comes again waits for its time."""
KEEP = timedelta(days=30)


def elsewhere(bot: Bot, holder: str) -> bool:
    """Whether another process runs the clockwork: a read, so that who waits writes nothing."""
    return bot.rows.read(lease.taken, NAME, holder, bot.clock.now(), HOLD)


async def hold(bot: Bot, holder: str, running: Collection[str]) -> bool:
    """Take the clockwork, or prolong the hold on it and on the jobs that run; False: another has it."""
    return await bot.rows.run(_hold, holder, running, bot.clock.now())


def _hold(db: Connection, holder: str, running: Collection[str], now: datetime) -> bool:
    if lease.acquire(db, NAME, holder, now, HOLD) is None:
        return False
    jobs.keep(db, holder, running, now + IN_HAND)
    return True


async def let_go(bot: Bot, holder: str) -> None:
    """Leave the clockwork to the next process at once; what cannot be written now ends by itself."""
    with suppress(StoreUnavailable):
        await bot.rows.run(_let_go, holder)


def _let_go(db: Connection, holder: str) -> None:
    jobs.release(db, holder)
    lease.release(db, NAME, holder)


async def resume(bot: Bot, holder: str, every: Mapping[str, timedelta]) -> None:
    """On taking over: what was being sent is uncertain; what was accepted, begun or is periodic is due."""
    await bot.rows.run(_resume, holder, tuple(every), bot.clock.now())


def _resume(db: Connection, holder: str, kinds: tuple[str, ...], now: datetime) -> None:
    uncertain, open_requests = outbox.recover(db, now), inbox.reopen(db, now)
    jobs.recover(db, holder)
    if uncertain or open_requests:
        log.info("taking up %d uncertain effects and %d open requests", uncertain, open_requests)
    for kind in kinds:
        if not jobs.schedule(db, f"every:{kind}", kind, {}, now):
            jobs.move(db, f"every:{kind}", now)


def left_lying(bot: Bot) -> list[Received]:
    """Requests that were accepted and neither done nor given up."""
    return bot.rows.read(inbox.due, bot.clock.now())


async def take(bot: Bot, received: Received) -> bool:
    """Take a request up; one whose every attempt was made is buried and the person told."""
    now = bot.clock.now()
    if received.spent:
        await bot.rows.run(_bury, received, now)
        bot.wake()
        return False
    return await bot.rows.run(inbox.take, received.key, now)


def _bury(db: Connection, received: Received, now: datetime) -> None:
    if not inbox.bury(db, received.key, "every attempt failed"):
        return
    log.error("request %s (%s) given up after %d attempts", received.key, received.kind, received.attempts)
    person = str(received.body.get("ask", {}).get("person", ""))
    if person:
        text = "I tried what you asked four times and failed; it is in `/tocsin health`. Please try again."
        effect = Effect(f"dead:{received.key}", EffectKind.DIRECT, person=person, body={"text": text})
        outbox.add(db, effect, now)


async def due_jobs(bot: Bot, holder: str) -> list[Job]:
    """Jobs whose time has come, in this process's hands now."""
    now = bot.clock.now()
    soonest = bot.rows.read(jobs.next_due)
    if soonest is None or soonest > now:
        return []
    return await bot.rows.run(jobs.claim, now, holder, IN_HAND)


async def finish(bot: Bot, job: Job, every: timedelta | None) -> None:
    """Done, or due again after its interval; one that another process took is left to it."""
    with _unless_taken(job):
        if every:
            await bot.rows.run(jobs.repeat, job, bot.clock.now() + every)
        else:
            await bot.rows.run(jobs.finish, job)


@contextmanager
def _unless_taken(job: Job) -> Iterator[None]:
    try:
        yield
    except AlreadyDone:
        log.info("job %s was taken over by another process", job.key)


async def postpone(bot: Bot, job: Job, why: str, every: timedelta | None) -> None:
    """Again later: after its interval, or after 2 to 60 s."""
    wait = every or timedelta(seconds=min(60, 2**job.attempts))
    with _unless_taken(job):
        await bot.rows.run(jobs.postpone, job, bot.clock.now() + wait, why)


async def failed(bot: Bot, job: Job, why: str, every: timedelta | None) -> None:
    """A fault of ours: again later, a few times; one that comes again is tried at its next time."""
    if every or job.attempts < ATTEMPTS:
        await postpone(bot, job, why, every)
    else:
        await bury(bot, job, why)


async def bury(bot: Bot, job: Job, why: str) -> None:
    """Give a job up."""
    log.error("job %s given up: %s", job.key, why)
    with _unless_taken(job):
        await bot.rows.run(jobs.bury, job, why)


def waiting_effects(bot: Bot) -> list[Pending]:
    """Effects that may go out now."""
    return bot.rows.read(outbox.ready, bot.clock.now())


def stands(bot: Bot, effect: Effect) -> bool:
    """Whether the message of its slot stands already, so that it is an edit."""
    return bool(effect.slot) and bot.rows.read(outbox.place, effect.slot) is not None


async def sweep(bot: Bot, body: Mapping[str, Any]) -> None:  # noqa: ARG001  (every job has this shape)
    """Forget what is long done: requests, effects, drafts."""
    await bot.rows.run(_sweep, bot.clock.now())


def _sweep(db: Connection, now: datetime) -> None:
    before = now - KEEP
    inbox.prune(db, before, now)
    outbox.prune(db, before)
    draft.sweep(db, before)
