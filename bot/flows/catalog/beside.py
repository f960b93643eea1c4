"""What the catalog adds to the card of an incident, and the table of who is hurt where that is long."""

from sqlite3 import Connection

from bot.blocks import catalog as blocks
from bot.blocks.incident.beside import Beside
from bot.domain import freeze
from bot.domain.catalog import Service
from bot.domain.effect import Effect
from bot.domain.impact import csv_table, summary
from bot.domain.impact.rules import Limits
from bot.domain.incident import Incident
from bot.flows import effects
from bot.flows.catalog import reaching
from bot.flows.catalog.knowing import knows
from bot.ports import Bot
from store import catalog, outbox

Added = tuple[Beside, Effect | None]
"""What the catalog adds to a card, and the table of who is hurt where it is long and not shared yet."""
LONG = 12
"""From so many on, who is hurt does not fit a card: the table is shared beneath it, once for each service."""


async def beside(bot: Bot, incident: Incident, service: Service) -> Added:
    """What the card shows beside the service, and who is hurt in full where that is to be shared."""
    return await bot.rows.query(_beside, bot, incident, service)


def _beside(db: Connection, bot: Bot, incident: Incident, service: Service) -> Added:
    now = bot.clock.now()
    profile = catalog.profile(db, service)
    hurt = reaching.impact_of(db, bot.rows, service.id, now, Limits(services=LONG))
    shown = Beside(
        frozen=tuple(blocks.frozen_line(each) for each in freeze.now_on(profile.around.freezes, now)),
        hurt=blocks.hurt_lines(hurt),
        known=blocks.knows(knows(db, service, now, incident.id)),
        vendors=tuple(blocks.vendor_line(each) for each in profile.around.vendors),
        owner_how=next((blocks.why(each) for each in profile.owners), ""),
    )
    if len(hurt.all) < LONG:
        return shown, None
    name = f"{incident.id.lower()}-{hurt.service}-impact.csv"
    title = f"{incident.id} who is hurt by {hurt.service}: {summary(hurt)}"[:200]
    table = effects.table(incident, name, title, "")
    if outbox.find(db, table.id):
        return shown, None
    whole = csv_table(reaching.impact_of(db, bot.rows, service.id, now))
    return shown, effects.table(incident, name, title, whole)
