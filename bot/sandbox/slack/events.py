"""Events: which of them the app hears, and the envelope's payload around them."""

from bot.sandbox.slack import scopes
from bot.sandbox.slack.app import App
from bot.sandbox.slack.records import Json
from bot.sandbox.slack.world import APP, BOT_USER, TEAM, Happening, World

VERIFICATION_TOKEN = "sandbox-verification-token"  # noqa: S105  (Slack still sends one; nobody may rely on it)


EVERYWHERE = frozenset({"channel_archive", "channel_deleted", "channel_rename", "channel_unarchive"})
"""Told of every public channel, whether the bot is in it or not: what channels:read lets it see."""


def wanted(world: World, app: App, happening: Happening) -> bool:
    """Whether the manifest asks for it, the scopes allow it and, in a channel, the bot is there."""
    if happening.topic not in app.events:
        return False
    if scopes.missing(app.scopes, scopes.EVENTS.get(happening.topic, ())):
        return False
    room = world.channels.get(happening.channel)
    if happening.topic in EVERYWHERE:
        return True
    return room is None or room.im_with != "" or BOT_USER in room.members


def payload(world: World, happening: Happening) -> Json:
    """The event_callback around an event. Fields that Slack retired are there, empty."""
    event_id = world.new_id("Ev")
    authorization = {
        "enterprise_id": None,
        "team_id": TEAM,
        "user_id": BOT_USER,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM,
        "enterprise_id": None,
        "context_team_id": TEAM,
        "context_enterprise_id": None,
        "api_app_id": APP,
        "event": dict(happening.event),
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(world.clock.timestamp()),
        "authed_users": None,
        "authed_teams": None,
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }
