"""What happens to channels: made, joined, left, renamed, archived; each tells the apps that listen."""

import unicodedata

from bot.sandbox.slack import messages
from bot.sandbox.slack.records import Channel, Json
from bot.sandbox.slack.world import BOT_USER, TEAM, World

NAME, TOPIC = 80, 250


def name_fault(name: str) -> str | None:
    """What Slack says of a channel's name that it does not take."""
    if not name:
        return "invalid_name_required"
    if len(name) > NAME:
        return "invalid_name_maxlength"
    if not all(_allowed(character) for character in name):
        return "invalid_name_specials"
    return None if any(character not in "-_" for character in name) else "invalid_name_punctuation"


def _allowed(character: str) -> bool:
    """Letters of any script that are not upper case, digits, hyphen, underscore."""
    if character in "-_":
        return True
    return unicodedata.category(character) in ("Ll", "Lo", "Lm", "Mn", "Mc", "Nd")


def create(world: World, name: str, by: str, *, private: bool = False) -> Channel:
    """Make a channel with one member. The name has been checked."""
    made = Channel(world.new_id("C"), name, by, int(world.clock.timestamp()), private=private)
    world.channels[made.id] = made
    join(world, made, by)
    return made


def join(world: World, room: Channel, user: str, inviter: str = "") -> None:
    """Somebody joins, by themselves or invited."""
    room.members[user] = None
    subtype = "group_join" if room.private else "channel_join"
    extra = {"inviter": inviter or None}
    messages.announce(world, room, user, (subtype, "has joined the channel"), **extra)
    _tell_member(world, room, user, "member_joined_channel", **extra, enterprise=None)


def leave(world: World, room: Channel, user: str, by: str = "") -> None:
    """Somebody leaves or is removed. Of its own leaving the app hears by another event, with who did it.

    (member_left_channel does not come then: github.com/slackapi/node-slack-sdk/issues/931.)
    """
    if user == BOT_USER:
        kind = "group_left" if room.private else "channel_left"
        place = {"channel": room.id, "actor_id": by or user, "event_ts": world.new_ts()}
        world.tell(kind, {"type": kind, **place}, room.id)
    else:
        _tell_member(world, room, user, "member_left_channel")
    room.members.pop(user, None)
    subtype = "group_leave" if room.private else "channel_leave"
    messages.announce(world, room, user, (subtype, "has left the channel"))


def _tell_member(world: World, room: Channel, user: str, kind: str, **extra: str | None) -> None:
    place = {"channel": room.id, "channel_type": "G" if room.private else "C", "team": TEAM}
    world.tell(kind, {"type": kind, "user": user, **place, "event_ts": world.new_ts(), **extra}, room.id)


def archive(world: World, room: Channel, by: str, *, back: bool = False) -> None:
    """Archive a channel, or bring it back.

    A bot is out of what is archived (github.com/elastic/connectors/issues/1972); who brings it back is in it.
    """
    room.archived = not back
    word = "unarchive" if back else "archive"
    family = "group" if room.private else "channel"
    done = "un-archived the channel" if back else "archived the channel"
    messages.announce(world, room, by, (f"{family}_{word}", done))
    kind = f"{family}_{word}"
    event: Json = {"type": kind, "channel": room.id, "user": by, "event_ts": world.new_ts()}
    extra: Json = {} if back else {"is_moved": 0}
    world.tell(kind, event | extra, room.id)
    if back:
        room.members.setdefault(by, None)
    else:
        room.members.pop(BOT_USER, None)
    world.touch()


def delete(world: World, room: Channel) -> None:
    """Take a channel away with all that was said in it; its name is free again."""
    kind = "group_deleted" if room.private else "channel_deleted"
    world.tell(kind, {"type": kind, "channel": room.id, "event_ts": world.new_ts()}, room.id)
    del world.channels[room.id]
    world.touch()


def rename(world: World, room: Channel, name: str, by: str) -> None:
    """Give a channel another name. The name has been checked."""
    room.previous_names.insert(0, room.name)
    old, room.name = room.name, name
    subtype = "group_name" if room.private else "channel_name"
    words = f'has renamed the channel from "{old}" to "{name}"'
    messages.announce(world, room, by, (subtype, words), old_name=old, name=name)
    kind = "group_rename" if room.private else "channel_rename"
    told = {
        "id": room.id,
        "is_channel": not room.private,
        "is_mpim": False,
        "name": name,
        "name_normalized": name,
        "created": room.created,
    }
    world.tell(kind, {"type": kind, "channel": told, "event_ts": world.new_ts()}, room.id)


def set_purpose(world: World, room: Channel, purpose: str, by: str) -> None:
    """Set what a channel is for; Slack says so in the channel."""
    room.purpose, room.purpose_by, room.purpose_at = purpose, by, int(world.clock.timestamp())
    subtype = "group_purpose" if room.private else "channel_purpose"
    messages.announce(world, room, by, (subtype, f"set the channel description: {purpose}"), purpose=purpose)


def set_topic(world: World, room: Channel, topic: str, by: str) -> None:
    """Set what stands above a channel; Slack says so in the channel, and a raw mention in it pages."""
    room.topic, room.topic_by, room.topic_at = topic, by, int(world.clock.timestamp())
    subtype = "group_topic" if room.private else "channel_topic"
    messages.announce(world, room, by, (subtype, f"set the channel topic: {topic}"), topic=topic)
