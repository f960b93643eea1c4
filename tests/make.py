"""Builders with plain defaults: a test names only what it is about."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.change import Change, ChangeKind
from bot.domain.house import House
from bot.domain.incident import Event, Incident, Kind, Status
from bot.integrations.slack import SlackChat
from bot.ports import Bot, PagerSpan, Rows
from bot.tasks import TrackedTasks

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def incident(number: int = 12, **fields: Any) -> Incident:
    """An incident that ANA declared now."""
    plain: dict[str, Any] = {
        "title": "checkout 500s",
        "status": Status.INVESTIGATING,
        "severity": 3,
        "declared_by": "U0ANA",
        "declared_at": NOW,
        "stamps": {"declared": NOW},
    }
    return Incident(number=number, **(plain | fields))


def event(text: str = "pool is full", **fields: Any) -> Event:
    """A note on the timeline of INC-12."""
    plain: dict[str, Any] = {"incident": "INC-12", "kind": Kind.NOTE, "at": NOW, "by": "U0ANA"}
    return Event(text=text, **(plain | fields))


def rota_layers(**fields: Any) -> dict[str, Any]:
    """A rota file: one weekly layer of ana and bo, from Monday 5 January 2026 at nine, UTC."""
    plain: dict[str, Any] = {
        "timezone": "UTC",
        "start": "2026-01-05T09:00",
        "every": {"n": 1, "unit": "week"},
        "members": ["ana", "bo"],
    }
    return {"layers": [plain | fields]}


def change(**fields: Any) -> Change:
    """Pull request 812 of payments-api, merged by bo-l half an hour ago."""
    plain: dict[str, Any] = {
        "id": "acme/payments-api#812",
        "kind": ChangeKind.PULL_REQUEST,
        "repository": "acme/payments-api",
        "title": "Lower the pool size",
        "author": "bo-l",
        "url": "https://github.com/acme/payments-api/pull/812",
        "at": NOW - timedelta(minutes=30),
        "number": 812,
    }
    return Change(**(plain | fields))


def pager_span(person: str, level: int = 1, **fields: Any) -> PagerSpan:
    """A PagerDuty user on call for PPOL1 since an hour ago, for another hour."""
    hour = timedelta(hours=1)
    plain: dict[str, Any] = {"policy": "PPOL1", "start": NOW - hour, "end": NOW + hour}
    return PagerSpan(level=level, person=person, **(plain | fields))


@dataclass
class StillClock:
    """A clock that a test moves by hand."""

    time: datetime = NOW

    def now(self) -> datetime:
        """The time as the test has set it."""
        return self.time


def bot(rows: Rows, **fields: Any) -> Bot:
    """A bot on those rows at NOW, with a Slack that nobody asks, and no vendors."""
    plain: dict[str, Any] = {
        "clock": StillClock(),
        "house": House(),
        "chat": SlackChat(AsyncWebClient(token="xoxb-nobody")),
        "tasks": TrackedTasks(),
        "wake": lambda: None,
    }
    return Bot(rows=rows, **(plain | fields))
