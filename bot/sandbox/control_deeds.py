"""Control API, doing: commands, messages, reactions and channels, as a person does them."""

from dataclasses import replace
from typing import Any

from bot.sandbox.slack import answers, encoding, interactions, messages, rooms, shapes
from bot.sandbox.slack.call import Refused
from bot.sandbox.slack.envelopes import COMMAND, Taken
from bot.sandbox.slack.records import AnswerUrl, Channel, Json, Message
from bot.sandbox.slack.world import Member
from bot.sandbox.stage import Body, Impossible, Stage

PROFILE = ("name", "real_name", "email", "tz")
TIMEOUTS = frozenset({"timeout", "http_timeout"})


async def command(stage: Stage, body: Body) -> Json:
    """Type a slash command; the answer tells how the app took it."""
    user = stage.person(body)
    room = stage.own_room(user, body.get("channel"))
    word, _, rest = str(body.get("text", "")).strip().partition(" ")
    if word not in stage.app.commands:
        _whisper(stage, room, user, f"`{encoding.escape(word)}` is not a valid command.")
        return {"ok": False, "ms": 0, "error": "invalid_command"}
    said = (word, _as_sent(stage, rest.strip(), escaped=stage.app.commands[word]))
    payload = interactions.command(stage.world, user, room, said)
    taken, ms = await stage.deliveries.ask(COMMAND, payload)
    if error := failure(taken):
        _whisper(stage, room, user, _excuse(word, error))
        return {"ok": False, "ms": ms, "error": error}
    return _answered(stage, AnswerUrl("", user, room.id, 0), (word, taken.body)) | {"ms": ms}


def failure(taken: Taken) -> str:
    """Slack's word for an app that did not take what it was given."""
    if taken.ok:
        return ""
    return "operation_timeout" if taken.error in TIMEOUTS else "dispatch_failed"


def _excuse(word: str, error: str) -> str:
    if error == "operation_timeout":
        return f"{word} failed because the app didn't respond. (operation_timeout)"
    return f'{word} failed with the error "{error}"'


def _answered(stage: Stage, where: AnswerUrl, answer: tuple[str, Any]) -> Json:
    """What came with a command's ack is said to the person, or in the channel."""
    word, body = answer
    if not body:
        return {"ok": True}
    try:
        answers.say(stage.world, where, body)
    except Refused as refusal:
        room = stage.world.channels[where.channel]
        _whisper(stage, room, where.user, _excuse(word, "invalid_command_response"))
        return {"ok": False, "error": "invalid_command_response", "detail": refusal.code}
    return {"ok": True}


def _as_sent(stage: Stage, text: str, *, escaped: bool) -> str:
    if not escaped:
        return encoding.escape(text)
    return encoding.encoded(text, stage.world.names(), labels=True)


def _whisper(stage: Stage, room: Channel, user: str, text: str) -> None:
    """Slackbot says something that only this person sees."""
    messages.put(stage.world, Message(stage.world.new_ts(), room.id, shapes.SLACKBOT.id, text, seen_by=user))


def post(stage: Stage, body: Body) -> Json:
    """Write a message, or a reply in a thread."""
    user = stage.person(body)
    room = stage.own_room(user, body.get("channel"))
    text, blocks = typed(stage, body)
    message = Message(stage.world.new_ts(), room.id, user, text, blocks)
    return put(stage, room, message, body)


def put(stage: Stage, room: Channel, message: Message, body: Body) -> Json:
    """Put a person's message into the channel, or into the thread that the body names."""
    message.thread_ts = str(body.get("thread_ts") or "")
    if message.thread_ts and message.thread_ts not in room.messages:
        raise Impossible("thread_not_found", 404)
    messages.put(stage.world, message)
    return {"ts": message.ts}


def typed(stage: Stage, body: Body) -> tuple[str, list[Json]]:
    """What a person typed, as Slack encodes it: the text, and the rich_text block it makes of it."""
    words, names = str(body.get("text", "")), stage.world.names()
    if not words.strip():
        raise Impossible("no_text")
    rich = {**encoding.rich(words, names), "block_id": stage.world.new_id("r")}
    return encoding.encoded(words, names), [rich]


def edit(stage: Stage, body: Body) -> Json:
    """Change one's own message."""
    user, message = _own_message(stage, body)
    text, blocks = typed(stage, body)
    messages.edit(stage.world, message, text, blocks, user)
    return {"ts": message.ts}


def delete(stage: Stage, body: Body) -> Json:
    """Delete one's own message."""
    _, message = _own_message(stage, body)
    messages.remove(stage.world, message)
    return {"ok": True}


