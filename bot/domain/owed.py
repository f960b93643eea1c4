"""When a document is due, on which days its owner hears of it, and what a team owes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from bot.domain.followup import Followup

DAY = timedelta(days=1)
SATURDAY = 5
END_OF_DAY = time(17)
SHORT = timedelta(days=4)
"""A document that is due so soon is spoken of one day before, any other two."""
AFTER = 3
FOLLOWUP_STEPS = (-2, 0, 7)
"""Days before (−) and after its date on which a follow-up is spoken of."""


@dataclass(frozen=True, slots=True)
class Term:
    """So many days, of the calendar or of business (Monday to Friday)."""

    days: int
    business: bool = False

    def __str__(self) -> str:
        return f"{self.days} {'business ' if self.business else ''}days"


A_WEEK = Term(5, business=True)
"""Five business days: what a document has, except for the gravest incidents."""


@dataclass(frozen=True, slots=True)
class Owed:
    """The document of an incident: whose, until when. `done_by` is who said that it is done."""

    incident: str
    owner: str
    due: datetime
    done: datetime | None = None
    done_by: str = ""


@dataclass(frozen=True, slots=True)
class Debts:
    """What a team owes: documents with the titles of their incidents, follow-ups, the first due first."""

    documents: tuple[tuple[Owed, str], ...]
    followups: tuple[Followup, ...]


def due(resolved: datetime, term: Term, where: tzinfo) -> datetime:
    """The end of the last day of the term, on the owner's clock."""
    day = resolved.astimezone(where).date()
    left = term.days
    while left > 0:
        day += DAY
        if not term.business or day.weekday() < SATURDAY:
            left -= 1
    return datetime.combine(day, END_OF_DAY, where)


def steps(resolved: datetime, until: datetime) -> tuple[int, ...]:
    """Days before (−) and after the date on which the owner of a document is spoken to."""
    return (-1 if until - resolved < SHORT else -2, 0, AFTER)


def step(until: datetime, now: datetime, steps: Sequence[int], morning: tuple[tzinfo, int]) -> int | None:
    """The last of the steps whose morning (zone, hour) has come; None before the first of them."""
    where, hour = morning
    day = until.astimezone(where).date()
    come = [each for each in steps if _morning(day + each * DAY, where, hour) <= now]
    return come[-1] if come else None


def _morning(day: date, where: tzinfo, hour: int) -> datetime:
    return datetime.combine(day, time(hour), where)
