"""What an incident is, which moves it allows, and what each move does to its stamps."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.refusal import Refusal


class Status(StrEnum):
    """Where an incident stands."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MITIGATED = "mitigated"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    MERGED = "merged"


class Kind(StrEnum):
    """What a line of the timeline records."""

    DECLARED = "declared"
    STATUS = "status"
    LEAD = "lead"
    SERVICE = "service"
    SEVERITY = "severity"
    NOTE = "note"
    PIN = "pin"
    CHANGE = "change"
    TITLE = "title"
    UPDATE = "update"
    ROLE = "role"
    HANDOFF = "hand-off"
    HYPOTHESIS = "hypothesis"
    RULED_OUT = "ruled out"
    WELL = "went well"
    QUESTION = "open question"
    TASK = "task"
    STAMP = "stamp"
    MERGED = "merged"
    PAGE = "page"


MEANINGS: Mapping[str, Kind] = {
    "note": Kind.PIN,
    "hypothesis": Kind.HYPOTHESIS,
    "ruled out": Kind.RULED_OUT,
    "went well": Kind.WELL,
    "question": Kind.QUESTION,
}
"""What a reaction may say of a message, and the line of the timeline that it makes."""

MOVES: Mapping[Status, frozenset[Status]] = {
    Status.INVESTIGATING: frozenset({Status.IDENTIFIED, Status.MITIGATED, Status.RESOLVED, Status.CANCELLED}),
    Status.IDENTIFIED: frozenset({Status.INVESTIGATING, Status.MITIGATED, Status.RESOLVED, Status.CANCELLED}),
    Status.MITIGATED: frozenset({Status.INVESTIGATING, Status.IDENTIFIED, Status.RESOLVED, Status.CANCELLED}),
    Status.RESOLVED: frozenset({Status.INVESTIGATING, Status.CLOSED}),
    Status.CLOSED: frozenset({Status.INVESTIGATING}),
    Status.CANCELLED: frozenset({Status.INVESTIGATING}),
    Status.MERGED: frozenset({Status.INVESTIGATING}),
}

STAMPS = ("impact_started", "detected", "declared", "acknowledged", "mitigated", "resolved", "closed")
OPEN = frozenset({Status.INVESTIGATING, Status.IDENTIFIED, Status.MITIGATED})
VOID = frozenset({Status.CANCELLED, Status.MERGED})
"""What was no incident of its own after all: in no list of open ones and in no metric."""


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident. `lead` and `declared_by` are Slack user ids; `service` is a catalog id or ""."""

    number: int
    title: str
    status: Status
    severity: int
    declared_by: str
    declared_at: datetime
    lead: str = ""
    service: str = ""
    service_how: str = ""
    channel: str = ""
    channel_name: str = ""
    stamps: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The name people use: INC-12."""
        return f"INC-{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether somebody is still working on it."""
        return self.status in OPEN


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline. `at` is when it happened, `by` a Slack user id, `text` plain foreign text."""

    incident: str
    kind: Kind
    at: datetime
    by: str
    text: str
    link: str = ""
    source: str = ""
    id: int = 0


def move(incident: Incident, status: Status, at: datetime) -> Incident:
    """The incident after the move; stamps are set once and taken away again by a reopen.

    Raises Refusal where the lifecycle has no such move.
    """
    if status == incident.status:
        raise Refusal(f"{incident.id} is already {status}.")
    if status not in MOVES[incident.status]:
        ways = ", ".join(each for each in Status if each in MOVES[incident.status])
        raise Refusal(f"{incident.id} is {incident.status}; from there it can go to: {ways}.")
    stamps = {name: stamp for name, stamp in incident.stamps.items() if name not in _taken_back(status)}
    for name in _reached(status):
        stamps.setdefault(name, at)
    return replace(incident, status=status, stamps=stamps)


def merge(incident: Incident, into: Incident) -> Incident:
    """The incident once it is a part of the other. Raises Refusal where one of them cannot be."""
    if incident.number == into.number:
        raise Refusal(f"{incident.id} cannot be merged into itself: /inc merge INC-n names the other one.")
    for each in (incident, into):
        if each.status in VOID:
            raise Refusal(f"{each.id} is {each.status}; /inc reopen in its channel makes it one again.")
    return replace(incident, status=Status.MERGED)


def _reached(status: Status) -> tuple[str, ...]:
    """The stamps that a status implies, in order: what is resolved has been mitigated."""
    reached = {
        Status.MITIGATED: ("mitigated",),
        Status.RESOLVED: ("mitigated", "resolved"),
        Status.CLOSED: ("mitigated", "resolved", "closed"),
    }
    return reached.get(status, ())


def _taken_back(status: Status) -> frozenset[str]:
    """The stamps that no longer hold once an incident is worked on again."""
    if status in (Status.INVESTIGATING, Status.IDENTIFIED):
        return frozenset({"mitigated", "resolved", "closed"})
    return frozenset()
