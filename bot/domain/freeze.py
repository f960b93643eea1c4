"""Which freezes and initiatives are about a service, and which of them hold now."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from bot.domain.catalog.estate import Freeze

F = TypeVar("F", bound=Freeze)


def holding(
    freezes: Iterable[F], service: str, teams: Sequence[str], *, everywhere: bool = True
) -> tuple[F, ...]:
    """Those about a service or its teams, the first to end first; `everywhere`: those that name none too."""
    about = [
        each
        for each in freezes
        if service in each.services
        or any(team in each.teams for team in teams)
        or (everywhere and not each.services and not each.teams)
    ]
    return tuple(sorted(about, key=lambda each: (each.end, each.id)))


def now_on(freezes: Iterable[F], now: datetime) -> tuple[F, ...]:
    """Those that hold at that moment; the end is no longer part of them."""
    return tuple(each for each in freezes if each.start <= now < each.end)
