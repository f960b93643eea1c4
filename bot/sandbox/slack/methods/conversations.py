"""conversations.* that make and change channels, and who is in them."""

from collections.abc import Iterator

from bot.sandbox.slack import rooms, shapes
from bot.sandbox.slack.call import Call, Refused, Run
from bot.sandbox.slack.pages import page
from bot.sandbox.slack.records import Channel, Json
from bot.sandbox.slack.world import BOT_USER, World

INVITED_AT_ONCE = 1000


def create(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.create"""
    name = call.text("name")
    if fault := rooms.name_fault(name):
        raise Refused(fault, detail=f"Value passed for `name` was invalid: {name[:80]}")
    if call.world.named(name):
        raise Refused("name_taken")
    made = rooms.create(call.world, name, BOT_USER, private=call.flag("is_private"))
    return {"channel": shapes.channel(made)}


def info(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.info"""
    room = call.room()
    count = {"num_members": len(room.members)} if call.flag("include_num_members") else {}
    return {"channel": shapes.channel(room) | count}


def listed(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.list"""
    return _page_of(call, [room for room in _of_types(call) if _visible(room)])


def of_user(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/users.conversations: the bot's, or a person's."""
    user = call.text("user") or BOT_USER
    if user not in call.world.people:
        raise Refused("user_not_found")
    return _page_of(call, [room for room in _of_types(call) if user in room.members and _visible(room)])


def _visible(room: Channel) -> bool:
    return room.kind == "channel" or BOT_USER in room.members


def _of_types(call: Call) -> Iterator[Channel]:
    words = [word.strip() for word in (call.text("types") or "public_channel").split(",")]
    kinds = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
    if not set(words) <= set(kinds):
        raise Refused("invalid_types")
    wanted = {kinds[word] for word in words}
    archived = not call.flag("exclude_archived")
    return (
        room for room in call.world.channels.values() if room.kind in wanted and room.archived <= archived
    )


def _page_of(call: Call, rooms_: list[Channel]) -> Json:
    some, cursor = page(call, rooms_, 100)
    told = [shapes.channel(room) | _count(room) for room in some]
    return {"channels": told, "response_metadata": {"next_cursor": cursor}}


def _count(room: Channel) -> Json:
    return {} if room.im_with else {"num_members": len(room.members)}


def join(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.join"""
    room = call.room()
    if room.kind != "channel":
        raise Refused("method_not_supported_for_channel_type")
    if room.archived:
        raise Refused("is_archived")
    if BOT_USER in room.members:
        warned = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
        return {"channel": shapes.channel(room), **warned}
    rooms.join(call.world, room, BOT_USER)
    return {"channel": shapes.channel(room)}


def invite(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.invite: all or nobody, unless `force`."""
    room = call.own_channel()
    users = [user.strip() for user in call.text("users").split(",") if user.strip()]
    if not users:
        raise Refused("no_user")
    if len(users) > INVITED_AT_ONCE:
        raise Refused("too_many_users")
    faults = {user: fault for user in users if (fault := _uninvitable(call.world, room, user))}
    errors = [{"user": user, "ok": False, "error": fault} for user, fault in faults.items()]
    if faults and (len(faults) == len(users) or not call.flag("force")):
        raise Refused(next(iter(faults.values())), errors=errors)
    for user in users:
        if user not in faults:
            rooms.join(call.world, room, user, BOT_USER)
    return {"channel": shapes.channel(room)} | ({"errors": errors} if errors else {})


def _uninvitable(world: World, room: Channel, user: str) -> str | None:
    if user == BOT_USER:
        return "cant_invite_self"
    if user not in world.people or user in world.deactivated:
        return "user_not_found"
    return "already_in_channel" if user in room.members else None


def open_(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.open, with one person."""
    user = call.room().im_with if call.text("channel") else call.text("users")
    if not user:
        raise Refused("users_list_not_supplied")
    if user not in call.world.people or user == BOT_USER:
        raise Refused("user_not_found")
    if user in call.world.deactivated:
        raise Refused("user_disabled")
    known = f"D{user[1:]}" in call.world.channels
    room = call.world.direct(user)
    told = shapes.channel(room) if call.flag("return_im") else {"id": room.id}
    return {"channel": told} | ({"no_op": True, "already_open": True} if known else {})


def members(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.members"""
    some, cursor = page(call, list(call.room().members), 100)
    return {"members": list(some), "response_metadata": {"next_cursor": cursor}}


METHODS: dict[str, Run] = {
    "conversations.create": create,
    "conversations.info": info,
    "conversations.invite": invite,
    "conversations.join": join,
    "conversations.list": listed,
    "conversations.members": members,
    "conversations.open": open_,
    "users.conversations": of_user,
}