def _own_message(stage: Stage, body: Body) -> tuple[str, Message]:
    user = stage.person(body)
    message = stage.seen_message(user, body)
    if message.user != user or message.subtype:
        raise Impossible("cant_update_message", 403)
    return user, message


def react(stage: Stage, body: Body) -> Json:
    """Add a reaction, or take it away."""
    user = stage.person(body)
    message = stage.seen_message(user, body)
    stage.own_room(user, message.channel)
    name = str(body.get("name", "")).strip(":")
    if not name:
        raise Impossible("invalid_name")
    gone = bool(body.get("remove"))
    if not messages.react(stage.world, message, user, name, gone=gone):
        raise Impossible("no_reaction" if gone else "already_reacted")
    return {"ok": True}


def pin(stage: Stage, body: Body) -> Json:
    """Keep a message at the top of its channel, or let it go."""
    user = stage.person(body)
    message = stage.seen_message(user, body)
    room = stage.own_room(user, message.channel)
    gone = bool(body.get("remove"))
    if message.seen_by or any(pin.ts == message.ts for pin in room.pins) != gone:
        raise Impossible("not_pinnable" if message.seen_by else "not_pinned" if gone else "already_pinned")
    messages.pin(stage.world, message, user, gone=gone)
    return {"ok": True}


def channel(stage: Stage, body: Body) -> Json:
    """Make, join, leave, archive, unarchive, delete, rename a channel; invite or remove somebody."""
    user, what = stage.person(body), str(body.get("do"))
    if what == "create":
        return _create(stage, user, body)
    if what == "join":
        return _join(stage, user, body)
    room = stage.seen_room(user, body.get("channel"))
    if user not in room.members and what != "unarchive":
        raise Impossible("not_in_channel", 403)
    match what:
        case "leave" | "delete":
            _go(stage, room, user, for_all=what == "delete")
        case "archive" | "unarchive":
            rooms.archive(stage.world, room, user, back=what == "unarchive")
        case "rename":
            rooms.rename(stage.world, room, _free_name(stage, body), user)
        case "invite" | "kick":
            _move(stage, room, user, body)
        case _:
            raise Impossible(f"cannot do {what!r} with a channel")
    return {"id": room.id}


def _go(stage: Stage, room: Channel, user: str, *, for_all: bool) -> None:
    if for_all:
        rooms.delete(stage.world, room)
    else:
        rooms.leave(stage.world, room, user)


def _create(stage: Stage, user: str, body: Body) -> Json:
    name, private = _free_name(stage, body), bool(body.get("private"))
    return {"id": rooms.create(stage.world, name, user, private=private).id}


def _free_name(stage: Stage, body: Body) -> str:
    name = str(body.get("name", ""))
    if fault := rooms.name_fault(name):
        raise Impossible(fault)
    if stage.world.named(name):
        raise Impossible("name_taken")
    return name


def _join(stage: Stage, user: str, body: Body) -> Json:
    room = stage.seen_room(user, body.get("channel"))
    if room.archived:
        raise Impossible("is_archived", 403)
    if user not in room.members:
        rooms.join(stage.world, room, user)
    return {"id": room.id}


def _move(stage: Stage, room: Channel, user: str, body: Body) -> None:
    whom = str(body.get("user", ""))
    if whom not in stage.world.people:
        raise Impossible("user_not_found", 404)
    inside = whom in room.members
    if body["do"] == "invite":
        if inside:
            raise Impossible("already_in_channel")
        rooms.join(stage.world, room, whom, user)
    elif not inside or whom == user:
        raise Impossible("cant_kick_self" if inside else "not_in_channel")
    else:
        rooms.leave(stage.world, room, whom, by=user)


def person(stage: Stage, body: Body) -> Json:
    """Somebody joins the workspace, changes their profile, or is deactivated."""
    world, what = stage.world, str(body.get("do"))
    fields: dict[str, Any] = {name: str(body[name]) for name in PROFILE if name in body}
    if what == "join":
        member = replace(Member(world.new_id("U"), "", "", "", "UTC"), **fields)
    else:
        known = world.people.get(str(body.get("user")))
        if known is None or known.bot:
            raise Impossible("user_not_found", 404)
        member = replace(known, **fields)
    world.people[member.id] = member
    if what == "deactivate":
        world.deactivated.add(member.id)
    _tell_person(stage, member, "team_join" if what == "join" else "user_change")
    return {"id": member.id}


def _tell_person(stage: Stage, member: Member, kind: str) -> None:
    told = shapes.user(stage.world, member, email="users:read.email" in stage.app.scopes)
    event = {
        "type": kind,
        "user": told,
        "cache_ts": int(stage.clock.timestamp()),
        "event_ts": stage.world.new_ts(),
    }
    stage.world.tell(kind, event)
    stage.world.touch()
