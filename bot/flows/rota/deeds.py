"""Changing a rota: overrides put in and taken out, layers edited, Undo; those concerned are told."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from sqlite3 import Connection

from bot.blocks.kit import section, snug
from bot.blocks.rota import changing as blocks
from bot.domain import rota
from bot.domain.audit import Entry
from bot.domain.effect import Effect, EffectKind
from bot.domain.refusal import Refusal
from bot.domain.rota import Kind, Override
from bot.flows.rota import changing, clock, homes, rosters
from bot.flows.rota.people import member
from bot.flows.rota.rosters import Roster
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


Plan = tuple[rota.Shift, ...]
Plans = tuple[Plan, Plan]


def compare(
    db: Connection, roster: Roster, plans: Plans, span: tuple[datetime, datetime]
) -> blocks.Comparison:
    """What becomes of a rota over a span, where its plan before becomes the plan after."""
    moves = rota.planning.moves_of(*plans)
    gaps = tuple(each for each in rota.planning.tiled(plans[1], *span) if not each.people)
    double = rosters.clashes(db, roster, plans[1], span)
    named = {id for each in moves for id in (*each.before, *each.after)} | {each.person for each in double}
    people = {id: member(db, id) for id in named}
    return blocks.Comparison(roster.team.id, roster.title, span, moves, gaps, double, people)


def _compared(
    db: Connection, roster: Roster, after: rota.Rota, span: tuple[datetime, datetime]
) -> blocks.Comparison:
    return compare(db, roster, (rota.shifts(roster.rota, *span), rota.shifts(after, *span)), span)


def put(db: Connection, ask: Ask, roster: Roster, wish: Wish, text: str) -> Changed:
    """In a transaction: an override more, here or on its way to PagerDuty. Raises BadRota, Refusal."""
    made = _wished(ask, wish)
    before = _written(db, roster)
    changing.override(db, roster.id, made, ask.by)
    return _kept(db, ask, roster, ("override", text), (before, _written(db, roster) or made.id))


def edit(db: Connection, ask: Ask, roster: Roster, wanted: changing.Edit, text: str) -> Changed:
    """In a transaction: other layers, here or on their way to PagerDuty. Raises BadRota, Refusal."""
    layers = json.dumps(list(roster.view.layers), default=str)
    before = _written(db, roster) or layers
    changing.edit(db, roster.id, wanted, ask.by)
    return _kept(db, ask, roster, ("edit", text), (before, _written(db, roster) or layers))


def _written(db: Connection, roster: Roster) -> str:
    """The definition of a rota of ours as text; "" of one of PagerDuty's."""
    kept = None if roster.paged else rows_of.get(db, roster.id)
    return kept.definition if kept else ""


def _kept(db: Connection, ask: Ask, roster: Roster, said: tuple[str, str], texts: tuple[str, str]) -> Changed:
    kind, text = said
    version = rosters.again(db, roster, ask.at).view.version
    made = Changed(changes.fresh_id(), roster.id, kind, text, *texts, version, ask.person, ask.at)
    audit.add(db, Entry(ask.person, f"rota.{kind}", roster.id, ask.at, ask.via, {"text": text}))
    return changes.add(db, made)


def _wished(ask: Ask, wish: Wish) -> Override:
    id = f"slack-{changes.fresh_id()}"
    return Override(id, wish.start, wish.end, wish.user, ask.at, wish.kind, wish.instead_of)


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
    return blocks.changed(made, comparison)


def prove(bot: Bot, ask: Ask, about: tuple[str, str], given: Given) -> None:
    """Raises the Refusal that `override` would meet; nothing changes."""
    bot.rows.read(_wish, ask, about, given)


def _wish(db: Connection, ask: Ask, about: tuple[str, str], given: Given) -> tuple[Roster, Wish]:
    team = rosters.named(db, about[0])
    me = rosters.editor(db, team, ask.person)
    roster = rosters.one(db, team, ask.at, about[1])
    start, end = clock.between(given.start, given.end, ask.at, clock.zone(me))
    instead = rosters.somebody(db, given.instead, "instead").id if given.instead else ""
    user = rosters.somebody(db, given.user, "user").id
    if end <= ask.at:
        raise Refusal(
            "That time is past; a rota keeps its past as it was. Nothing was changed.", field="until"
        )
    if roster.paged:
        homes.user_of(db, user, "user")
    return roster, Wish(user, start, end, instead)


