"""Looking at the forge for how repositories are kept, now and then: what it does not tell stays as it was."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import TypeVar

from bot.ports import Bot, FactsSnapshot, Progress, Rejected, RepositoryFacts, Unreachable
from store import catalog, change
from store import scorecard as rows_of

T = TypeVar("T")
log = logging.getLogger("tocsin.scorecard")
EVERY = timedelta(minutes=55)
"""How a repository is kept changes seldom: the sync of every quarter of an hour looks once an hour."""
AT_ONCE, KEPT_AT_ONCE = 500, 50
"""Repositories in one look, so that a long one is kept as far as it came; and in one transaction."""


@dataclass(frozen=True, slots=True)
class Looked:
    """How a look at the forge went: repositories that were told of, and repository → why another was not."""

    read: int = 0
    failed: Mapping[str, str] = field(default_factory=dict)
    unreachable: str = ""


async def refresh(
    bot: Bot, *, before: datetime | None = None, only: Sequence[str] = (), progress: Progress | None = None
) -> Looked:
    """Look at the repositories of the catalog that were not looked at since `before` (an hour), or at `only`.

    Pull requests that come along are kept too: they say who knows a repository.
    """
    total = Looked()
    if bot.forge is None:
        return total
    names = only or await bot.rows.query(catalog.repositories)
    now = bot.clock.now()
    wanted = names if only else await bot.rows.query(rows_of.due, names, before or now - EVERY)
    for done, portion in enumerate(_portions(wanted, AT_ONCE)):
        try:
            snapshot = await bot.forge.facts(portion, urgent=bool(only))
        except (Unreachable, Rejected) as trouble:
            if await bot.rows.run(rows_of.keep_silence, portion, str(trouble), now):
                log.warning("GitHub does not tell how repositories are kept: %s", trouble)
            return replace(total, unreachable=str(trouble))
        await bot.rows.run(rows_of.keep, (), snapshot.failed, now)
        for told in _portions(snapshot.facts, KEPT_AT_ONCE):
            await bot.rows.run(_keep, told, now)
        total = _added(total, snapshot)
        if progress:
            progress(min(len(wanted), (done + 1) * AT_ONCE), len(wanted), "repositories' settings")
    return total


def _keep(db: Connection, told: Sequence[RepositoryFacts], now: datetime) -> None:
    rows_of.keep(db, told, {}, now)
    change.keep(db, [each for facts in told for each in facts.merged])


def _added(total: Looked, snapshot: FactsSnapshot) -> Looked:
    return Looked(total.read + len(snapshot.facts), {**total.failed, **snapshot.failed})


def _portions(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (things[start : start + size] for start in range(0, len(things), size))
