"""The manifest: taken by Slack as it stands, and asking for exactly what the doors need."""

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.integrations.slack import SCOPES
from handlers import doors
from tests.rules import ROOT, calls, python

pytestmark = pytest.mark.xdist_group("source")  # what is read of all files is read once

MANIFEST: dict[str, Any] = YAML(typ="safe").load((ROOT / "manifest.yml").read_text())
FEATURES, SETTINGS = MANIFEST["features"], MANIFEST["settings"]
ASKED = MANIFEST["oauth_config"]["scopes"]["bot"]
SUBSCRIBED = SETTINGS["event_subscriptions"]["bot_events"]

# Source of the next three tables: github.com/slackapi/manifest-schema, schemas/manifest.schema.2.0.0.json.

KEYS: Mapping[str, set[str]] = {
    "": {"_metadata", "display_information", "features", "oauth_config", "settings"},
    "_metadata": {"major_version", "minor_version"},
    "display_information": {"name", "description", "long_description", "background_color"},
    "features": {"app_home", "bot_user", "shortcuts", "slash_commands"},
    "features.app_home": {"home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"},
    "features.bot_user": {"display_name", "always_online"},
    "features.shortcuts[]": {"name", "type", "callback_id", "description"},
    "features.slash_commands[]": {"command", "url", "description", "usage_hint", "should_escape"},
    "oauth_config": {"redirect_urls", "scopes"},
    "oauth_config.scopes": {"bot", "user", "bot_optional", "user_optional"},
    "settings": {
        "event_subscriptions",
        "interactivity",
        "org_deploy_enabled",
        "socket_mode_enabled",
        "token_rotation_enabled",
    },
    "settings.event_subscriptions": {"request_url", "bot_events", "user_events"},
    "settings.interactivity": {"is_enabled", "request_url", "message_menu_options_url"},
}
"""The keys that Slack takes at each place; any other is refused."""

LENGTHS: Mapping[str, tuple[int, int]] = {
    "display_information.name": (1, 35),
    "display_information.description": (1, 140),
    "display_information.long_description": (175, 4000),
    "display_information.background_color": (4, 7),
    "features.bot_user.display_name": (1, 80),
    "features.shortcuts": (1, 10),
    "features.shortcuts[].name": (1, 24),
    "features.shortcuts[].callback_id": (1, 255),
    "features.shortcuts[].description": (1, 150),
    "features.slash_commands": (1, 50),
    "features.slash_commands[].command": (2, 32),
    "features.slash_commands[].description": (1, 2000),
    "features.slash_commands[].usage_hint": (1, 1000),
    "oauth_config.scopes.bot": (0, 255),
    "oauth_config.scopes.bot[]": (1, 50),
    "settings.event_subscriptions.bot_events": (0, 100),
    "settings.event_subscriptions.bot_events[]": (1, 50),
}
"""Characters of a text, entries of a list: at least, at most."""

PATTERNS: Mapping[str, str] = {
    "display_information.background_color": "#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?",
    "features.shortcuts[].type": "message|global",
    "features.slash_commands[].command": "/[a-z0-9_-]+",
}

METHODS: Mapping[str, str] = {
    "apps.connections.open": "",
    "auth.test": "",
    "chat.getPermalink": "",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.create": "channels:manage",
    "conversations.history": "channels:history",
    "conversations.info": "channels:read",
    "conversations.invite": "channels:manage",
    "conversations.join": "channels:join",
    "conversations.list": "channels:read",
    "conversations.open": "im:write",
    "conversations.replies": "channels:history",
    "conversations.setTopic": "channels:manage",
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "files.delete": "files:write",
    "files.info": "files:read",
    "files.list": "files:read",
    "pins.add": "pins:write",
    "usergroups.create": "usergroups:write",
    "usergroups.disable": "usergroups:write",
    "usergroups.enable": "usergroups:write",
    "usergroups.list": "usergroups:read",
    "usergroups.update": "usergroups:write",
    "usergroups.users.update": "usergroups:write",
    "users.conversations": "channels:read",
    "users.info": "users:read",
    "users.list": "users:read",
    "views.open": "",
    "views.publish": "",
}
"""The scope that each method we call needs in a public channel; source: docs.slack.dev/reference/methods."""

EVENTS: Mapping[str, str] = {
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "channel_archive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_left": "channels:read",
    "channel_rename": "channels:read",
    "channel_unarchive": "channels:read",
    "member_left_channel": "channels:read",
    "message.im": "im:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "team_join": "users:read",
    "user_change": "users:read",
}
"""The scope that each event needs; source: docs.slack.dev/reference/events."""

