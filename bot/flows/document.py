"""The document in its channel: one message, edited in place, and beneath it one file, the newest draft."""

import logging
from collections.abc import Mapping
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.blocks import rca as blocks
from bot.domain.effect import Effect, EffectKind
from bot.domain.incident import Incident
from bot.domain.refusal import Refusal
from bot.flows import effects
from bot.flows.owing import owe
from bot.flows.rca.gathering import Rendered, rendered
from bot.flows.rca.noting import want_link
from bot.ports import Bot
from store import incident as rows
from store import outbox, owed, rca

log = logging.getLogger("tocsin.documents")
WHY = "why:"


async def write(bot: Bot, body: Mapping[str, Any]) -> None:
    """Draft the document of an incident and put it into the channel; nothing where it says what it said.

    An incident of the past has no channel: its document is read in a terminal.
    """
    incident = bot.rows.read(rows.get, str(body["incident"]))
    if incident is None:
        return
    await bot.rows.run(owe, bot, incident)
    made = await _made(bot, incident.id)
    await bot.rows.run(_share, bot, incident, made)
    bot.wake()


async def _made(bot: Bot, incident: str) -> Rendered:
    """By the house's template; where that is broken by now, by the shipped one."""
    now = bot.clock.now()
    try:
        return await bot.rows.query(rendered, incident, now, bot.house.document)
    except Refusal as refusal:
        log.error("the document of %s is made by the shipped template: %s", incident, refusal.text)
        return await bot.rows.query(rendered, incident, now)


def _share(db: Connection, bot: Bot, incident: Incident, made: Rendered) -> None:
    """The draft, its message and its file, kept together: cut off before, all of it is done again."""
    now = bot.clock.now()
    standing = rca.shared(db, incident.id)
    said_so = standing is not None and standing.holds == made.holds
    if said_so or outbox.find(db, f"{incident.id}:channel") is None:
        return
    draft = rca.Draft(
        incident=incident.id,
        version=made.version,
        name=made.name,
        title=made.title,
        markdown=made.markdown,
        filled=made.filled,
        questions=len(made.questions),
        made_at=now,
    )
    rca.save(db, draft)
    rca.share(db, incident.id, rca.Shared(standing.file if standing else "", made.version, made.holds))
    text, shown = blocks.draft_ready(incident.id, draft, made.questions, owed.get(db, incident.id))
    said = outbox.add(db, effects.document(incident, text, shown), now)
    outbox.add(db, effects.file(incident, said, draft), now)


def followed(db: Connection, effect: Effect, result: Mapping[str, Any], now: datetime) -> None:
    """What follows an effect of the document, in the transaction that marks it done."""
    if effect.kind is EffectKind.FILE:
        _filed(db, effect.incident, str(result["file"]), now)
    elif result.get("new") and effect.slot == effects.document_slot(effect.incident):
        outbox.add(db, effects.pin(effect.incident, str(result["channel"]), str(result["ts"])), now)
    elif result.get("new") and effect.slot.startswith(WHY):
        about = ("why", effect.slot.removeprefix(WHY))
        want_link(db, effect.incident, about, (str(result["channel"]), str(result["ts"])), now)


def _filed(db: Connection, incident: str, file: str, now: datetime) -> None:
    """The file stands; the one that stood before goes."""
    standing = rca.shared(db, incident)
    if standing is None or standing.file == file:
        return
    rca.share(db, incident, rca.Shared(file, standing.version, standing.holds))
    if standing.file:
        outbox.add(db, effects.remove_file(incident, standing.file), now)
