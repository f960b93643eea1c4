"""What `/svc` answers: the card with who is on call, the dependencies, who is hurt, or the choice."""

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection

from bot.blocks import catalog as blocks
from bot.blocks import rota as rota_blocks
from bot.blocks.kit import steady
from bot.domain.catalog import Known, Profile
from bot.domain.oncall import OnCall
from bot.flows.catalog import finding, reaching
from bot.flows.catalog.knowing import remembered
from bot.flows.remembered import Remembered, moments
from bot.flows.rota import levels
from bot.ports import Bot, Reply, Rows
from store import incident as incidents


@dataclass(frozen=True, slots=True)
class Parts:
    """What a card is drawn from."""

    profile: Profile
    oncall: OnCall
    known: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card, what it was drawn from, and from when until when it tells every age rightly."""

    parts: Parts
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
        return _drawn(bot, exact, now)
    found = await bot.rows.query(finding.like, bot.rows, text)
    return _card(bot, found.profile) if found.profile else blocks.choices(found)


async def dependencies(bot: Bot, text: str, offset: int = 0) -> Reply:
    """What it needs and what needs it, over two hops, from a place on."""
    found = await finding.look_up(bot, text)
    if not found.profile:
        return blocks.choices(found)
    service = found.profile.service
    return blocks.dependencies(await bot.rows.query(reaching.neighbours, bot.rows, service, offset))


async def impact(bot: Bot, text: str, offset: int = 0) -> Reply:
    """Who is hurt when it fails, and why."""
    found = await finding.look_up(bot, text)
    if not found.profile:
        return blocks.choices(found)
    service, now = found.profile.service, bot.clock.now()
    hurt = await bot.rows.query(reaching.impact_of, bot.rows, service.id, now)
    return blocks.impact(hurt, now, service.as_of, offset)


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


def _called(db: Connection, rows: Rows, text: str, now: datetime) -> Parts | None:
    found = finding.called(db, rows, text)
    return _parts(db, rows, found.profile, now) if found and found.profile else None


def _parts(db: Connection, rows: Rows, profile: Profile, now: datetime) -> Parts:
    service = profile.service
    return Parts(profile, levels.remembered(db, rows, service, now), remembered(db, rows, service, now))


def _card(bot: Bot, profile: Profile) -> Reply:
    now = bot.clock.now()
    return _drawn(bot, bot.rows.read(_parts, bot.rows, profile, now), now)


def _drawn(bot: Bot, parts: Parts, now: datetime) -> Reply:
    """The card, drawn anew only where something on it is another, or an age on it would be told otherwise."""
    id = parts.profile.service.id
    kept = CARDS.get(bot.rows, None, id)
    if kept and _same(kept.parts, parts) and kept.since <= now < kept.until:
        return kept.card
    card = blocks.card(parts.profile, now, rota_blocks.lines(parts.oncall, now), parts.known)
    until = steady((*moments(parts.profile), *moments(parts.oncall)), now)
    CARDS.keep(bot.rows, None, id, Drawn(parts, card, now, until))
    return card


def _same(kept: Parts, parts: Parts) -> bool:
    same = kept.profile is parts.profile and kept.oncall is parts.oncall
    return same and kept.known == parts.known
