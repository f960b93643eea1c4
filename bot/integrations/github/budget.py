"""GitHub's hour: what is left of it, and the part that is kept for incidents."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.ports import Unreachable

RESERVE = 0.2
"""The part of the hour that only open incidents and people who ask may use."""


@dataclass(slots=True)
class Budget:
    """What GitHub said last of one kind of requests; nothing is known before the first answer."""

    clock: Callable[[], float] = time.time
    limit: int = 0
    left: int = 0
    resets: float = 0.0

    def learn(self, headers: Mapping[str, Any]) -> None:
        """Take in the headers of an answer."""
        told = {str(name).lower(): str(value) for name, value in headers.items()}
        names = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")
        limit, left, resets = (told.get(name, "") for name in names)
        if limit.isdigit() and left.isdigit() and resets.isdigit():
            self.limit, self.left, self.resets = int(limit), int(left), float(resets)

    def ask(self, *, urgent: bool) -> None:
        """Raises Unreachable where only what is urgent may still go, and this is not."""
        wait = self.resets - self.clock()
        if urgent or wait <= 0 or self.left > self.limit * RESERVE:
            return
        said = f"the last {self.left} of {self.limit} requests of this hour are kept for incidents"
        raise Unreachable(said, retry_after=wait)
