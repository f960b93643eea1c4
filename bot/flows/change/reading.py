"""Reading the forge: what is stale, or everything; failures are remembered, nothing is ever deleted."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from sqlite3 import Connection

from bot.blocks import change as blocks
from bot.domain.catalog import Service
from bot.domain.change import Scope, Window, folded, repositories
from bot.domain.reading import Reading, after_failure, after_success, batches, too_short
from bot.domain.syncing import Tally
from bot.flows.change.suspecting import shown
from bot.ports import Ask, Bot, ForgeSnapshot, Progress, Rejected, Unreachable
from store import change as kept

log = logging.getLogger("tocsin.changes")
FORGE = "GitHub"
Group = tuple[datetime, tuple[str, ...]]
NAMED = 5  # names in one line of the log
AT_ONCE = 200
"""Repositories that are read before what was read is kept."""


@dataclass(frozen=True, slots=True)
class Synced:
    """How reading the forge went: what it did to the changes, and repository → why it could not be read."""

    changes: Tally = field(default_factory=Tally)
    read: tuple[str, ...] = ()
    failed: Mapping[str, str] = field(default_factory=dict)
    unreachable: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """How the forge is to be read. `urgent`: a person or an incident waits; `dry`: nothing is written.

    `since`: at least from then on; `progress` is told how far it has got.
    """

    urgent: bool = False
    dry: bool = False
    since: datetime | None = None
    progress: Progress | None = None


PLAIN = Wish()


async def refresh(bot: Bot, services: Sequence[Service], since: datetime | None = None) -> Synced:
    """Read again what is older than the house allows, and what is not known as far back as `since`.

    Of two people who ask at once, one makes the request.
    """
    names = repositories(services)
    now = bot.clock.now()
    claimed = await bot.rows.run(kept.try_reading, names, now, now - bot.house.refresh_after)
    readings = bot.rows.read(kept.readings, names)
    short = too_short(names, readings, since) if since else ()
    wanted = (*claimed, *(name for name in short if name not in claimed))
    wish = Wish(urgent=True, since=since)
    return await sync_github(bot, wanted, now, wish) if wanted else Synced()


async def sync_github(bot: Bot, names: Sequence[str], now: datetime, wish: Wish = PLAIN) -> Synced:
    """Read the changes of repositories (`owner/name`); a failed or partial answer deletes nothing.

    What was read is kept portion by portion, so that a sync that is stopped has lost little.
    """
    total = Synced()
    if bot.forge is None:
        return total
    readings = await bot.rows.query(kept.readings, tuple(names))
    done = 0
    for start, group in _portions(batches(names, readings, now, wish.since)):
        try:
            snapshot = await bot.forge.changes(group, start, urgent=wish.urgent)
        except (Unreachable, Rejected) as trouble:
            if not wish.dry:
                await bot.rows.run(_keep_silence, group, now, str(trouble))
            return replace(total, unreachable=str(trouble))
        if wish.dry:
            _, tally = await bot.rows.query(kept.compare, snapshot.changes)
        else:
            tally = await bot.rows.run(_keep_snapshot, group, snapshot, start, now)
        total = _added(total, group, snapshot, tally)
        done += len(group)
        if wish.progress:
            wish.progress(done, len(names), "repositories' changes")
    return total


def _portions(groups: Iterable[Group]) -> Iterator[Group]:
    """Groups no larger than what may be lost by a stop."""
    for start, group in groups:
        for place in range(0, len(group), AT_ONCE):
            yield start, group[place : place + AT_ONCE]


async def refresh_and_tell(bot: Bot, ask: Ask, about: Scope, window: Window) -> None:
    """Read the forge again, then edit the answer that the person already has."""
    await refresh(bot, about.services or (), window.since)
    if not ask.answer_url:
        return
    found = await shown(bot, about, window)
    reply = blocks.answer(about, found, bot.clock.now(), replace=True)
    try:
        await bot.chat.answer(ask.answer_url, reply)
    except (Unreachable, Rejected) as trouble:
        log.info("changes of %s not edited: %s", about.key, trouble)


def _keep_silence(db: Connection, names: Sequence[str], now: datetime, error: str) -> None:
    """The forge did not answer: remember since when, and log it the first time."""
    readings = kept.readings(db, names)
    forge = readings.get("")
    if forge is None or not forge.failing_since:
        log.warning("%s does not answer: %s", FORGE, error)
    tried = [_tried(readings.get(folded(name)), name, now) for name in names]
    kept.keep_readings(db, [after_failure(forge, "", error, now), *tried])


def _tried(before: Reading | None, name: str, now: datetime) -> Reading:
    return replace(before, tried_at=now) if before else Reading(name, tried_at=now)


def _keep_snapshot(
    db: Connection, names: Sequence[str], snapshot: ForgeSnapshot, start: datetime, now: datetime
) -> Tally:
    """The forge answered: keep the changes, and how each repository fared."""
    tally = kept.keep(db, snapshot.changes)
    readings = kept.readings(db, names)
    forge = readings.get("")
    if forge and forge.failing_since:
        log.warning("%s answers again", FORGE)
    failed = {folded(name): why for name, why in snapshot.failed.items()}
    befores = {name: readings.get(folded(name)) for name in names}
    _log_turns(befores, failed)
    after = [
        after_failure(before, name, failed[folded(name)], now)
        if folded(name) in failed
        else after_success(before, name, start, now)
        for name, before in befores.items()
    ]
    kept.keep_readings(db, [after_success(forge, "", start, now), *after])
    return tally


def _log_turns(befores: Mapping[str, Reading | None], failed: Mapping[str, str]) -> None:
    """One line for the repositories that can no longer be read, one for those that can again."""
    failing = {name for name, before in befores.items() if before and before.failing_since}
    gone = [
        f"{name} ({failed[folded(name)]})"
        for name in befores
        if folded(name) in failed and name not in failing
    ]
    back = [name for name in failing if folded(name) not in failed]
    if gone:
        log.warning("%s cannot read %d repositories: %s", FORGE, len(gone), ", ".join(gone[:NAMED]))
    if back:
        log.warning("%s reads %d repositories again: %s", FORGE, len(back), ", ".join(sorted(back)[:NAMED]))


def _added(total: Synced, names: Sequence[str], snapshot: ForgeSnapshot, tally: Tally) -> Synced:
    read = tuple(name for name in names if name not in snapshot.failed)
    return Synced(total.changes + tally, (*total.read, *read), {**total.failed, **snapshot.failed})
