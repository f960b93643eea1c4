"""usergroups.*: groups of people with a handle of their own, on paid plans."""

from bot.sandbox.slack import groups, shapes
from bot.sandbox.slack.call import Call, Refused, Run
from bot.sandbox.slack.records import Json, UserGroup
from bot.sandbox.slack.world import BOT_USER


def _may(call: Call, word: str = "plan_upgrade_required") -> None:
    """Groups exist on paid plans only, and a workspace may keep them for its admins."""
    if call.world.plan == "free":
        raise Refused(word)
    if not call.world.anyone_makes_groups:
        raise Refused("permission_denied")


def _group(call: Call) -> UserGroup:
    found = call.world.groups.get(call.need("usergroup"))
    if found is None:
        raise Refused("no_such_subteam")
    return found


def _told(group: UserGroup) -> Json:
    return {"usergroup": shapes.usergroup(group, users=True)}


def create(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/usergroups.create"""
    _may(call, "paid_teams_only")
    if not call.text("name"):
        raise Refused("missing_subteam_name")
    _free(call)
    made = groups.create(call.world, call.text("name"), call.text("handle"), call.text("description"))
    return _told(made)


def _free(call: Call, own: UserGroup | None = None) -> None:
    """Name and handle must be nobody else's; handles are shared with people and channels."""
    others = [group for group in call.world.groups.values() if group is not own]
    if call.text("name") in {group.name for group in others}:
        raise Refused("name_already_exists")
    names = call.world.names()
    taken = {*names.people, *names.rooms, *(group.handle for group in others)}
    if call.text("handle") and call.text("handle") in taken:
        raise Refused("handle_already_exists")


def update(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/usergroups.update: name, handle, description."""
    _may(call, "paid_teams_only")
    group = _group(call)
    _free(call, group)
    for name in ("name", "handle", "description"):
        setattr(group, name, call.text(name, getattr(group, name)))
    groups.changed(call.world, group, BOT_USER)
    return _told(group)


def enable(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/usergroups.enable"""
    return _switch(call, deleted_at=0)


def disable(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/usergroups.disable: what to do where nobody is left in it."""
    return _switch(call, deleted_at=int(call.world.clock.timestamp()))


def _switch(call: Call, deleted_at: int) -> Json:
    _may(call)
    group = _group(call)
    group.deleted_at = deleted_at
    groups.changed(call.world, group, BOT_USER)
    return _told(group)


def listed(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/usergroups.list"""
    if call.world.plan == "free":
        raise Refused("plan_upgrade_required")
    shown = [g for g in call.world.groups.values() if call.flag("include_disabled") or not g.deleted_at]
    return {"usergroups": [shapes.usergroup(g, users=call.flag("include_users")) for g in shown]}


def users(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/usergroups.users.list"""
    if call.world.plan == "free":
        raise Refused("plan_upgrade_required")
    group = _group(call)
    if group.deleted_at and not call.flag("include_disabled"):
        raise Refused("no_such_subteam")
    return {"users": list(group.users)}


def set_users(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/usergroups.users.update: all members at once, never none."""
    _may(call)
    group = _group(call)
    given = call.args.get("users")
    wanted = given if isinstance(given, list) else call.text("users").split(",")
    ids = list(dict.fromkeys(str(user).strip() for user in wanted if str(user).strip()))
    if not ids:
        raise Refused("no_users_provided")
    for id_ in ids:
        person = call.world.people.get(id_)
        if person is None or id_ in call.world.deactivated:
            raise Refused("invalid_users")
        if person.guest or person.bot:
            raise Refused("invalid_user")
    groups.set_users(call.world, group, ids, BOT_USER)
    return _told(group)


METHODS: dict[str, Run] = {
    "usergroups.create": create,
    "usergroups.disable": disable,
    "usergroups.enable": enable,
    "usergroups.list": listed,
    "usergroups.update": update,
    "usergroups.users.list": users,
    "usergroups.users.update": set_users,
}
