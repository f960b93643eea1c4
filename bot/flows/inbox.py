"""What was accepted: kept before it is acknowledged, settled once, taken up again when it was left lying."""

from collections.abc import Mapping
from typing import Any

from bot.domain.keeping import AlreadyDone
from bot.flows import effects
from bot.ports import Ask, Bot, Reply
from store import inbox, outbox


async def accept(bot: Bot, key: str, kind: str, body: Mapping[str, Any]) -> bool:
    """Keep a request before it is acknowledged; False where it was kept before.

    Raises StoreUnavailable where nothing could be kept.
    """
    return await bot.rows.run(inbox.accept, key, kind, body, bot.clock.now())


async def finish(bot: Bot, key: str) -> None:
    """Settle a request that changed nothing; one that its flow has settled stays as it is."""
    found = bot.rows.read(inbox.find, key)
    if found is None or found[1] != "new":
        return
    try:
        await bot.rows.run(inbox.finish, key)
    except AlreadyDone:
        return


async def answer(bot: Bot, ask: Ask, reply: Reply) -> None:
    """Bring an answer to the person durably, by the way they asked."""
    await bot.rows.run(
        outbox.add, effects.answer(ask.key or ask.values.get("trigger", ""), ask, reply), bot.clock.now()
    )
    bot.wake()
