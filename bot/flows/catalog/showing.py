"""What `/svc` answers: the card with who is on call, the owner, the dependencies, or the choice."""

from dataclasses import replace

from bot.blocks import catalog as blocks
from bot.blocks import rota as rota_blocks
from bot.domain.catalog import Profile
from bot.flows import rota
from bot.flows.catalog import finding
from bot.ports import Bot, Reply
from store import catalog
from store import incident as incidents


async def show(bot: Bot, text: str) -> Reply:
    """The card of the service of that name, or the choice between those that may be meant."""
    found = await finding.look_up(bot, text)
    return _card(bot, found.profile) if found.profile else blocks.choices(found)


async def owner(bot: Bot, text: str) -> Reply:
    """Who owns it."""
    found = await finding.look_up(bot, text)
    return blocks.owner(found.profile, bot.clock.now()) if found.profile else blocks.choices(found)


async def dependencies(bot: Bot, text: str, offset: int = 0) -> Reply:
    """What it needs, and what needs it from a place on."""
    found = await finding.look_up(bot, text)
    if not found.profile:
        return blocks.choices(found)
    profile = found.profile
    if offset:
        page = await bot.rows.query(catalog.needed_by, profile.service.id, offset)
        profile = replace(profile, needed_by=page)
    return blocks.dependencies(profile, offset)


async def search(bot: Bot, text: str, offset: int = 0) -> Reply:
    """A page of the services that hold the text."""
    return blocks.listed(await finding.search(bot, text, offset))


async def overview(bot: Bot, channel: str, room: str = "") -> Reply:
    """The service of the channel's incident, the channel's own, else how much the catalog holds."""
    incident = bot.rows.read(incidents.by_channel, channel)
    if incident is not None and incident.service:
        return await show(bot, incident.service)
    profile = finding.own(bot, room or channel)
    return _card(bot, profile) if profile else blocks.overview(finding.overview(bot))


def _card(bot: Bot, profile: Profile) -> Reply:
    now = bot.clock.now()
    oncall = rota.oncall_for_service(bot.rows, profile.service, now)
    return blocks.card(profile, now, rota_blocks.lines(oncall, now))
