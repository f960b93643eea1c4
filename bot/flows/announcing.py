"""The room where all incidents are announced: one post for each, edited in place, never two."""

from datetime import datetime
from sqlite3 import Connection

from bot.blocks import incident as blocks
from bot.domain.incident import Incident
from bot.flows import effects
from bot.ports import Bot
from store import catalog, outbox, telling


def announce(db: Connection, bot: Bot, incident: Incident, now: datetime) -> None:
    """Post the announcement, or edit it where it says something else by now."""
    room = bot.house.announce_in
    if not room:
        return
    service = catalog.service(db, incident.service) if incident.service else None
    told = telling.last(db, incident.id)
    text, shown = blocks.announcement(incident, service.title if service else "", told)
    effect = effects.announce(incident, room, text, shown)
    if outbox.latest(db, effect.slot).get("blocks") != effect.body["blocks"]:
        outbox.add(db, effect, now)
