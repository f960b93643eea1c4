"""What people and clocks ask about readiness: how a service stands, look at the forge, evaluate anew."""

from bot.flows.scorecard.evaluating import catch_up, evaluate_all
from bot.flows.scorecard.finding import look_up
from bot.flows.scorecard.reading import latest, of_service, worst
from bot.flows.scorecard.shipped import card
from bot.flows.scorecard.syncing import Looked, refresh

__all__ = [
    "Looked",
    "card",
    "catch_up",
    "evaluate_all",
    "latest",
    "look_up",
    "of_service",
    "refresh",
    "worst",
]
