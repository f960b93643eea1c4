"""What was accepted: kept before it is acknowledged, settled once, taken up again when it was left lying."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from sqlite3 import Connection
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


def is_known(bot: Bot, key: str) -> bool:
    """Whether a request was kept before, or settled."""
    return bool(bot.rows.read(inbox.state, key))


async def finish(bot: Bot, key: str) -> None:
    """Settle a request that changed nothing, kept or not; one that its flow has settled stays as it is."""
    if bot.rows.read(inbox.state, key) not in ("", "new"):
        return
    try:
        await bot.rows.run(inbox.finish, key)
    except AlreadyDone:
        return


def is_open(bot: Bot, key: str) -> bool:
    """Whether a request is kept and not settled yet."""
    return bot.rows.read(inbox.state, key) == "new"


async def answer(bot: Bot, ask: Ask, reply: Reply) -> None:
    """Bring an answer to the person durably, by the way they asked; the same one once."""
    await bot.rows.run(_answer, ask, reply, bot.clock.now())
    bot.wake()


def _answer(db: Connection, ask: Ask, reply: Reply, now: datetime) -> None:
    """The answer of a request that is not settled yet is a word in between: another one follows."""
    key = ask.key or ask.values.get("trigger", "") or secrets.token_hex(8)
    found = inbox.find(db, key)
    if found is not None and found[1] == "new":
        key += f":{sha256(reply.text.encode()).hexdigest()[:8]}"
    outbox.add(db, effects.answer(key, ask, reply), now)


async def offer(bot: Bot, ask: Ask, reply: Reply) -> None:
    """Settle a request by asking whether it is still wanted."""
    await bot.rows.settle(ask.key, outbox.add, effects.answer(ask.key, ask, reply), bot.clock.now())
    bot.wake()
