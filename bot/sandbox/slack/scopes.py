"""Which scope each method needs (https://docs.slack.dev/reference/methods, each method's page)."""

from collections.abc import Callable, Iterable, Mapping

from bot.sandbox.slack.call import Call

Need = tuple[str, ...] | Callable[[Call], tuple[str, ...]]

_FAMILY = {"channel": "channels", "group": "groups", "im": "im"}
_TYPES = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}


def _by_kind(public: tuple[str, ...], right: str) -> Callable[[Call], tuple[str, ...]]:
    """Public channels need one of `public`; private ones and direct conversations their own family's."""

    def need(call: Call) -> tuple[str, ...]:
        found = call.world.channels.get(call.text("channel"))
        if found is None or found.kind == "channel":
            return public
        return (f"{_FAMILY[found.kind]}:{right}",)

    return need


def _by_types(call: Call) -> tuple[str, ...]:
    """Lists need the reading scope of every type asked for: the first that is missing is named."""
    asked = (call.text("types") or "public_channel").split(",")
    needed = [f"{_TYPES.get(word.strip(), 'channels')}:read" for word in asked]
    return (next((scope for scope in needed if scope not in call.app.scopes), needed[0]),)


def _to_create(call: Call) -> tuple[str, ...]:
    return ("groups:write",) if call.flag("is_private") else ("channels:manage",)


def _to_open(call: Call) -> tuple[str, ...]:
    return ("mpim:write",) if "," in call.text("users") else ("im:write",)


_READ, _HISTORY = _by_kind(("channels:read",), "read"), _by_kind(("channels:history",), "history")
_WRITE = _by_kind(("channels:manage",), "write")
_TOPIC = _by_kind(("channels:manage", "channels:write.topic"), "write")

NEEDS: Mapping[str, Need] = {
    "apps.connections.open": (),
    "auth.test": (),
    "bookmarks.add": ("bookmarks:write",),
    "blocks.validate": (),
    "bookmarks.edit": ("bookmarks:write",),
    "bookmarks.list": ("bookmarks:read",),
    "bookmarks.remove": ("bookmarks:write",),
    "canvases.create": ("canvases:write",),
    "canvases.delete": ("canvases:write",),
    "canvases.edit": ("canvases:write",),
    "chat.delete": ("chat:write",),
    "chat.getPermalink": (),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.archive": _WRITE,
    "conversations.canvases.create": ("canvases:write",),
    "conversations.create": _to_create,
    "conversations.history": _HISTORY,
    "conversations.info": _READ,
    "conversations.invite": _by_kind(("channels:manage", "channels:write.invites"), "write"),
    "conversations.join": ("channels:join",),
    "conversations.kick": _WRITE,
    "conversations.leave": _WRITE,
    "conversations.list": _by_types,
    "conversations.members": _READ,
    "conversations.open": _to_open,
    "conversations.rename": _WRITE,
    "conversations.replies": _HISTORY,
    "conversations.setPurpose": _TOPIC,
    "conversations.setTopic": _TOPIC,
    "conversations.unarchive": _WRITE,
    "files.completeUploadExternal": ("files:write",),
    "files.delete": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.info": ("files:read",),
    "files.list": ("files:read",),
    "pins.add": ("pins:write",),
    "pins.list": ("pins:read",),
    "pins.remove": ("pins:write",),
    "reactions.add": ("reactions:write",),
    "reactions.get": ("reactions:read",),
    "reactions.remove": ("reactions:write",),
    "usergroups.create": ("usergroups:write",),
    "usergroups.disable": ("usergroups:write",),
    "usergroups.enable": ("usergroups:write",),
    "usergroups.list": ("usergroups:read",),
    "usergroups.update": ("usergroups:write",),
    "usergroups.users.list": ("usergroups:read",),
    "usergroups.users.update": ("usergroups:write",),
    "users.conversations": _by_types,
    "users.info": ("users:read",),
    "users.list": ("users:read",),
    "users.lookupByEmail": ("users:read.email",),
    "views.open": (),
    "views.publish": (),
    "views.push": (),
    "views.update": (),
}

EVENTS: Mapping[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "channel_archive": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_left": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "group_archive": ("groups:read",),
    "group_deleted": ("groups:read",),
    "group_left": ("groups:read",),
    "group_rename": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "pin_added": ("pins:read",),
    "pin_removed": ("pins:read",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "subteam_created": ("usergroups:read",),
    "subteam_members_changed": ("usergroups:read",),
    "subteam_updated": ("usergroups:read",),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
}


def missing(granted: Iterable[str], needed: tuple[str, ...]) -> str | None:
    """The scope to ask for, where none of those needed is granted."""
    return None if not needed or set(needed) & set(granted) else needed[0]
