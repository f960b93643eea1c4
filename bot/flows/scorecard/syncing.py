"""Looking at the forge for how repositories are kept, now and then: what it does not tell stays as it was."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TypeVar

from bot.ports import Bot, FactsSnapshot, Rejected, Unreachable
from store import catalog
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


async def refresh(bot: Bot, *, all_of_them: bool = False, only: Sequence[str] = ()) -> Looked:
    """Look at the repositories of the catalog that were not looked at for an hour, at all, or at these."""
    total = Looked()
    if bot.forge is None:
        return total
    names = only or await bot.rows.query(catalog.repositories)
    now = bot.clock.now()
    wanted = names if only or all_of_them else await bot.rows.query(rows_of.due, names, now - EVERY)
    for portion in _portions(wanted, AT_ONCE):
        try:
            snapshot = await bot.forge.facts(portion)
        except (Unreachable, Rejected) as trouble:
            if await bot.rows.run(rows_of.keep_silence, portion, str(trouble), now):
                log.warning("GitHub does not tell how repositories are kept: %s", trouble)
            return replace(total, unreachable=str(trouble))
        await bot.rows.run(rows_of.keep, (), snapshot.failed, now)
        for told in _portions(snapshot.facts, KEPT_AT_ONCE):
            await bot.rows.run(rows_of.keep, told, {}, now)
        total = _added(total, snapshot)
    return total


def _added(total: Looked, snapshot: FactsSnapshot) -> Looked:
    return Looked(total.read + len(snapshot.facts), {**total.failed, **snapshot.failed})


def _portions(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (things[start : start + size] for start in range(0, len(things), size))
