"""canvases.* and conversations.canvases.create: documents that live in Slack."""

from typing import Any

from bot.sandbox.slack.call import Call, Refused, Run, wrong_arguments
from bot.sandbox.slack.records import Canvas, Json

LONGEST = 1_048_576


def create(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/canvases.create: on a free plan only as a channel's tab."""
    text = _content(call.parsed("document_content"))
    channel = call.own_room("channel_id").id if call.text("channel_id") else ""
    if call.world.plan == "free" and not channel:
        raise Refused("free_teams_cannot_create_non_tabbed_canvases")
    if call.world.plan == "free" and _of(call, channel):
        raise Refused("canvas_creation_failed")
    return _made(call, Canvas(call.world.new_id("F"), call.text("title"), text, channel))


def create_in_channel(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.canvases.create: one for each channel."""
    room = call.own_room("channel_id")
    text = _content(call.parsed("document_content"))
    there = _of(call, room.id)
    if call.world.plan == "free" and there:
        raise Refused("free_team_canvas_tab_already_exists")
    if any(canvas.whole for canvas in there):
        raise Refused("channel_canvas_already_exists")
    return _made(call, Canvas(call.world.new_id("F"), call.text("title"), text, room.id, whole=True))


def _of(call: Call, channel: str) -> list[Canvas]:
    return [canvas for canvas in call.world.canvases.values() if canvas.channel == channel]


def _made(call: Call, canvas: Canvas) -> Json:
    call.world.canvases[canvas.id] = canvas
    call.world.touch()
    return {"canvas_id": canvas.id}


def _content(content: Any) -> str:
    """The Markdown of a document; none makes an empty one."""
    if not content:
        return ""
    known = isinstance(content, dict) and content.get("type") == "markdown"
    if not known or not isinstance(content.get("markdown"), str):
        raise wrong_arguments("invalid_arguments", ["invalid `document_content`"])
    if len(content["markdown"]) > LONGEST:
        raise wrong_arguments("invalid_arguments", ["`markdown` is too long"])
    return str(content["markdown"])


def edit(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/canvases.edit: one change, to the whole or to an end of it."""
    canvas = _canvas(call)
    if call.world.plan == "free" and not canvas.channel:
        raise Refused("free_teams_cannot_edit_standalone_canvases")
    changes = call.parsed("changes")
    if not isinstance(changes, list) or len(changes) != 1 or not isinstance(changes[0], dict):
        raise wrong_arguments("invalid_arguments", ["invalid `changes`"])
    text = _content(changes[0].get("document_content"))
    match changes[0].get("operation"), changes[0].get("section_id"):
        case "insert_at_end", None:
            canvas.markdown += text
        case "insert_at_start", None:
            canvas.markdown = text + canvas.markdown
        case "replace", None:
            canvas.markdown = text
        case _:
            raise Refused("canvas_editing_failed")
    call.world.touch()
    return {}


def delete(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/canvases.delete"""
    del call.world.canvases[_canvas(call).id]
    call.world.touch()
    return {}


def _canvas(call: Call) -> Canvas:
    found = call.world.canvases.get(call.need("canvas_id"))
    if found is None:
        raise Refused("canvas_not_found")
    return found


METHODS: dict[str, Run] = {
    "canvases.create": create,
    "canvases.delete": delete,
    "canvases.edit": edit,
    "conversations.canvases.create": create_in_channel,
}
