"""What is handed over with a shift: a note that somebody writes, and the facts that stand beside it."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.change import Change
from bot.domain.followup import Followup
from bot.domain.incident import Incident
from bot.domain.rota.cover import Request
from bot.domain.rota.shape import Override

LONGEST = 3000
"""Characters of a note, which are as many as a field of a form takes."""


@dataclass(frozen=True, slots=True)
class Note:
    """What whoever hands over has to say. `people` (catalog ids) write it, `heirs` read it at the hand-over.

    `person` is who wrote it last, by Slack id; `version` counts how often. `handed`: None while the shift
    lasts.
    """

    id: str
    rota: str
    people: tuple[str, ...]
    begun: datetime
    heirs: tuple[str, ...] = ()
    text: str = ""
    version: int = 0
    person: str = ""
    written: datetime | None = None
    handed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a team has in hand: open incidents, changes of the last day, covers to come, open follow-ups.

    `changed` is how many changes there were in all; an override or a request stands with what it is of.
    """

    incidents: tuple[Incident, ...] = ()
    changes: tuple[Change, ...] = ()
    changed: int = 0
    overrides: tuple[tuple[str, Override], ...] = ()
    requests: tuple[tuple[str, Request], ...] = ()
    followups: tuple[Followup, ...] = ()


@dataclass(frozen=True, slots=True)
class Handoff:
    """A note as others read it: of which rota, whose, how old."""

    about: str
    writer: str
    written: datetime
    text: str
