"""What people and the clock ask about changes: what was new lately, read the forge again, mark a suspect."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from sqlite3 import Connection

from bot.domain.audit import Entry
from bot.domain.catalog import Service
from bot.domain.change import Mark, Marked, Window, described, folded, repositories
from bot.domain.incident import Event, Kind
from bot.domain.reading import (
    Gap,
    GapKind,
    Reading,
    Recent,
    after_failure,
    after_success,
    batches,
    gaps,
    stale,
    too_short,
)
from bot.domain.refusal import Refusal
from bot.flows.refreshing import refresh as refresh_card
from bot.ports import Ask, Bot, By, ForgeSnapshot, Rejected, Rows, Unreachable
from store import audit
from store import change as kept
from store import incident as incidents

log = logging.getLogger("tocsin.changes")
FORGE = "GitHub"
SAID = {Mark.SUSPECT: "Suspect", Mark.DISMISSED: "Not the cause", Mark.CLEARED: "Back in the list"}


@dataclass(frozen=True, slots=True)
class Synced:
    """How reading the forge went: changes kept, and repository → why it could not be read."""

    changes: int = 0
    read: tuple[str, ...] = ()
    failed: Mapping[str, str] = field(default_factory=dict)
    unreachable: str = ""


@dataclass(frozen=True, slots=True)
class Marking:
    """A change and its mark in an incident; `fresh` is False where it already had that mark."""

    marked: Marked
    fresh: bool


def recent(
    rows: Rows, services: Sequence[Service] | None, *, since: datetime, now: datetime, limit: int = 10
) -> Recent:
    """The newest changes of services from `since` to `now`; None means everything that is known."""
    return within(rows, services, Window(since, now, limit))


def within(rows: Rows, services: Sequence[Service] | None, window: Window) -> Recent:
    """As `recent`, for any page of any window; what its incident dismissed is left out."""
    return rows.read(_look, services, window)


def known(bot: Bot, services: Sequence[Service] | None, window: Window) -> Recent:
    """As `within`, and it says where GitHub is off."""
    found = within(bot.rows, services, window)
    if bot.forge is not None:
        return found
    kept_gaps = tuple(gap for gap in found.missing if gap.kind is GapKind.NO_REPOSITORY)
    return replace(found, missing=(*kept_gaps, Gap(GapKind.OFF)))


def is_stale(bot: Bot, services: Sequence[Service], window: Window) -> bool:
    """Whether asking the forge again could tell more than the store does."""
    if bot.forge is None:
        return False
    names = repositories(services)
    readings = bot.rows.read(kept.readings, names)
    old = stale(names, readings, bot.clock.now(), bot.house.refresh_after)
    return bool(old or too_short(names, readings, window.since))


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
    return await sync_github(bot, wanted, now, since) if wanted else Synced()


async def sync_github(bot: Bot, names: Sequence[str], now: datetime, since: datetime | None = None) -> Synced:
    """Read the changes of repositories (`owner/name`); a failed or partial answer deletes nothing."""
    total = Synced()
    if bot.forge is None:
        return total
    readings = await bot.rows.query(kept.readings, tuple(names))
    for start, group in batches(names, readings, now, since):
        try:
            snapshot = await bot.forge.changes(group, start)
        except (Unreachable, Rejected) as trouble:
            await bot.rows.run(_keep_silence, group, now, str(trouble))
            return replace(total, unreachable=str(trouble))
        await bot.rows.run(_keep_snapshot, group, snapshot, start, now)
        total = _added(total, group, snapshot)
    return total


async def mark(bot: Bot, ask: Ask, incident: str, change: str, mark: Mark) -> Marking:
    """Mark a change in an incident, with a line on its timeline.

    Raises Refusal where there is no such incident or change.
    """
    marking = await bot.rows.settle(ask.key, _mark, ask, incident, change, mark)
    bot.wake()
    return marking


async def bring_back(bot: Bot, ask: Ask, incident: str) -> tuple[Marked, ...]:
    """Show again what was dismissed in an incident."""
    back = await bot.rows.settle(ask.key, _bring_back, ask, incident)
    bot.wake()
    return back


def _look(db: Connection, services: Sequence[Service] | None, window: Window) -> Recent:
    names = None if services is None else repositories(services)
    changes, total = kept.recent(db, names, window)
    readings = kept.readings(db, names)
    read = [reading.read_at for key, reading in readings.items() if key]
    return Recent(
        changes,
        total,
        as_of=min((moment for moment in read if moment), default=None),
        missing=gaps(services or (), readings, window.since),
        window=window,
        marks={each.change.id: each for each in kept.marks(db, window.incident)} if window.incident else {},
    )


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
) -> None:
    """The forge answered: keep the changes, and how each repository fared."""
    kept.keep(db, snapshot.changes)
    readings = kept.readings(db, names)
    forge = readings.get("")
    if forge and forge.failing_since:
        log.warning("%s answers again", FORGE)
    failed = {folded(name): why for name, why in snapshot.failed.items()}
    after = []
    for name in names:
        before, error = readings.get(folded(name)), failed.get(folded(name), "")
        _log_turn(before, name, error)
        after.append(
            after_failure(before, name, error, now) if error else after_success(before, name, start, now)
        )
    kept.keep_readings(db, [after_success(forge, "", start, now), *after])


def _log_turn(before: Reading | None, name: str, error: str) -> None:
    failing = bool(before and before.failing_since)
    if error and not failing:
        log.warning("%s cannot read %s: %s", FORGE, name, error)
    if failing and not error:
        log.warning("%s reads %s again", FORGE, name)


def _added(total: Synced, names: Sequence[str], snapshot: ForgeSnapshot) -> Synced:
    read = tuple(name for name in names if name not in snapshot.failed)
    return Synced(
        total.changes + len(snapshot.changes), (*total.read, *read), {**total.failed, **snapshot.failed}
    )


def _mark(db: Connection, ask: Ask, incident: str, change: str, mark: Mark) -> Marking:
    found = kept.get(db, change)
    if incidents.get(db, incident) is None:
        raise Refusal(f"There is no {incident}.")
    if found is None:
        raise Refusal("That change is not known any more. Ask for the list again: /changes")
    before = {each.change.id: each for each in kept.marks(db, incident)}.get(change)
    if before is not None and before.mark is mark:
        return Marking(before, fresh=False)
    marked = Marked(incident, found, mark, ask.person, ask.at)
    _write(db, marked, ask.by)
    refresh_card(db, incident, ask.at)
    return Marking(marked, fresh=True)


def _bring_back(db: Connection, ask: Ask, incident: str) -> tuple[Marked, ...]:
    back = tuple(each for each in kept.marks(db, incident) if each.mark is Mark.DISMISSED)
    for each in back:
        _write(db, replace(each, mark=Mark.CLEARED, by=ask.person, at=ask.at), ask.by)
    if back:
        refresh_card(db, incident, ask.at)
    return back


def _write(db: Connection, marked: Marked, by: By) -> None:
    """The mark, its line on the timeline and its line in the audit."""
    kept.mark(db, marked)
    text = f"{SAID[marked.mark]}: {described(marked.change)}"
    incidents.add_event(
        db,
        Event(
            incident=marked.incident,
            kind=Kind.CHANGE,
            at=marked.at,
            by=marked.by,
            text=text,
            link=marked.change.url,
            source=f"change:{marked.change.id}:{marked.mark}:{marked.at.timestamp():.3f}",
        ),
    )
    audit.add(db, Entry(by.person, "incident.change", marked.incident, by.at, by.via, {"text": text}))
