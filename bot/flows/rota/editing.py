"""Editing a rota from an instant on: proposed with before and after, applied by a press."""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from sqlite3 import Connection
from typing import Any
from zoneinfo import ZoneInfo

from bot.blocks.rota import changing as changed
from bot.blocks.rota import editing
from bot.domain import rota
from bot.domain.catalog import Person
from bot.domain.names import fold
from bot.domain.refusal import Refusal
from bot.domain.rota import Layer, Unit
from bot.domain.rota.wall import reached, shown
from bot.flows.rota import changing, homes, previewing, rosters
from bot.flows.rota.clock import read, zone
from bot.flows.rota.deeds import FOUR_WEEKS, compare, edit, tell
from bot.flows.rota.people import member
from bot.flows.rota.rosters import Roster
from bot.ports import Ask, Bot, Reply
from store import catalog
from store import draft as draft_rows
from store.rota import edits as changes
from store.rota.edits import Changed

LENGTH = re.compile(r"(?:every\s+)?(\d{1,3})?\s*(hour|day|week|month)s?", re.IGNORECASE)
PROPOSAL = "rota_proposal"
LAG = timedelta(minutes=1)
"""A preview begins a moment after it was asked for; that moment is no gap."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A layer as a form has it: `people` one a line, `day` mon … sun or "", `length` such as `1 week`."""

    people: str
    zone: str
    day: str
    clock: str
    length: str
    begins: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One layer that may be edited: ids of team and rota, its number, and what people call it."""

    team: str
    rota: str
    layer: int
    title: str


def choices(bot: Bot, ask: Ask, words: str) -> tuple[Choice, ...]:
    """The rotas and layers that may be meant; raises Refusal, also for who may not edit them."""
    return tuple(bot.rows.read(_choices, ask, words))


def _choices(db: Connection, ask: Ask, words: str) -> list[Choice]:
    team = rosters.named(db, words)
    rosters.editor(db, team, ask.person)
    found = []
    for roster in rosters.of_team(db, team, ask.at) or (rosters.one(db, team, ask.at),):
        layers = roster.view.layers
        for number in range(len(layers)):
            which = f"{roster.title}, layer {number + 1}" if len(layers) > 1 else roster.title
            found.append(Choice(team.id, roster.id, number, which))
    return found


def version(bot: Bot, rota_id: str) -> int:
    """Which version of a rota stands now; 0 where there is none."""
    found = bot.rows.read(homes.view, rota_id, bot.clock.now())
    return found.version if found else 0


def started(bot: Bot, ask: Ask, about: tuple[str, str, int]) -> tuple[str, Layer, tuple[str, ...]]:
    """What the form begins with: the rota's title, its layer now, its people by id. Raises Refusal."""
    return bot.rows.read(_started, ask, about)


def _started(db: Connection, ask: Ask, about: tuple[str, str, int]) -> tuple[str, Layer, tuple[str, ...]]:
    team, rota_id, number = about
    found = rosters.named(db, team)
    rosters.editor(db, found, ask.person)
    roster = rosters.one(db, found, ask.at, rota_id)
    if roster.view.cannot:
        raise editing.elsewhere(roster.title, roster.view.cannot, roster.view.url)
    layer = _layer(roster, number)
    return roster.title, layer, layer.members


def _layer(roster: Roster, number: int) -> Layer:
    """The layer of that number as it rules now."""
    written = roster.view.layers[min(number, len(roster.view.layers) - 1)]
    return rota.parse({"layers": [changing.plain(written)]}).versions[0].layers[0]


@dataclass(frozen=True, slots=True)
class Draft:
    """An edit that has been read: whole layers, and the instant from which they are to rule."""

    roster: Roster
    layers: tuple[Mapping[str, Any], ...]
    begins: datetime


async def propose(bot: Bot, ask: Ask, about: tuple[str, str, int, int], wanted: Wanted) -> Reply:
    """Before and after of an edit for four weeks, with a button that applies it. Nothing changes yet.

    `about` is (team, rota, layer, version that the form began with). Raises Refusal naming what is wrong.
    """
    draft = await bot.rows.query(_read, ask, about, wanted)
    try:
        seen = await previewing.preview(bot, draft.roster.id, draft.layers, draft.begins)
    except rota.BadRota as bad:
        raise Refusal(f"{bad.problems[0].path.rpartition('.')[2]}: {bad.problems[0].what}") from None
    return await bot.rows.settle(ask.key, _propose, ask, (draft, seen), about[3])


def _read(db: Connection, ask: Ask, about: tuple[str, str, int, int], wanted: Wanted) -> Draft:
    team_id, rota_id, number, version = about
    team = rosters.named(db, team_id)
    me = rosters.editor(db, team, ask.person)
    roster = rosters.one(db, team, ask.at, rota_id)
    _refuse_old(db, roster, version)
    begins = ask.at if roster.paged else _begins(roster, ask, wanted, zone(me))
    layers = [dict(each) for each in roster.view.layers]
    layers[number] = _wanted(db, roster, layers[number], wanted, begins)
    return Draft(roster, tuple(layers), begins)


def _propose(db: Connection, ask: Ask, drafted: tuple[Draft, previewing.Preview], version: int) -> Reply:
    draft, seen = drafted
    span = (ask.at + LAG, ask.at + FOUR_WEEKS)
    found = compare(db, draft.roster, (seen.before, seen.after), span)
    kept = {
        "team": draft.roster.team.id,
        "rota": draft.roster.id,
        "version": str(version),
        "layers": json.dumps(draft.layers, default=str),
        "begins": draft.begins.isoformat(),
        "text": editing.summary(found),
        "concerned": " ".join(sorted({id for each in found.moves for id in (*each.before, *each.after)})),
    }
    id = secrets.token_hex(8)
    draft_rows.save(db, draft_rows.Draft(id, PROPOSAL, ask.person, kept, secrets.token_hex(16)), ask.at)
    return editing.proposal(found, draft.begins, id, seen.note)


