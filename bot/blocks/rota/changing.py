"""How a change of a rota looks: who is on call instead of whom, what is flagged, who hears of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.blocks.kit import actions, button, context, section, sections, snug, when
from bot.blocks.rota.showing import name
from bot.domain.catalog import Person, Team
from bot.domain.refusal import Refusal
from bot.domain.rota import Shift
from bot.domain.rota.planning import Clash, Move
from bot.ports import Block, Reply

DAY = "{date_short} {time}"
MOST = 20
OWN_CLOCK = "Times are of your own clock, as the catalog has your time zone."
Names = Mapping[str, Person]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a change does over a span: moves, and what is wrong with the plan that it leaves.

    `team` is its id, `about` names the rota; `people` are those that the ids of the plan stand for.
    """

    team: str
    about: str
    span: tuple[datetime, datetime]
    moves: tuple[Move, ...] = ()
    gaps: tuple[Shift, ...] = ()
    clashes: tuple[Clash, ...] = ()
    people: Names = field(default_factory=dict)


def who(ids: Sequence[str], people: Names) -> str:
    """The people of a shift by name, as mrkdwn; nobody where there are none."""
    return ", ".join(name(people.get(id, Person(id, id))) for id in ids) or "*nobody*"


def stretch(start: datetime, end: datetime | None) -> str:
    """From when until when, in the reader's zone."""
    return f"{when(start, DAY)} → {when(end, DAY) if end else 'without an end'}"


def compared(found: Comparison) -> tuple[Block, ...]:
    """Before and after, line by line, then gaps and double bookings."""
    lines = [
        f"{stretch(each.start, each.end)}: "
        f"{who(each.before, found.people)} → *{who(each.after, found.people)}*"
        for each in found.moves[:MOST]
    ]
    if len(found.moves) > MOST:
        lines.append(f"and {len(found.moves) - MOST} more changes")
    if not lines:
        lines = ["Nobody's turn changes in this time."]
    head = f"*{snug(found.about, 150)}*, {stretch(*found.span)}: who is on call before → *after*"
    return (*sections(head, lines), *flags(found))


def flags(found: Comparison) -> tuple[Block, ...]:
    """What is wrong with a plan, or that nothing is."""
    gaps = [f"⚠️ Nobody is on call {stretch(each.start, each.end)}" for each in found.gaps[:MOST]]
    double = [
        f"⚠️ {who([each.person], found.people)} is on call twice {stretch(each.start, each.end)}: "
        + " and ".join(snug(title, 100) for title in each.rotas)
        for each in found.clashes[:MOST]
    ]
    more = max(0, len(found.gaps) - MOST) + max(0, len(found.clashes) - MOST)
    rest = [f"and {more} more"] if more else []
    if not (gaps or double):
        return (context("No gaps, nobody on call twice."),)
    return sections("*Look at these*", [*gaps, *double, *rest])


@dataclass(frozen=True, slots=True)
class Made:
    """A change in plain words, what takes it back, and whether PagerDuty has yet to take it."""

    text: str
    undo: str
    waits: bool = False


def changed(made: Made, found: Comparison) -> Reply:
    """What the person who changed a rota reads: what is so now, and how to take it back."""
    said = snug(made.text, 400)
    row = actions([button("Undo", "rota_undo", made.undo), button("Four weeks", "rota_schedule", found.team)])
    return Reply(said, (section(said), *compared(found), *on_its_way(waits=made.waits), row))


def on_its_way(*, waits: bool) -> tuple[Block, ...]:
    """That a change has yet to reach PagerDuty, where it has."""
    said = "Kept here, and on its way to PagerDuty, once; until it is there `/oncall` says so."
    return (context(said),) if waits else ()


def put_in(name: str, found: Comparison, relieved: Sequence[str]) -> str:
    """An override in plain words: who is on call, and all whom they relieve."""
    if not found.moves:
        return f"{name} is on call for {found.about}, as before"
    return f"{name} is on call for {found.about} instead of {_named(relieved, found.people)}"


def taken_out(name: str, found: Comparison, again: Sequence[str]) -> str:
    """An override that is gone in plain words, and all who are on call in its place."""
    text = f"{name}'s override of {found.about} is taken back"
    return f"{text}; on call again: {_named(again, found.people)}" if found.moves else text


def _named(ids: Sequence[str], people: Names) -> str:
    return ", ".join(people[id].name for id in ids) or "nobody"


def taken_over(about: str, span: tuple[datetime, datetime], undo: str, *, waits: bool) -> Reply:
    """What the person reads who took over at once."""
    said = f"You are on call for {snug(about, 150)}, {stretch(*span)}."
    row = actions([button("Undo", "rota_undo", undo)])
    return Reply(said, (section(said), *on_its_way(waits=waits), row))


def told(said: str) -> Reply:
    """What everybody else reads."""
    return Reply(said, (section(said),))


def not_yours(team: Team, asked: Sequence[Person]) -> Refusal:
    """Whom to ask, for somebody who may not change a team's rotas."""
    who_may = "its leads" if team.leads else "its members"
    plain = ", ".join(each.name for each in asked[:4]) or "nobody yet: add them to the catalog"
    shown = ", ".join(f"<@{each.slack}>" if each.slack else name(each) for each in asked[:4])
    text = f"The rotas of {team.title} are changed by {who_may}: {plain}. Nothing was changed."
    mrkdwn = f"The rotas of {snug(team.title, 150)} are changed by {who_may}: {shown}. Nothing was changed."
    return Refusal(text, mrkdwn if asked else "")


def meanwhile(team: str, changes: Sequence[tuple[str, str]]) -> Refusal:
    """Somebody else was faster: (Slack id, what they changed) of each change since."""
    elsewhere = "A file was brought in, it was edited in PagerDuty, or a change was taken back"
    plain = "; ".join(text for _, text in changes) or elsewhere
    shown = "\n".join(f"• <@{person}>: {snug(text, 400)}" for person, text in changes) or f"{elsewhere}."
    first = f"The rota of {team} was changed while you were at it, so yours was not applied."
    last = "Look at the rota as it is now, then open the form again."
    return Refusal(f"{first} {plain}. {last}", f"{snug(first, 300)}\n{shown}\n{last}")
