"""Keeping the names at hand while the bot runs; apart: a look-up in a terminal needs no event loop."""

import asyncio
from contextlib import suppress

from bot.domain.keeping import StoreUnavailable
from bot.flows.catalog import reaching
from bot.flows.catalog.finding import is_ready, known, searched
from bot.ports import Bot, Rows

LOOK_AGAIN = 1.0
"""Seconds after which it is seen that the catalog is not what it was."""
GIVE_WAY = 1.0
"""Seconds that the search waits at most for the requests in hand."""


async def keep_ready(bot: Bot) -> None:
    """Until cancelled, have the lexicon made beside the loop before somebody waits for it."""
    bot.rows.aside()
    while True:
        await make_ready(bot)
        await asyncio.sleep(LOOK_AGAIN)


async def make_ready(bot: Bot) -> None:
    """Have the lexicon made and, when nobody waits, made ready to be searched; then the dependencies,
    where somebody has asked for them before: the first who does waits, and the rest of memory stays free."""
    await make_known(bot.rows)
    with suppress(StoreUnavailable):
        if not is_ready(bot.rows):
            await bot.tasks.lull(GIVE_WAY, quiet=0.1)
            await bot.rows.query(searched, bot.rows)
        if reaching.is_stale(bot.rows):
            await bot.rows.query(reaching.graph_of, bot.rows)


async def make_known(rows: Rows) -> None:
    """Have whole names known where they are not; a store that cannot be read is read another time."""
    with suppress(StoreUnavailable):
        if not is_ready(rows):
            await rows.query(known, rows)
