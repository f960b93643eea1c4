"""What waits for a person: each thing with what it is about, since when, and the press that answers it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.incident import Incident


class Wait(StrEnum):
    """Why somebody is waited for."""

    UPDATE = "update"
    LEADER = "leader"
    DOCUMENT = "document"
    TODO = "todo"


@dataclass(frozen=True, slots=True)
class Awaited:
    """One thing that waits for a person.

    `at` is when it is or was due, `open` how much of it is to do, `key` what a press on it names.
    """

    why: Wait
    incident: Incident
    at: datetime | None = None
    open: int = 0
    text: str = ""
    key: str = ""


def overdue(each: Awaited, now: datetime) -> bool:
    """Whether its time is over."""
    return each.at is not None and each.at < now
