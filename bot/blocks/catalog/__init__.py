"""How the catalog looks: a service, its owners, its dependencies, who is hurt, the forms."""

from bot.blocks.catalog.card import card, channel, frozen_line, knows, owners, vendor_line, why
from bot.blocks.catalog.deps import dependencies
from bot.blocks.catalog.forms import edit_form
from bot.blocks.catalog.impact import hurt_lines, impact
from bot.blocks.catalog.lists import choices, listed, overview
from bot.blocks.catalog.origins import origins
from bot.blocks.catalog.owner import claimed, edited, orphans, owner

__all__ = [
    "card",
    "channel",
    "choices",
    "claimed",
    "dependencies",
    "edit_form",
    "edited",
    "frozen_line",
    "hurt_lines",
    "impact",
    "knows",
    "listed",
    "origins",
    "orphans",
    "overview",
    "owner",
    "owners",
    "vendor_line",
    "why",
]
