"""How a hand-off looks: what the team has in hand, the note beside it, the form in which it is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.change import line as change_line
from bot.blocks.incident.answers import status_line
from bot.blocks.kit import (
    actions,
    button,
    context,
    modal,
    person,
    section,
    snug,
    text_input,
    when,
    whole,
)
from bot.blocks.rota.changing import DAY, Names, stretch, who
from bot.blocks.rota.note import quotation, quoted
from bot.domain.followup import Followup
from bot.domain.handoff import Facts, Handoff, Note
from bot.domain.rota import Kind, Override
from bot.ports import Block, Blocks, Reply

LISTED = 5
SAYS = {Kind.COVER: "", Kind.ADD: " as well", Kind.REMOVE: " is not"}


@dataclass(frozen=True, slots=True)
class Papers:
    """What is handed over: facts with the people they name, and the note, if one was written."""

    facts: Facts
    people: Names
    note: Handoff | None
    now: datetime


def papers(found: Papers) -> Blocks:
    """The note first, for somebody meant it; then the facts."""
    shown: list[Block] = [quoted(found.note, found.now)] if found.note else []
    lines = _lines(found)
    return (*shown, *(section(each) for each in lines)) if lines else (*shown, context(NOTHING))


NOTHING = "No open incident, no change in the last 24 h, no cover to come, no open follow-up of the team."


def _lines(found: Papers) -> list[str]:
    facts = found.facts
    changes = [change_line(each, found.now) for each in facts.changes]
    covers = [_override(about, each, found.people) for about, each in facts.overrides]
    covers += [
        f"{who([each.person], found.people)} asks to be covered: {snug(about, 150)}, "
        f"{stretch(each.start, each.end)}"
        for about, each in facts.requests
    ]
    told = (
        ("Open incidents", [status_line(each) for each in facts.incidents], len(facts.incidents)),
        ("Changes in the last 24 h", changes, facts.changed),
        ("Covers to come", covers, len(covers)),
        ("Open follow-ups", [_followup(each) for each in facts.followups], len(facts.followups)),
    )
    return [_listed(title, lines, count) for title, lines, count in told if lines]


def _listed(title: str, lines: Sequence[str], count: int) -> str:
    """A few of the lines under their title, and how many more there are."""
    more = [f"and {count - LISTED} more"] if count > LISTED else []
    return whole([f"*{title}:* {count}", *(f"• {each}" for each in lines[:LISTED]), *more])


def _override(about: str, each: Override, people: Names) -> str:
    name = who([each.user], people)
    return f"{name}{SAYS[each.kind]}: {snug(about, 150)}, {stretch(each.start, each.end)}"


def _followup(each: Followup) -> str:
    due = f", due {when(each.due, '{date_short}')}" if each.due else ""
    owner = f" {person(each.owner)}" if each.owner else ""
    return f"{snug(each.text, 200)} ({each.incident}{due}){owner}"


def edit_row(note: str) -> Block:
    """The way to the form."""
    return actions([button("Edit note", "handoff_note", note, style="primary")])


def closing(about: str, ended: datetime, heirs: str, found: Papers, note: str) -> Reply:
    """Some hours before a shift ends: what will be handed over, and a way to add to it."""
    said = f"Your shift ends {when(ended, DAY)}: *{snug(about, 200)}*. {heirs}"
    ask = "What should they know that does not stand below? They read it at the hand-over."
    return Reply(said, (section(f"{said}\n{ask}"), edit_row(note), *papers(found)))


def late(found: Handoff, now: datetime) -> Reply:
    """Who has taken over already reads what was written after."""
    said = f"{snug(found.writer, 80)} wrote the hand-off note of {snug(found.about, 200)}."
    return Reply(said, (section(said), quoted(found, now)))


def kept(about: str, note: Note) -> Reply:
    """What whoever wrote it reads."""
    when_read = "Those who have taken over are told." if note.handed else "It is read at the hand-over."
    what = "kept" if note.text else "empty now"
    said = f"The hand-off note of {snug(about, 200)} is {what}. {when_read} `/oncall` shows it too."
    return Reply(said, (section(said), edit_row(note.id)))


def form(about: str, note: Note, mine: str | None) -> Block:
    """The note as a text; `mine` are the words of who was too late, beside those that stand."""
    shown: list[Block] = [section(f"*{snug(about, 200)}*")]
    if mine is not None:
        writer = person(note.person) if note.person else "Somebody"
        shown.append(section(f"{writer} changed it while you wrote. It says now:"))
        shown.append(section(quotation(note.text)))
        shown.append(context("Your words stand below; Keep puts them in its place."))
    text = note.text if mine is None else mine
    shown.append(text_input("text", "What should whoever takes over know?", initial=text, lines=True))
    shown.append(context("Open incidents, changes, covers and follow-ups are added by themselves."))
    return modal("Hand-off note", shown, callback="handoff_note", submit="Keep")
