"""Which service is meant: named in the words, the channel's own, or guessed from the title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.domain.catalog import Choice
from bot.domain.refusal import Refusal
from bot.flows.catalog.finding import CHOICES, known, look_up
from store import catalog

if TYPE_CHECKING:
    from sqlite3 import Connection

    from bot.ports import Bot, Rows

NAMED = re.compile(r'(?:^|(?<=\s))service:(?:"([^"]+)"|“([^”]+)”|(\S+))(?=\s|$)', re.IGNORECASE)


async def choose(bot: Bot, words: str, channel: str) -> tuple[Choice, str]:
    """Which service is meant, and the words without `service:x`.

    `service:x` in the words, else the channel's own service (`channel` is `#name`, `name` or Slack's id),
    else the words of the title: one fits → guessed; several → options, best first; none → nothing.
    On an empty catalog nothing is known, so the words stay whole.

    Raises Refusal, naming the nearest, where `service:x` is not in the catalog.
    """
    named = NAMED.search(words)
    if named and not bot.rows.read(catalog.is_empty):
        title = " ".join((words[: named.start()] + words[named.end() :]).split())
        return await _named(bot, next(filter(None, named.groups()))), title
    services = bot.rows.read(catalog.by_channel, channel) if channel else ()
    if len(services) == 1:
        return Choice(services[0], "channel"), words
    return await bot.rows.query(_guessed, bot.rows, words), words


async def _named(bot: Bot, name: str) -> Choice:
    exact = bot.rows.read(catalog.find, name)
    if exact:
        return Choice(exact, "named")
    found = await look_up(bot, name)
    near = (found.profile.service,) if found.profile else found.options
    raise Refusal(_unknown(name, [service.id for service in near]))


def _unknown(name: str, nearest: list[str]) -> str:
    hint = f"Nearest: {', '.join(f'service:{id}' for id in nearest)}. " if nearest else ""
    return f'The catalog has no service "{name}"; nothing was done. {hint}Search with /svc find <text>.'


def _guessed(db: Connection, rows: Rows, title: str) -> Choice:
    from bot.domain.guess import guess  # noqa: PLC0415  (a look-up in a terminal guesses nothing)

    guesses = guess(known(db, rows), title)
    best = [each for each in guesses if each.fit == guesses[0].fit]
    if len(best) == 1 and best[0].sure:
        return Choice(catalog.service(db, best[0].service), "guessed")
    return Choice(None, options=catalog.services(db, [each.service for each in guesses[:CHOICES]]))
