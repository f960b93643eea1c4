"""Reading the vendors: everything now and then, what open incidents need every minute."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from sqlite3 import Connection
from typing import Any

from bot.domain.catalog import Service
from bot.flows import change, rota, scorecard
from bot.flows.freshness import freshen_pager
from bot.flows.refreshing import refresh
from bot.ports import Bot, Progress
from store import catalog
from store import incident as incidents

LISTED = 20
"""People whom a terminal lists by name."""


async def everything(bot: Bot, body: Mapping[str, Any]) -> None:  # noqa: ARG001  (every job has this shape)
    """PagerDuty whole and GitHub for every repository of the catalog, side by side; then how all stand."""
    await asyncio.gather(rota.sync_pagerduty(bot), github(bot), scorecard.refresh(bot))
    await scorecard.evaluate_all(bot)


async def github(bot: Bot) -> change.Synced:
    """GitHub for every repository of the catalog."""
    names = await bot.rows.query(catalog.repositories)
    return await change.sync_github(bot, names, bot.clock.now())


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
        change.sync_github(bot, [name], bot.clock.now()), scorecard.refresh(bot, only=[name])
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
    if wish.dry:
        return Told("github", ("GitHub: not read in a dry run",), {"dry_run": True}, True)
    synced = await github(bot)
    looked = await scorecard.refresh(bot, all_of_them=True)
    unread = {**synced.failed, **looked.failed}
    failed = f", {len(unread)} repositories could not be read" if unread else ""
    silent = synced.unreachable or looked.unreachable
    trouble = f": {silent}" if silent else ""
    counts = f"{synced.changes} changes of {len(synced.read)} repositories, settings of {looked.read}"
    facts = {"changes": synced.changes, "read": len(synced.read), "failed": unread, "unreachable": silent}
    return Told("github", (f"GitHub{trouble}: {counts}{failed}",), facts, not silent and not unread)


ONCE: Mapping[str, Callable[[Bot, Wish], Awaitable[Told]]] = {
    "pagerduty": _pagerduty_once,
    "github": _github_once,
}
