"""What people ask of the catalog: look a service up, tell which one is meant, bring files in."""

from bot.flows.catalog.choosing import choose
from bot.flows.catalog.finding import look_up, overview, own, search, seek

__all__ = ["choose", "look_up", "overview", "own", "search", "seek"]
