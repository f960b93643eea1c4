"""Reading the vendors: everything now and then, what open incidents need every minute."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Any

from bot.domain.catalog import Service
from bot.domain.change import folded
from bot.domain.reading import Reading
from bot.domain.syncing import GRACE, Tally
from bot.flows import change, rota, scorecard
from bot.flows.freshness import freshen_pager
from bot.flows.refreshing import refresh
from bot.ports import Bot, Progress
from store import catalog
from store import change as kept
from store import incident as incidents
from store import syncing as passes

GOES_ON = timedelta(hours=1)
LISTED = 20
"""People whom a terminal lists by name."""


async def everything(bot: Bot, body: Mapping[str, Any]) -> None:  # noqa: ARG001  (every job has this shape)
    """PagerDuty whole and GitHub for every repository of the catalog, side by side; then how all stand."""
    works = rota.sync_pagerduty(bot), github(bot), scorecard.refresh(bot)
    _, passed, looked = await asyncio.gather(*works)
    if not looked.unreachable:
        await finish(bot, passed)
    await scorecard.evaluate_all(bot)


@dataclass(frozen=True, slots=True)
class Pass:
    """One reading of every repository of the catalog, which may go on where another was stopped.

    Of `total` repositories `before` were read already; `tallies` is what it did, by noun.
    """

    synced: change.Synced
    began: datetime
    total: int
    before: int
    tallies: Mapping[str, Tally]


async def github(bot: Bot, wish: change.Wish = change.PLAIN) -> Pass:
    """GitHub's changes for every repository of the catalog; one that is stopped goes on for an hour."""
    names, now = await bot.rows.query(catalog.repositories), bot.clock.now()
    began = now if wish.dry or not bot.forge else await bot.rows.run(passes.begin, "github", now, GOES_ON)
    readings = await bot.rows.query(kept.readings, names)
    left = [name for name in names if _untried(readings.get(folded(name)), began)]
    synced = await change.sync_github(bot, left, now, wish)
    new = sum(1 for name in synced.read if not (known := readings.get(folded(name))) or not known.read_at)
    stale = len(synced.failed)
    tallies = {
        "changes": synced.changes,
        "repositories": Tally(new, stale=stale, kept=len(names) - new - stale),
    }
    return Pass(synced, began, len(names), len(names) - len(left), tallies)


async def finish(bot: Bot, passed: Pass) -> Pass:
    """All was read: the next sync begins anew, and what GitHub has not shown for long is forgotten."""
    if bot.forge is None or passed.synced.unreachable:
        return passed
    gone = await bot.rows.run(_end, passed.tallies, bot.clock.now())
    repositories = passed.tallies["repositories"] + Tally(gone=gone)
    return replace(passed, tallies={**passed.tallies, "repositories": repositories})


def _untried(reading: Reading | None, began: datetime) -> bool:
    """Whether this pass has not come to it: silence of the whole forge is no word on a repository."""
    if reading is None or (reading.read_at and reading.read_at >= began):
        return reading is None
    return reading.failing_since is None or reading.tried_at < began


def _end(db: Connection, tallies: Mapping[str, Tally], now: datetime) -> int:
    passes.end(db, "github", now)
    passes.note(db, "github", tallies, now)
    return kept.forget(db, now - GRACE)


async def open_incidents(bot: Bot, body: Mapping[str, Any]) -> None:  # noqa: ARG001  (every job has this shape)
    """What the cards of open incidents show is kept fresh without webhooks.

    Half of the age that people tolerate counts as old here: what was read shortly before one turn of the
    clock is read at the next, not at the one after.
    """
    about = await bot.rows.query(_of_open_incidents)
    if about:
        eager = replace(bot, house=replace(bot.house, refresh_after=bot.house.refresh_after / 2))
        await asyncio.gather(change.refresh(eager, about), freshen_pager(eager))
        await bot.rows.run(_make_cards, bot)
        bot.wake()


def _of_open_incidents(db: Connection) -> tuple[Service, ...]:
    ids = {incident.service for incident in incidents.open_ones(db) if incident.service}
    needed = [each for id in sorted(ids) for each in catalog.dependencies(db, id)]
    found = {service.id: service for service in (*catalog.services(db, sorted(ids)), *needed)}
    return tuple(found.values())


def _make_cards(db: Connection, bot: Bot) -> None:
    for incident in incidents.open_ones(db):
        refresh(db, incident.id, bot.clock.now())


async def look(bot: Bot, body: Mapping[str, Any]) -> None:
    """Read one repository again, because GitHub told of it."""
    name = str(body["repository"])
    await asyncio.gather(
        change.sync_github(bot, [name], bot.clock.now(), change.Wish(urgent=True)),
        scorecard.refresh(bot, only=[name]),
    )
    bot.wake()


