"""What an edit would do: four weeks before and after it, PagerDuty's as PagerDuty itself says them."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Any

from bot.domain import rota as rules
from bot.domain.refusal import Refusal
from bot.domain.rota import Rota, Shift, definition
from bot.domain.rota.pager import differences, imported, laid_over
from bot.domain.schedule import PagerPlan, PagerTurn
from bot.flows.rota import meant
from bot.flows.rota.homes import PREFIX, Home, known, name_of, user_of, view
from bot.ports import Bot, Pager, PagerSchedule, Rejected, Unreachable
from store import rota as rows
from store.rota import RotaChange

WEEKS = timedelta(weeks=4)
Layers = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Preview:
    """Who is on call before and after an edit. `note` (plain text): whose word it is, and where we differ."""

    before: tuple[Shift, ...]
    after: tuple[Shift, ...]
    note: str = ""


async def preview(bot: Bot, id: str, layers: Layers, effective: datetime) -> Preview:
    """The four weeks from now, as they are and as they would be. Raises Refusal where that can't be."""
    now = bot.clock.now()
    found = bot.rows.read(view, id, now)
    if found is None:
        raise Refusal(f"There is no rota {id}.")
    if found.home is Home.LOCAL:
        kept = bot.rows.read(rows.get, id)
        written = definition.revised(json.loads(kept.definition if kept else "{}"), layers, effective)
        return Preview(_shifts(found.rota, now), _shifts(rules.parse(written), now))
    return await _of_pagerduty(bot, id.removeprefix(PREFIX), layers, now)


def _shifts(rota: Rota, now: datetime) -> tuple[Shift, ...]:
    return rules.shifts(rota, now, now + WEEKS)


async def _of_pagerduty(bot: Bot, schedule: str, layers: Layers, now: datetime) -> Preview:
    """PagerDuty's own answers beside our engine's; where it is silent, ours alone, and that is said."""
    kept = bot.rows.read(rows.pager_schedule, schedule)
    if kept is None or bot.pager is None:
        raise Refusal("PagerDuty is off, or no longer lists that schedule.")
    changes = await bot.rows.query(rows.waiting_changes, [schedule])
    plan = meant.planned(await bot.rows.query(known, kept), changes, now)
    users_of = [*kept.people, *(user for each in plan.layers for user in each.users)]
    names = await bot.rows.query(_names, [*users_of, *(each.user for each in plan.overrides)])
    users = await bot.rows.query(_users, [each for layer in layers for each in layer["members"]])
    ahead = f"; with {_many(len(changes))} not yet in PagerDuty" if changes else ""
    try:
        plan = await _as_planned(bot.pager, kept, changes, now)
        after = meant.wanted_of(plan, layers, users, now)
        after = await _turned(bot.pager, after, now)
    except (Unreachable, Rejected) as trouble:
        after = meant.wanted_of(plan, layers, users, now)
        note = f"{trouble}: this is as our own engine has it, from what was last read{ahead}"
        return Preview(_ours(plan, names, users, now), _ours(after, names, users, now), note)
    names |= await bot.rows.query(_names, [each.user for each in (*plan.turns, *after.turns)])
    called = _naming(names, users)
    note = f"as PagerDuty says{ahead}{_apart((plan, after), called, now)}"
    return Preview(_told(plan.turns, called, now), _told(after.turns, called, now), note)


def _many(changes: int) -> str:
    return "a change that is" if changes == 1 else f"{changes} changes that are"


async def _as_planned(
    pager: Pager, kept: PagerSchedule, changes: Sequence[RotaChange], now: datetime
) -> PagerPlan:
    """The schedule with its turns as they are to be, where something waits with that in them."""
    plan = await pager.plan(kept.id, kept.api, now, now + WEEKS)
    return await _turned(pager, meant.planned(plan, changes, now), now) if changes else plan


async def _turned(pager: Pager, plan: PagerPlan, now: datetime) -> PagerPlan:
    """The plan with the turns that PagerDuty would give it, its overrides over them."""
    return replace(plan, turns=laid_over(await pager.preview(plan, now, now + WEEKS), plan.overrides))


def _apart(plans: Iterable[PagerPlan], called: Callable[[str], str], now: datetime) -> str:
    """Where our own engine has somebody else than PagerDuty says."""
    apart = [
        at
        for each in plans
        for at in differences(imported(each, called) or Rota(()), each, called)
        if now <= at < now + WEEKS
    ]
    if not apart:
        return ""
    return f"; our own engine differs at {apart[0]:%Y-%m-%d %H:%M} UTC: look at it in PagerDuty as well"


def _names(db: Connection, users: Iterable[str]) -> dict[str, str]:
    return {user: name_of(db, user) for user in dict.fromkeys(users)}


def _users(db: Connection, members: Iterable[str]) -> dict[str, str]:
    return {each: user_of(db, each) for each in dict.fromkeys(members)}


def _naming(names: Mapping[str, str], users: Mapping[str, str]) -> Callable[[str], str]:
    known = {**{user: name for name, user in users.items()}, **names}
    return lambda user: known.get(user, PREFIX + user)


def _ours(
    plan: PagerPlan, names: Mapping[str, str], users: Mapping[str, str], now: datetime
) -> tuple[Shift, ...]:
    return _shifts(imported(plan, _naming(names, users)) or Rota(()), now)


def _told(turns: Iterable[PagerTurn], called: Callable[[str], str], now: datetime) -> tuple[Shift, ...]:
    """The vendor's turns as shifts, cut to the four weeks."""
    until = now + WEEKS
    cut = ((max(each.start, now), min(each.end, until), called(each.user)) for each in turns)
    return tuple(Shift(start, end, (name,)) for start, end, name in cut if start < end)
