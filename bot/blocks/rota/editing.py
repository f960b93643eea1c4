"""How editing a rota looks: the form of a layer, the proposal with before and after, the next four weeks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.blocks.kit import (
    actions,
    button,
    context,
    header,
    link,
    modal,
    person_input,
    section,
    sections,
    select_input,
    snug,
    text_input,
    when,
)
from bot.blocks.rota.changing import DAY, OWN_CLOCK, Comparison, Names, compared, stretch, who
from bot.domain.refusal import Refusal
from bot.domain.rota import Layer, Override, Shift
from bot.domain.rota.surprises import Surprise
from bot.domain.rota.times import DAYS, LONG
from bot.ports import Block, Reply

SHOWN = 40


def form(title: str, layer: Layer, ids: Sequence[str]) -> Block:
    """A layer's people and hand-off, as they are now."""
    every = f"{layer.n} {layer.unit.value}{'s' if layer.n > 1 else ''}"
    days = [(name.capitalize(), day) for day, name in zip(DAYS, LONG, strict=True)]
    return modal(
        "Edit a rota",
        [
            section(f"*{snug(title, 150)}*\nNothing changes until you have seen before and after."),
            text_input(
                "people", "People, in order of their turns, one a line", initial="\n".join(ids),
                lines=True, optional=False,
            ),
            select_input("day", "Hand-off day (weekly turns)", days, initial=DAYS[layer.start.weekday()]),
            text_input("clock", "Hand-off time", initial=f"{layer.start:%H:%M}", optional=False),
            text_input("zone", "Time zone", initial=layer.zone.key, optional=False),
            text_input("length", "Length of a turn (1 week, 12 hours)", initial=every, optional=False),
            text_input("begins", "From when (fri 18:00); empty: the next hand-off"),
        ],
        callback="rota_edit",
        submit="Compare",
    )  # fmt: skip


def override_form(title: str) -> Block:
    """Who is on call instead, from when until when."""
    return modal(
        "Override",
        [
            section(f"*{snug(title, 150)}*"),
            person_input("user", "Who is on call", optional=False),
            text_input("since", "From (now, fri 18:00, 2026-12-24 9:00)", optional=False),
            text_input("until", "Until", optional=False),
            person_input("instead", "Instead of (empty: whoever it is)"),
            context(OWN_CLOCK),
        ],
        callback="rota_override",
        submit="Put on call",
    )


def which(team: str, choices: Sequence[tuple[str, str]], *, override: bool = False) -> Reply:
    """Several rotas or layers may be meant: (title, value) each; to edit, or to override."""
    said = f"Which one of {snug(team, 150)}?"
    if override:
        row = [button(title, "rota_override", value) for title, value in choices]
    else:
        row = [button(title, "rota_edit", value) for title, value in choices]
    return Reply(said, (section(said), actions(row)))


def proposal(found: Comparison, begins: datetime, id: str, note: str = "") -> Reply:
    """Before and after, and the button that applies it."""
    said = f"Proposed for {snug(found.about, 150)} from {when(begins)}. Nothing is changed yet."
    apply = button("Apply", "rota_apply", id, style="primary")
    row = actions([apply, button("Edit again", "rota_edit", found.team)])
    word = (context(snug(note, 500)),) if note else ()
    return Reply(said, (section(said), *compared(found), *word, row))


def applied(about: str, text: str, undo: tuple[str, str], *, waits: bool) -> Reply:
    """What the lead reads who applied it; `text` is of `said`, `undo` is (team, change).

    `waits`: PagerDuty has yet to take it.
    """
    said = f"{snug(about, 150)} is changed."
    if waits:
        said = f"{snug(about, 150)}: kept, and not yet in PagerDuty; it goes there by itself, once."
    row = actions([button("Undo", "rota_undo", undo[1]), button("Four weeks", "rota_schedule", undo[0])])
    return Reply(said, (section(f"{said}\n{text[:1].upper()}{text[1:]}."), row))


def elsewhere(about: str, why: str, url: str) -> Refusal:
    """A rota that cannot be edited here."""
    shown = f"{snug(about, 150)}: {snug(why, 300)}. {link(url, 'Open it in PagerDuty')}"
    return Refusal(f"{about}: {why}. {url}", shown)


def summary(found: Comparison) -> str:
    """An edit in plain words, for the audit and for whoever was second."""
    if not found.moves:
        return f"edited {found.about}; nobody's turn changes in four weeks"
    first = found.moves[0]
    names = (
        ", ".join(found.people[id].name for id in ids) or "nobody" for ids in (first.before, first.after)
    )
    before, after = names
    turn = f"from {first.start:%a %d %b %H:%M} UTC {after} instead of {before}"
    return f"edited {found.about}: {turn}{_more(found)}"