def _override(
    db: Connection, ask: Ask, about: tuple[str, str], given: Given
) -> tuple[blocks.Made, blocks.Comparison]:
    roster, wish = _wish(db, ask, about, given)
    after = replace(roster.rota, overrides=(*roster.rota.overrides, _wished(ask, wish)))
    comparison = _compared(db, roster, after, (wish.start, wish.end))
    relieved = tuple(dict.fromkeys(id for each in comparison.moves for id in each.before))
    text = blocks.put_in(member(db, wish.user).name, comparison, relieved)
    made = put(db, ask, roster, wish, text)
    tell(db, ask, roster, {wish.user, *relieved}, blocks.told(told_of(text, wish.start, wish.end)))
    return blocks.Made(text, made.id, roster.paged), comparison


def told_of(text: str, start: datetime, end: datetime) -> str:
    """The change as a sentence of mrkdwn, with its time."""
    return f"{snug(text, 400)}, {blocks.stretch(start, end)}."


async def remove(bot: Bot, ask: Ask, team: str, rota_id: str, override: str) -> Reply:
    """Take an override out. Raises Refusal where it is gone already."""
    made, comparison = await bot.rows.settle(ask.key, _remove, ask, team, (rota_id, override))
    bot.wake()
    return blocks.changed(made, comparison)


def _remove(
    db: Connection, ask: Ask, name: str, wanted: tuple[str, str]
) -> tuple[blocks.Made, blocks.Comparison]:
    team = rosters.named(db, name)
    rosters.editor(db, team, ask.person)
    roster = rosters.one(db, team, ask.at, wanted[0])
    found = next((each for each in roster.rota.overrides if each.id == wanted[1]), None)
    if found is None:
        raise Refusal("That override is no longer there.")
    rest = tuple(each for each in roster.rota.overrides if each.id != found.id)
    after = replace(roster.rota, overrides=rest)
    span = (max(found.start, ask.at), found.end)
    comparison = _compared(db, roster, after, span)
    again = tuple(dict.fromkeys(id for each in comparison.moves for id in each.after))
    text = blocks.taken_out(member(db, found.user).name, comparison, again)
    before = _written(db, roster)
    changing.remove_override(db, roster.id, found.id, ask.by)
    made = _kept(db, ask, roster, ("removal", text), (before, _written(db, roster)))
    tell(db, ask, roster, {found.user, *again}, blocks.told(told_of(text, *span)))
    return blocks.Made(text, made.id, roster.paged), comparison


async def undo(bot: Bot, ask: Ask, change: str) -> Reply:
    """Put back what was there before a change. Raises Refusal where something else was changed since."""
    text = await bot.rows.settle(ask.key, _undo, ask, change)
    bot.wake()
    return Reply(text)


def _undo(db: Connection, ask: Ask, id: str) -> str:
    made = changes.get(db, id)
    if made is None or made.undone_at is not None:
        raise Refusal("That was taken back already.")
    roster = _roster_of(db, made.rota, ask.at)
    rosters.editor(db, roster.team, ask.person)
    before = roster.rota
    if roster.paged:
        _undo_paged(db, ask, roster, made)
    else:
        _undo_here(db, ask, roster, made)
    after = rosters.again(db, roster, ask.at).rota
    changes.undo(db, id, ask.at)
    audit.add(db, Entry(ask.person, "rota.undo", made.rota, ask.at, ask.via, {"text": made.text}))
    moves = rota.planning.moves(before, after, ask.at, ask.at + FOUR_WEEKS)
    concerned = {id for each in moves for id in (*each.before, *each.after)}
    said = snug(f"Taken back: {made.text}", 500)
    tell(db, ask, roster, concerned, blocks.told(f"{said} ({snug(roster.title, 200)})"))
    return said


def _undo_here(db: Connection, ask: Ask, roster: Roster, made: Changed) -> None:
    if _written(db, roster) != made.after:
        later = [(each.person, each.text) for each in changes.since(db, made.rota, made.version)]
        raise blocks.meanwhile(roster.title, later)
    rows_of.revise(db, made.rota, json.loads(made.before), ask.at, expected=roster.view.version)


def _undo_paged(db: Connection, ask: Ask, roster: Roster, made: Changed) -> None:
    match made.kind:
        case "override":
            changing.remove_override(db, roster.id, made.after, ask.by)
        case "edit":
            back = changing.Edit(json.loads(made.before), ask.at, roster.view.version)
            changing.edit(db, roster.id, back, ask.by)
        case _:
            raise Refusal("PagerDuty has let that override go: make it again with /oncall override.")


def _roster_of(db: Connection, rota_id: str, now: datetime) -> Roster:
    for team in catalog.teams(db):
        for roster in rosters.of_team(db, team, now):
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
