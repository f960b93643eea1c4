"""How the messages around a shift look: it comes, it is over, it is yours now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.kit import actions, button, section, snug, when
from bot.blocks.rota.changing import DAY
from bot.blocks.rota.showing import name
from bot.domain.catalog import Person
from bot.ports import Block, Blocks, Reply


@dataclass(frozen=True, slots=True)
class Levers:
    """What the buttons need to know: the rota, and the team whose level it is, by id."""

    rota: str
    team: str


Span = tuple[datetime, datetime | None]


def soon(about: str, span: Span, before: Sequence[Person], levers: Levers) -> Reply:
    """The day before: when, which rota, from whom, and a way to be covered."""
    start, end = span
    said = f"You come on call for *{snug(about, 200)}* {when(start, DAY)}{_until(end)}."
    return Reply(said, (section(f"{said}\n{_from(before)}"), _row(span, levers)))


def taken(about: str, span: Span, before: Sequence[Person], levers: Levers, papers: Blocks) -> Reply:
    """At the hand-over, to who comes on call, with what is handed over."""
    said = f"You are on call for *{snug(about, 200)}* now{_until(span[1])}."
    return Reply(said, (section(f"{said}\n{_from(before)}"), *papers, _row(span, levers)))


def over(about: str, heirs: Sequence[Person], start: datetime | None, papers: Blocks) -> Reply:
    """At the hand-over, to whoever was on call. `start`: when the next are, where nobody is yet."""
    said = f"Your shift is over: *{snug(about, 200)}*."
    if start is None:
        then = f"{_names(heirs)} {_is(heirs)} on call now."
    elif heirs:
        then = f"Nobody is on call until {when(start, DAY)}; then {_names(heirs)} {_is(heirs)}."
    else:
        then = "Nobody is on call after you, as far as is planned."
    return Reply(f"{said} {then}", (section(f"{said} {then}"), *papers))


def follows(heirs: Sequence[Person], start: datetime, ended: datetime) -> str:
    """Who comes after a shift, as mrkdwn."""
    if not heirs:
        return "Nobody is planned to follow."
    return f"{_names(heirs)} {'follow' if len(heirs) > 1 else 'follows'}" + (
        "." if start == ended else f" {when(start, DAY)}."
    )


def _until(end: datetime | None) -> str:
    return f" until {when(end, DAY)}" if end else ""


def _from(before: Sequence[Person]) -> str:
    return f"You take over from {_names(before)}." if before else "Nobody is on call before you."


def _names(people: Sequence[Person]) -> str:
    return ", ".join(name(each) for each in people) or "nobody"


def _is(people: Sequence[Person]) -> str:
    return "are" if len(people) > 1 else "is"


def _row(span: Span, levers: Levers) -> Block:
    """Ask for cover, and what is to come."""
    start, end = (int(each.timestamp()) if each else 0 for each in span)
    return actions(
        [
            button("Ask for cover", "cover_ask", f"{start} {end} {levers.rota}"),
            button("Four weeks", "rota_schedule", levers.team),
        ]
    )
