"""How a hand-off note is read: whose it is, how old, and what it says."""

from datetime import datetime

from bot.blocks.kit import Block, ago, escape, section, snug
from bot.domain.handoff import Handoff

QUOTED = 2000


def quoted(found: Handoff, now: datetime) -> Block:
    """`Hand-off note of Ana, 2 h ago`, and what it says."""
    old = ago((now - found.written).total_seconds())
    head = f"*Hand-off note of {snug(found.writer, 80)}, {old} ago* ({snug(found.about, 200)})"
    return section(f"{head}\n{quotation(found.text)}")


def quotation(text: str) -> str:
    """Foreign text as a quotation in mrkdwn, line by line."""
    return "\n".join(f"> {each}" for each in escape(text, QUOTED).split("\n"))
