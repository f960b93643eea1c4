"""Changing a rota that is kept here: overrides put in and taken out, with Undo; those concerned are told."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Any

from bot.blocks.kit import section, snug
from bot.blocks.rota import changing as blocks
from bot.domain import rota
from bot.domain.audit import Entry
from bot.domain.effect import Effect, EffectKind
from bot.domain.refusal import Refusal
from bot.domain.rota import Kind, Override
from bot.flows.rota import clock, rosters
from bot.flows.rota.rosters import Roster
from bot.flows.rota.people import member
from bot.ports import Ask, Blocks, Bot, Reply
from store import audit, catalog, outbox
from store import rota as rows_of
from store.rota import edits as changes
from store.rota.edits import Changed

FOUR_WEEKS = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Wish:
    """Who is to be on call instead, and when. `instead_of`: a catalog id, "" for whoever it is."""

    user: str
    start: datetime
    end: datetime
    instead_of: str = ""
    kind: Kind = Kind.COVER


def compare(
    db: Connection, roster: Roster, changed: rota.Rota, span: tuple[datetime, datetime]
) -> blocks.Comparison:
    """What another rota in the place of this one would do over a span."""
    moves = rota.planning.moves(roster.rota, changed, *span)
    gaps = rota.planning.gaps(changed, *span)
    double = rosters.clashes(db, roster, changed, span)
    named = {id for each in moves for id in (*each.before, *each.after)} | {each.person for each in double}
    people = {id: member(db, id) for id in named}
    return blocks.Comparison(roster.team.id, roster.title, span, moves, gaps, double, people)


def put(db: Connection, ask: Ask, roster: Roster, wish: Wish, text: str) -> Changed:
    """In a transaction: an override more. Raises BadRota, Refusal where the rota has changed meanwhile."""
    made = Override(
        f"slack-{changes.fresh_id()}", wish.start, wish.end, wish.user, ask.at, wish.kind, wish.instead_of
    )
    return keep(db, ask, roster, rota.definition.with_override(roster.definition, made), ("override", text))


def keep(db: Connection, ask: Ask, roster: Roster, definition: dict[str, Any], said: tuple[str, str]) -> Changed:
    """In a transaction: the rota is so from now on; the change, (kind, text), is kept and audited."""
    kind, text = said
    version = rows_of.revise(db, roster.id, definition, ask.at, expected=roster.row.version)
    before, after = roster.row.definition, rows_of.written(definition)
    made = Changed(changes.fresh_id(), roster.id, kind, text, before, after, version, ask.person, ask.at)
    audit.add(db, Entry(ask.person, f"rota.{kind}", roster.id, ask.at, ask.via, {"text": text}))
    return changes.add(db, made)


@dataclass(frozen=True, slots=True)
class Given:
    """An override as a form has it: Slack ids of people, times in words on the clock of whoever writes."""

    user: str
    start: str
    end: str
    instead: str = ""


async def override(bot: Bot, ask: Ask, about: tuple[str, str], given: Given) -> Reply:
    """Put somebody on call for a while; `about` is (team, rota or ""). Raises Refusal for what cannot be."""
    made, comparison = await bot.rows.settle(ask.key, _override, ask, about, given)
    bot.wake()
    return blocks.changed(made.text, comparison, made.id)


def _override(
    db: Connection, ask: Ask, about: tuple[str, str], given: Given
) -> tuple[Changed, blocks.Comparison]:
    team = rosters.named(db, about[0])
    me = rosters.editor(db, team, ask.person)
    roster = rosters.one(db, team, about[1])
    start = clock.read(given.start, ask.at, clock.zone(me))
    end = clock.read(given.end, start, clock.zone(me))
    instead = rosters.somebody(db, given.instead).id if given.instead else ""
    wish = Wish(rosters.somebody(db, given.user).id, start, end, instead)
    _refuse_past(wish, ask.at)
    covered = rota.who(roster.rota, wish.start)
    text = f"{member(db, wish.user).name} is on call for {roster.title} instead of " + (
        ", ".join(member(db, id).name for id in covered) or "nobody"
    )
    after = rota.definition.with_override(
        roster.definition, Override("new", wish.start, wish.end, wish.user, ask.at, wish.kind, wish.instead_of)
    )
    comparison = compare(db, roster, rota.parse(after), (wish.start, wish.end))
    made = put(db, ask, roster, wish, text)
    tell(db, ask, roster, {wish.user, *covered}, blocks.told(told_of(text, wish.start, wish.end)))
    return made, comparison


def told_of(text: str, start: datetime, end: datetime) -> str:
    """The change as a sentence of mrkdwn, with its time."""
    return f"{snug(text, 400)}, {blocks.stretch(start, end)}."


def _refuse_past(wish: Wish, now: datetime) -> None:
    if wish.end <= wish.start:
        raise Refusal("That ends before it begins: give the later time as the end. Nothing was changed.")
    if wish.end <= now:
        raise Refusal("That time is past; a rota keeps its past as it was. Nothing was changed.")


async def remove(bot: Bot, ask: Ask, team: str, rota_id: str, override: str) -> Reply:
    """Take an override out. Raises Refusal where it is gone already."""
    made, comparison = await bot.rows.settle(ask.key, _remove, ask, team, (rota_id, override))
    bot.wake()
    return blocks.changed(made.text, comparison, made.id)


def _remove(
    db: Connection, ask: Ask, name: str, wanted: tuple[str, str]
) -> tuple[Changed, blocks.Comparison]:
    team = rosters.named(db, name)
    rosters.editor(db, team, ask.person)
    roster = rosters.one(db, team, wanted[0])
    found = next((each for each in roster.rota.overrides if each.id == wanted[1]), None)
    if found is None:
        raise Refusal("That override is no longer there.")
    after = rota.definition.without_override(roster.definition, found.id)
    comparison = compare(db, roster, rota.parse(after), (max(found.start, ask.at), found.end))
    text = f"{member(db, found.user).name}'s override of {roster.title} is taken back"
    made = keep(db, ask, roster, after, ("removal", text))
    tell(db, ask, roster, {found.user}, blocks.told(told_of(text, found.start, found.end)))
    return made, comparison


async def undo(bot: Bot, ask: Ask, change: str) -> Reply:
    """Put back what was there before a change. Raises Refusal where something else was changed since."""
    text = await bot.rows.settle(ask.key, _undo, ask, change)
    bot.wake()
    return Reply(text)


def _undo(db: Connection, ask: Ask, id: str) -> str:
    made = changes.get(db, id)
    if made is None or made.undone_at is not None:
        raise Refusal("That was taken back already.")
    roster = _home_of(db, made.rota)
    rosters.editor(db, roster.team, ask.person)
    if roster.row.definition != made.after:
        later = [(each.person, each.text) for each in changes.since(db, made.rota, made.version)]
        raise blocks.meanwhile(roster.title, later)
    before = json.loads(made.before)
    text = f"taken back: {made.text}"
    moves = rota.planning.moves(roster.rota, rota.parse(before), ask.at, ask.at + FOUR_WEEKS)
    rows_of.revise(db, made.rota, before, ask.at, expected=roster.row.version)
    changes.undo(db, id, ask.at)
    audit.add(db, Entry(ask.person, "rota.undo", made.rota, ask.at, ask.via, {"text": made.text}))
    concerned = {id for each in moves for id in (*each.before, *each.after)}
    said = snug(text[0].upper() + text[1:], 500)
    tell(db, ask, roster, concerned, blocks.told(f"{said} ({roster.title})"))
    return said


def _home_of(db: Connection, rota_id: str) -> Roster:
    for team in catalog.teams(db):
        for roster in rosters.of_team(db, team):
            if roster.id == rota_id:
                return roster
    raise Refusal(f"The rota {rota_id} is no longer a level of any team.")


def tell(db: Connection, ask: Ask, roster: Roster, ids: Iterable[str], said: Reply) -> None:
    """Tell the people concerned in a direct message each, and the team's channel; not whoever did it."""
    people = {member(db, id).slack for id in ids} - {"", ask.person}
    by = f"{said.text} (by <@{ask.person}>)"
    shown: Blocks = (section(by),)
    for person in sorted(people):
        direct(db, ask, person, Reply(by, shown), f"rota:{roster.id}")
    if roster.team.channel:
        body = {"text": by, "blocks": list(shown), "room": roster.team.channel.removeprefix("#")}
        id = f"rota:{roster.id}:{changes.fresh_id()}"
        outbox.add(db, Effect(id, EffectKind.POST, f"room:{roster.team.channel}", body), ask.at)


def direct(db: Connection, ask: Ask, person: str, said: Reply, about: str) -> None:
    """A direct message to somebody, after the commit."""
    body = {"text": said.text, "blocks": list(said.blocks)}
    id = f"{about}:{person}:{changes.fresh_id()}"
    outbox.add(db, Effect(id, EffectKind.DIRECT, body=body, person=person), ask.at)
