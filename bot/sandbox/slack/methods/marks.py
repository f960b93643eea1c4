"""pins.*, bookmarks.*, reactions.get: what is kept at a channel or on a message."""

from bot.sandbox.slack import shapes
from bot.sandbox.slack.call import Call, Refused, Run
from bot.sandbox.slack.methods.chat import permalink
from bot.sandbox.slack.records import Json, Message, Pin
from bot.sandbox.slack.world import APP, BOT_USER, TEAM

PINS = BOOKMARKS = 100


def add_pin(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/pins.add"""
    room = call.own_room()
    if not call.text("timestamp"):
        raise Refused("no_item_specified")
    message = call.message(room, "timestamp")
    if room.archived:
        raise Refused("is_archived")
    if any(pin.ts == message.ts for pin in room.pins):
        raise Refused("already_pinned")
    if len(room.pins) >= PINS:
        raise Refused("too_many_pins")
    room.pins.append(Pin(message.ts, BOT_USER, int(call.world.clock.timestamp())))
    call.world.touch()
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
    return shapes.message(call.world, message) | {"permalink": permalink(call, message)}


def add_bookmark(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/bookmarks.add, for links."""
    room = call.own_room("channel_id")
    title, link = call.need("title"), call.text("link")
    if call.need("type") != "link":
        raise Refused("invalid_bookmark_type")
    if not link.startswith(("http://", "https://")):
        raise Refused("invalid_link")
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


def bookmarks(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/bookmarks.list"""
    return {"bookmarks": call.own_room("channel_id").bookmarks}


def get_reactions(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/reactions.get"""
    if not call.text("timestamp"):
        raise Refused("no_item_specified")
    room = call.room()
    message = call.message(room, "timestamp")
    return {"type": "message", "channel": room.id, "message": _linked(call, message)}


METHODS: dict[str, Run] = {
    "bookmarks.add": add_bookmark,
    "bookmarks.list": bookmarks,
    "pins.add": add_pin,
    "pins.list": pins,
    "reactions.get": get_reactions,
}
