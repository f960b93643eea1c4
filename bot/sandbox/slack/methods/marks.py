"""pins.*, bookmarks.*, reactions.*: what is kept at a channel or on a message."""

import re

from bot.sandbox.slack import messages, shapes
from bot.sandbox.slack.call import Call, Refused, Run
from bot.sandbox.slack.records import Channel, Json, Message
from bot.sandbox.slack.world import APP, BOT_USER, TEAM

PINS = BOOKMARKS = 100
TIMESTAMP = re.compile(r"\d+\.\d+")
REACTION = re.compile(r"[\w+'-]+(::skin-tone-[2-6])?")


def add_pin(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/pins.add"""
    room, message = _pinnable(call)
    if any(pin.ts == message.ts for pin in room.pins):
        raise Refused("already_pinned")
    if len(room.pins) >= PINS:
        raise Refused("too_many_pins")
    messages.pin(call.world, message, BOT_USER)
    return {}


def _pinnable(call: Call) -> tuple[Channel, Message]:
    room = call.room()
    if room.archived:
        raise Refused("restricted_action")
    room = call.own_room()
    return room, _meant(call, room)


def remove_pin(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/pins.remove"""
    room, message = _pinnable(call)
    if all(pin.ts != message.ts for pin in room.pins):
        raise Refused("not_pinned")
    messages.pin(call.world, message, BOT_USER, gone=True)
    return {}


def pins(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/pins.list"""
    room = call.own_room()
    items = [
        {
            "type": "message",
            "channel": room.id,
            "created": pin.at,
            "created_by": pin.by,
            "message": _linked(call, room.messages[pin.ts]),
        }
        for pin in reversed(room.pins)
    ]
    return {"items": items}


def _linked(call: Call, message: Message) -> Json:
    return shapes.message(call.world, message) | {"permalink": shapes.permalink(call.world, message)}


def add_bookmark(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/bookmarks.add, for links."""
    room = _bookmarked(call)
    title, link = call.need("title"), _link(call)
    if call.need("type") != "link":
        raise Refused("invalid_bookmark_type")
    if len(room.bookmarks) >= BOOKMARKS:
        raise Refused("too_many_bookmarks")
    made = {
        "id": call.world.new_id("Bk"),
        "channel_id": room.id,
        "title": title,
        "link": link,
        "emoji": call.text("emoji"),
        "type": "link",
        "date_created": int(call.world.clock.timestamp()),
        "rank": chr(ord("a") + len(room.bookmarks) % 26),
        "last_updated_by_user_id": BOT_USER,
        "last_updated_by_team_id": TEAM,
        "app_id": APP,
        "date_updated": 0,
        **dict.fromkeys(("entity_id", "icon_url", "shortcut_id", "app_action_id"), None),
    }
    room.bookmarks.append(made)
    call.world.touch()
    return {"bookmark": made}


def _bookmarked(call: Call) -> Channel:
    """The channel meant; a bot that is not in it has no permission."""
    room = call.room("channel_id")
    if BOT_USER not in room.members:
        raise Refused("permission_denied")
    return room


def _link(call: Call) -> str:
    link = call.text("link")
    if not link.startswith(("http://", "https://")):
        raise Refused("invalid_link")
    return link


def edit_bookmark(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/bookmarks.edit"""
    mark = _bookmark(call)
    if call.text("link"):
        mark["link"] = _link(call)
    mark |= {name: call.text(name, mark[name]) for name in ("title", "emoji")}
    mark["date_updated"] = int(call.world.clock.timestamp())
    call.world.touch()
    return {"bookmark": mark}


def remove_bookmark(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/bookmarks.remove"""
    mark = _bookmark(call)
    _bookmarked(call).bookmarks.remove(mark)
    call.world.touch()
    return {}


def _bookmark(call: Call) -> Json:
    for mark in _bookmarked(call).bookmarks:
        if mark["id"] == call.text("bookmark_id"):
            return mark
    raise Refused("not_found")


def bookmarks(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/bookmarks.list"""
    return {"bookmarks": _bookmarked(call).bookmarks}


def get_reactions(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/reactions.get"""
    message = _reacted(call)
    return {"type": "message", "channel": message.channel, "message": _linked(call, message)}


def _reacted(call: Call) -> Message:
    return _meant(call, call.room())


def _meant(call: Call, room: Channel) -> Message:
    """The message of a `timestamp`, which must be there and be one."""
    if not call.text("timestamp"):
        raise Refused("no_item_specified")
    if not TIMESTAMP.fullmatch(call.text("timestamp")):
        raise Refused("bad_timestamp")
    return call.message(room, "timestamp")


def add_reaction(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/reactions.add"""
    message = _reacted(call)
    if call.world.channels[message.channel].archived:
        raise Refused("is_archived")
    if not messages.react(call.world, message, BOT_USER, _emoji(call)):
        raise Refused("already_reacted")
    return {}


def remove_reaction(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/reactions.remove"""
    message = _reacted(call)
    if not messages.react(call.world, message, BOT_USER, _emoji(call), gone=True):
        raise Refused("no_reaction")
    return {}


def _emoji(call: Call) -> str:
    name = call.text("name").strip(":")
    if not REACTION.fullmatch(name):
        raise Refused("invalid_name")
    return name


METHODS: dict[str, Run] = {
    "bookmarks.add": add_bookmark,
    "bookmarks.edit": edit_bookmark,
    "bookmarks.list": bookmarks,
    "bookmarks.remove": remove_bookmark,
    "pins.add": add_pin,
    "pins.list": pins,
    "pins.remove": remove_pin,
    "reactions.add": add_reaction,
    "reactions.get": get_reactions,
    "reactions.remove": remove_reaction,
}
