"""Slack's rate limits, on the sandbox's clock: calls a minute by tier, a minute's worth at once."""

import math
from collections.abc import Mapping
from typing import Any

from bot.sandbox.clock import SandboxClock
from bot.sandbox.slack.facts import PER_MINUTE, TIERS

POSTS_AT_ONCE = 5  # chat.postMessage: one a second per channel, short bursts allowed.
TIER1_AT_ONCE = 5  # Slack's tiers are averages; five at once leave room for a restart.


class Rates:
    """One bucket per method, for chat.postMessage one per channel."""

    def __init__(self, clock: SandboxClock, *, on: bool = True) -> None:
        self.on = on
        self._clock = clock
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}

    def wait(self, method: str, args: Mapping[str, Any]) -> int:
        """Take one call out of the bucket: 0 if it may pass, else the seconds for Retry-After."""
        if not self.on or method not in TIERS:
            return 0
        per_minute = PER_MINUTE[TIERS[method]]
        place = str(args.get("channel", "")) if method == "chat.postMessage" else ""
        at_once = POSTS_AT_ONCE if method == "chat.postMessage" else max(per_minute, TIER1_AT_ONCE)
        now = self._clock.timestamp()
        left, since = self._buckets.get((method, place), (float(at_once), now))
        left = min(float(at_once), left + (now - since) * per_minute / 60)
        spent = left - 1 if left >= 1 else left
        self._buckets[method, place] = (spent, now)
        return 0 if left >= 1 else math.ceil((1 - left) * 60 / per_minute)
