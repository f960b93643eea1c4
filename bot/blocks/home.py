"""App Home: what waits for you, your incidents, your shifts, your services. A section each, pure blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.incident.answers import status_line
from bot.blocks.kit import (
    actions,
    button,
    context,
    cut,
    divider,
    header,
    section,
    sections,
    snug,
    when,
    whole,
)
from bot.blocks.rota import shift_lines
from bot.domain.home import Awaited, Wait, overdue
from bot.domain.incident import Incident
from bot.domain.oncall import Duties
from bot.ports import Block, Blocks

MOST, LINE = 100, 280
"""Blocks that Slack takes in a view; characters of a line."""
NOBODY = (
    "The catalog does not know you yet: give your person `slack:` there, and shifts and services show here."
)


def view(parts: Sequence[Blocks], now: datetime) -> Block:
    """The whole view: what fits of each section, in their order; a section is never cut in the middle."""
    row = actions(
        [
            button("Declare an incident", "form_open", "declare", style="primary"),
            button("Who is on call", "form_open", "oncall"),
            button("Open incidents", "say", "inc list"),
            button("Help", "say", "tocsin help"),
        ],
        "ways",
    )
    shown: list[Block] = [row]
    left_out = 0
    for part in parts:
        fits = len(shown) + len(part) + 3 <= MOST
        shown += [divider(), *part] if part and fits else []
        left_out += bool(part) and not fits
    more = f" · {left_out} more sections did not fit" if left_out else ""
    return {"type": "home", "blocks": [*shown, divider(), context(f"As of {when(now)}{more}")]}


def waiting(owed: Sequence[Awaited], now: datetime) -> Blocks:
    """What waits for the person, what is overdue first; a press answers it."""
    if not owed:
        return (header("Waiting for you"), section("Nothing. 🎉"))
    listed = sorted(owed, key=lambda each: (not overdue(each, now), each.at or now))
    rows = [section(_owed(each, now), _answer(each)) for each in listed[:ROWS]]
    rest = [context(f"and {len(listed) - ROWS} more")] if len(listed) > ROWS else []
    return (header("Waiting for you"), *rows, *rest)


ROWS = 15
"""Things that wait and are shown one by one."""


def _owed(each: Awaited, now: datetime) -> str:
    about = f"*{each.incident.id}* {snug(each.incident.title, 120)}"
    late = "⚠️ " if overdue(each, now) else ""
    match each.why:
        case Wait.UPDATE:
            due = f"{late}people were promised an update by {when(each.at)}" if each.at else "no update yet"
            return f"{about}\n{due}"
        case Wait.LEADER:
            return f"{about}\nnobody leads it, and you declared it"
        case Wait.DOCUMENT:
            due = f" · {late}due {when(each.at)}" if each.at else ""
            return f"{about}\n{each.open} sections of its document need a human{due}"
        case Wait.TODO:
            due = f" · {late}due {when(each.at, '{date_short_pretty}')}" if each.at else ""
            return f"{snug(each.text, 300)}{due}\n{about}"


def _answer(each: Awaited) -> Block:
    match each.why:
        case Wait.UPDATE:
            return button("Update", "inc_update_form", each.incident.id)
        case Wait.LEADER:
            return button("I lead", "inc_lead_me", each.incident.id)
        case Wait.DOCUMENT:
            return button("Document", "say", f"rca {each.incident.id}")
        case Wait.TODO:
            return button("Done", "followup_done", each.key)


def incidents(mine: Sequence[Incident], total: int) -> Blocks:
    """The open incidents of the person: led, declared or written on."""
    if not mine:
        others = f" {total} others are open." if total else ""
        return (header("Your open incidents"), section(f"None.{others}"))
    lines = [cut(status_line(each), LINE) for each in mine]
    more = [f"{total - len(mine)} others are open: `/inc list`"] if total > len(mine) else []
    return (header("Your open incidents"), *sections(lines[0], [*lines[1:], *more]))


def shifts(found: Duties | None, now: datetime) -> Blocks:
    """What the person is on call for now, and the next two shifts."""
    if found is None:
        return (header("Your shifts"), section(NOBODY))
    current, following = shift_lines(found, now)
    lines = [*(f"*Now:* {line}" for line in current), *(f"*Next:* {line}" for line in following)]
    return (
        header("Your shifts"),
        section(whole(lines) or "You are on call for nothing in the coming weeks."),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """A service of the person: how it stands, in words, and whether that is below the target."""

    id: str
    title: str
    level: str
    below: bool


def services(found: Sequence[Standing], total: int, target: str) -> Blocks:
    """The services of the person's teams, those below target first."""
    if not found:
        return ()
    head = header("Your services")
    rows = [
        section(
            f"{'🔸' if each.below else '✅'} *{snug(each.title, 120)}* "
            f"`{snug(each.id, 80)}`\n{snug(each.level, 300)}",
            button("Readiness", "ready_show", f"service:{each.id}"),
        )
        for each in found
    ]
    below = sum(each.below for each in found)
    said = f"{below} of these below {snug(target, 60)}" if below else f"All of these reach {snug(target, 60)}"
    more = f" · {total - len(found)} more: `/ready` with your team's name" if total > len(found) else ""
    return (head, context(f"{said}{more}"), *rows)