ACKNOWLEDGED_ONLY: set[str] = set()
"""Subscribed, kept and acknowledged; nothing follows from them."""


def _places(value: object, place: str = "") -> Iterator[tuple[str, object]]:
    """Everything in the manifest with its place, `[]` for each entry of a list."""
    yield place, value
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _places(inner, f"{place}.{key}".strip("."))
    elif isinstance(value, list):
        for inner in value:
            yield from _places(inner, f"{place}[]")


def test_every_key_is_one_that_slack_takes() -> None:
    unknown = {
        f"{place}.{key}"
        for place, value in _places(MANIFEST)
        if isinstance(value, Mapping)
        for key in set(value) - KEYS[place]
    }

    assert unknown == set()


def test_every_length_is_one_that_slack_takes() -> None:
    off = {
        place: len(value)
        for place, value in _places(MANIFEST)
        if place in LENGTHS and isinstance(value, str | list)
        if not LENGTHS[place][0] <= len(value) <= LENGTHS[place][1]
    }

    assert off == {}


def test_every_form_is_one_that_slack_takes() -> None:
    off = [
        (place, value)
        for place, value in _places(MANIFEST)
        if place in PATTERNS and not re.fullmatch(PATTERNS[place], str(value))
    ]

    assert off == []


def test_nothing_that_slack_requires_is_left_out() -> None:
    assert MANIFEST["_metadata"]["major_version"] == 2
    assert MANIFEST["display_information"]["name"]
    assert all(each["description"] for each in FEATURES["slash_commands"])
    assert all(set(each) == KEYS["features.shortcuts[]"] for each in FEATURES["shortcuts"])


@pytest.mark.parametrize("listed", [ASKED, SUBSCRIBED], ids=["scopes", "events"])
def test_lists_are_in_order_and_name_nothing_twice(listed: list[str]) -> None:
    assert listed == sorted(set(listed))


def test_every_command_has_its_doors_and_the_other_way_round() -> None:
    commands = [each["command"] for each in FEATURES["slash_commands"]]

    assert sorted(commands) == sorted({f"/{door.word}" for door in doors.DOORS})


def test_mentions_in_commands_arrive_as_ids() -> None:
    assert all(each["should_escape"] for each in FEATURES["slash_commands"])


def test_hints_name_only_verbs_that_exist() -> None:
    known = {(door.word, name) for door in doors.DOORS for name in (door.verb.name, *door.verb.also)}
    named = {
        (each["command"].lstrip("/"), part.split()[0])
        for each in FEATURES["slash_commands"]
        for part in each["usage_hint"].split("|")
        if re.match(r" *[a-z]", part)
    }

    assert {(word, verb) for word, verb in named if verb != "help"} <= known


def test_every_shortcut_has_a_handler_and_the_other_way_round() -> None:
    assert {each["callback_id"] for each in FEATURES["shortcuts"]} == set(doors.SHORTCUTS)


def test_the_scopes_are_those_with_a_reason() -> None:
    assert list(SCOPES) == ASKED


def test_every_method_that_is_called_has_its_scope() -> None:
    called = {
        name.rpartition("client.")[2].replace("_", ".")
        for _, call, name in calls(python("bot"))
        if re.fullmatch(r"(self\._)?client\.[a-z]+_\w+", name) and isinstance(call.func, ast.Attribute)
    }

    assert called == set(METHODS)
    assert set(METHODS.values()) - {""} <= set(ASKED)


def test_every_event_is_handled_or_known_to_be_acknowledged_only() -> None:
    handled = {*doors.EVENTS, "app_mention", "message.im"}

    assert set(SUBSCRIBED) == handled | ACKNOWLEDGED_ONLY
    assert handled & ACKNOWLEDGED_ONLY == set()


def test_every_event_has_its_scope() -> None:
    assert {EVENTS[event] for event in SUBSCRIBED} - {""} <= set(ASKED)


def test_a_scope_that_nothing_needs_is_known_by_name() -> None:
    needed = {*METHODS.values(), *EVENTS.values(), "commands"}

    assert set(ASKED) <= needed


def test_people_can_write_to_the_bot_and_press_its_buttons() -> None:
    assert FEATURES["app_home"]["messages_tab_enabled"]
    assert not FEATURES["app_home"]["messages_tab_read_only_enabled"]
    assert SETTINGS["interactivity"]["is_enabled"]


def test_no_public_address_is_needed() -> None:
    addresses = [place for place, _ in _places(MANIFEST) if place.endswith(("url", "urls"))]

    assert SETTINGS["socket_mode_enabled"]
    assert addresses == []
