"""What people and clocks ask about readiness: how a service stands, cards, waivers, notices, reports."""

from bot.flows.scorecard.charting import ask_for as ask_for_chart
from bot.flows.scorecard.charting import draw as draw_chart
from bot.flows.scorecard.evaluating import catch_up, evaluate_all
from bot.flows.scorecard.finding import exactly, look_up
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
