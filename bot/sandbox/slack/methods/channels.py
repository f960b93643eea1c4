"""conversations.* that change a channel that is there: its name, its purpose, its members, its end."""

from bot.sandbox.slack import rooms, shapes
from bot.sandbox.slack.call import Call, Refused, Run
from bot.sandbox.slack.records import Json
from bot.sandbox.slack.world import BOT_USER

GENERAL = "general"


def archive(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.archive: the bot is out of it afterwards."""
    room = call.channel()
    if room.archived:
        raise Refused("already_archived")
    if room.name == GENERAL:
        raise Refused("cant_archive_general")
    if BOT_USER not in room.members:
        raise Refused("not_in_channel")
    rooms.archive(call.world, room, BOT_USER)
    return {}


def unarchive(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.unarchive: "Bot tokens cannot".

    A bot is out of what is archived, and so it is not in it (github.com/slack-go/slack/issues/1066).
    """
    if not call.channel().archived:
        raise Refused("not_archived")
    raise Refused("not_in_channel")


def rename(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.rename: the bot's own channels only."""
    room, name = call.own_channel(), call.text("name")
    if fault := rooms.name_fault(name):
        raise Refused(fault)
    if call.world.named(name) not in (None, room):
        raise Refused("name_taken")
    if room.creator != BOT_USER:
        raise Refused("not_authorized")
    rooms.rename(call.world, room, name, BOT_USER)
    return {"channel": shapes.channel(room)}


def kick(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.kick"""
    room, user = call.own_channel(), call.text("user")
    if not user:
        raise Refused("no_user")
    if user == BOT_USER:
        raise Refused("cant_kick_self")
    if user not in call.world.people:
        raise Refused("user_not_found")
    if room.name == GENERAL:
        raise Refused("cant_kick_from_general")
    if user not in room.members:
        raise Refused("not_in_channel")
    rooms.leave(call.world, room, user)
    return {}


def leave(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.leave"""
    room = call.channel()
    if room.archived:
        raise Refused("is_archived")
    if room.name == GENERAL:
        raise Refused("cant_leave_general")
    if BOT_USER not in room.members:
        return {"not_in_channel": True}
    if len(room.members) == 1 and room.private:
        raise Refused("last_member")
    rooms.leave(call.world, room, BOT_USER)
    return {}


def set_topic(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.setTopic"""
    room, topic = call.own_channel(), call.text("topic")
    if len(topic) > rooms.TOPIC:
        raise Refused("too_long")
    rooms.set_topic(call.world, room, topic, BOT_USER)
    return {"channel": shapes.channel(room)}


def set_purpose(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.setPurpose"""
    room, purpose = call.own_channel(), call.text("purpose")
    if len(purpose) > rooms.TOPIC:
        raise Refused("too_long")
    rooms.set_purpose(call.world, room, purpose, BOT_USER)
    return {"purpose": purpose}


METHODS: dict[str, Run] = {
    "conversations.archive": archive,
    "conversations.kick": kick,
    "conversations.leave": leave,
    "conversations.rename": rename,
    "conversations.setPurpose": set_purpose,
    "conversations.setTopic": set_topic,
    "conversations.unarchive": unarchive,
}
