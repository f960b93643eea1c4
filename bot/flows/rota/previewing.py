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
from bot.domain.rota.pager import differences, edited, imported, laid_over, put_in
from bot.domain.schedule import PagerLayer, PagerPlan, PagerTurn
from bot.flows.rota.changing import plain
from bot.flows.rota.homes import PREFIX, Home, name_of, plan_of, user_of, view
from bot.ports import Bot, Rejected, Unreachable
from store import rota as rows

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
    known = [*kept.people, *(user for each in kept.layers for user in each.users)]
    names = await bot.rows.query(_names, [*known, *(each.user for each in kept.overrides)])
    users = await bot.rows.query(_users, [each for layer in layers for each in layer["members"]])
    plan = plan_of(kept)
    try:
        plan = await bot.pager.plan(schedule, kept.api, now, now + WEEKS)
        wanted = wanted_of(plan, layers, users, now)
        turns = laid_over(await bot.pager.preview(wanted, now, now + WEEKS), plan.overrides)
    except (Unreachable, Rejected) as trouble:
        wanted = wanted_of(plan, layers, users, now)
        note = f"{trouble}: this is as our own engine has it, from what was last read"
        return Preview(_ours(plan, names, users, now), _ours(wanted, names, users, now), note)
    names |= await bot.rows.query(_names, [each.user for each in (*plan.turns, *turns)])
    called = _naming(names, users)
    after = replace(wanted, turns=turns)
    apart = [
        at
        for each in (plan, after)
        for at in differences(imported(each, called) or Rota(()), each, called)
        if now <= at < now + WEEKS
    ]
    note = "as PagerDuty says"
    if apart:
        note += f"; our own engine differs at {apart[0]:%Y-%m-%d %H:%M} UTC: look at it in PagerDuty as well"
    return Preview(_told(plan.turns, called, now), _told(turns, called, now), note)


def wanted_of(plan: PagerPlan, layers: Layers, users: Mapping[str, str], now: datetime) -> PagerPlan:
    """The plan with its layers edited. Raises Refusal where PagerDuty has no such turns."""
    for layer in layers:
        old = next((each for each in plan.layers if each.id == layer.get("id")), None)
        if old is None:
            raise Refusal("That layer is not in PagerDuty any more: look at the schedule again.")
        (asked,) = rules.parse({"layers": [plain(layer)]}).versions[0].layers
        made = edited(old, plan.timezone, asked, users, now=now)
        if made is None:
            raise Refusal("PagerDuty has turns of whole hours, days or weeks, and at least one person.")
        if _same(old, plan.timezone, made, str(asked.zone)):
            made = old
        plan = replace(plan, layers=put_in(plan.layers, made), timezone=str(asked.zone))
    return plan


def _same(old: PagerLayer, zone: str, new: PagerLayer, new_zone: str) -> bool:
    """Whether an edit changes nothing: people, length, zone, and the hand-off by which turns are counted."""
    if (old.users, old.seconds, zone) != (new.users, new.seconds, new_zone):
        return False
    cycle = old.seconds * max(1, len(old.users))
    return (new.virtual_start - old.virtual_start).total_seconds() % cycle == 0


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
