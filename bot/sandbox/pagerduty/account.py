"""One PagerDuty account: services, users, policies, schedules, and who is on call by them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.sandbox.clock import SandboxClock

KEY = "sandbox-pagerduty-key"


@dataclass(frozen=True, slots=True)
class User:
    """A user; each phone is a number people can call and write to."""

    id: str
    name: str
    email: str
    zone: str = "UTC"
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """A rotation of users by id: the first takes over at `start`, local time of `zone`; turns of `days`."""

    id: str
    name: str
    zone: str
    start: datetime
    users: tuple[str, ...]
    days: int = 7


@dataclass(frozen=True, slots=True)
class Policy:
    """An escalation policy: each level is a tuple of ids of schedules and users."""

    id: str
    name: str
    levels: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Service:
    """A service and the policy that is paged for it."""

    id: str
    name: str
    policy: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One stretch of being on call at a level; permanent where it has no ends."""

    policy: str
    level: int
    user: str
    schedule: str = ""
    start: datetime | None = None
    end: datetime | None = None


@dataclass(slots=True)
class PagerDutyTwin:
    """One account. `owner` is the key's user, or "" for an account's key."""

    services: dict[str, Service] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    schedules: dict[str, Schedule] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    key: str = KEY
    owner: str = ""
    clock: SandboxClock = field(default_factory=SandboxClock)


def turns(twin: PagerDutyTwin, since: datetime, until: datetime) -> list[Turn]:
    """Who is on call at some time of [since, until), whole turns, by policy, level and start."""
    found = []
    for policy in twin.policies.values():
        for level, targets in enumerate(policy.levels, start=1):
            for target in targets:
                found += _target(twin, Turn(policy.id, level, target), since, until)
    return found


def _target(twin: PagerDutyTwin, turn: Turn, since: datetime, until: datetime) -> list[Turn]:
    schedule = twin.schedules.get(turn.user)
    if schedule is None:
        return [turn]
    return [
        Turn(turn.policy, turn.level, user, schedule.id, start, end)
        for user, start, end in _rotation(schedule, since, until)
    ]


def _rotation(
    schedule: Schedule, since: datetime, until: datetime
) -> Iterable[tuple[str, datetime, datetime]]:
    """The turns that overlap [since, until]: hand-offs at the same wall-clock time, summer and winter."""
    zone = ZoneInfo(schedule.zone)
    length = timedelta(days=schedule.days)
    number = max(0, (since.astimezone(zone).replace(tzinfo=None) - schedule.start) // length - 1)
    while schedule.users and (start := _handoff(schedule, number, zone)) <= until:
        number += 1
        end = _handoff(schedule, number, zone)
        if end > since:
            yield schedule.users[(number - 1) % len(schedule.users)], start, end


def _handoff(schedule: Schedule, number: int, zone: ZoneInfo) -> datetime:
    return (schedule.start + number * timedelta(days=schedule.days)).replace(tzinfo=zone).astimezone(UTC)
