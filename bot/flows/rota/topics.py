"""The topic of a team's channel says who is on call: a marked part of it, changed only when it differs."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Any

from bot.domain.catalog import Team
from bot.domain.house import House
from bot.domain.rota.topic import part, told, without
from bot.flows.rota.groups import known, left, rests
from bot.ports import Bot, Rejected
from store import catalog
from store.rota import mirror as rows
from store.rota.mirror import Mirror

log = logging.getLogger("tocsin.rota")
KIND = "topic"
CHECK = timedelta(minutes=15)
"""So often it is looked whether the part still stands."""
Levels = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a team's channel should say."""

    team: Team
    levels: Levels

    @property
    def channel(self) -> str:
        """The channel's name."""
        return self.team.channel.strip().removeprefix("#")


async def follow(bot: Bot, body: Mapping[str, Any]) -> None:  # noqa: ARG001  (every job has this shape)
    """The job: topics whose part is another are changed; now and then it is looked whether all stand."""
    for gone in await bot.rows.query(left, KIND, bot.house.rotas.topics):
        await _let_go(bot, gone)
    if not bot.house.rotas.topics:
        return
    for wish, row in await bot.rows.query(_due, bot.house, bot.clock.now()):
        await bot.rows.run(rows.save, await _put(bot, wish, row))


async def _let_go(bot: Bot, row: Mirror) -> None:
    """Take our part out of a topic, once: nobody keeps it true any more."""
    try:
        before = await bot.chat.topic(row.target) if row.target else ""
        after = without(before)
        if after != before:
            await bot.chat.set_topic(row.target, after)
    except Rejected as refused:
        log.error("the topic of %s's channel could not be set: %s", row.team, refused.code)
    await bot.rows.run(rows.forget, KIND, row.team)


def _due(db: Connection, house: House, now: datetime) -> list[tuple[Wish, Mirror | None]]:
    kept = rows.of_kind(db, KIND)
    wishes = ((wish, kept.get(wish.team.id)) for wish in _wishes(db, house, now))
    return [(wish, row) for wish, row in wishes if _differs(wish, row, now)]


def _wishes(db: Connection, house: House, now: datetime) -> Iterator[Wish]:
    for team in catalog.teams(db):
        levels = known(db, team, now) if team.channel and house.rotas.topics.has(team.id) else []
        if levels:
            named = tuple(tuple(each.name for each in level.people) for level in levels if level.people)
            yield Wish(team, named)


def _differs(wish: Wish, row: Mirror | None, now: datetime) -> bool:
    if row is None or row.checked is None:
        return True
    if rests(row, now):
        return False
    return row.shown != part(wish.levels) or not timedelta() <= now - row.checked < CHECK


async def _put(bot: Bot, wish: Wish, row: Mirror | None) -> Mirror:
    """Change the topic where it differs. Raises Unreachable; what Slack refuses is kept for a day."""
    now = bot.clock.now()
    room = row.target if row else ""
    try:
        room = room or await bot.chat.room(wish.channel) or ""
        if not room:
            raise Rejected("channel_not_found", f"there is no #{wish.channel}")
        before = await bot.chat.topic(room)
        after = told(before, wish.levels)
        if after is not None and after != before:
            await bot.chat.set_topic(room, after)
    except Rejected as refused:
        log.error("the topic of #%s could not be set: %s", wish.channel, refused.code)
        return Mirror(KIND, wish.team.id, "", "", now, refused.code, now)
    return Mirror(KIND, wish.team.id, room, part(wish.levels), now)


def troubles(db: Connection, house: House) -> list[str]:
    """Which channels take no topic; plain text."""
    if not house.rotas.topics:
        return []
    refused = [each for each in rows.of_kind(db, KIND).values() if each.refused]
    return [
        f"Topic of {each.team}'s channel: Slack refuses ({each.refused}). Correct channel: of the team, or "
        "invite Tocsin; it is tried again in a day."
        for each in refused
    ]
