"""What happens to user groups: made, changed, filled; each tells the apps that listen."""

from collections.abc import Sequence

from bot.sandbox.slack import shapes
from bot.sandbox.slack.records import UserGroup
from bot.sandbox.slack.world import BOT_USER, TEAM, World


def create(world: World, name: str, handle: str, description: str, by: str = BOT_USER) -> UserGroup:
    """Make a group without members. Name and handle have been checked."""
    now = int(world.clock.timestamp())
    group = UserGroup(world.new_id("S"), name, handle or name.lower().replace(" ", "-"), by, now)
    group.description = description
    world.groups[group.id] = group
    _tell(world, group, "subteam_created")
    return group


def changed(world: World, group: UserGroup, by: str) -> None:
    """A group got another name or handle, or was switched off or on."""
    _stamp(world, group, by)
    _tell(world, group, "subteam_updated")


def set_users(world: World, group: UserGroup, users: Sequence[str], by: str) -> None:
    """A group has these members from now on."""
    before, since = group.users, group.updated
    group.users = list(users)
    _stamp(world, group, by)
    added = [user for user in users if user not in before]
    removed = [user for user in before if user not in users]
    event = {
        "type": "subteam_members_changed",
        "subteam_id": group.id,
        "team_id": TEAM,
        "date_previous_update": since,
        "date_update": group.updated,
        "added_users": added,
        "added_users_count": len(added),
        "removed_users": removed,
        "removed_users_count": len(removed),
        "event_ts": world.new_ts(),
    }
    world.tell("subteam_members_changed", event)
    world.touch()


def _stamp(world: World, group: UserGroup, by: str) -> None:
    group.updated, group.updated_by = int(world.clock.timestamp()), by


def _tell(world: World, group: UserGroup, kind: str) -> None:
    told = shapes.usergroup(group, users=True)
    world.tell(kind, {"type": kind, "subteam": told, "event_ts": world.new_ts()})
    world.touch()
