"""How readiness looks: a service, many, waivers, what if, and cards that are brought in."""

from bot.blocks.scorecard.bringing import bring_form, brought, previewed, refused
from bot.blocks.scorecard.many import answer, tabled, worst
from bot.blocks.scorecard.one import MARKS, field, rules, service
from bot.blocks.scorecard.supposing import what_if
from bot.blocks.scorecard.waivers import (
    waive_form,
    waiver_asked,
    waiver_decided,
    waiver_lapsed,
    waiver_to_decide,
)

__all__ = [
    "MARKS",
    "answer",
    "bring_form",
    "brought",
    "field",
    "previewed",
    "refused",
    "rules",
    "service",
    "tabled",
    "waive_form",
    "waiver_asked",
    "waiver_decided",
    "waiver_lapsed",
    "waiver_to_decide",
    "what_if",
    "worst",
]
