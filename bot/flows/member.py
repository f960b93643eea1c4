"""Who is who in the workspace: read from Slack now and then, heard of in events, asked about when needed."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from bot.domain.may import Deed, Member, Standing, may
from bot.flows.remembered import Remembered
from bot.ports import Bot, Rejected, Rows, Unreachable
from store import member as rows

log = logging.getLogger("tocsin.members")
PATIENCE = 1.0
"""Seconds that a person's deed waits for Slack to say who they are."""
_ASKED: WeakKeyDictionary[Rows, dict[str, asyncio.Task[object]]] = WeakKeyDictionary()
"""The questions under way, by person: who asks meanwhile waits for the same answer."""
_FULL: Remembered[Member] = Remembered(10_000)
STRANGE = frozenset({"user_not_found", "user_not_visible"})


async def admitted(bot: Bot, person: str, deed: Deed) -> bool:
    """Whether the person may. Nobody's look-up waits for Slack; an unknown person's deed does, shortly.

    Where Slack does not say who they are in time, they are let in: an incident that is not declared costs
    more than a guest who acts in that second, and the audit names them.
    """
    known = _known(bot, person)
    if known.standing is not Standing.UNKNOWN:
        return may(known, deed)
    if may(known, deed):
        _asked(bot, person)
        return True
    told = await asyncio.shield(_asked(bot, person))
    return not isinstance(told, Member) or may(told, deed)


def _known(bot: Bot, person: str) -> Member:
    """What is kept of somebody; a full member is remembered to the end of the minute."""
    minute = bot.clock.now().timestamp() // 60
    known = _FULL.get(bot.rows, minute, person) or bot.rows.read(rows.get, person)
    if known.standing is Standing.MEMBER:
        _FULL.keep(bot.rows, minute, person, known)
    return known


async def _keep(bot: Bot, members: Sequence[Member]) -> None:
    await bot.rows.run(rows.keep, members, bot.clock.now())
    _FULL.forget(bot.rows)


def _asked(bot: Bot, person: str) -> asyncio.Task[object]:
    """The question to Slack who somebody is: the one under way, else a new one."""
    under_way = _ASKED.setdefault(bot.rows, {})
    if person not in under_way:
        under_way[person] = bot.tasks.start(_learn(bot, person), f"who is {person}")
        under_way[person].add_done_callback(lambda _: under_way.pop(person, None))
    return under_way[person]


async def read_all(bot: Bot, body: Mapping[str, Any]) -> None:  # noqa: ARG001  (every job has this shape)
    """Everybody of the workspace, page by page; what was read before a failure is kept."""
    cursor = ""
    while True:
        members, cursor = await bot.chat.members(cursor)
        await _keep(bot, members)
        if not cursor:
            return


async def heard(bot: Bot, told: Member) -> None:
    """Slack told that somebody joined or changed; most changes (a status, a picture) are none to us."""
    if told.id and bot.rows.read(rows.get, told.id) != told:
        await _keep(bot, [told])


async def _learn(bot: Bot, person: str) -> Member | None:
    """Ask Slack who somebody is, and keep it; None where Slack does not say."""
    try:
        async with asyncio.timeout(PATIENCE):
            told = await bot.chat.member(person)
    except Rejected as refused:
        if refused.code not in STRANGE:
            log.warning("Slack does not tell who people are: %s", refused)
            return None
        told = Member(person, Standing.STRANGER)
    except (Unreachable, TimeoutError) as trouble:
        log.warning("nobody says who %s is: %s", person, str(trouble) or "no answer in time")
        return None
    bot.tasks.start(_keep(bot, [told]), f"keep who {person} is")
    return told
