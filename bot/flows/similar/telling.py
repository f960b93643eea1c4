"""Saying what resembles: to whoever asks, and beneath the card of a new incident."""

from collections.abc import Mapping
from typing import Any

from bot.blocks import similar as blocks
from bot.domain.refusal import Refusal
from bot.domain.similar import likely, twins
from bot.flows import effects
from bot.flows.similar.finding import resembling, searched
from bot.ports import Ask, Bot, Reply
from store import incident as incidents
from store import outbox


async def look_up(bot: Bot, ask: Ask, text: str) -> Reply:
    """Answer `/inc similar`: about a text, a named incident, or the one whose channel it is."""
    here = None if text.strip() else bot.rows.read(incidents.by_channel, ask.channel)
    if here is not None:
        found = await bot.rows.query(resembling, here)
        return blocks.answer(f"{here.id} {here.title}", found, bot.clock.now())
    if not text.strip():
        raise Refusal("Similar to what? Say a few words: /inc similar checkout times out")
    return blocks.answer(text, await bot.rows.query(searched, text), bot.clock.now())


async def tell(bot: Bot, body: Mapping[str, Any]) -> None:
    """Say beneath the card of a new incident what resembles it, where anything does enough."""
    incident = bot.rows.read(incidents.get, str(body["incident"]))
    if incident is None:
        return
    found = likely(await bot.rows.query(resembling, incident))
    if found:
        said = blocks.told(found, twins(found, incident.declared_at), bot.clock.now())
        effect = effects.beneath(incident, str(body["thread"]), said, once="similar")
        await bot.rows.run(outbox.add, effect, bot.clock.now())
        bot.wake()
