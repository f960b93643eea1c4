"""Control API, reading: what a person sees, and what went over the wire."""

from dataclasses import asdict
from typing import Any

from bot.sandbox import control_files
from bot.sandbox.slack import inputs, rendering, shapes
from bot.sandbox.slack.records import Channel, Json, Message, View
from bot.sandbox.slack.world import BOT_USER
from bot.sandbox.stage import Body, Stage

LONGEST_WAIT = 60.0
NEWS = ("_join", "_leave", "_topic", "_purpose")


def me(stage: Stage, _: Body) -> Json:
    """Who can be played, the bot, and what the app offers."""
    world = stage.world
    people = [asdict(person) for person in world.people.values() if not person.bot]
    for person in people:
        del person["bot"]
    bot = {"id": BOT_USER, "name": world.bot.real_name}
    tabs = {"home": stage.app.home_tab, "messages": stage.app.messages_tab}
    return {
        "people": people,
        "tabs": tabs,
        "rev": world.rev,
        "bot": bot,
        "offset": stage.clock.offset,
        **stage.app.as_listed,
    }


def state(stage: Stage, body: Body) -> Json:
    """The channels, modals, Home tab and notices of a person."""
    world, user = stage.world, stage.person(body)
    world.direct(user)
    rooms = [told_room(stage, user, room) for room in world.channels.values() if stage.sees(user, room)]
    modals = [view for view in world.views.values() if view.user == user and view.view["type"] == "modal"]
    home = world.homes.get(user)
    return {
        "rev": world.rev,
        "channels": rooms,
        "modals": [_told_view(view) for view in modals],
        "home": _told_view(home) if home else None,
        "toast": list(world.toasts.get(user, ())),
        "groups": [{"id": g.id, "name": g.name, "handle": g.handle} for g in world.groups.values()],
    }


def _told_view(view: View) -> Json:
    return shapes.view(view) | {"state": {"values": inputs.state(view.view["blocks"], view.state)}}


def told_room(stage: Stage, user: str, room: Channel) -> Json:
    """A channel as its line in the list shows it."""
    told: Json = {
        "id": room.id,
        "name": room.name,
        "is_private": room.private,
        "is_im": bool(room.im_with),
        "is_member": user in room.members,
        "is_archived": room.archived,
        "topic": rendering.mrkdwn(room.topic, stage.world.name_of),
        "latest": _latest(user, room),
    }
    return told | ({"user": room.im_with} if room.im_with else {})


def _latest(user: str, room: Channel) -> str:
    """The ts of the newest message that somebody else wrote and the person sees; "" where there is none."""
    written = (m for m in reversed(room.messages.values()) if m.user != user and m.seen_by in ("", user))
    return next((m.ts for m in written if not m.subtype.endswith(NEWS)), "")


def channel(stage: Stage, body: Body) -> Json:
    """A channel's messages as a person sees them, oldest first, replies and their own ephemerals included."""
    user = stage.person(body)
    room = stage.seen_room(user, body.get("channel"))
    seen = [message for message in room.messages.values() if message.seen_by in ("", user)]
    about = {"members": list(room.members), "creator": room.creator, "purpose": room.purpose}
    return {
        "rev": stage.world.rev,
        "channel": told_room(stage, user, room) | about,
        "pins": [pin.ts for pin in room.pins],
        "bookmarks": room.bookmarks,
        "canvases": [
            {"id": c.id, "title": c.title} for c in stage.world.canvases.values() if c.channel == room.id
        ],
        "messages": [_told_message(stage, room, message, user) for message in seen],
    }


def _told_message(stage: Stage, room: Channel, message: Message, user: str) -> Json:
    world = stage.world
    sender = world.people.get(message.user, shapes.SLACKBOT)
    told: Json = {
        "ts": message.ts,
        "user": message.user,
        "bot": message.bot,
        "username": message.username or (sender.real_name if message.bot else sender.name),
        "text": message.text,
        "blocks": message.blocks if message.bot else [],
        "rendered": rendered(stage, message),
        "reactions": [{"name": name, "users": who} for name, who in message.reactions.items()],
        "files": [control_files.told(stage, id_, user) for id_ in message.files],
        "notified": list(message.notified),
        "metadata": message.metadata,
    }
    marks = {
        "subtype": message.subtype,
        "thread_ts": message.thread_ts,
        "reply_count": len(room.threads.get(message.ts, ())),
        "ephemeral": bool(message.seen_by),
        "edited": message.edited is not None,
        "pinned": any(pin.ts == message.ts for pin in room.pins),
    }
    return told | {name: value for name, value in marks.items() if value}


def rendered(stage: Stage, message: Message) -> str:
    """A message as a person reads it."""
    shown = message.blocks if message.bot else []
    return rendering.shown(message.text, shown, stage.world.name_of)


async def wait(stage: Stage, body: Body) -> Json:
    """The revision, as soon as something has changed."""
    seconds = min(float(body.get("seconds", 25)), LONGEST_WAIT)
    return {"rev": await stage.world.wait(int(body.get("after", -1)), seconds)}


def calls(stage: Stage, body: Body) -> list[Json]:
    """What the bot asked of the twins."""
    return stage.faults.calls.told(str(body.get("vendor", "")), str(body.get("method", "")))


def envelopes(stage: Stage, _: Body) -> list[dict[str, Any]]:
    """What Slack handed over to the bot, and how it was taken."""
    return stage.deliveries.told()
