"""App Home: gathered from the store, shown when it is opened, and again when it would say something else.

`PARTS` is the table of its sections: a new one is a function from (db, viewer) to blocks, named there.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.blocks import home as blocks
from bot.blocks.rota import covering as covering_blocks
from bot.domain.catalog import Person, Team
from bot.domain.effect import Effect, EffectKind
from bot.domain.home import Awaited, Wait
from bot.domain.incident import Status
from bot.domain.scorecard import Scorecard, badness, standing
from bot.flows import scorecard
from bot.flows.refreshing import FOLLOWED
from bot.flows.rota import covering
from bot.flows.rota.duties import duties
from bot.flows.scorecard.shipped import first
from bot.ports import Ask, Block, Blocks, Bot
from store import catalog, followup, outbox, owed
from store import home as kept
from store import incident as rows
from store import rca as documents
from store import scorecard as standings
from store import telling as told

MINE, SERVICES, DOCUMENTS = 15, 12, 10


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose Home it is: their Slack id, what the catalog knows of them, and when it is looked at."""

    bot: Bot
    slack: str
    person: Person | None
    teams: tuple[Team, ...]
    now: datetime


async def opened(bot: Bot, ask: Ask) -> None:
    """Somebody opened Home: it is shown, and kept true for a while."""
    await bot.rows.settle(ask.key, _opened, ask.person, ask.at)
    bot.wake()


def _opened(db: Connection, person: str, now: datetime) -> None:
    kept.opened(db, person, now)
    outbox.add(db, _effect(person), now)


def _effect(person: str) -> Effect:
    """Of several that wait only one is carried out, and it shows what is true then."""
    lane = f"home:{person}"
    return Effect(lane, EffectKind.HOME, lane=lane, slot=lane, body={"person": person})


async def follow(bot: Bot, body: Mapping[str, Any]) -> None:  # noqa: ARG001  (every job has this shape)
    """Show it anew to who has opened it lately and would read something else by now."""
    now = bot.clock.now()
    for person in bot.rows.read(kept.lately, now - FOLLOWED):
        view = await bot.rows.query(render, bot, person, now)
        if bot.rows.read(kept.mark, person) != mark(view):
            await bot.rows.run(outbox.add, _effect(person), now)
    bot.wake()


async def show(bot: Bot, person: str) -> None:
    """Bring it to Slack, unless it stands there already."""
    view = await bot.rows.query(render, bot, person, bot.clock.now())
    if bot.rows.read(kept.mark, person) != mark(view):
        await bot.chat.publish_home(person, view)
        await bot.rows.run(kept.shown, person, mark(view))


def mark(view: Block) -> str:
    """What tells two views apart; the last block says only when it was made."""
    return hashlib.sha256(json.dumps(view["blocks"][:-1]).encode()).hexdigest()


def render(db: Connection, bot: Bot, slack: str, now: datetime) -> Block:
    """The view of a person."""
    person = catalog.person_by_slack(db, slack)
    teams = tuple(each for each in catalog.teams(db) if person and person.id in (*each.leads, *each.members))
    viewer = Viewer(bot, slack, person, teams, now)
    return blocks.view([part(db, viewer) for part in PARTS], now)


# Sections -----------------------------------------------------------------------------------------------


def _waiting(db: Connection, viewer: Viewer) -> Blocks:
    found = [*_updates(db, viewer), *_leaderless(db, viewer), *_documents(db, viewer), *_todos(db, viewer)]
    return blocks.waiting(found, viewer.now)


def _covers(db: Connection, viewer: Viewer) -> Blocks:
    """Who needs to be covered by this person, and what they asked for themselves."""
    if viewer.person is None:
        return ()
    found = covering.waiting_for(db, viewer.person, viewer.now)
    people = {id: person for asked, _ in found for id, person in covering.people(db, asked).items()}
    return covering_blocks.on_home(found, viewer.person.id, people)


def _updates(db: Connection, viewer: Viewer) -> Iterator[Awaited]:
    """Updates that were promised for about now, of incidents that the person leads."""
    for incident in rows.of_person(db, viewer.slack, MINE):
        last = told.last(db, incident.id)
        if incident.lead == viewer.slack and last and last.next_at and last.next_at <= viewer.now:
            yield Awaited(Wait.UPDATE, incident, last.next_at)


def _leaderless(db: Connection, viewer: Viewer) -> Iterator[Awaited]:
    for incident in rows.of_person(db, viewer.slack, MINE):
        if not incident.lead and incident.declared_by == viewer.slack:
            yield Awaited(Wait.LEADER, incident)


def _documents(db: Connection, viewer: Viewer) -> Iterator[Awaited]:
    """Documents that the person owes, and those of incidents that they led and that are not closed."""
    due = {each.incident: each.due for each in owed.open_ones(db) if each.owner == viewer.slack}
    mine = [rows.get(db, id) for id in due]
    led = rows.led_by(db, viewer.slack, Status.RESOLVED, DOCUMENTS)
    for incident in {each.id: each for each in (*mine, *led) if each}.values():
        draft = documents.latest(db, incident.id)
        questions = draft.questions if draft else 0
        if questions or incident.id in due:
            yield Awaited(Wait.DOCUMENT, incident, due.get(incident.id), questions)


def _todos(db: Connection, viewer: Viewer) -> Iterator[Awaited]:
    """Tasks and follow-ups of the person."""
    for each in followup.of_owner(db, viewer.slack):
        incident = rows.get(db, each.incident)
        if incident is not None:
            yield Awaited(Wait.TODO, incident, each.due, text=each.text, key=str(each.number))


def _incidents(db: Connection, viewer: Viewer) -> Blocks:
    return blocks.incidents(rows.of_person(db, viewer.slack, MINE), rows.count_open(db))


def _shifts(db: Connection, viewer: Viewer) -> Blocks:
    return blocks.shifts(duties(db, viewer.person, viewer.now) if viewer.person else None, viewer.now)


def _services(db: Connection, viewer: Viewer) -> Blocks:
    """The worst first; what lies below the house's target is marked."""
    card = first(db)
    target = _target(viewer.bot, card)
    pages = [standings.Page(team=each.id, limit=SERVICES) for each in viewer.teams]
    found = [scorecard.worst(db, team, page) for team, page in zip(viewer.teams, pages, strict=True)]
    listed = {each.result.service: each for page in found for each in page.listed}
    worst = sorted(listed.values(), key=badness)[:SERVICES]
    shown = [
        blocks.Standing(
            each.result.service,
            each.title,
            standing(each.result),
            each.result.rank < target,
        )
        for each in worst
    ]
    return blocks.services(shown, sum(page.tally.total for page in found), card.titles[target])


def _target(bot: Bot, card: Scorecard) -> int:
    """The rank that services should reach: the house's, else the card's highest."""
    wanted = bot.house.readiness.target
    rank = card.rank(wanted) if wanted else None
    return len(card.titles) - 1 if rank is None else rank


PARTS: tuple[Callable[[Connection, Viewer], Blocks], ...] = (
    _waiting,
    _covers,
    _incidents,
    _shifts,
    _services,
)
"""The sections of Home, in their order."""
