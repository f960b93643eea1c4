"""How being on call at another time looks: the same answer under its time, twice where clocks change."""

from datetime import UTC, datetime

from bot.blocks.kit import context, divider, section, snug, when
from bot.blocks.rota import showing
from bot.domain.oncall import Candidates, Duties, OnCall, Overview, Then
from bot.ports import Block, Reply

DAY = "{date_long_pretty} {time}"


def answer(found: OnCall | Duties | Overview | Candidates | Then, now: datetime) -> Reply:
    """The answer to `/oncall …`, now or at another time."""
    return _then(found, now) if isinstance(found, Then) else showing.answer(found, now)


def _then(found: Then, now: datetime) -> Reply:
    first_at, first = found.answers[0]
    if isinstance(first, Candidates):
        said = found.said if len(found.answers) > 1 else f"{first_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        return showing.answer(first, now, suffix=f" at {said}")
    replies = [_at(found, at, showing.answer(each, now, "then")) for at, each in found.answers]
    if len(replies) == 1:
        return replies[0]
    said = _changing(found)
    shown = (section(said), *replies[0].blocks, divider(), *replies[1].blocks)
    return Reply(" ".join([said, *(each.text for each in replies)]), shown)


def _at(found: Then, at: datetime, reply: Reply) -> Reply:
    """One answer with its time on top."""
    place = f"the clock of {snug(found.zone, 60)}"
    by = place if found.own else "UTC: the catalog has no `timezone:` of yours"
    both = f" ({at.astimezone(UTC):%H:%M} UTC)" if len(found.answers) > 1 else ""
    line: Block = context(f"At *{when(at, DAY)}*{both}, by {by}")
    return Reply(f"At {when(at)}{both}: {reply.text}", (*reply.blocks[:1], line, *reply.blocks[1:]))


def _changing(found: Then) -> str:
    """Why there are two answers."""
    said, zone = snug(found.said, 60), snug(found.zone, 60)
    if found.skipped:
        return (
            f"⏰ Clocks in {zone} are put forward over “{said}” that night, so it is never shown. "
            "By the clock after the change, and by the one before it:"
        )
    twice = f"⏰ Clocks in {zone} are put back that night and show “{said}” twice."
    return f"{twice} The first time, and the second:"
