"""What people of an incident think of a change: suspect, dismissed, or back in the list."""

from dataclasses import dataclass, replace
from sqlite3 import Connection

from bot.domain.audit import Entry
from bot.domain.change import Mark, Marked, described
from bot.domain.incident import Event, Kind
from bot.domain.refusal import Refusal
from bot.flows.refreshing import refresh as refresh_card
from bot.ports import Ask, Bot, By
from store import audit
from store import change as kept
from store import incident as incidents

SAID = {Mark.SUSPECT: "Suspect", Mark.DISMISSED: "Not the cause", Mark.CLEARED: "Back in the list"}


@dataclass(frozen=True, slots=True)
class Marking:
    """A change and its mark in an incident; `fresh` is False where it already had that mark."""

    marked: Marked
    fresh: bool


async def mark(bot: Bot, ask: Ask, incident: str, change: str, mark: Mark) -> Marking:
    """Mark a change in an incident, with a line on its timeline.

    Raises Refusal where there is no such incident or change.
    """
    marking = await bot.rows.settle(ask.key, _mark, ask, incident, change, mark)
    bot.wake()
    return marking


async def bring_back(bot: Bot, ask: Ask, incident: str) -> tuple[Marked, ...]:
    """Show again what was dismissed in an incident."""
    back = await bot.rows.settle(ask.key, _bring_back, ask, incident)
    bot.wake()
    return back


def _mark(db: Connection, ask: Ask, incident: str, change: str, mark: Mark) -> Marking:
    found = kept.get(db, change)
    if incidents.get(db, incident) is None:
        raise Refusal(f"There is no {incident}.")
    if found is None:
        raise Refusal("That change is not known any more. Ask for the list again: /changes")
    before = {each.change.id: each for each in kept.marks(db, incident)}.get(change)
    if before is not None and before.mark is mark:
        return Marking(before, fresh=False)
    marked = Marked(incident, found, mark, ask.person, ask.at)
    _write(db, marked, ask.by)
    refresh_card(db, incident, ask.at)
    return Marking(marked, fresh=True)


def _bring_back(db: Connection, ask: Ask, incident: str) -> tuple[Marked, ...]:
    back = tuple(each for each in kept.marks(db, incident) if each.mark is Mark.DISMISSED)
    for each in back:
        _write(db, replace(each, mark=Mark.CLEARED, by=ask.person, at=ask.at), ask.by)
    if back:
        refresh_card(db, incident, ask.at)
    return back


def _write(db: Connection, marked: Marked, by: By) -> None:
    """The mark, its line on the timeline and its line in the audit."""
    kept.mark(db, marked)
    text = f"{SAID[marked.mark]}: {described(marked.change)}"
    incidents.add_event(
        db,
        Event(
            incident=marked.incident,
            kind=Kind.CHANGE,
            at=marked.at,
            by=marked.by,
            text=text,
            link=marked.change.url,
            source=f"change:{marked.change.id}:{marked.mark}:{marked.at.timestamp():.3f}",
        ),
    )
    audit.add(db, Entry(by.person, "incident.change", marked.incident, by.at, by.via, {"text": text}))