@dataclass(frozen=True, slots=True)
class Wish:
    """How a sync by hand is to go: `dry` changes nothing; `progress` is told how far it has got."""

    dry: bool = False
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a sync by hand did with a vendor: `lines` for people, `facts` for scripts; it went `well`."""

    vendor: str
    lines: tuple[str, ...]
    facts: Mapping[str, Any]
    well: bool


NOTHING_ASKED = Wish()


async def once(bot: Bot, what: str, wish: Wish = NOTHING_ASKED) -> tuple[Told, ...]:
    """Read what is asked for (`all`, `github`, `pagerduty`), one vendor after the other."""
    told = [await work(bot, wish) for name, work in ONCE.items() if what in ("all", name)]
    if not wish.dry:
        await scorecard.evaluate_all(bot)
    return tuple(told)


async def _pagerduty_once(bot: Bot, wish: Wish) -> Told:
    report = await rota.sync_pagerduty(bot, dry=wish.dry, progress=wish.progress)
    facts = asdict(report) | {"dry_run": wish.dry}
    return Told("pagerduty", tuple(_of_pagerduty(report, dry=wish.dry)), facts, report.outcome != "failed")


def _of_pagerduty(report: rota.SyncReport, *, dry: bool) -> Iterator[str]:
    """What changed, noun by noun; and who could not be matched to anybody."""
    if report.outcome in ("off", "failed"):
        yield f"PagerDuty: {report.outcome}{': ' if report.error else ''}{report.error}"
        return
    empty = ", a list came back empty, so nothing was taken away" if report.outcome == "empty" else ""
    counts = f"{report.spans:,} on-call spans, {report.incidents:,} open incidents"
    yield f"PagerDuty{' (dry run, nothing changed)' if dry else ''}: {report.outcome}{empty}; {counts}"
    for noun, tally in report.tallies.items():
        yield f"  {noun}: {tally}"
    if report.strangers:
        yield (
            f"  {len(report.strangers):,} of PagerDuty's people are nobody in the catalog (same e-mail, or "
            "`pagerduty:` under `people:`):"
        )
        yield from (f"    {each.id} {each.name} <{each.email}>" for each in report.strangers[:LISTED])
        if len(report.strangers) > LISTED:
            yield f"    and {len(report.strangers) - LISTED:,} more: --json lists them all"


async def _github_once(bot: Bot, wish: Wish) -> Told:
    if bot.forge is None:
        return Told("github", ("GitHub: off",), {"outcome": "off"}, True)
    passed = await github(bot, change.Wish(dry=wish.dry, progress=wish.progress))
    looked = scorecard.Looked()
    if not wish.dry and not passed.synced.unreachable:
        looked = await scorecard.refresh(bot, before=passed.began, progress=wish.progress)
        passed = passed if looked.unreachable else await finish(bot, passed)
    unread = {**passed.synced.failed, **looked.failed}
    silent = passed.synced.unreachable or looked.unreachable
    facts = {
        "outcome": "failed" if silent else "ok",
        "dry_run": wish.dry,
        "tallies": {noun: asdict(tally) for noun, tally in passed.tallies.items()},
        "read": len(passed.synced.read),
        "settings": looked.read,
        "failed": unread,
        "unreachable": silent,
    }
    return Told("github", tuple(_of_github(passed, looked, dry=wish.dry)), facts, not silent and not unread)


def _of_github(passed: Pass, looked: scorecard.Looked, *, dry: bool) -> Iterator[str]:
    """What changed, noun by noun; what could not be read, and why."""
    silent = passed.synced.unreachable or looked.unreachable
    how = f"stopped, {silent}; what was read is kept, the same word goes on" if silent else "ok"
    told = "" if dry else f", settings of {looked.read:,} repositories"
    yield f"GitHub{' (dry run, nothing changed)' if dry else ''}: {how}{told}"
    if passed.before:
        yield f"  goes on after a stop: {passed.before:,} of {passed.total:,} repositories were read before"
    for noun, tally in passed.tallies.items():
        yield f"  {noun}: {tally}"
    unread = {**passed.synced.failed, **looked.failed}
    for name, why in list(unread.items())[:LISTED]:
        yield f"    {name}: {why}"
    if len(unread) > LISTED:
        yield f"    and {len(unread) - LISTED:,} more: --json lists them all"


ONCE: Mapping[str, Callable[[Bot, Wish], Awaitable[Told]]] = {
    "pagerduty": _pagerduty_once,
    "github": _github_once,
}
