"""What happens to messages: posted, edited, deleted, reacted to; each tells the apps that listen."""

from typing import Any

from bot.sandbox.slack import rendering, shapes
from bot.sandbox.slack.records import Channel, Json, Message, Pin
from bot.sandbox.slack.world import BOT_USER, TEAM, World

TOPICS = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}


def put(world: World, message: Message) -> Message:
    """Put a message where it belongs, work out whom it pages, and tell the app. Ephemerals tell nobody."""
    home = world.channels[message.channel]
    home.messages[message.ts] = message
    if message.thread_ts and not message.seen_by:
        home.threads.setdefault(message.thread_ts, []).append(message.ts)
    if not message.seen_by:
        titles = [t for id_ in message.files for t in (world.files[id_].title, world.files[id_].name)]
        paged = rendering.paged(message.text, message.blocks, *titles)
        message.notified = tuple(who for who in paged if who != message.user)
        _tell(world, home, shapes.message(world, message))
        _mention(world, home, message)
    world.touch()
    return message


def _alt_texts(blocks: list[Json]) -> list[str]:
    return [
        str(part["alt_text"]) for b in blocks for part in (b, *b.get("elements", ())) if "alt_text" in part
    ]


def _tell(world: World, home: Channel, body: Json, **extra: Any) -> None:
    """A message event; every kind of conversation has a subscription of its own."""
    event = {**body, "channel": home.id, "event_ts": body["ts"], "channel_type": home.kind, **extra}
    if "bot_id" not in event and "subtype" not in event:
        event["client_msg_id"] = f"00000000-0000-4000-8000-{body['ts'].replace('.', '')[-12:]}"
    world.tell(TOPICS[home.kind], event, home.id)


def _mention(world: World, home: Channel, message: Message) -> None:
    """A mention of the bot is a second event with the same ts; in a direct conversation there is none."""
    if home.im_with or message.bot or message.subtype or f"<@{BOT_USER}>" not in message.text:
        return
    body = shapes.message(world, message)
    event = {**body, "type": "app_mention", "channel": home.id, "event_ts": message.ts}
    world.tell("app_mention", event, home.id)


def edit(world: World, message: Message, text: str, blocks: list[Json], by: str) -> None:
    """Change a message in place. An edit pages nobody; one that an app makes with blocks shows no mark."""
    home = world.channels[message.channel]
    before = shapes.message(world, message)
    message.text, message.blocks, message.state = text, blocks, {}
    ts = world.new_ts()
    if not message.seen_by:
        message.edited = None if message.bot and blocks else {"user": by, "ts": ts}
        extra = {"message": shapes.message(world, message), "previous_message": before, "hidden": True}
        _tell(world, home, {"type": "message", "subtype": "message_changed", "ts": ts}, **extra)
    world.touch()


def remove(world: World, message: Message) -> None:
    """Delete a message; pins on it go with it."""
    home = world.channels[message.channel]
    before = shapes.message(world, message)
    del home.messages[message.ts]
    if message.ts in home.threads.get(message.thread_ts, ()):
        home.threads[message.thread_ts].remove(message.ts)
    home.pins = [pin for pin in home.pins if pin.ts != message.ts]
    if not message.seen_by:
        body = {"type": "message", "subtype": "message_deleted", "ts": world.new_ts()}
        _tell(world, home, body, deleted_ts=message.ts, previous_message=before, hidden=True)
    world.touch()


def react(world: World, message: Message, user: str, name: str, *, gone: bool = False) -> bool:
    """Add a reaction or take it away; says whether anything changed."""
    who = message.reactions.setdefault(name, [])
    changed = (user in who) == gone
    if changed:
        (who.remove if gone else who.append)(user)
        kind = "reaction_removed" if gone else "reaction_added"
        item = {"type": "message", "channel": message.channel, "ts": message.ts}
        event = {"type": kind, "user": user, "reaction": name, "item_user": message.user, "item": item}
        world.tell(kind, {**event, "event_ts": world.new_ts()}, message.channel)
        world.touch()
    if not who:
        del message.reactions[name]
    return changed


def pin(world: World, message: Message, by: str, *, gone: bool = False) -> None:
    """Keep a message at the top of its channel, or let it go; says so to apps that listen."""
    home = world.channels[message.channel]
    kept = Pin(message.ts, by, int(world.clock.timestamp()))
    home.pins = [other for other in home.pins if other.ts != message.ts] + ([] if gone else [kept])
    kind = "pin_removed" if gone else "pin_added"
    event: Json = {
        "type": kind,
        "user": by,
        "channel_id": home.id,
        "item": {
            "type": "message",
            "channel": home.id,
            "message": shapes.message(world, message) | {"permalink": shapes.permalink(world, message)},
            "created": kept.at,
            "created_by": by,
        },
        "item_user": message.user,
        "pin_count": len(home.pins),
        "pinned_info": {"channel": home.id, "pinned_by": by, "pinned_ts": kept.at},
        "event_ts": world.new_ts(),
    }
    world.tell(kind, event | ({"has_pins": bool(home.pins)} if gone else {}), home.id)
    world.touch()


def announce(world: World, home: Channel, user: str, what: tuple[str, str], **extra: Any) -> Message:
    """Slack's own line in a channel: `what` is the subtype and the words, such as that somebody joined."""
    subtype, words = what
    text = f"<@{user}> {words}"
    return put(
        world, Message(world.new_ts(), home.id, user, text, subtype=subtype, extra={"team": TEAM, **extra})
    )
