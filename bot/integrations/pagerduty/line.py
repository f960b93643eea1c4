"""The line to PagerDuty: calls in threads with a deadline, and lists read whole in pages of a hundred."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pydantic import SecretStr

from bot.integrations.pagerduty.wire import Answer, Call, Json, checked, send, session
from bot.integrations.threads import Threads, together, twice
from bot.ports import Progress, Rejected, Unreachable

VENDOR = "PagerDuty"
PAGE, AT_ONCE = 100, 4
LAST = 10_000  # PagerDuty refuses offset + limit beyond it


@dataclass(slots=True)
class Count:
    """How far a reading has got; tells whoever wants to know."""

    tell: Progress | None = None
    done: dict[str, int] = field(default_factory=dict)
    total: dict[str, int] = field(default_factory=dict)

    def read(self, what: str, entries: int, total: int) -> None:
        """So many more entries of a list that has `total`."""
        self.done[what] = self.done.get(what, 0) + entries
        self.total[what] = max(total, self.done[what])
        if self.tell:
            self.tell(sum(self.done.values()), sum(self.total.values()), what)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list: `what` is its name in the address and in the answer, `prefix` stands before it."""

    what: str
    params: Json = field(default_factory=dict)
    prefix: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def page(self, offset: int, **more: str) -> Call:
        """One page of it."""
        asked = {**self.params, **more, "limit": PAGE, "offset": offset}
        return Call(f"{self.prefix}/{self.what}", asked, headers=self.headers)


class Line:
    """Asks PagerDuty. Answers are whole or an error; the key is in no message and no log."""

    def __init__(self, url: str, key: SecretStr, deadline: float) -> None:
        self._pace = asyncio.Semaphore(AT_ONCE)
        self._threads: Threads[Any] = Threads(
            VENDOR, partial(session, url, key, deadline), limit=AT_ONCE, deadline=deadline
        )

    async def ask(self, call: Call) -> Answer:
        """One call. Raises Unreachable or Rejected."""
        return await self._threads.call(lambda made: send(made, call))

    async def get(self, call: Call) -> Json:
        """What a read gives, tried once more where nobody answered."""
        async with self._pace:
            return checked(await twice(partial(self.ask, call), VENDOR))

    async def all(self, wanted: Wanted, count: Count) -> list[Json]:
        """Every entry of a list: the first page says how many there are, the others are read side by side."""
        first = await self._page(wanted, count, 0, total="true")
        total = int(first.get("total") or 0)
        if total > LAST:
            what = wanted.what
            raise Rejected("too_many", f"PagerDuty lists {total:,} {what} and gives out {LAST:,} at most")
        pages = [first, *await together(self._page(wanted, count, n) for n in range(PAGE, total, PAGE))]
        while pages[-1].get("more"):
            pages.append(await self._page(wanted, count, len(pages) * PAGE))
        return [each for one in pages for each in one[wanted.what]]

    async def _page(self, wanted: Wanted, count: Count, offset: int, **more: str) -> Json:
        page = await self.get(wanted.page(offset, **more))
        if not isinstance(page.get(wanted.what), list):
            raise Unreachable(f"PagerDuty answered without {wanted.what}")
        count.read(wanted.what, len(page[wanted.what]), int(page.get("total") or 0))
        return page

    async def aclose(self) -> None:
        """Give the threads and the connections back."""
        await self._threads.aclose()
