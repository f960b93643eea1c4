"""chat.*: posting and editing messages, ephemerals, permalinks."""

from typing import Any

from bot.sandbox.slack import blocks, messages, shapes
from bot.sandbox.slack.call import Call, Refused, Run, wrong_arguments
from bot.sandbox.slack.facts import LIMITS
from bot.sandbox.slack.records import Channel, Json, Message
from bot.sandbox.slack.world import BOT_USER

TEXT, EDITED_TEXT, MARKDOWN = 40_000, 4_000, LIMITS["markdown.text.max_length"]
ATTACHMENTS = LIMITS["message.attachments.max_items"]


def post_message(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.postMessage"""
    room = _place(call)
    text, body = _content(call, TEXT)
    message = Message(call.world.new_ts(), room.id, BOT_USER, text, body, bot=True)
    message.thread_ts = _thread(call, room)
    message.metadata = _metadata(call)
    message.username = call.text("username") if "chat:write.customize" in call.app.scopes else ""
    if message.thread_ts and call.flag("reply_broadcast"):
        message.subtype = "thread_broadcast"
    messages.put(call.world, message)
    told = shapes.message(call.world, message, metadata=True)
    return {"channel": room.id, "ts": message.ts, "message": told}


def _place(call: Call) -> Channel:
    """Where to post: an id, a name, or a person's id for the direct conversation with them."""
    world, wanted = call.world, call.text("channel")
    if wanted in world.people and wanted != BOT_USER:
        room = world.direct(wanted)
    elif named := world.named(wanted.removeprefix("#")):
        room = Call(call.method, {"channel": named.id}, world, call.app, call.new_socket).room()
    else:
        room = call.room()
    if room.archived:
        raise Refused("is_archived")
    if room.im_with and not call.app.messages_tab:
        raise Refused("messages_tab_disabled")
    if BOT_USER not in room.members and "chat:write.public" not in call.app.scopes:
        raise Refused("not_in_channel")
    return room


def _content(call: Call, longest: int) -> tuple[str, list[Json]]:
    """Text and blocks, both checked; one of them must be there."""
    text, body = call.text("text"), given_blocks(call) or []
    if markdown := call.text("markdown_text"):
        if text or body:
            raise Refused("markdown_text_conflict")
        text, body = markdown, [{"type": "markdown", "text": markdown}]
    attached = call.parsed("attachments") or []
    if not text and not body and not attached:
        raise Refused("no_text")
    if len(attached) > ATTACHMENTS:
        raise Refused("too_many_attachments")
    if len(text) > (MARKDOWN if markdown else longest):
        raise Refused("msg_too_long")
    return text, blocks.stored(body, call.world.new_id)


def given_blocks(call: Call) -> list[Json] | None:
    """The blocks of a call, None where there are none; refused as Slack refuses them."""
    try:
        body = call.parsed("blocks")
    except ValueError:
        raise Refused("invalid_blocks_format") from None
    if body is None or body == "":
        return None
    if not isinstance(body, list):
        raise Refused("invalid_blocks_format")
    if found := blocks.complaints(body, "message"):
        raise wrong_arguments("invalid_blocks", found)
    if blocks.length(body) > blocks.ALL_TEXT:
        raise Refused("msg_blocks_too_long")
    return body


def _thread(call: Call, room: Channel) -> str:
    """The parent's ts. A reply to a reply, or to what is not there, is refused."""
    ts = call.text("thread_ts")
    if not ts:
        return ""
    parent = room.messages.get(ts)
    if parent is None or parent.seen_by or parent.thread_ts not in ("", ts):
        raise Refused("cannot_reply_to_message")
    return ts


def _metadata(call: Call) -> Json | None:
    try:
        value: Any = call.parsed("metadata")
    except ValueError:
        raise Refused("invalid_metadata_format") from None
    if not value:
        return None
    whole = isinstance(value, dict) and isinstance(value.get("event_payload"), dict)
    if not whole or not isinstance(value.get("event_type"), str):
        raise Refused("invalid_metadata_schema")
    return dict(value)


def update(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.update: text without blocks takes the old blocks away."""
    room = call.room()
    message = call.message(room, "ts")
    if message.user != BOT_USER or message.subtype not in ("", "thread_broadcast", "file_share"):
        raise Refused("cant_update_message")
    if room.archived:
        raise Refused("is_inactive")
    text, body = _content(call, EDITED_TEXT)
    if call.args.get("metadata") is not None:
        message.metadata = _metadata(call)
    messages.edit(call.world, message, text, body, BOT_USER)
    told = shapes.message(call.world, message, metadata=True)
    return {"channel": room.id, "ts": message.ts, "text": text, "message": told}


def post_ephemeral(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.postEphemeral"""
    room, user = _place(call), call.need("user")
    if user not in room.members:
        raise Refused("user_not_in_channel")
    text, body = _content(call, TEXT)
    message = Message(call.world.new_ts(), room.id, BOT_USER, text, body, bot=True, seen_by=user)
    message.thread_ts = _thread(call, room)
    messages.put(call.world, message)
    return {"message_ts": message.ts}


def delete(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.delete: the bot's own messages."""
    room = call.room()
    message = call.message(room, "ts")
    if message.user != BOT_USER:
        raise Refused("cant_delete_message")
    messages.remove(call.world, message)
    return {"channel": room.id, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.getPermalink"""
    room = call.room()
    message = call.message(room, "message_ts")
    return {"channel": room.id, "permalink": shapes.permalink(call.world, message)}


METHODS: dict[str, Run] = {
    "chat.delete": delete,
    "chat.getPermalink": get_permalink,
    "chat.postEphemeral": post_ephemeral,
    "chat.postMessage": post_message,
    "chat.update": update,
}
