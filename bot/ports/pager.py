"""What we ask of PagerDuty, and how far long work has got, in our own words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.paging import PagerEntry, PagerIncident, PagerSnapshot, PageWish
from bot.domain.schedule import Outcome, PagerPlan, PagerTurn


class Progress(Protocol):
    """Is told how far long work has got: `done` of `total` things called `what`."""

    def __call__(self, done: int, total: int, what: str) -> None: ...


class Pager(Protocol):
    """PagerDuty. Methods raise Unreachable or Rejected."""

    @property
    def page_service(self) -> str:
        """The service on which people and teams are paged, "" where there is none."""
        ...

    async def snapshot(self, progress: Progress | None = None) -> PagerSnapshot:
        """Everything that a sync brings in, whole."""
        ...

    async def page(self, wish: PageWish) -> PagerIncident:
        """Open an incident, once for each key."""
        ...

    async def find_page(self, key: str) -> PagerIncident | None:
        """The incident of that key, or None."""
        ...

    async def page_entries(self, incident: str) -> Sequence[PagerEntry]:
        """What became of an incident so far, oldest first."""
        ...

    async def plan(self, schedule: str, api: str, since: datetime, until: datetime) -> PagerPlan:
        """A schedule, and what the vendor says of [since, until)."""
        ...

    async def preview(self, plan: PagerPlan, since: datetime, until: datetime) -> tuple[PagerTurn, ...]:
        """Who would be on call if the schedule were so; nothing is changed."""
        ...

    async def save_plan(self, plan: PagerPlan) -> None:
        """Write a schedule's zone and layers; the same again changes nothing more."""
        ...

    async def overrides(
        self, schedule: str, api: str, since: datetime, until: datetime
    ) -> tuple[PagerTurn, ...]:
        """The overrides that touch [since, until)."""
        ...

    async def add_overrides(
        self, schedule: str, api: str, wanted: Sequence[PagerTurn]
    ) -> tuple[Outcome, ...]:
        """Put users on call instead of whoever is; what became of each, in order."""
        ...

    async def remove_override(self, schedule: str, api: str, override: str) -> None:
        """Take an override away, or end it now where it has begun; one that is gone is no error."""
        ...

    async def ping(self) -> str:
        """One line that says whom we are to the vendor."""
        ...


class Alarm(Protocol):
    """Where a page can be dropped, but nobody hears who answers. Raises Unreachable or Rejected."""

    async def deliver(self, wish: PageWish) -> None:
        """Deliver a page; the same key again is the same page."""
        ...
