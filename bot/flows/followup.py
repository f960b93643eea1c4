"""What people do with follow-ups and tasks: keep one, give it to somebody, change it, end it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from sqlite3 import Connection

from bot.blocks import followup as blocks
from bot.domain.audit import Entry
from bot.domain.effect import Effect, EffectKind
from bot.domain.followup import Followup, Sort, State
from bot.domain.incident import Event, Incident, Kind
from bot.domain.refusal import Refusal
from bot.flows.rca import Message
from bot.flows.rca.noting import want_link
from bot.flows.refreshing import refresh
from bot.ports import Ask, Bot, Reply
from store import audit, outbox
from store import followup as rows
from store import incident as incidents

LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants done. `owner` is a Slack id or ""; `weeks` "" is the severity's own time."""

    sort: Sort
    text: str
    owner: str = ""
    weeks: str = ""
    type: str = ""
    message: Message | None = None


async def add(bot: Bot, ask: Ask, incident: Incident, wanted: Wanted) -> Reply:
    """Keep a follow-up or a task; its owner is told. Raises Refusal for one without words."""
    text = wanted.text.strip()
    if not text:
        example = "restart db-3" if wanted.sort is Sort.TASK else "alert on pool waits above 100 ms"
        raise Refusal(f"What is to be done? /inc {_word(wanted.sort)} {example} @bo")
    new = Followup(
        incident=incident.id,
        sort=wanted.sort,
        text=text[:LONGEST],
        by=ask.person,
        at=ask.at,
        owner=wanted.owner,
        due=_due(bot, incident, wanted, ask.at),
        type=wanted.type,
        source=wanted.message.source if wanted.message else "",
    )
    kept = await bot.rows.settle(ask.key, _add, incident, ask, new)
    bot.wake()
    return blocks.kept(incident, kept) if kept else blocks.there_already(incident, new.sort)


def _word(sort: Sort) -> str:
    return "task" if sort is Sort.TASK else "followup"


def _due(bot: Bot, incident: Incident, wanted: Wanted, at: datetime) -> datetime | None:
    """A task is for now and has no date; a follow-up is due as asked, else as the severity says."""
    if wanted.sort is Sort.TASK:
        return None
    if wanted.weeks.isdecimal():
        return at + timedelta(weeks=int(wanted.weeks))
    return at + bot.house.followups_due(incident.severity)


def _add(db: Connection, incident: Incident, ask: Ask, new: Followup) -> Followup | None:
    kept = rows.add(db, new)
    if kept is None:
        return None
    _log(db, ask, kept, "added")
    _, _, place = kept.source.partition(":")
    channel, _, ts = place.partition(":") if place else (ask.channel, "", ask.ts)
    if ts:
        want_link(db, incident.id, ("follow-up", str(kept.number)), (channel, ts), ask.at)
    _tell_owner(db, incident, ask, kept)
    refresh(db, incident.id, ask.at)
    return kept


def _log(db: Connection, ask: Ask, kept: Followup, deed: str) -> None:
    """In the audit; a task, which is part of the work, on the timeline as well."""
    detail = {"number": kept.number, "text": f"{deed} {kept.sort.value} “{kept.text}”"}
    what = f"{_word(kept.sort)}.{deed}"
    audit.add(db, Entry(ask.person, what, kept.incident, ask.at, ask.via, detail))
    if kept.sort is Sort.TASK:
        whom = f" @{kept.owner}" if kept.owner and deed == "added" else ""
        text = f"{'' if deed == 'added' else f'{deed}: '}{kept.text}{whom}"
        incidents.add_event(db, Event(kept.incident, Kind.TASK, ask.at, ask.person, text))


def _tell_owner(db: Connection, incident: Incident, ask: Ask, kept: Followup) -> None:
    if not kept.owner or kept.owner == ask.person:
        return
    text, shown = blocks.yours(incident, kept, ask.person)
    body = {"text": text, "blocks": list(shown)}
    id = f"{incident.id}:followup:{kept.number}:{ask.key}"
    outbox.add(db, Effect(id, EffectKind.DIRECT, person=kept.owner, incident=incident.id, body=body), ask.at)


def listed(bot: Bot, incident: Incident, sort: Sort) -> Reply:
    """Those of an incident, the open ones first."""
    return blocks.listed(incident, sort, bot.rows.read(rows.of_incident, incident.id, sort), bot.clock.now())


def named(bot: Bot, number: int) -> Followup:
    """The one of that number. Raises Refusal."""
    found = bot.rows.read(rows.get, number)
    if found is None:
        raise Refusal("That is not on record any more. /inc followups lists those of this incident.")
    return found


async def change(bot: Bot, ask: Ask, number: int, wanted: Wanted) -> Reply:
    """Another text, owner, date or type. Raises Refusal where there is no such follow-up."""
    found = named(bot, number)
    incident = bot.rows.read(incidents.get, found.incident)
    if incident is None:
        raise Refusal(f"There is no {found.incident}.")
    due = _due(bot, incident, wanted, found.at) if wanted.weeks else found.due
    text = wanted.text.strip()[:LONGEST] or found.text
    changed = replace(found, text=text, owner=wanted.owner, due=due, type=wanted.type)
    await bot.rows.settle(ask.key, _change, incident, ask, (found, changed))
    bot.wake()
    return blocks.kept(incident, changed)


def _change(db: Connection, incident: Incident, ask: Ask, change: tuple[Followup, Followup]) -> None:
    found, changed = change
    rows.change(db, changed)
    _log(db, ask, changed, "changed")
    if changed.owner != found.owner:
        _tell_owner(db, incident, ask, changed)
    refresh(db, incident.id, ask.at)


async def end(bot: Bot, ask: Ask, number: int, state: State) -> Followup:
    """It is done, dropped, or to be done after all. Raises Refusal where it is so already."""
    ended = await bot.rows.settle(ask.key, _end, ask, number, state)
    bot.wake()
    return ended


def _end(db: Connection, ask: Ask, number: int, state: State) -> Followup:
    ended = rows.end(db, number, state, ask.person, ask.at)
    if ended is None:
        found = rows.get(db, number)
        who = f"; <@{found.ended_by}> was faster" if found and found.ended_by not in ("", ask.person) else ""
        raise Refusal(f"That is {state} already.", f"That is {state} already{who}.")
    _log(db, ask, ended, "reopened" if state is State.OPEN else state.value)
    refresh(db, ended.incident, ask.at)
    return ended
