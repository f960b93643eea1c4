"""Control API, files: what people share, and what they read."""

import base64
import binascii

from bot.sandbox import control_deeds
from bot.sandbox.slack import shared
from bot.sandbox.slack.records import Json, Message, SharedFile
from bot.sandbox.stage import Body, Impossible, Stage


def upload(stage: Stage, body: Body) -> Json:
    """Share a file: `content` is text, `base64` anything else; `text` goes with it.

    Without a channel it is kept for a form's file field, which names it.
    """
    user = stage.person(body)
    if not body.get("channel"):
        kept = _made(stage, user, body)
        stage.world.files[kept.id] = kept
        return {"id": kept.id, "name": kept.name}
    room = stage.own_room(user, body.get("channel"))
    made = _made(stage, user, body)
    text, blocks = control_deeds.typed(stage, body) if str(body.get("text", "")).strip() else ("", [])
    message = Message(stage.world.new_ts(), room.id, user, text, blocks, subtype="file_share")
    message.files, made.shares[room.id] = [made.id], message.ts
    stage.world.files[made.id] = made
    return control_deeds.put(stage, room, message, body) | {"id": made.id}


def _made(stage: Stage, user: str, body: Body) -> SharedFile:
    name, content = str(body.get("name", "")).strip(), _content(body)
    if not name or not content:
        raise Impossible("a file has a name and something in it")
    now = int(stage.clock.timestamp())
    made = SharedFile(stage.world.new_id("F"), name, len(content), user, now, "", content=content)
    made.title, made.complete = str(body.get("title") or name), True
    return made


def _content(body: Body) -> bytes:
    if "base64" not in body:
        return str(body.get("content", "")).encode()
    try:
        return base64.b64decode(str(body["base64"]), validate=True)
    except binascii.Error:
        raise Impossible("base64 is not base64") from None


def told(stage: Stage, id_: str, user: str) -> Json:
    """A file as a message shows it."""
    found = stage.world.files[id_]
    return {
        "id": id_,
        "name": found.name,
        "title": found.title or found.name,
        "mimetype": shared.kind(found.name)[0],
        "size": len(found.content or b""),
        "deleted": found.deleted,
        "url": f"{stage.world.url}/files/{id_}?as={user}",
    }


def read(stage: Stage, body: Body) -> Json:
    """The text of a file, or of a canvas."""
    id_ = str(body.get("id"))
    if canvas := stage.world.canvases.get(id_):
        title = canvas.title or "Canvas"
        return {"name": f"{title}.md", "title": title, "content": canvas.markdown}
    found = stage.world.files.get(id_)
    if found is None or found.content is None:
        raise Impossible("file_not_found", 404)
    content = found.content.decode("utf-8", "replace")
    return {"name": found.name, "title": found.title or found.name, "content": content}
