"""What was new lately, from the store alone: a page of changes, what is not known, how fresh it is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from sqlite3 import Connection

from bot.domain.catalog import Service
from bot.domain.change import Change, Folders, Window, folders, inside, repositories
from bot.domain.incident import Incident
from bot.domain.reading import Gap, GapKind, Recent, gaps, stale, too_short
from bot.flows import catalog
from bot.ports import Bot, Rows
from store import catalog as services_of
from store import change as kept
from store import incident as incidents

MOST = 2000
"""Changes of a window that are looked through for those of a folder."""


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
    return _without_forge(bot, within(bot.rows, services, window))


def _without_forge(bot: Bot, found: Recent) -> Recent:
    if bot.forge is not None:
        return found
    kept_gaps = tuple(gap for gap in found.missing if gap.kind is GapKind.NO_REPOSITORY)
    return replace(found, missing=(*kept_gaps, Gap(GapKind.OFF)))


async def everywhere(bot: Bot, window: Window) -> Recent:
    """As `known` for everything, on a reader's thread: a large house has thousands of repositories."""
    return _without_forge(bot, await bot.rows.query(_look, None, window))


def is_stale(bot: Bot, services: Sequence[Service], window: Window) -> bool:
    """Whether asking the forge again could tell more than the store does."""
    if bot.forge is None:
        return False
    names = repositories(services)
    readings = bot.rows.read(kept.readings, names)
    old = stale(names, readings, bot.clock.now(), bot.house.refresh_after)
    return bool(old or too_short(names, readings, window.since))


async def subject(bot: Bot, channel: str, room: str = "") -> tuple[Service | None, Incident | None]:
    """What a bare `/changes` is about in a channel: its incident's service, or the channel's own."""
    incident = bot.rows.read(incidents.by_channel, channel)
    if incident is not None:
        found = bot.rows.read(services_of.service, incident.service) if incident.service else None
        return found, incident
    choice, _ = await catalog.choose(bot, "", room or channel)
    return choice.service, None


def freshness(db: Connection, bot: Bot) -> str:
    """One plain line: GitHub is off, fresh, or failing since when."""
    if bot.forge is None:
        return "GitHub: off, set GITHUB_TOKEN"
    everything = dict(kept.readings(db))
    forge = everything.pop("", None)
    if forge and forge.failing_since:
        return f"GitHub: not reached since {forge.failing_since:%Y-%m-%d %H:%M} UTC ({forge.error})"
    failing = sum(1 for each in everything.values() if each.failing_since)
    read = [each.read_at for each in everything.values() if each.read_at]
    if not everything:
        return "GitHub: on, no repository was read yet"
    oldest = f", the oldest reading is of {min(read):%Y-%m-%d %H:%M} UTC" if read else ""
    trouble = f", {failing} cannot be read" if failing else ""
    return f"GitHub: {len(everything)} repositories{oldest}{trouble}"


def _of_folders(
    db: Connection, names: Sequence[str] | None, window: Window, of: tuple[Sequence[str], Folders]
) -> tuple[tuple[Change, ...], int]:
    """As the store's page, of what touched the services' folders: which it did, the store does not ask."""
    ids, meant = of
    found, _ = kept.recent(db, names, replace(window, limit=MOST, skip=0), services=ids)
    held = tuple(each for each in found if inside(each, meant))
    return held[window.skip : window.skip + window.limit], len(held)


def _look(db: Connection, services: Sequence[Service] | None, window: Window) -> Recent:
    names = None if services is None else repositories(services)
    ids = [each.id for each in services or ()]
    meant = folders(services or ())
    changes, total = (
        _of_folders(db, names, window, (ids, meant))
        if meant
        else kept.recent(db, names, window, services=ids)
    )
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
