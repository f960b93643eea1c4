"""What `/svc` answers: the card with who is on call, the owner, the dependencies, or the choice."""

from dataclasses import dataclass, replace
from datetime import datetime
from sqlite3 import Connection

from bot.blocks import catalog as blocks
from bot.blocks import rota as rota_blocks
from bot.blocks.kit import steady
from bot.domain.catalog import Profile
from bot.domain.oncall import OnCall
from bot.flows import rota
from bot.flows.catalog import finding
from bot.flows.remembered import Remembered, moments
from bot.flows.rota import levels
from bot.ports import Bot, Reply, Rows
from store import catalog
from store import incident as incidents


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card, what it was drawn from, and from when until when it tells every age rightly."""

    profile: Profile
    oncall: OnCall
    card: Reply
    since: datetime
    until: datetime


CARDS: Remembered[Drawn] = Remembered(512)


async def show(bot: Bot, text: str) -> Reply:
    """The card of the service of that name, or the choice between those that may be meant.

    With its exact name, which is how most are asked for, one read tells all that the card holds.
    """
    now = bot.clock.now()
    exact = bot.rows.read(_called, bot.rows, text, now)
    if exact:
        return _drawn(bot, *exact, now)
    found = await bot.rows.query(finding.like, bot.rows, text)
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


def _called(db: Connection, rows: Rows, text: str, now: datetime) -> tuple[Profile, OnCall] | None:
    found = finding.called(db, rows, text)
    if found is None or found.profile is None:
        return None
    return found.profile, levels.remembered(db, rows, found.profile.service, now)


def _card(bot: Bot, profile: Profile) -> Reply:
    now = bot.clock.now()
    return _drawn(bot, profile, rota.oncall_for_service(bot.rows, profile.service, now), now)


def _drawn(bot: Bot, profile: Profile, oncall: OnCall, now: datetime) -> Reply:
    """The card, drawn anew only where something on it is another, or an age on it would be told otherwise."""
    kept = CARDS.get(bot.rows, None, profile.service.id)
    if kept and kept.profile is profile and kept.oncall is oncall and kept.since <= now < kept.until:
        return kept.card
    card = blocks.card(profile, now, rota_blocks.lines(oncall, now))
    until = steady((*moments(profile), *moments(oncall)), now)
    CARDS.keep(bot.rows, None, profile.service.id, Drawn(profile, oncall, card, now, until))
    return card
