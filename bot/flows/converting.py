"""A channel where people talk already becomes an incident's channel, and keeps all that was said."""

from collections.abc import Mapping

from bot.domain.refusal import Refusal
from bot.flows import incident as incidents
from bot.ports import Ask, Bot, Reply
from store import incident as rows

CLOSED: Mapping[str, str] = {
    "privategroup": "a private channel: Tocsin cannot come in by itself",
    "directmessage": "a direct message",
}
"""Slack's names for what is no public channel."""


def begin(bot: Bot, ask: Ask) -> Mapping[str, str]:
    """What the form starts from. Raises Refusal where the channel cannot be an incident's."""
    name = ask.values.get("channel_name", "")
    standing = bot.rows.read(rows.by_channel, ask.channel)
    if standing is not None:
        raise Refusal(f"This channel is {standing.id}'s already. /inc status shows where it stands.")
    if why := CLOSED.get(name, "a group conversation" if name.startswith("mpdm-") else ""):
        raise Refusal(f"This is {why}. /inc <title> opens a channel for the incident instead.")
    if name and name == bot.house.announce_in:
        raise Refusal(f"All incidents are announced in #{name}: it cannot be the channel of one of them.")
    return {"title": name.replace("-", " ").replace("_", " "), "into": name or ask.channel}


async def convert(bot: Bot, ask: Ask) -> Reply:
    """Declare the incident whose channel this is. Raises Refusal where it is another's by now."""
    given = ask.values
    severity = int(given["severity"]) if given.get("severity") else 0
    declaration = incidents.Declaration(
        given["title"],
        severity,
        given.get("service", ""),
        given.get("note", "").strip(),
        channel=ask.channel,
        channel_name=given.get("channel_name") or given["into"],
    )
    return await incidents.declare(bot, ask, declaration)