def _refuse_old(db: Connection, roster: Roster, version: int) -> None:
    if roster.view.version != version:
        later = [(each.person, each.text) for each in changes.since(db, roster.id, version)]
        raise changed.meanwhile(roster.title, later)


def _begins(roster: Roster, ask: Ask, wanted: Wanted, here: ZoneInfo) -> datetime:
    """From when the edit rules: the time in the form, else the next hand-off, at the earliest now."""
    if wanted.begins.strip():
        return max(read(wanted.begins, ask.at, here), ask.at)
    return rota.until(roster.rota, ask.at) or ask.at


def _wanted(
    db: Connection, roster: Roster, layer: dict[str, Any], wanted: Wanted, begins: datetime
) -> dict[str, Any]:
    """The layer as it is written, with what the form says. Raises Refusal naming the field."""
    n, unit = _length(wanted.length)
    names = [line.strip() for line in wanted.people.replace(",", "\n").splitlines() if line.strip()]
    if not names:
        raise Refusal("People: name at least one, each on a line of its own.")
    try:
        there = ZoneInfo(wanted.zone.strip())
        clock = time.fromisoformat(wanted.clock.strip().zfill(5))
    except (ValueError, OSError, LookupError):
        raise Refusal(
            f"“{wanted.zone[:60]}, {wanted.clock[:20]}” is not a time zone and a time of day: "
            "write them such as Europe/London and 09:00."
        ) from None
    changed = {
        "timezone": wanted.zone.strip(),
        "every": {"n": n, "unit": unit.value},
        "members": [_person(db, roster, name).id for name in names],
    }
    start = _start(layer, (there, clock, wanted.day), unit, begins)
    return {**layer, **changed, "start": start}


def _length(text: str) -> tuple[int, Unit]:
    found = LENGTH.fullmatch(text.strip())
    if found is None:
        raise Refusal(
            f"Length of a turn: “{text[:40]}” is none; write it such as 1 week, 2 days or 12 hours."
        )
    return int(found[1] or 1), Unit(found[2].lower())


def _start(layer: dict[str, Any], at: tuple[ZoneInfo, time, str], unit: Unit, begins: datetime) -> str:
    """When the layer starts to count: as before, where day and time stay; else just before `begins`."""
    there, clock, day = at
    old = datetime.fromisoformat(str(layer["start"]))
    weekday = rota.times.DAYS.index(day) if day else old.weekday()
    same_day = unit is not Unit.WEEK or old.weekday() == weekday
    if same_day and old.time() == clock and layer["timezone"] == there.key:
        return str(layer["start"])
    wall = datetime.combine(shown(there, begins).date(), clock)
    if unit is Unit.WEEK:
        wall -= timedelta(days=(wall.weekday() - weekday) % 7)
    elif unit is Unit.MONTH:
        wall = wall.replace(day=min(old.day, 28))
    while reached(there, wall) > begins:
        wall -= timedelta(days=7 if unit is Unit.WEEK else 1 if unit is not Unit.MONTH else 28)
    return wall.isoformat(timespec="minutes")


def _person(db: Connection, roster: Roster, name: str) -> Person:
    """Who a line names: by id, by mention, by the whole name. Raises Refusal with those who come near."""
    plain = name.removeprefix("@").strip()
    slack = re.fullmatch(r"<@([UW][A-Z0-9_]+)(?:\|[^>]*)?>", name)
    found = catalog.person_by_slack(db, slack[1]) if slack else catalog.person(db, plain.lower())
    if found and found.gone_at is None:
        return found
    known = [member(db, id) for id in {*rota.people(roster.rota), *roster.team.members, *roster.team.leads}]
    named = [each for each in known if fold(plain) in (fold(each.name), fold(each.id))]
    if len(named) == 1:
        return named[0]
    near = [each.id for each in known if fold(plain)[:3] and fold(each.name).startswith(fold(plain)[:3])]
    hint = (
        f"did you mean {', '.join(near)}?"
        if near
        else f"such as {', '.join(sorted(x.id for x in known)[:4])}"
    )
    raise Refusal(f"People: nobody is called “{plain[:60]}” in the catalog; {hint}")


async def apply(bot: Bot, ask: Ask, proposal: str) -> Reply:
    """Do what was proposed. Raises Refusal where the rota has changed since, with what was changed."""
    roster, made = await bot.rows.settle(ask.key, _apply, ask, proposal)
    bot.wake()
    return editing.applied(roster.title, made.text, (roster.team.id, made.id), waits=roster.paged)


def _apply(db: Connection, ask: Ask, id: str) -> tuple[Roster, Changed]:
    kept = draft_rows.get(db, id)
    if kept is None or kept.form != PROPOSAL or kept.person != ask.person:
        raise Refusal("That proposal is too old. Open the form again.")
    team = rosters.named(db, kept.body["team"])
    rosters.editor(db, team, ask.person)
    roster = rosters.one(db, team, ask.at, kept.body["rota"])
    _refuse_old(db, roster, int(kept.body["version"]))
    begins = max(datetime.fromisoformat(kept.body["begins"]), ask.at)
    wanted = changing.Edit(json.loads(kept.body["layers"]), begins, roster.view.version)
    made = edit(db, ask, roster, wanted, kept.body["text"])
    tell(db, ask, roster, kept.body["concerned"].split(), editing.told(roster.title, made.text))
    return roster, made
