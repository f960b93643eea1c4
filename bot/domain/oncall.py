"""Who is on call, as an answer: levels of escalation with people, their ends, and the answer's source."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.catalog import Person
from bot.domain.handoff import Handoff

LABELS = ("primary", "secondary", "tertiary")
STALE = timedelta(minutes=5)


def label(number: int) -> str:
    """What people call a level of escalation: primary for 1."""
    return LABELS[number - 1] if 1 <= number <= len(LABELS) else f"level {number}"


@dataclass(frozen=True, slots=True)
class OnCallLevel:
    """One level. `until`: when its people change (None: never or unknown); `name`: its schedule or rota.

    `turns`: when anything about it changes, which may be sooner: the same person under another schedule.
    """

    number: int
    people: tuple[Person, ...]
    until: datetime | None = None
    next: tuple[Person, ...] = ()
    name: str = ""
    turns: datetime | None = field(default=None, compare=False)

    @property
    def label(self) -> str:
        """`primary`, `secondary`, …"""
        return label(self.number)


@dataclass(frozen=True, slots=True)
class OnCall:
    """The answer for a service or a team, called `about`.

    `source` is pagerduty, rota, person, or "" where nothing is known; `as_of` when that was last learned;
    `failing_since` since when the vendor does not answer. `note` is plain text: what is missing or wrong, and
    what to do about it. `also`: other things of that name. `leads`: whom to ask where nobody is on call.
    `handoffs`: what was written at the last hand-overs. `within`: the same of the teams within one that has
    nobody itself.
    """

    about: str
    levels: tuple[OnCallLevel, ...] = ()
    source: str = ""
    as_of: datetime | None = None
    note: str = ""
    failing_since: datetime | None = None
    also: tuple["Candidate", ...] = ()
    leads: tuple[Person, ...] = ()
    handoffs: tuple[Handoff, ...] = ()
    within: tuple["OnCall", ...] = ()

    @property
    def primary(self) -> tuple[Person, ...]:
        """The people of the first level that has any."""
        return next((level.people for level in self.levels if level.people), ())

    def stale(self, now: datetime) -> bool:
        """Whether the answer is from a vendor's data that is old, or could not be renewed."""
        if self.source != "pagerduty" or self.as_of is None:
            return False
        return self.failing_since is not None or now - self.as_of > STALE


@dataclass(frozen=True, slots=True)
class Duty:
    """A person's shift [start, end) at one level of something; None: always, or no end known."""

    about: str
    number: int
    start: datetime | None
    end: datetime | None
    source: str

    @property
    def label(self) -> str:
        """`primary`, `secondary`, …; "" where no level is known."""
        return label(self.number) if self.number else ""


@dataclass(frozen=True, slots=True)
class Duties:
    """What one person is on call for now, and their next shifts, soonest first."""

    person: Person
    current: tuple[Duty, ...] = ()
    upcoming: tuple[Duty, ...] = ()
    as_of: datetime | None = None
    failing_since: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """Who is on call in the house, team by team; `rest` of its teams were not looked at yet."""

    teams: tuple[OnCall, ...]
    total: int
    empty: bool = False
    rest: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may have been meant; `kind` is service, team or person."""

    kind: str
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Candidates:
    """Several things may have been meant by `text`, best first from `offset`; none: nothing comes near.

    `on`: the scorecard on which it was asked, where somebody named one.
    """

    text: str
    options: tuple[Candidate, ...] = ()
    total: int = 0
    empty: bool = False
    offset: int = 0
    on: str = ""


@dataclass(frozen=True, slots=True)
class Then:
    """The answer for another time than now: one, or two where a clock shows that time twice or jumps over it.

    `zone` is whose clock was meant, and `own` whether it is the asker's; `said` is the time as it was
    written; `skipped`: the clock jumps over it.
    """

    answers: tuple[tuple[datetime, OnCall | Duties | Overview | Candidates], ...]
    said: str
    zone: str
    skipped: bool = False
    own: bool = True
