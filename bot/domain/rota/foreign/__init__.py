"""Schedules of others as rotas of ours: what is taken, and line by line what cannot be carried over."""

from bot.domain.formats.node import Node
from bot.domain.rota.foreign import opsgenie, pagerduty
from bot.domain.rota.foreign.taken import NOBODY_KNOWN, Taken, Who

__all__ = ["NOBODY_KNOWN", "Taken", "Who", "known", "of_json"]


def known(node: Node) -> str:
    """Whose schedule a JSON document is: pagerduty, opsgenie, or ""."""
    if pagerduty.schedules(node):
        return "pagerduty"
    return "opsgenie" if opsgenie.schedules(node) else ""


def of_json(node: Node, who: Who) -> Taken:
    """The rotas of a JSON document of a vendor that is known."""
    taken = Taken(who)
    if known(node) == "pagerduty":
        pagerduty.read(node, taken)
    else:
        opsgenie.read(node, taken)
    return taken
