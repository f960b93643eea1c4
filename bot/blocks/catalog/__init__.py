"""How the catalog looks: a service, its owners, its dependencies, who is hurt, the forms."""

from bot.blocks.catalog.card import card, channel, owners
from bot.blocks.catalog.deps import dependencies
from bot.blocks.catalog.forms import edit_form
from bot.blocks.catalog.impact import hurt_lines, impact
from bot.blocks.catalog.lists import choices, listed, overview
from bot.blocks.catalog.owner import claimed, edited, orphans, owner

__all__ = [
    "card",
    "channel",
    "choices",
    "claimed",
    "dependencies",
    "edit_form",
    "edited",
    "hurt_lines",
    "impact",
    "listed",
    "orphans",
    "overview",
    "owner",
    "owners",
]
