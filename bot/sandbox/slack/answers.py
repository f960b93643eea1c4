"""What an app says without a token: in the ack of a command, or over a response_url."""

from typing import Any

from bot.sandbox.slack import blocks, messages
from bot.sandbox.slack.call import Refused
from bot.sandbox.slack.records import AnswerUrl, Json, Message
from bot.sandbox.slack.world import BOT_USER, World

USES, SECONDS, TEXT = 5, 30 * 60, 40_000


def use(world: World, token: str) -> AnswerUrl:
    """The address behind a response_url, one use taken off. Raises Refused when it is used up or too old."""
    found = world.answer_urls.get(token)
    if found is None or world.clock.timestamp() - found.at > SECONDS:
        raise Refused("expired_url")
    if found.uses >= USES:
        raise Refused("used_url")
    found.uses += 1
    return found


def say(world: World, where: AnswerUrl, body: Any) -> None:
    """Carry out what the app wants said: a new message, another text in the old one's place, or its end."""
    if isinstance(body, str):
        body = {"text": body}
    if not isinstance(body, dict):
        raise Refused("invalid_payload")
    source = world.message(where.channel, where.ts)
    if body.get("delete_original"):
        if source is not None:
            messages.remove(world, source)
        return
    text, shown = _checked(world, body)
    if body.get("replace_original") and source is not None:
        messages.edit(world, source, text, shown, BOT_USER)
    else:
        messages.put(world, _message(world, where, body, (text, shown)))


def _checked(world: World, body: Json) -> tuple[str, list[Json]]:
    text, shown = str(body.get("text") or ""), body.get("blocks") or []
    if not text and not shown and not body.get("attachments"):
        raise Refused("no_text")
    if blocks.complaints(shown, "message"):
        raise Refused("invalid_blocks")
    if blocks.length(shown) > blocks.ALL_TEXT:
        raise Refused("msg_blocks_too_long")
    if len(text) > TEXT:
        raise Refused("msg_too_long")
    return text, blocks.stored(shown, world.new_id)


def _message(world: World, where: AnswerUrl, body: Json, said: tuple[str, list[Json]]) -> Message:
    private = body.get("response_type", "ephemeral") != "in_channel"
    message = Message(world.new_ts(), where.channel, BOT_USER, said[0], said[1], bot=True)
    message.seen_by = where.user if private else ""
    message.thread_ts = str(body.get("thread_ts") or "")
    return message
