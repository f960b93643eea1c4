"""auth.test, apps.connections.open and users.*: who is who."""

from bot.sandbox.slack import shapes
from bot.sandbox.slack.call import Call, Refused, Run
from bot.sandbox.slack.pages import page
from bot.sandbox.slack.records import Json
from bot.sandbox.slack.world import BOT, BOT_USER, TEAM, TEAM_DOMAIN, Member


def auth_test(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/auth.test"""
    return {
        "url": f"{call.world.url}/",
        "team": TEAM_DOMAIN.title(),
        "user": call.world.bot.name,
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT,
        "is_enterprise_install": False,
    }


def open_connection(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/apps.connections.open: an address that works once."""
    return {"url": call.new_socket()}


def info(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/users.info"""
    found = call.world.people.get(call.text("user"))
    if found is None:
        raise Refused("user_not_found")
    return {"user": _told(call, found)}


def listed(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/users.list: people, bots, and Slackbot, which is no bot."""
    everybody = [shapes.SLACKBOT, *call.world.people.values()]
    some, cursor = page(call, everybody, max(len(everybody), 1), max(len(everybody), 1000))
    told = [_told(call, member) for member in some]
    return {
        "members": told,
        "cache_ts": int(call.world.clock.timestamp()),
        "response_metadata": {"next_cursor": cursor},
    }


def by_email(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/users.lookupByEmail"""
    wanted = call.text("email").lower()
    for member in call.world.people.values():
        if wanted and member.email.lower() == wanted and member.id not in call.world.deactivated:
            return {"user": _told(call, member)}
    raise Refused("users_not_found")


def _told(call: Call, member: Member) -> Json:
    return shapes.user(call.world, member, email="users:read.email" in call.app.scopes)


METHODS: dict[str, Run] = {
    "apps.connections.open": open_connection,
    "auth.test": auth_test,
    "users.info": info,
    "users.list": listed,
    "users.lookupByEmail": by_email,
}
