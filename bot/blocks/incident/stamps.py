"""How stamps look: what was set, why it was not, and which of the seven were set by hand."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.blocks.kit import escape, person, when
from bot.domain.incident import STAMPS, Incident
from bot.domain.refusal import Refusal
from bot.domain.stamps import Clash
from bot.ports import Reply

EXAMPLES = "14:05, 2026-11-27 14:05, 14:05 Europe/Berlin, 20 min ago"


def words(name: str) -> str:
    """A stamp's name as people say it."""
    return name.replace("_", " ")


def utc(at: datetime) -> str:
    """A time in plain text."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def line(name: str, at: datetime, before: datetime | None) -> str:
    """What the timeline says of it, in plain text."""
    was = f", was {utc(before)}" if before else ""
    return f"{words(name)} set to {utc(at)}{was}"


def was_set(incident: Incident, name: str, at: datetime, before: datetime | None) -> Reply:
    """The answer to who set it."""
    was = f" It was {when(before)}." if before else ""
    return Reply(
        f"*{incident.id}*: {words(name)} is {when(at)} now, marked as set by you.{was} "
        "`/inc status` shows all of them."
    )


def unreadable(text: str) -> Refusal:
    """No time can be read."""
    return Refusal(f'"{text}" is no time that I can read. Write it like these: {EXAMPLES}.')


def ahead(incident: Incident, name: str, at: datetime) -> Refusal:
    """It lies in the future."""
    said = f"{incident.id}: {words(name)} {{}} lies ahead; nothing was changed. Give a time that has passed."
    return Refusal(said.format(utc(at)), said.format(when(at)))


def not_reached(incident: Incident, name: str, command: str) -> Refusal:
    """The incident has not come that far."""
    return Refusal(
        f"{incident.id} is {incident.status}, so it has no {words(name)} time to correct. "
        f"{command} comes first, then /inc set {name} <time>."
    )


def out_of_order(incident: Incident, name: str, at: datetime, clash: Clash) -> Refusal:
    """Another stamp stands in the way: both values, and which to correct first."""
    order = "before" if clash.before else "after"
    said = (
        f"{incident.id}: {words(name)} {{}} would be {order} {words(clash.name)} {{}}; nothing was changed. "
        f"If that one is wrong, correct it first: {{}}"
    )
    command = f"/inc set {clash.name} <time>"
    return Refusal(
        said.format(utc(at), utc(clash.at), command),
        said.format(when(at), when(clash.at), f"`{escape(command)}`"),
    )


def stamp_line(incident: Incident, by_hand: Mapping[str, str], since: Sequence[str]) -> str:
    """The stamps in their order; `since` says when each was, `by_hand` who set it."""
    times = dict(zip(incident.stamps, since, strict=True))
    known = [name for name in STAMPS if name in times]
    marks = {name: f" _(set by {person(who)})_" for name, who in by_hand.items()}
    return " · ".join(f"{words(name)} {times[name]}{marks.get(name, '')}" for name in known)
