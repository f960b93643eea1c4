"""conversations.history and conversations.replies: what was said."""

from collections.abc import Sequence

from bot.sandbox.slack import shapes
from bot.sandbox.slack.call import Call, Refused, Run
from bot.sandbox.slack.pages import page
from bot.sandbox.slack.records import Json, Message

MOST = 999


def history(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.history: newest first, without replies."""
    room = call.own_room()
    among = _between(call, [m for m in room.messages.values() if not m.seen_by and _is_top(m)])
    some, cursor = page(call, among[::-1], 100, MOST)
    return _told(call, some, cursor) | {"pin_count": len(room.pins)}


def replies(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.replies: the parent first, then oldest first.

    The ts of a reply gives that reply alone.
    """
    room = call.own_room()
    asked = room.messages.get(call.text("ts"))
    if asked is None or asked.seen_by:
        raise Refused("thread_not_found")
    among = [asked, *_between(call, shapes.replies_to(room, asked.ts))]
    some, cursor = page(call, among, MOST, 1000)
    return _told(call, some, cursor)


def _is_top(message: Message) -> bool:
    return message.thread_ts in ("", message.ts) or message.subtype == "thread_broadcast"


def _between(call: Call, rows: list[Message]) -> list[Message]:
    oldest = _moment(call, "oldest", "invalid_ts_oldest")
    latest = _moment(call, "latest", "invalid_ts_latest")
    if call.flag("inclusive"):
        return [m for m in rows if oldest <= float(m.ts) <= (latest or float("inf"))]
    return [m for m in rows if oldest < float(m.ts) < (latest or float("inf"))]


def _moment(call: Call, name: str, word: str) -> float:
    value = call.text(name, "0") or "0"
    try:
        return float(value)
    except ValueError:
        raise Refused(word) from None


def _told(call: Call, some: Sequence[Message], cursor: str) -> Json:
    metadata = call.flag("include_all_metadata")
    body = [shapes.message(call.world, message, metadata=metadata) for message in some]
    more = {"response_metadata": {"next_cursor": cursor}} if cursor else {}
    return {"messages": body, "has_more": bool(cursor), **more}


METHODS: dict[str, Run] = {"conversations.history": history, "conversations.replies": replies}
