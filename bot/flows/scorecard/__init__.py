"""What people and clocks ask about readiness: how a service stands, cards, waivers, notices, reports.

Each name is loaded when it is first asked for: a look-up of the command line pays for what it needs alone.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.flows.scorecard.charting import ask_for as ask_for_chart
    from bot.flows.scorecard.charting import draw as draw_chart
    from bot.flows.scorecard.evaluating import catch_up, evaluate_all
    from bot.flows.scorecard.finding import exactly, listed, look_up
    from bot.flows.scorecard.handing import confirm, handed, may_bring
    from bot.flows.scorecard.reading import latest, of_service, worst
    from bot.flows.scorecard.shipped import card
    from bot.flows.scorecard.snoozing import snooze
    from bot.flows.scorecard.supposing import what_if
    from bot.flows.scorecard.syncing import Looked, refresh
    from bot.flows.scorecard.telling import degraded, routines
    from bot.flows.scorecard.waiving import Wanted, decide, split, to_waive
    from bot.flows.scorecard.waiving import request as request_waiver
    from bot.flows.scorecard.whole import evaluate_cards

_PLACES: Mapping[str, tuple[str, str]] = {
    "Looked": ("syncing", "Looked"),
    "Wanted": ("waiving", "Wanted"),
    "ask_for_chart": ("charting", "ask_for"),
    "card": ("shipped", "card"),
    "catch_up": ("evaluating", "catch_up"),
    "confirm": ("handing", "confirm"),
    "decide": ("waiving", "decide"),
    "degraded": ("telling", "degraded"),
    "draw_chart": ("charting", "draw"),
    "evaluate_all": ("evaluating", "evaluate_all"),
    "evaluate_cards": ("whole", "evaluate_cards"),
    "exactly": ("finding", "exactly"),
    "handed": ("handing", "handed"),
    "listed": ("finding", "listed"),
    "latest": ("reading", "latest"),
    "look_up": ("finding", "look_up"),
    "may_bring": ("handing", "may_bring"),
    "of_service": ("reading", "of_service"),
    "refresh": ("syncing", "refresh"),
    "request_waiver": ("waiving", "request"),
    "routines": ("telling", "routines"),
    "snooze": ("snoozing", "snooze"),
    "split": ("waiving", "split"),
    "to_waive": ("waiving", "to_waive"),
    "what_if": ("supposing", "what_if"),
    "worst": ("reading", "worst"),
}


def __getattr__(name: str) -> Any:
    """The function of that name, out of its file."""
    if name not in _PLACES:
        raise AttributeError(name)
    file, function = _PLACES[name]
    return getattr(import_module(f"{__name__}.{file}"), function)


__all__ = [
    "Looked",
    "Wanted",
    "ask_for_chart",
    "card",
    "catch_up",
    "confirm",
    "decide",
    "degraded",
    "draw_chart",
    "evaluate_all",
    "evaluate_cards",
    "exactly",
    "handed",
    "latest",
    "listed",
    "look_up",
    "may_bring",
    "of_service",
    "refresh",
    "request_waiver",
    "routines",
    "snooze",
    "split",
    "to_waive",
    "what_if",
    "worst",
]
