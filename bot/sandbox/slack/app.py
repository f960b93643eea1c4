"""The installed app, read from its manifest: scopes, events, commands, shortcuts, tabs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class App:
    """What the manifest grants and asks for. `commands`: word → should_escape; `shortcuts`: id → type."""

    name: str
    scopes: frozenset[str]
    events: frozenset[str]
    commands: Mapping[str, bool]
    shortcuts: Mapping[str, str]
    interactive: bool
    home_tab: bool
    messages_tab: bool
    as_listed: Mapping[str, Any]


def read(manifest: Mapping[str, Any]) -> App:
    """The app of a manifest (v1 or v2 of Slack's schema), parsed from YAML or JSON."""
    features = manifest.get("features") or {}
    settings = manifest.get("settings") or {}
    tabs = features.get("app_home") or {}
    scopes = ((manifest.get("oauth_config") or {}).get("scopes") or {}).get("bot") or ()
    events = (settings.get("event_subscriptions") or {}).get("bot_events") or ()
    commands = features.get("slash_commands") or ()
    return App(
        name=str(_name(manifest, features)),
        scopes=frozenset(map(str, scopes)),
        events=frozenset(map(str, events)),
        commands={str(c["command"]): bool(c.get("should_escape", False)) for c in commands},
        shortcuts={str(s["callback_id"]): str(s["type"]) for s in features.get("shortcuts") or ()},
        interactive=bool((settings.get("interactivity") or {}).get("is_enabled", False)),
        home_tab=bool(tabs.get("home_tab_enabled", False)),
        messages_tab=bool(tabs.get("messages_tab_enabled", False)),
        as_listed={"commands": list(commands), "shortcuts": list(features.get("shortcuts") or ())},
    )


def _name(manifest: Mapping[str, Any], features: Mapping[str, Any]) -> str:
    bot = (features.get("bot_user") or {}).get("display_name")
    return bot or (manifest.get("display_information") or {}).get("name") or "App"
