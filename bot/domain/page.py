"""A page: who was called for what, by which way, who answered after how long, and whom to call next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

TIMEOUT = timedelta(minutes=5)


class Way(StrEnum):
    """How people are called: PagerDuty's incidents, its events (nobody hears who answers), or Slack by us."""

    PAGERDUTY = "pagerduty"
    EVENTS = "events"
    SLACK = "slack"


class Happened(StrEnum):
    """What became of a page."""

    PAGED = "paged"
    ACKNOWLEDGED = "acknowledged"
    DECLINED = "declined"
    RESOLVED = "resolved"
    DELIVERED = "delivered"
    INSTEAD = "instead"
    EXHAUSTED = "exhausted"


class State(StrEnum):
    """How a page stands."""

    CALLING = "calling"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    DELIVERED = "delivered"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody to call. `slack` and `pager` are their ids there, "" where they have none."""

    name: str
    slack: str = ""
    phone: str = ""
    pager: str = ""

    def is_(self, other: "Who") -> bool:
        """Whether both are the same person, by an id that both have, else by name."""
        for mine, theirs in ((self.slack, other.slack), (self.pager, other.pager)):
            if mine and theirs:
                return mine == theirs
        return self.name == other.name


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, to one person. `id` makes that it is kept once; `note` is plain text."""

    id: str
    kind: Happened
    at: datetime
    who: Who | None = None
    level: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `about` names the service, team or person `target` of that `kind`; `by` is a Slack id.

    `levels`: whom it may reach, in order of escalation, as known when it began. `key` is the incident key at
    the vendor, `vendor` the vendor's own id of it. `channel`: where people follow it, "" for the incident's.
    `note` (plain text): why it goes by this way.
    """

    id: str
    kind: str
    target: str
    about: str
    by: str
    at: datetime
    way: Way
    why: str = ""
    incident: str = ""
    channel: str = ""
    levels: tuple[tuple[Who, ...], ...] = ()
    timeout: timedelta = TIMEOUT
    key: str = ""
    vendor: str = ""
    url: str = ""
    state: State = State.CALLING
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What a page by Slack does next: call `people` of a `level` (none: nobody is left), or wait `until`."""

    level: int = 0
    people: tuple[Who, ...] = ()
    until: datetime | None = None


ENDS = {
    Happened.ACKNOWLEDGED: State.ACKNOWLEDGED,
    Happened.RESOLVED: State.RESOLVED,
    Happened.DELIVERED: State.DELIVERED,
    Happened.EXHAUSTED: State.UNANSWERED,
}


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """By time; the same thing told twice (by webhook and by poll) stands once."""
    found: list[Entry] = []
    for each in sorted(entries, key=lambda entry: (entry.at, entry.id)):
        if not any(_same(each, other) for other in found):
            found.append(each)
    return tuple(found)


def _same(one: Entry, other: Entry) -> bool:
    if one.kind is not other.kind or abs(one.at - other.at) > timedelta(seconds=2):
        return False
    return one.who is other.who or bool(one.who and other.who and one.who.is_(other.who))


def answer(entries: Iterable[Entry]) -> Entry | None:
    """Who acknowledged first; None where nobody has."""
    return next((each for each in in_order(entries) if each.kind is Happened.ACKNOWLEDGED), None)


def state(entries: Sequence[Entry]) -> State:
    """How a page stands: an answer counts for more than that nobody was left, whichever came first."""
    if answer(entries):
        return State.ACKNOWLEDGED
    ends = [ENDS[each.kind] for each in in_order(entries) if each.kind in ENDS]
    return ends[-1] if ends else State.CALLING


def level_of(page: Page, who: Who) -> int:
    """The level at which somebody is called, 0 where that is not known."""
    return next((n for n, people in enumerate(page.levels, 1) if any(who.is_(each) for each in people)), 0)


def next_step(page: Page, entries: Sequence[Entry], now: datetime) -> Step:
    """Whom to call now, or until when to wait: a level has the time-out, unless all of it can't."""
    called = [each for each in in_order(entries) if each.kind is Happened.PAGED and each.who]
    level = max((each.level for each in called), default=0)
    here = [each for each in called if each.level == level]
    if here and not _all_declined(here, entries):
        until = max(each.at for each in here) + page.timeout
        if now < until:
            return Step(level, until=until)
    for number in range(level + 1, len(page.levels) + 1):
        people = tuple(each for each in page.levels[number - 1] if _may_be_called(each, called))
        if people:
            return Step(number, people)
    return Step()


def _all_declined(called: Sequence[Entry], entries: Sequence[Entry]) -> bool:
    cannot = [each.who for each in entries if each.kind is Happened.DECLINED and each.who]
    return all(any(each.who and each.who.is_(who) for who in cannot) for each in called)


def _may_be_called(who: Who, called: Iterable[Entry]) -> bool:
    """Whether Slack reaches somebody who was not called yet."""
    return bool(who.slack) and not any(each.who and each.who.is_(who) for each in called)


def everybody(page: Page) -> tuple[Who, ...]:
    """All whom a page may reach, once each."""
    found: list[Who] = []
    for who in (each for people in page.levels for each in people):
        if not any(who.is_(other) for other in found):
            found.append(who)
    return tuple(found)
