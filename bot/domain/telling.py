"""Telling people: an update, when the next is due, who is reminded, and the state in a few lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.house import House, Severity
from bot.domain.incident import Event, Incident, Kind, Status

SNOOZE = timedelta(minutes=10)
UNDO = timedelta(seconds=60)
DELAY = re.compile(r"(?:me\s+)?(?:in\s+)?(\d{1,4})\s*(m|min|mins|minutes?|h|hours?)", re.IGNORECASE)
HYPOTHESIS = ("hypothesis:", "theory:", "suspect:")
DOINGS = frozenset({Kind.NOTE, Kind.PIN, Kind.STATUS, Kind.CHANGE, Kind.SEVERITY, Kind.RULED_OUT})


@dataclass(frozen=True, slots=True)
class Update:
    """What people were told, when, by whom; `next_at`: when they were promised the next one."""

    incident: str
    at: datetime
    person: str
    text: str
    status: Status
    severity: int
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """Who is reminded of the next update and when; `waiting`: was reminded and has not answered."""

    incident: str
    person: str
    due: datetime
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """An incident in a few lines. `done` and `hypothesis` are foreign text, newest last."""

    incident: Incident
    done: tuple[Event, ...]
    hypothesis: Event | None
    last: Update | None


def delay(text: str) -> timedelta | None:
    """How long "20m", "in 20 min" or "me in 1 h" is; None where it is none of these, or nothing at all."""
    found = DELAY.fullmatch(text.strip())
    if found is None or int(found.group(1)) == 0:
        return None
    unit = "hours" if found.group(2).lower().startswith("h") else "minutes"
    return timedelta(**{unit: int(found.group(1))})


def next_update(severity: Severity | None, at: datetime) -> datetime | None:
    """When people are to be told again; None where the severity asks for no updates."""
    return at + severity.update_every if severity and severity.update_every else None


def is_due(reminder: Reminder | None, incident: Incident, now: datetime) -> bool:
    """Whether to remind now: never two unanswered in a row, never for what is over."""
    return reminder is not None and incident.is_open and not reminder.waiting and reminder.due <= now


def digest(incident: Incident, events: Sequence[Event], last: Update | None, lines: int = 3) -> Digest:
    """What somebody needs who comes in now: the last things done, the last hypothesis, the last update."""
    done = [each for each in events if each.kind in DOINGS and not _is_hypothesis(each)]
    ruled_out = {_message(each) for each in events if each.kind is Kind.RULED_OUT}
    guesses = [each for each in events if _is_hypothesis(each) and _message(each) not in ruled_out]
    return Digest(incident, tuple(done[-lines:]), guesses[-1] if guesses else None, last)


def _is_hypothesis(event: Event) -> bool:
    return event.kind is Kind.HYPOTHESIS or event.text.lower().startswith(HYPOTHESIS)


def _message(event: Event) -> str:
    """The message that a line was made from; a line of its own is no other's."""
    return event.source.partition(":")[2] or f"line {event.id}"


def what_changes(house: House, before: int, after: int) -> tuple[str, ...]:
    """What another severity means from now on, in plain text; the definition first."""
    severity = house.severity(after)
    if severity is None:
        return ()
    every = severity.update_every
    told = f"People are told every {int(every.total_seconds() // 60)} min" if every else "No updates are owed"
    was = house.severity(before)
    document = "A post-incident document is required" if severity.rca_required else "No document is required"
    same = was is not None and was.rca_required == severity.rca_required
    return (f"SEV{after}: {severity.meaning}", told, document + (", as before" if same else ""))
