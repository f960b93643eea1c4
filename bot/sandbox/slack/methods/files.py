"""files.*: the upload in three steps, and what was uploaded."""

import secrets
from typing import Any

from bot.sandbox.slack import messages, shared
from bot.sandbox.slack.call import Call, Refused, Run
from bot.sandbox.slack.records import Channel, Json, Message, SharedFile
from bot.sandbox.slack.world import BOT_USER


def get_upload_url(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/files.getUploadURLExternal"""
    length = call.text("length")
    if not call.text("filename") or not length.isdecimal() or int(length) == 0:
        raise Refused("missing_argument")
    ticket = secrets.token_urlsafe(12)
    made = SharedFile(
        call.world.new_id("F"),
        call.text("filename"),
        int(length),
        BOT_USER,
        int(call.world.clock.timestamp()),
        ticket,
    )
    call.world.files[made.id] = made
    return {"upload_url": f"{call.world.url}/upload/{ticket}", "file_id": made.id}


def complete_upload(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/files.completeUploadExternal"""
    found = [_announced(call, wish) for wish in _wishes(call)]
    room = _target(call)
    for file in found:
        file.complete = True
    if room is not None:
        _share(call, room, found)
    return {"files": [{"id": file.id, "title": file.title or file.name} for file in found]}


def _wishes(call: Call) -> list[Json]:
    try:
        wishes: Any = call.parsed("files")
    except ValueError:
        raise Refused("invalid_arguments") from None
    if not isinstance(wishes, list) or not wishes or not all(isinstance(w, dict) for w in wishes):
        raise Refused("invalid_arguments")
    return wishes


def _announced(call: Call, wish: Json) -> SharedFile:
    """A file whose bytes have arrived and that was not completed before."""
    found = call.world.files.get(str(wish.get("id")))
    if found is None or found.content is None or found.complete:
        raise Refused("file_not_found")
    found.title = str(wish.get("title") or found.name)
    return found


def _target(call: Call) -> Channel | None:
    if not call.text("channel_id"):
        return None
    room = call.room("channel_id")
    if room.archived:
        raise Refused("posting_to_channel_denied")
    return call.own_room("channel_id")


def _share(call: Call, room: Channel, found: list[SharedFile]) -> None:
    ts = call.world.new_ts()
    message = Message(ts, room.id, BOT_USER, call.text("initial_comment"), bot=True, subtype="file_share")
    message.files = [file.id for file in found]
    message.thread_ts = call.text("thread_ts")
    for file in found:
        file.shares[room.id] = ts
    messages.put(call.world, message)


def listed(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/files.list: newest first, by pages."""
    channel, user = call.text("channel"), call.text("user")
    if channel:
        call.room()
    if user and user not in call.world.people:
        raise Refused("user_not_found")
    among = [
        file
        for file in call.world.files.values()
        if file.complete
        and not file.deleted
        and (not channel or channel in file.shares)
        and user in ("", file.user)
        and file.created >= float(call.text("ts_from", "0"))
    ][::-1]
    count, number = int(call.text("count", "100")), int(call.text("page", "1"))
    some = among[(number - 1) * count : number * count]
    pages = -(-len(among) // count)
    paging = {"count": count, "total": len(among), "page": number, "pages": pages}
    return {"files": [shared.told(call.world, file) for file in some], "paging": paging}


def info(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/files.info"""
    found = call.world.files.get(call.text("file"))
    if found is None or not found.complete:
        raise Refused("file_not_found")
    if found.deleted:
        raise Refused("file_deleted")
    told = shared.told(call.world, found)
    return {"file": told, "comments": [], "response_metadata": {"next_cursor": ""}}


def delete(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/files.delete: the bot's own files."""
    found = call.world.files.get(call.text("file"))
    if found is None or not found.complete:
        raise Refused("file_not_found")
    if found.deleted:
        raise Refused("file_deleted")
    if found.user != BOT_USER:
        raise Refused("cant_delete_file")
    found.deleted, found.content = True, None
    call.world.touch()
    return {}


METHODS: dict[str, Run] = {
    "files.completeUploadExternal": complete_upload,
    "files.delete": delete,
    "files.getUploadURLExternal": get_upload_url,
    "files.info": info,
    "files.list": listed,
}
