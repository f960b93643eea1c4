"""Which incidents resemble a text or the one at hand; asked for, or told beneath a new incident's card."""

from bot.flows.similar.finding import find, resembling, search
from bot.flows.similar.telling import look_up, tell

__all__ = ["find", "look_up", "resembling", "search", "tell"]
