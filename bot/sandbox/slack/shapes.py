"""Slack's JSON objects: users, channels, messages, files, views, with the fields that the real ones have."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.slack import shared
from bot.sandbox.slack.records import Channel, Json, Message, UserGroup, View
from bot.sandbox.slack.world import APP, BOT, BOT_USER, TEAM, Member, World

SLACKBOT = Member("USLACKBOT", "slackbot", "Slackbot", "", "America/Los_Angeles")
_IMAGES = ("image_24", "image_32", "image_48", "image_72", "image_192", "image_512", "image_1024")
_HELD = ("blocks", "subtype", "thread_ts", "username", "edited")


def user(world: World, member: Member, *, email: bool) -> Json:
    """A user, as users.info and user_change tell it. The address only for those who may see it."""
    zone = ZoneInfo(member.tz or "UTC")
    now = world.clock.now().astimezone(zone)
    return {
        "id": member.id,
        "team_id": TEAM,
        "name": member.name,
        "deleted": member.id in world.deactivated,
        "color": "4bbe2e",
        "real_name": member.real_name,
        "tz": member.tz or "UTC",
        "tz_label": now.tzname(),
        "tz_offset": int((now.utcoffset() or timedelta()).total_seconds()),
        "profile": _profile(member, email=email),
        **dict.fromkeys(("is_admin", "is_owner", "is_primary_owner", "is_invited_user"), False),
        "is_restricted": member.guest,
        "is_ultra_restricted": False,
        "is_bot": member.bot,
        **dict.fromkeys(("is_connector_bot", "is_stranger", "is_app_user", "is_workflow_bot"), False),
        "updated": world.born,
        "is_email_confirmed": not member.bot,
        "has_2fa": False,
        "has_files": False,
        **dict.fromkeys(("presence", "enterprise_user", "two_factor_type", "locale"), None),
        "who_can_share_contact_card": "EVERYONE",
    }


def _profile(member: Member, *, email: bool) -> Json:
    first, _, last = member.real_name.partition(" ")
    blank = (
        "title",
        "phone",
        "skype",
        "status_text",
        "status_text_canonical",
        "status_emoji",
        "status_emoji_url",
    )
    absent = ("guest_channels", "guest_invited_by", "guest_expiration_ts", "pronouns", "image_original")
    return {
        **dict.fromkeys(blank, ""),
        **dict.fromkeys(absent, None),
        **dict.fromkeys(_IMAGES, f"https://a.slack-edge.com/{member.id}.png"),
        "avatar_hash": "g0",
        "status_expiration": 0,
        "is_custom_image": False,
        "team": TEAM,
        "display_name": member.name,
        "display_name_normalized": member.name,
        "real_name": member.real_name,
        "real_name_normalized": member.real_name,
        "first_name": first,
        "last_name": last,
        "bot_id": BOT if member.id == BOT_USER else None,
        "api_app_id": APP if member.id == BOT_USER else None,
        "always_active": member.bot,
        "huddle_state": "default_unset",
        "huddle_state_expiration_ts": 0,
        "email": member.email if email and not member.bot else None,
    }


def channel(found: Channel) -> Json:
    """A channel as the bot sees it; a direct conversation has fields of its own."""
    general = {
        "id": found.id,
        "created": found.created,
        "is_archived": found.archived,
        "is_org_shared": False,
    }
    if found.im_with:
        return {**general, "is_im": True, "user": found.im_with, "is_user_deleted": False, "priority": 0}
    return {
        **general,
        "name": found.name,
        "name_normalized": found.name,
        "creator": found.creator,
        "context_team_id": TEAM,
        "updated": found.created * 1000,
        "is_channel": not found.private,
        "is_group": found.private,
        "is_private": found.private,
        **dict.fromkeys(("is_im", "is_mpim", "is_shared", "is_ext_shared", "is_pending_ext_shared"), False),
        "is_general": found.name == "general",
        "is_member": BOT_USER in found.members,
        "unlinked": 0,
        "parent_conversation": None,
        **{name: [] for name in ("pending_shared", "pending_connected_team_ids", "shared_team_ids")},
        "topic": {"value": found.topic, "creator": found.topic_by, "last_set": found.topic_at},
        "purpose": {"value": found.purpose, "creator": found.purpose_by, "last_set": found.purpose_at},
        "previous_names": found.previous_names,
    }


def bot_profile(world: World) -> Json:
    """Who the bot is, as its messages tell it."""
    icons = {f"image_{size}": f"https://a.slack-edge.com/bot_{size}.png" for size in (36, 48, 72)}
    return {
        "id": BOT,
        "deleted": False,
        "name": world.bot.real_name,
        "updated": world.born,
        "app_id": APP,
        "icons": icons,
        "team_id": TEAM,
    }


def message(world: World, found: Message, *, metadata: bool = False) -> Json:
    """A message as history returns it."""
    home = world.channels[found.channel]
    body: Json = {"type": "message", "user": found.user, "text": found.text, "ts": found.ts, "team": TEAM}
    if found.bot:
        body |= {"bot_id": BOT, "app_id": APP, "bot_profile": bot_profile(world)}
    held = {name: value for name in _HELD if (value := getattr(found, name))}
    if found.reactions:
        held["reactions"] = reactions(found)
    if found.files:
        held |= {"files": [shared.told(world, world.files[id_]) for id_ in found.files], "upload": False}
    if any(pin.ts == found.ts for pin in home.pins):
        held["pinned_to"] = [found.channel]
    told = {"metadata": found.metadata} if metadata and found.metadata else {}
    return body | held | told | _thread(home, found) | found.extra


def permalink(world: World, found: Message) -> str:
    """The address of a message; a reply's names its thread."""
    address = f"{world.url}/archives/{found.channel}/p{found.ts.replace('.', '')}"
    if found.thread_ts and found.thread_ts != found.ts:
        address += f"?thread_ts={found.thread_ts}&cid={found.channel}"
    return address


