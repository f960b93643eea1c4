"""Who owns a service, and the way on which it came to be so."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One thing on the way to an owner, nearest first; `source` and `line` say where it is written."""

    noun: str
    id: str
    title: str = ""
    source: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Owner:
    """A team that owns a service. `steps` lead from the service to what names the team; none: it is direct.

    `source` and `line` say where the team is named; `by` and `at` who said so by hand, and `how`.
    """

    team: str
    title: str = ""
    steps: tuple[Step, ...] = ()
    source: str = ""
    line: int = 0
    by: str = ""
    at: datetime | None = None
    how: str = ""
