"""Who is in the workspace, and in which rooms, by the catalog."""

from bot.sandbox.company.sheet import Sheet
from bot.sandbox.slack.world import Member, Room


def members(sheet: Sheet) -> tuple[Member, ...]:
    """Everybody in the catalog who has a Slack id."""
    return tuple(
        Member(each["slack"], key, each["name"], each.get("email", ""), each.get("timezone", "UTC"))
        for key, each in sheet["people"].items()
        if each.get("slack")
    )


def rooms(sheet: Sheet) -> tuple[Room, ...]:
    """#general and #incidents with everybody, and each team's own channel."""
    everybody = tuple(each.id for each in members(sheet))
    found = {name: Room(_id(name), name, everybody) for name in ("general", "incidents")}
    for team in sheet["teams"].values():
        name = team.get("channel", "").removeprefix("#")
        if name and name not in found:
            slack = (sheet["people"][each].get("slack") for each in team["members"])
            found[name] = Room(
                _id(name), name, tuple(each for each in slack if each), topic=f"{team['title']} at work"
            )
    return tuple(found.values())


def _id(name: str) -> str:
    return "C0" + "".join(letter for letter in name.upper() if letter.isalnum())
