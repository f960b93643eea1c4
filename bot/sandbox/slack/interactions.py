"""Payloads of commands, clicks, submissions and shortcuts, with the triggers and answer addresses in them."""

import secrets
from typing import Any

from bot.sandbox.slack import shapes
from bot.sandbox.slack.events import VERIFICATION_TOKEN
from bot.sandbox.slack.records import AnswerUrl, Channel, Json, Message, Trigger, View
from bot.sandbox.slack.world import APP, TEAM, TEAM_DOMAIN, World

_ROOM_NAMES = {"im": "directmessage", "group": "privategroup"}


def trigger(world: World, user: str, view: str = "") -> str:
    """A fresh trigger_id: what a click or a command lets the app open a modal with."""
    made = Trigger(
        f"{len(world.triggers) + 1}.{TEAM}.{secrets.token_hex(8)}", user, world.clock.timestamp(), view
    )
    world.triggers[made.id] = made
    return made.id


def answer_url(world: World, user: str, room: Channel, ts: str = "") -> str:
    """A fresh response_url. `ts`: the message that was clicked on."""
    made = AnswerUrl(secrets.token_urlsafe(12), user, room.id, world.clock.timestamp(), ts)
    world.answer_urls[made.token] = made
    return f"{world.url}/response/{TEAM}/{made.token}"


def command(world: World, user: str, room: Channel, said: tuple[str, str]) -> Json:
    """A slash command: `said` is the word and the text after it, encoded as the manifest wants."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM,
        "team_domain": TEAM_DOMAIN,
        "channel_id": room.id,
        "channel_name": _ROOM_NAMES.get(room.kind, room.name),
        "user_id": user,
        "user_name": world.people[user].name,
        "command": said[0],
        "text": said[1],
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": answer_url(world, user, room),
        "trigger_id": trigger(world, user),
    }


def _interaction(world: World, kind: str, user: str, view: str = "") -> Json:
    return {
        "type": kind,
        "token": VERIFICATION_TOKEN,
        "team": {"id": TEAM, "domain": TEAM_DOMAIN, "enterprise_id": None, "enterprise_name": None},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": shapes.person(world, user),
        "api_app_id": APP,
        "trigger_id": trigger(world, user, view),
    }


def click_in_message(world: World, user: str, message: Message, action: Json) -> Json:
    """A press or a pick in a message."""
    room = world.channels[message.channel]
    place = {"message_ts": message.ts, "channel_id": room.id, "is_ephemeral": bool(message.seen_by)}
    thread = {"thread_ts": message.thread_ts} if message.thread_ts else {}
    return {
        **_interaction(world, "block_actions", user),
        "container": {"type": "message", **place, **thread},
        "channel": {"id": room.id, "name": _ROOM_NAMES.get(room.kind, room.name)},
        "message": shapes.message(world, message),
        "state": {"values": message.state},
        "response_url": answer_url(world, user, room, message.ts),
        "actions": [action],
    }


def click_in_view(world: World, view: View, action: Json) -> Json:
    """A press or a pick in a modal or in Home."""
    return {
        **_interaction(world, "block_actions", view.user, view.id),
        "container": {"type": "view", "view_id": view.id},
        "view": shapes.view(view),
        "actions": [action],
    }


def submission(world: World, view: View, state: Json) -> Json:
    """A modal's Submit."""
    return {
        **_interaction(world, "view_submission", view.user, view.id),
        "view": {**shapes.view(view), "state": {"values": state}},
        "response_urls": [],
        **_absent_outside_workflows(),
    }


def closing(world: World, view: View, *, cleared: bool) -> Json:
    """A modal closed by the person, where the app asked to hear of it."""
    told = _interaction(world, "view_closed", view.user)
    del told["trigger_id"]
    return {**told, "view": shapes.view(view), "is_cleared": cleared}


def _absent_outside_workflows() -> Json:
    names = ("bot_access_token", "function_data", "interactivity")
    return {"is_cleared": False, **dict.fromkeys(names)}


def suggestion(world: World, user: str, place: Json, ask: Json) -> Json:
    """Typing into an external select: `place` says where it stands, `ask` names the element and the text."""
    told = _interaction(world, "block_suggestion", user)
    del told["trigger_id"]
    return {**told, **place, **ask}


def shortcut(world: World, user: str, callback_id: str) -> Json:
    """A global shortcut."""
    told = _interaction(world, "shortcut", user)
    return {**told, "callback_id": callback_id, "action_ts": world.new_ts()}


def message_shortcut(world: World, user: str, callback_id: str, message: Message) -> Json:
    """A shortcut in a message's menu."""
    room = world.channels[message.channel]
    about: dict[str, Any] = {
        "channel": {"id": room.id, "name": _ROOM_NAMES.get(room.kind, room.name)},
        "message": shapes.message(world, message),
        "message_ts": message.ts,
        "response_url": answer_url(world, user, room, message.ts),
    }
    told = _interaction(world, "message_action", user)
    return {**told, "callback_id": callback_id, "action_ts": world.new_ts(), **about}
