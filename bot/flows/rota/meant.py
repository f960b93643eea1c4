"""What a schedule of PagerDuty's becomes once it has taken what was changed here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain import rota as rules
from bot.domain.refusal import Refusal
from bot.domain.rota.pager import edited, put_in
from bot.domain.schedule import PagerLayer, PagerPlan, PagerTurn
from store.rota import RotaChange

Layers = Sequence[Mapping[str, Any]]


def planned(plan: PagerPlan, changes: Iterable[RotaChange], now: datetime | None = None) -> PagerPlan:
    """The plan with what waits; its turns stay as they were. Edits rule from `now`, else from when they were
    made; one that PagerDuty has no turns for any more changes nothing.
    """
    for each in sorted(changes, key=lambda change: (change.at, change.kind == "remove")):
        plan = _taken(plan, each, now or each.at)
    return plan


def _taken(plan: PagerPlan, change: RotaChange, now: datetime) -> PagerPlan:
    match change.kind:
        case "override":
            turn = turn_of(change)
            rest = (each for each in plan.overrides if not same_turn(each, turn))
            return replace(plan, overrides=(*rest, turn))
        case "remove":
            return replace(plan, overrides=tuple(_without(plan.overrides, change.body)))
    try:
        return wanted_of(plan, change.body["layers"], change.body["users"], now)
    except Refusal:
        return plan


def turn_of(change: RotaChange) -> PagerTurn:
    """The turn of an override that waits, under the id of its change."""
    start, end = (datetime.fromisoformat(change.body[name]) for name in ("start", "end"))
    return PagerTurn(str(change.body["user"]), start, end, change.id)


def _without(overrides: Iterable[PagerTurn], gone: Mapping[str, Any]) -> Iterable[PagerTurn]:
    """The overrides but the one that a removal names: by the change that made it, or by whose and when."""
    if "start" not in gone:  # kept by an older Tocsin
        return (each for each in overrides if each.id != gone["change"])
    start, end = (datetime.fromisoformat(gone[name]) for name in ("start", "end"))
    turn = PagerTurn(str(gone["user"]), start, end)
    return (each for each in overrides if not same_turn(each, turn))


def same_turn(one: PagerTurn, other: PagerTurn) -> bool:
    """Whether two are of one person from then to then, whatever their ids."""
    return (one.user, one.start, one.end) == (other.user, other.start, other.end)


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


def plain(layer: Mapping[str, Any]) -> dict[str, Any]:
    """A layer without what only PagerDuty knows of it."""
    return {name: value for name, value in layer.items() if name not in ("id", "name")}


def _same(old: PagerLayer, zone: str, new: PagerLayer, new_zone: str) -> bool:
    """Whether an edit changes nothing: people, length, zone, and the hand-off by which turns are counted."""
    if (old.users, old.seconds, zone) != (new.users, new.seconds, new_zone):
        return False
    cycle = old.seconds * max(1, len(old.users))
    return (new.virtual_start - old.virtual_start).total_seconds() % cycle == 0
