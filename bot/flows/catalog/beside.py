"""What the catalog adds to the card of an incident, and the table of who is hurt where that is long."""

from sqlite3 import Connection

from bot.blocks import catalog as blocks
from bot.blocks.incident.beside import Beside
from bot.domain import freeze
from bot.domain.catalog import Service
from bot.domain.impact import Impact, csv_table, summary
from bot.domain.incident import Incident
from bot.flows import effects
from bot.flows.catalog import reaching
from bot.flows.catalog.knowing import knows
from bot.ports import Bot
from store import catalog, outbox

LONG = 12
"""From so many on, who is hurt does not fit a card: the table is shared beneath it."""


async def beside(bot: Bot, incident: Incident, service: Service) -> tuple[Beside, Impact]:
    """What the card shows beside the service, and who is hurt in full."""
    return await bot.rows.query(_beside, bot, incident, service)


def _beside(db: Connection, bot: Bot, incident: Incident, service: Service) -> tuple[Beside, Impact]:
    now = bot.clock.now()
    profile = catalog.profile(db, service)
    hurt = reaching.impact_of(db, bot.rows, service.id, now)
    shown = Beside(
        frozen=tuple(blocks.frozen_line(each) for each in freeze.now_on(profile.around.freezes, now)),
        hurt=blocks.hurt_lines(hurt),
        known=blocks.knows(knows(db, service, now, incident.id)),
        vendors=tuple(blocks.vendor_line(each) for each in profile.around.vendors),
        owner_how=next((blocks.why(each) for each in profile.owners), ""),
    )
    return shown, hurt


def share(db: Connection, bot: Bot, incident: Incident, hurt: Impact) -> None:
    """Share the table beneath the card, once for each service that the incident is about."""
    if len(hurt.all) < LONG and not hurt.services_total > len(hurt.services):
        return
    name = f"{incident.id.lower()}-{hurt.service}-impact.csv"
    title = f"{incident.id} who is hurt by {hurt.service}: {summary(hurt)}"[:200]
    outbox.add(db, effects.table(incident, name, title, csv_table(hurt)), bot.clock.now())
