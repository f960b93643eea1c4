"""A small company, a manifest that asks for everything, a sandbox without rate limits, a person."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.clock import SandboxClock
from bot.sandbox.person import Person
from bot.sandbox.server import BOT_TOKEN, Rules, Sandbox
from bot.sandbox.slack.scopes import EVENTS
from bot.sandbox.slack.world import Member, Room

SCOPES = [
    "app_mentions:read",
    "bookmarks:read",
    "bookmarks:write",
    "canvases:write",
    "channels:history",
    "channels:join",
    "channels:manage",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "groups:write",
    "im:history",
    "im:read",
    "im:write",
    "pins:read",
    "pins:write",
    "reactions:read",
    "reactions:write",
    "usergroups:read",
    "usergroups:write",
    "users:read",
    "users:read.email",
]

ANA, BO, GUEST = "U0ANA", "U0BO", "U0GUEST"
GENERAL, SECRET, QUIET = "C0GENERAL", "C0SECRET", "C0QUIET"


@dataclass(frozen=True)
class Few:
    """Three people, one of them a guest; the bot is in no channel yet."""

    people: tuple[Member, ...] = (
        Member(ANA, "ana", "Ana Lima", "ana@example.com", "Europe/Lisbon"),
        Member(BO, "bo", "Bo Chen", "bo@example.com", "Asia/Taipei"),
        Member(GUEST, "gus", "Gus Guest", "gus@example.org", "UTC", guest=True),
    )
    channels: tuple[Room, ...] = (
        Room(GENERAL, "general", (ANA, BO)),
        Room(SECRET, "secret", (ANA,), private=True),
        Room(QUIET, "quiet", (BO,)),
    )
    pagerduty: Any = None
    github: Any = None
    catalog: Any = None


class Still(SandboxClock):
    """A clock that moves only when it is told to."""

    def timestamp(self) -> float:
        return self.offset


def manifest(scopes: list[str] | None = None, **tabs: bool) -> dict[str, Any]:
    """A manifest with every event; `scopes` replaces the scopes."""
    return {
        "display_information": {"name": "Tocsin"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, **tabs},
            "bot_user": {"display_name": "Tocsin"},
            "slash_commands": [
                {"command": "/inc", "description": "Declare", "should_escape": True},
                {"command": "/raw", "description": "Not escaped"},
            ],
            "shortcuts": [
                {"name": "Declare", "type": "global", "callback_id": "declare", "description": "-"},
                {"name": "Note", "type": "message", "callback_id": "note", "description": "-"},
            ],
        },
        "oauth_config": {"scopes": {"bot": SCOPES if scopes is None else scopes}},
        "settings": {
            "event_subscriptions": {"bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True},
            "socket_mode_enabled": True,
        },
    }


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox without rate limits, that gives up on acks soon."""
    rules = Rules(ack_seconds=0.3, rate_limits=False)
    async with Sandbox(Few(), manifest=manifest(), rules=rules) as running:
        yield running


@pytest.fixture
def slack(sandbox: Sandbox) -> AsyncWebClient:
    """The real SDK with the bot's token; it does not retry."""
    return client(sandbox)


def client(sandbox: Sandbox, token: str = BOT_TOKEN) -> AsyncWebClient:
    """The real SDK with a token."""
    return AsyncWebClient(token, base_url=sandbox.api_url, retry_handlers=[])


@pytest.fixture
async def ana(sandbox: Sandbox) -> AsyncIterator[Person]:
    """Ana, who is in #general and #secret."""
    async with Person(sandbox.url, ANA) as person:
        yield person
