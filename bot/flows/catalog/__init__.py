"""What people ask of the catalog: look a service up, tell which one is meant, bring files in."""

from bot.flows.catalog.choosing import choose
from bot.flows.catalog.finding import like, look_up, overview, own, search, seek
from bot.flows.catalog.importing import import_files

__all__ = ["choose", "import_files", "like", "look_up", "overview", "own", "search", "seek"]
