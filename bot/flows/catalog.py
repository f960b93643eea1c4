"""What people ask of the catalog: look a service up, tell which one is meant, bring a file in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store import catalog as rows_of

if TYPE_CHECKING:
    from bot.domain.catalog import Choice, Found
    from bot.ports import Bot


async def look_up(bot: Bot, text: str) -> Found:
    """The service of that name, or those that come near it, best first."""
    ...


async def choose(bot: Bot, words: str, channel: str) -> tuple[Choice, str]:
    """Which service is meant, and the words without `service:x`.

    `service:x` in the words, else the channel's own service (`channel` is `#name`, `name` or Slack's id),
    else the words of the title: one fits → guessed; several → options, best first; none → nothing.

    Raises Refusal, naming the nearest, where `service:x` is not in the catalog.
    """
    ...
