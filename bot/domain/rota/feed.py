"""A calendar that somebody subscribes to: whose shifts it has, and the events that come of a plan."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from bot.domain.rota.shape import Shift
from bot.domain.token import digest

BACK, AHEAD = timedelta(days=14), timedelta(days=90)
LOOK_BACK = timedelta(days=100)
"""How far before the window a plan is looked at, so that a shift which goes on has its own start."""


class About(StrEnum):
    """Whose shifts."""

    PERSON = "person"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it is kept: `about` is a catalog id, `made_by` a Slack id; of its secret only the digest."""

    id: str
    digest: str
    kind: About
    about: str
    made_by: str
    made_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One person's shift [start, end). `uid` stays the same for as long as the shift does."""

    uid: str
    person: str
    title: str
    start: datetime
    end: datetime


def make(kind: About, about: str, by: str, now: datetime) -> tuple[Feed, str]:
    """A new feed and its secret: 256 random bits, so that a plain digest of it is enough."""
    secret = secrets.token_urlsafe(32)
    return Feed(secrets.token_hex(4), digest(secret), kind, about, by, now), secret


def window(now: datetime) -> tuple[datetime, datetime]:
    """The days that a feed has, whole days of UTC: what it says changes with the plan or the day only."""
    today = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    return today - BACK, today + AHEAD + timedelta(days=1)


def events(
    rota: str, title: str, plan: Iterable[Shift], span: tuple[datetime, datetime]
) -> tuple[Event, ...]:
    """The shifts of a plan in the span, one event for each person; touching ones of one person are one.

    The plan reaches `LOOK_BACK` before the span; what began before that is shown from
    the start of the span.
    """
    first = span[0] - LOOK_BACK
    runs: dict[str, list[tuple[datetime, datetime]]] = {}
    for shift in plan:
        end = shift.end or span[1]
        for person in shift.people:
            had = runs.setdefault(person, [])
            if had and shift.start <= had[-1][1]:
                had[-1] = (had[-1][0], max(had[-1][1], end))
            else:
                had.append((shift.start, end))
    found = [
        Event(
            _uid(rota, person, start if start > first else None),
            person,
            title,
            start if start > first else span[0],
            min(end, span[1]),
        )
        for person, stretches in runs.items()
        for start, end in stretches
        if end > span[0] and start < span[1]
    ]
    return tuple(sorted(found, key=lambda each: (each.start, each.title, each.person)))


def _uid(rota: str, person: str, start: datetime | None) -> str:
    since = f"{start.astimezone(UTC):%Y%m%dT%H%M%S}" if start else "always"
    text = f"{rota}\n{person}\n{since}"
    return f"{hashlib.sha256(text.encode()).hexdigest()[:32]}@tocsin"
