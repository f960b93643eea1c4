"""`/svc sources`: where every value of a service is from, with who is on call and who told that."""

from collections.abc import Iterator
from datetime import datetime
from sqlite3 import Connection

from bot.blocks import catalog as blocks
from bot.domain.catalog import Profile
from bot.domain.provenance import Trace
from bot.flows.catalog import finding
from bot.flows.catalog.traced import traced
from bot.flows.rota import levels
from bot.ports import Bot, Reply

SYNCED = {"pagerduty": "PagerDuty", "rota": "the team's rota"}


async def sources(bot: Bot, text: str) -> Reply:
    """Each value of the service of that name with whence it is, or the choice between several."""
    found = await finding.look_up(bot, text)
    if not found.profile:
        return blocks.choices(found)
    now = bot.clock.now()
    told = await bot.rows.query(_every, found.profile, now)
    return blocks.origins(found.profile.service, told, now)


def _every(db: Connection, profile: Profile, now: datetime) -> tuple[Trace, ...]:
    return (*traced(db, profile), *_on_call(db, profile, now))


def _on_call(db: Connection, profile: Profile, now: datetime) -> Iterator[Trace]:
    found = levels.of_service(db, profile.service, now)
    people = [each.name for level in found.levels for each in level.people]
    if people and found.source in SYNCED:
        yield "on call", ", ".join(people), SYNCED[found.source], found.as_of, ""
