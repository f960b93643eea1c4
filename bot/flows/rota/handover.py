"""Around a shift: who comes on call hears of it the day before, and both of the hand-over, once each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Any

from bot.blocks.rota import handover as blocks
from bot.domain import rota
from bot.domain.catalog import Person
from bot.domain.effect import Effect, EffectKind
from bot.domain.rota.handover import LEAST, Coming, notice_at
from bot.flows.remembered import Remembered
from bot.flows.rota.clock import zone
from bot.flows.rota.watched import Watched, every, handed, one, who
from bot.ports import Bot, Reply
from store import outbox
from store import rota as rows_of
from store.moments import ms
from store.rota import turn as turns

AGAIN = timedelta(hours=1)
"""All rotas are looked at so often at least; sooner where one of them is about to change, or was changed."""
SECOND = timedelta(seconds=1)
_LOOKED: Remembered[tuple[datetime, datetime]] = Remembered(1)


async def watch(bot: Bot, body: Mapping[str, Any]) -> None:  # noqa: ARG001  (every job has this shape)
    """The job: tell whom something is due to; nothing is read while nothing can be due."""
    now = bot.clock.now()
    generation = bot.rows.read(rows_of.generation)
    looked = _LOOKED.get(bot.rows, generation, "")
    if looked and looked[0] <= now < looked[1]:
        return
    due, soonest = await bot.rows.query(_look, now)
    for id in due:
        await bot.rows.run(_tell, id, now)
    _LOOKED.keep(bot.rows, generation, "", (now, soonest))
    if due:
        bot.wake()


def _look(db: Connection, now: datetime) -> tuple[list[str], datetime]:
    """The rotas of which somebody is to hear something, and when to look again."""
    due, soonest = [], now + AGAIN
    for watched in every(db, now):
        if watched.turn is None or handed(watched, now) or next(_notices(db, watched, now), None):
            due.append(watched.id)
        soonest = min([soonest, *(each for each in _moments(db, watched) if each > now)])
    return due, soonest


def _moments(db: Connection, watched: Watched) -> Iterator[datetime]:
    """When something about a rota may be due."""
    yield from (each.end for each in watched.plan if each.end)
    for each in watched.ahead():
        yield from (notice_at(each.start, zone(who(db, id))) for id in each.incoming)


def _tell(db: Connection, id: str, now: datetime) -> None:
    """In one transaction: look at one rota again, tell whom it is due to, and keep who is on call."""
    watched = one(db, id, now)
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
    for each, person in _notices(db, watched, now):
        heirs = _people(db, each.outgoing)
        said = blocks.soon(
            watched.title, _at(watched, each), heirs, blocks.Levers(watched.id, _team(watched))
        )
        _direct(db, _notice(watched, each, person), person, said, now)


def _notices(db: Connection, watched: Watched, now: datetime) -> Iterator[tuple[Coming, Person]]:
    """Who is to hear now that they come on call, and of which shift."""
    for each in watched.ahead():
        for id in each.incoming:
            person = who(db, id)
            due = person.slack and notice_at(each.start, zone(person)) <= now <= each.start - LEAST
            if not due or _returns(watched.rota, id, each.start):
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
    for person in () if watched.turn and watched.turn.over else before:
        said = blocks.over(watched.title, heirs, change.start if change.start > now else None)
        _direct(db, f"{key}:{person.slack}", person, said, now)
    for person in _people(db, change.incoming):
        said = blocks.taken(watched.title, (now, change.end), before, levers)
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
