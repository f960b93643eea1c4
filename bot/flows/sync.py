"""Reading the vendors: everything now and then, what open incidents need every minute."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from sqlite3 import Connection
from typing import Any

from bot.domain.catalog import Service
from bot.flows import change, rota, scorecard
from bot.flows.freshness import freshen_pager
from bot.flows.refreshing import refresh
from bot.ports import Bot
from store import catalog
from store import incident as incidents


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


async def once(bot: Bot, what: str) -> tuple[dict[str, str], bool]:
    """Read what is asked for (`all`, `github`, `pagerduty`): a line for each, and whether all went well."""
    works = [each for name, each in ONCE.items() if what in ("all", name)]
    told = [await work(bot) for work in works]
    await scorecard.evaluate_all(bot)
    return {name: line for name, line, _ in told}, all(well for _, _, well in told)


async def _pagerduty_once(bot: Bot) -> tuple[str, str, bool]:
    paged = await rota.sync_pagerduty(bot)
    counts = f"{paged.services} services, {paged.people} people, {paged.spans} on-call spans"
    said = paged.error or counts
    return "pagerduty", f"PagerDuty: {paged.outcome}, {said}", paged.outcome != "failed"


async def _github_once(bot: Bot) -> tuple[str, str, bool]:
    synced = await github(bot)
    looked = await scorecard.refresh(bot, all_of_them=True)
    unread = {**synced.failed, **looked.failed}
    failed = f", {len(unread)} repositories could not be read" if unread else ""
    silent = synced.unreachable or looked.unreachable
    trouble = f": {silent}" if silent else ""
    counts = f"{synced.changes} changes of {len(synced.read)} repositories, settings of {looked.read}"
    return "github", f"GitHub{trouble}: {counts}{failed}", not silent and not unread


ONCE = {"pagerduty": _pagerduty_once, "github": _github_once}
