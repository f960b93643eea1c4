"""The post-incident document in Slack: drafted when an incident is resolved, shared in its channel."""

from collections.abc import Mapping
from sqlite3 import Connection
from typing import Any

from bot.blocks import rca as blocks
from bot.domain.incident import Incident
from bot.flows import effects, rca
from bot.ports import Bot
from store import incident as rows
from store import outbox


async def write(bot: Bot, body: Mapping[str, Any]) -> None:
    """Draft the document of an incident, upload it and say what still needs a human."""
    incident = bot.rows.read(rows.get, str(body["incident"]))
    if incident is None:
        return
    made = await rca.draft(bot, incident.id)
    await bot.rows.run(_share, bot, incident, made, str(body.get("once", "")))
    bot.wake()


def _share(db: Connection, bot: Bot, incident: Incident, made: rca.Rendered, once: str) -> None:
    """Under `once`: the job may have been cut off between sharing and being marked done."""
    text, shown = blocks.draft_ready(incident.id, made.name, made.filled, made.questions)
    now = bot.clock.now()
    outbox.add(db, effects.file(incident, made.name, made.title, made.markdown, once=once), now)
    outbox.add(db, effects.say(incident, text, shown, once=f"document:{once}" if once else ""), now)
