"""Editing a rota from an instant on: proposed with before and after, applied by a press."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Any
from zoneinfo import ZoneInfo

from bot.blocks.kit import snug
from bot.blocks.rota import changing as changed
from bot.blocks.rota import editing
from bot.domain import rota
from bot.domain.refusal import Refusal
from bot.domain.rota import Layer
from bot.flows.rota import changing, homes, previewing, rosters
from bot.flows.rota.clock import read, zone
from bot.flows.rota.deeds import FOUR_WEEKS, compare, edit, tell
from bot.flows.rota.meant import plain
from bot.flows.rota.rosters import Roster
from bot.flows.rota.written import Wanted, layer_of
from bot.ports import Ask, Bot, Reply
from store import draft as draft_rows
from store.rota import edits as changes
from store.rota.edits import Changed

PROPOSAL = "rota_proposal"
LAG = timedelta(minutes=1)
"""A preview begins a moment after it was asked for; that moment is no gap."""


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


@dataclass(frozen=True, slots=True)
class Seen:
    """What whoever edits has looked at: the version of the rota, and when that was."""

    version: int
    at: datetime

    @classmethod
    def of(cls, kept: Mapping[str, str], now: datetime) -> "Seen":
        """As a draft keeps it; one of an older Tocsin knows no time."""
        return cls(int(kept["version"]), datetime.fromisoformat(kept.get("seen") or now.isoformat()))

    def kept(self) -> dict[str, str]:
        """As a draft keeps it."""
        return {"version": str(self.version), "seen": self.at.isoformat()}


def seen(bot: Bot, rota_id: str) -> Seen:
    """What stands now; version 0 where there is no such rota."""
    now = bot.clock.now()
    found = bot.rows.read(homes.view, rota_id, now)
    return Seen(found.version if found else 0, now)


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
    return rota.parse({"layers": [plain(written)]}).versions[0].layers[0]


@dataclass(frozen=True, slots=True)
class Draft:
    """An edit that has been read: whole layers, and the instant from which they are to rule."""

    roster: Roster
    layers: tuple[Mapping[str, Any], ...]
    begins: datetime


About = tuple[str, str, int, Seen]
"""Team, rota, number of the layer, and what the form began with."""


def prove(bot: Bot, ask: Ask, about: About, wanted: Wanted) -> None:
    """Raises the Refusal that `propose` would meet first."""
    bot.rows.read(_read, ask, about, wanted)


async def propose(bot: Bot, ask: Ask, about: About, wanted: Wanted) -> Reply:
    """Before and after of an edit for four weeks, with a button that applies it. Nothing changes yet.

    Raises Refusal naming what is wrong.
    """
    draft = await bot.rows.query(_read, ask, about, wanted)
    try:
        shown = await previewing.preview(bot, draft.roster.id, draft.layers, draft.begins)
    except rota.BadRota as bad:
        raise Refusal(f"{bad.problems[0].path.rpartition('.')[2]}: {bad.problems[0].what}") from None
    return await bot.rows.settle(ask.key, _propose, ask, (draft, shown), about[3])


def _read(db: Connection, ask: Ask, about: About, wanted: Wanted) -> Draft:
    team_id, rota_id, number, looked = about
    team = rosters.named(db, team_id)
    me = rosters.editor(db, team, ask.person)
    roster = rosters.one(db, team, ask.at, rota_id)
    _refuse_old(db, roster, looked)
    begins = ask.at if roster.paged else _begins(roster, ask, wanted, zone(me))
    layers = [dict(each) for each in roster.view.layers]
    layers[number] = layer_of(db, roster, layers[number], wanted, begins)
    if layers[number] == dict(roster.view.layers[number]):
        raise Refusal(f"{roster.title} is so already: change something, or cancel.", field="people")
    return Draft(roster, tuple(layers), begins)


def _propose(db: Connection, ask: Ask, drafted: tuple[Draft, previewing.Preview], looked: Seen) -> Reply:
    draft, plans = drafted
    span = (ask.at + LAG, ask.at + FOUR_WEEKS)
    found = compare(db, draft.roster, (plans.before, plans.after), span)
    kept = {
        "team": draft.roster.team.id,
        "rota": draft.roster.id,
        **looked.kept(),
        "layers": json.dumps(draft.layers, default=str),
        "begins": draft.begins.isoformat(),
        "text": editing.summary(found),
        "said": editing.said(found),
        "concerned": " ".join(sorted({id for each in found.moves for id in (*each.before, *each.after)})),
    }
    id = secrets.token_hex(8)
    draft_rows.save(db, draft_rows.Draft(id, PROPOSAL, ask.person, kept, secrets.token_hex(16)), ask.at)
    return editing.proposal(found, draft.begins, id, plans.note)


def _refuse_old(db: Connection, roster: Roster, looked: Seen) -> None:
    if roster.view.version != looked.version:
        later = [(each.person, each.text) for each in changes.later(db, roster.id, looked.at)]
        raise changed.meanwhile(roster.title, later)


def _begins(roster: Roster, ask: Ask, wanted: Wanted, here: ZoneInfo) -> datetime:
    """From when the edit rules: the time in the form, else the next hand-off, at the earliest now."""
    if wanted.begins.strip():
        return max(read(wanted.begins, ask.at, here, "begins"), ask.at)
    return rota.until(roster.rota, ask.at) or ask.at


async def apply(bot: Bot, ask: Ask, proposal: str) -> Reply:
    """Do what was proposed. Raises Refusal where the rota has changed since, with what was changed."""
    roster, made, said = await bot.rows.settle(ask.key, _apply, ask, proposal)
    bot.wake()
    return editing.applied(roster.title, said, (roster.team.id, made.id), waits=roster.paged)


def _apply(db: Connection, ask: Ask, id: str) -> tuple[Roster, Changed, str]:
    kept = draft_rows.get(db, id)
    if kept is None or kept.form != PROPOSAL or kept.person != ask.person:
        raise Refusal("That proposal is too old. Open the form again.")
    team = rosters.named(db, kept.body["team"])
    rosters.editor(db, team, ask.person)
    roster = rosters.one(db, team, ask.at, kept.body["rota"])
    _refuse_old(db, roster, Seen.of(kept.body, ask.at))
    begins = max(datetime.fromisoformat(kept.body["begins"]), ask.at)
    wanted = changing.Edit(json.loads(kept.body["layers"]), begins, roster.view.version)
    made = edit(db, ask, roster, wanted, kept.body["text"])
    said = kept.body.get("said") or snug(made.text, 500)
    tell(db, ask, roster, kept.body["concerned"].split(), editing.told(roster.title, said))
    return roster, made, said
