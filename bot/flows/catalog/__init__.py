"""What people ask of the catalog: look a service up, tell which one is meant, bring files in."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from bot.flows.catalog.choosing import choose
from bot.flows.catalog.finding import like, look_up, overview, own, search, seek

if TYPE_CHECKING:
    from bot.flows.catalog.importing import import_files

__all__ = ["choose", "import_files", "like", "look_up", "overview", "own", "search", "seek"]


def __getattr__(name: str) -> Any:
    """`import_files`, loaded by who brings files in: a look-up in a terminal does not wait for it."""
    if name != "import_files":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module("bot.flows.catalog.importing").import_files
