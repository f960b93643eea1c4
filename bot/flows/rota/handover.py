"""Around a shift: who comes on call hears of it the day before, and both of the hand-over, once each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Any

from bot.blocks.rota import handoff as papers
from bot.blocks.rota import handover as blocks
from bot.domain import rota
from bot.domain.catalog import Person
from bot.domain.effect import Effect, EffectKind
from bot.domain.handoff import Note
from bot.domain.rota.handover import LEAST, Coming, asleep, note_at, notice_at
from bot.flows.remembered import Remembered
from bot.flows.rota import handoff
from bot.flows.rota.clock import zone
from bot.flows.rota.watched import Watched, every, handed, one, who
from bot.ports import Bot, Reply
from store import outbox
from store import rota as rows_of
from store.moments import ms
from store.rota import note as notes
from store.rota import turn as turns

AGAIN = timedelta(hours=1)
"""All rotas are looked at so often at least; sooner where one of them is about to change, or was changed."""
SECOND, QUARTER = timedelta(seconds=1), timedelta(minutes=15)
_LOOKED: Remembered[tuple[datetime, datetime]] = Remembered(1)


async def watch(bot: Bot, body: Mapping[str, Any]) -> None:  # noqa: ARG001  (every job has this shape)
    """The job: tell whom something is due to; nothing is read while nothing can be due."""
    now = bot.clock.now()
    generation = bot.rows.read(rows_of.generation)
    looked = _LOOKED.get(bot.rows, generation, "")
    if looked and looked[0] <= now < looked[1]:
        return
    due, soonest = await bot.rows.query(_look, now)
    for id, teams in due:
        await bot.rows.run(_tell, id, teams, now)
    _LOOKED.keep(bot.rows, generation, "", (now, soonest))
    if due:
        bot.wake()


def _look(db: Connection, now: datetime) -> tuple[list[tuple[str, list[str]]], datetime]:
    """The rotas (with their teams) of which somebody is to hear something, and when to look again."""
    due: list[tuple[str, list[str]]] = []
    soonest = now + AGAIN
    for watched in every(db, now):
        told = (*_notices(db, watched, now), *_closings(db, watched, now))
        if watched.turn is None or handed(watched, now) or told:
            due.append((watched.id, [each.team.id for each in watched.rosters]))
        soonest = min([soonest, *(each for each in _moments(db, watched) if each > now)])
    return due, soonest


def _moments(db: Connection, watched: Watched) -> Iterator[datetime]:
    """When something about a rota may be due."""
    yield from (each.end for each in watched.plan if each.end)
    for each in watched.ahead():
        yield from (notice_at(each.start, zone(who(db, id))) for id in each.incoming)
    last = watched.closing()
    for id in last.outgoing if last else ():
        at = note_at(watched.begun, last.ended, zone(who(db, id))) if last else None
        yield from [at] if at else []


def _tell(db: Connection, id: str, teams: list[str], now: datetime) -> None:
    """In one transaction: look at one rota again, tell whom it is due to, and keep who is on call."""
    watched = one(db, id, teams, now)
    if watched is None:
        return
    current = watched.plan[0].people
    change = handed(watched, now)
    if change:
        _hand_over(db, watched, change, now)
    if watched.turn and not current:
        turns.save(db, replace(watched.turn, over=watched.turn.over or change is not None))
    elif watched.turn is None or change:
        turns.save(db, turns.Turn(id, current, now, over=not current))
    watched = replace(watched, turn=turns.get(db, id))
    for each, person in _notices(db, watched, now):
        heirs = _people(db, each.outgoing)
        said = blocks.soon(
            watched.title, _at(watched, each), heirs, blocks.Levers(watched.id, _team(watched))
        )
        _direct(db, _notice(watched, each, person), person, said, now)
    for each, person in tuple(_closings(db, watched, now)):
        _ask_for_note(db, watched, (each, person), now)


def _closings(db: Connection, watched: Watched, now: datetime) -> Iterator[tuple[Coming, Person]]:
    """Whose shift ends soon, and who has not been asked for a note yet."""
    last = watched.closing()
    if last is None or now > last.ended - QUARTER:
        return
    note = notes.opened(db, watched.id)
    for id in last.outgoing:
        person = who(db, id)
        at = note_at(watched.begun, last.ended, zone(person))
        due = person.slack and at and at <= now and not asleep(now, zone(person))
        if due and not (note and id in note.people):
            yield last, person


def _ask_for_note(db: Connection, watched: Watched, about: tuple[Coming, Person], now: datetime) -> None:
    each, person = about
    note = notes.begin(db, watched.id, each.outgoing, now)
    heirs = blocks.follows(_people(db, each.incoming), each.start, each.ended)
    found = handoff.papers(db, watched, note, now)
    said = papers.closing(watched.title, each.ended, heirs, found, note.id)
    _direct(db, f"handoff:{note.id}:{person.slack}", person, said, now)


def _note(db: Connection, watched: Watched, change: Coming, now: datetime) -> Note | None:
    """The note that is handed over now: begun where nobody was asked, so that it can be written after."""
    if watched.turn and watched.turn.over:
        found = notes.handed(db, watched.id)
    else:
        found = notes.begin(db, watched.id, change.outgoing, now) if change.outgoing else None
    if found:
        notes.hand(db, found.id, change.incoming, now)
    return found


def _notices(db: Connection, watched: Watched, now: datetime) -> Iterator[tuple[Coming, Person]]:
    """Who is to hear now that they come on call, and of which shift."""
    for each in watched.ahead():
        for id in each.incoming:
            person = who(db, id)
            due = person.slack and notice_at(each.start, zone(person)) <= now <= each.start - LEAST
            if not due or asleep(now, zone(person)) or _returns(watched.rota, id, each.start):
                continue
            if outbox.find(db, _notice(watched, each, person)) is None:
                yield each, person


def _notice(watched: Watched, each: Coming, person: Person) -> str:
    return f"oncall:{watched.id}:{ms(each.start)}:{person.slack}"


def _returns(found: rota.Rota, person: str, start: datetime) -> bool:
    """Whether somebody only comes back from being covered: it is their own shift that goes on."""
    return person in rota.who(replace(found, overrides=()), start - SECOND)


def _hand_over(db: Connection, watched: Watched, change: Coming, now: datetime) -> None:
    """Both hear of it; who has heard already that their shift is over does not hear it again."""
    key = f"handover:{watched.id}:{ms(now)}"
    levers = blocks.Levers(watched.id, _team(watched))
    heirs = _people(db, watched.plan[0].people or _following(watched, change))
    before = _people(db, change.outgoing)
    note = _note(db, watched, change, now)
    shown = papers.papers(handoff.papers(db, watched, note, now))
    mine = (*shown, papers.edit_row(note.id)) if note else shown
    for person in () if watched.turn and watched.turn.over else before:
        said = blocks.over(watched.title, heirs, change.start if change.start > now else None, mine)
        _direct(db, f"{key}:{person.slack}", person, said, now)
    for person in _people(db, change.incoming):
        said = blocks.taken(watched.title, (now, change.end), before, levers, shown)
        _direct(db, f"{key}:{person.slack}", person, said, now)


def _following(watched: Watched, change: Coming) -> tuple[str, ...]:
    """Who is on call after a pause."""
    return rota.who(watched.rota, change.start) or next((e.people for e in watched.plan if e.people), ())


def _at(watched: Watched, each: Coming) -> tuple[datetime, datetime | None]:
    return each.start, watched.until(each.start)


def _team(watched: Watched) -> str:
    return watched.rosters[0].team.id


def _people(db: Connection, ids: Sequence[str]) -> list[Person]:
    return [who(db, id) for id in ids]


def _direct(db: Connection, key: str, person: Person, said: Reply, now: datetime) -> None:
    """A direct message; nobody whom Slack does not know gets one."""
    if person.slack:
        body = {"text": said.text, "blocks": list(said.blocks)}
        outbox.add(db, Effect(key, EffectKind.DIRECT, body=body, person=person.slack), now)
