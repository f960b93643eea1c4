"""One PagerDuty account: services, users, policies, schedules, incidents, and who is on call by them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.clock import SandboxClock
from bot.sandbox.pagerduty.hooks import Subscription
from bot.sandbox.pagerduty.incident import Incident
from bot.sandbox.pagerduty.schedule import Schedule, drawn

KEY = "sandbox-pagerduty-key"
ROUTING_KEY = "sandbox0pagerduty0routing0key000"


@dataclass(frozen=True, slots=True)
class User:
    """A user; each phone is a number people can call and write to."""

    id: str
    name: str
    email: str
    zone: str = "UTC"
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """An escalation policy: each level is a tuple of ids of schedules and users; it waits `delay` at each."""

    id: str
    name: str
    levels: tuple[tuple[str, ...], ...]
    delay: timedelta = timedelta(minutes=30)
    loops: int = 0


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
    """One account. `owner` is the key's user, or "" for an account's key; `robot` the address of a user of
    its own in whose name things are done.
    """

    services: dict[str, Service] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    schedules: dict[str, Schedule] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    key: str = KEY
    owner: str = ""
    robot: str = ""
    clock: SandboxClock = field(default_factory=SandboxClock)
    subscription: Subscription | None = None
    routing_key: str = ROUTING_KEY
    alerts: list[dict[str, Any]] = field(default_factory=list)
    describe: Callable[["PagerDutyTwin", Incident], dict[str, Any]] | None = None

    def tell(self, event_type: str, incident: Incident, agent: str, at: datetime) -> None:
        """Tell whoever has subscribed; PagerDuty's own doings have no agent."""
        if self.subscription is None or self.describe is None:
            return
        user = self.users.get(agent)
        who = {"id": user.id, "type": "user_reference", "summary": user.name} if user else None
        occurred = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self.subscription.tell(event_type, occurred, who, self.describe(self, incident))


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
        for user, start, end in drawn(schedule, since, until)
    ]
