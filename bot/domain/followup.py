"""Follow-ups (to be done later, so that it does not happen again) and tasks (to be done now)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Sort(StrEnum):
    """A task is done while it burns, a follow-up after."""

    TASK = "task"
    FOLLOWUP = "follow-up"


class State(StrEnum):
    """Whether somebody still has to do it."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Followup:
    """One thing to do for an incident. `owner` and `by` are Slack user ids.

    `due` is None for a task. `ticket` is the address of its issue where it has one; `link` leads to the
    message that it came from; `number` is unique in the house (0: not kept yet).
    """

    incident: str
    sort: Sort
    text: str
    by: str
    at: datetime
    owner: str = ""
    due: datetime | None = None
    state: State = State.OPEN
    ended_at: datetime | None = None
    ended_by: str = ""
    type: str = ""
    ticket: str = ""
    link: str = ""
    source: str = ""
    number: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state is State.OPEN

    def is_late(self, now: datetime) -> bool:
        """Whether it should have been done by now."""
        return self.is_open and self.due is not None and self.due < now


TYPES: Mapping[str, str] = {
    "mitigate": "makes it hurt less next time",
    "detect": "makes us notice sooner",
    "prevent": "keeps it from happening",
    "process": "changes how we work",
}
"""What a follow-up is for."""

OWNER = re.compile(r"<@([UW][A-Z0-9_]+)(?:\|[^>]*)?>")
VAGUE_START = re.compile(
    r"(?:investigate|look (?:at|into)|think about|consider|discuss|be (?:more )?careful|try to|maybe|"
    r"we should|somebody should|someone should|should|need to|needs to)\b",
    re.IGNORECASE,
)
VAGUE = re.compile(
    r"\b(?:improve|better|enhance|optimi[sz]e|clean ?up|fix (?:it|things|this)|make sure|ensure|more|robust|"
    r"stuff|things|somehow|etc)\b",
    re.IGNORECASE,
)
UNBOUNDED = re.compile(
    r"\b(?:all|always|never|everything|everywhere|every|any|anything|forever|from now on)\b", re.IGNORECASE
)
FEW = 3


def read(words: str) -> tuple[str, str]:
    """(what is to be done, its owner's Slack id or "") of `add an alert @bo`; the first mention owns it."""
    found = OWNER.search(words)
    if found is None:
        return " ".join(words.split()), ""
    rest = f"{words[: found.start()]} {words[found.end() :]}"
    return " ".join(rest.split()), found.group(1)


def lint(text: str) -> tuple[str, ...]:
    """What would make it easier to finish: actionable, specific, bounded. Kind words; nothing is refused."""
    found = []
    if VAGUE_START.match(text.strip()):
        found.append(
            "*Actionable*: begin with what will be done and be visible after it, "
            "for example “add an alert on pool waits” rather than “look into alerts”."
        )
    if len(text.split()) < FEW or VAGUE.search(text):
        found.append(
            "*Specific*: name the thing and the number, for example “page at 100 ms pool wait on db-3”."
        )
    if UNBOUNDED.search(text):
        found.append("*Bounded*: say where it ends, for example “in payments-api and checkout”.")
    return tuple(found)