def said(found: Comparison) -> str:
    """What an edit does, as mrkdwn: the first turn that changes, in the reader's time, and how many more."""
    if not found.moves:
        return "nobody's turn changes in four weeks"
    first = found.moves[0]
    before, after = (who(ids, found.people) for ids in (first.before, first.after))
    return f"from {when(first.start, DAY)} {after} instead of {before}{_more(found)}"


def _more(found: Comparison) -> str:
    left = len(found.moves) - 1
    return f", and {left} more change{'s' if left > 1 else ''}" if left > 0 else ""


def told(about: str, text: str) -> Reply:
    """What those hear whose turns change; `text` is of `said`."""
    told = f"The rota {snug(about, 150)} was edited: {text}"
    return Reply(told, (section(told),))


@dataclass(frozen=True, slots=True)
class Weeks:
    """What is to come of a team, by id and title: each rota's plan, and what has yet to reach PagerDuty.

    `mine`: the reader may change it. `odd`: shifts by title and start that begin while clocks change.
    `known`: until when PagerDuty was asked for overrides, where it has one of the rotas.
    """

    team: str
    title: str
    span: tuple[datetime, datetime]
    plans: Sequence[tuple[str, Sequence[Shift]]]
    people: Names
    waiting: Sequence[str] = ()
    mine: bool = False
    known: datetime | None = None
    odd: Mapping[tuple[str, datetime], Surprise] = field(default_factory=dict)


def schedule(found: Weeks) -> Reply:
    """The next weeks of each rota, in the reader's zone."""
    said = f"On call, {snug(found.title, 150)}: {stretch(*found.span)}"
    shown: list[Block] = [header(f"Schedule: {found.title}"), context("Times are in your time zone")]
    for name, shifts in found.plans:
        lines = [
            f"{'' if each.people else '⚠️ '}{stretch(each.start, each.end)}: {who(each.people, found.people)}"
            f"{_marked(found.odd.get((name, each.start)))}"
            for each in shifts[:SHOWN]
        ]
        more = [f"and {len(shifts) - SHOWN} more"] if len(shifts) > SHOWN else []
        shown += sections(f"*{snug(name, 150)}*", [*lines, *more])
    if found.waiting:
        shown.append(context("Not yet in PagerDuty: " + ", ".join(snug(each, 100) for each in found.waiting)))
    if found.known:
        shown.append(context(f"Overrides made in PagerDuty itself are known until {when(found.known, DAY)}."))
    override = button("Override", "rota_override", found.team)
    edit = button("Edit", "rota_edit", found.team)
    listed = button("Overrides", "rota_overrides", found.team)
    drawn = button("Picture", "rota_picture", found.team)
    shown += [actions([override, edit, listed, drawn] if found.mine else [listed, drawn])]
    return Reply(said, tuple(shown))


def _marked(odd: Surprise | None) -> str:
    """What clocks do when a shift begins, behind its line."""
    if odd is None:
        return ""
    wall, zone = f"{odd.wall:%H:%M}", snug(odd.zone, 60)
    if not odd.twice:
        return f" ⏰ clocks in {zone} jump over {wall} that night: it begins as they jump"
    return (
        f" ⏰ clocks in {zone} show {wall} twice that night: this is the {'second' if odd.again else 'first'}"
    )


@dataclass(frozen=True, slots=True)
class Ahead:
    """An override to come: of which rota by id, and whether PagerDuty has yet to take it."""

    rota: str
    override: Override
    waits: bool = False


def overrides(title: str, found: Sequence[Ahead], people: Names, team: str) -> Reply:
    """The overrides to come, each with a button that takes it out."""
    if not found:
        said = f"{snug(title, 150)} has no overrides to come. `/oncall override {snug(team, 80)}` makes one."
        return Reply(said, (section(said),))
    said = f"Overrides to come of {snug(title, 150)}"
    rows: list[Block] = []
    for ahead in found[:SHOWN]:
        each = ahead.override
        instead = f" instead of {who([each.instead_of], people)}" if each.instead_of else ""
        line = f"{who([each.user], people)}{instead}, {stretch(each.start, each.end)}"
        line += " · not yet in PagerDuty" if ahead.waits else ""
        rows.append(section(line, button("Delete", "rota_remove", f"{team} {ahead.rota} {each.id}")))
    return Reply(said, (section(f"*{said}*"), *rows))