def reactions(found: Message) -> list[Json]:
    """Who reacted with what."""
    return [{"name": name, "users": who, "count": len(who)} for name, who in found.reactions.items()]


def _thread(home: Channel, found: Message) -> Json:
    """What a parent tells of its replies, and a reply of its parent."""
    if found.thread_ts and found.thread_ts != found.ts:
        parent = home.messages.get(found.thread_ts)
        return {"parent_user_id": parent.user} if parent else {}
    replies = replies_to(home, found.ts)
    if not replies:
        return {}
    people = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": found.ts,
        "reply_count": len(replies),
        "reply_users_count": len(people),
        "latest_reply": replies[-1].ts,
        "reply_users": people[:5],
        "is_locked": False,
        "subscribed": False,
    }


def replies_to(home: Channel, ts: str) -> list[Message]:
    """The replies in a thread, oldest first."""
    return [home.messages[reply] for reply in home.threads.get(ts, ())]


def view(found: View) -> Json:
    """A view as Slack returns it: what the app sent, and what Slack keeps beside it."""
    sent: Json = {
        **dict.fromkeys(("title", "submit", "close"), None),
        **dict.fromkeys(("private_metadata", "callback_id", "external_id"), ""),
        **dict.fromkeys(("clear_on_close", "notify_on_close", "submit_disabled"), False),
    } | found.view
    return sent | {
        "id": found.id,
        "team_id": TEAM,
        "state": {"values": found.state},
        "hash": found.hash,
        "root_view_id": found.root or found.id,
        "previous_view_id": found.previous or None,
        "app_id": APP,
        "app_installed_team_id": TEAM,
        "bot_id": BOT,
    }


def person(world: World, id_: str) -> dict[str, Any]:
    """A person as interactions name them."""
    name = world.people[id_].name
    return {"id": id_, "username": name, "name": name, "team_id": TEAM}


def usergroup(found: UserGroup, *, users: bool) -> Json:
    """A user group, with its members where they are asked for."""
    told: Json = {
        "id": found.id,
        "team_id": TEAM,
        "is_usergroup": True,
        "is_subteam": True,
        "name": found.name,
        "description": found.description,
        "handle": found.handle,
        "is_external": False,
        "date_create": found.created,
        "date_update": found.updated or found.created,
        "date_delete": found.deleted_at,
        "auto_type": None,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "created_by": found.created_by,
        "updated_by": found.updated_by or found.created_by,
        "deleted_by": found.updated_by if found.deleted_at else None,
        "prefs": {"channels": [], "groups": []},
        "user_count": len(found.users),
        "channel_count": 0,
    }
    return told | ({"users": list(found.users)} if users else {})
