"""Readiness: what a scorecard asks of a service, what is known of it, and how it stands."""

from bot.domain.scorecard.evaluation import evaluate
from bot.domain.scorecard.facts import PROPERTIES, Fact, Facts, Property, days, is_empty, unknown
from bot.domain.scorecard.gaps import KEEPER, Gap, Readiness, gaps, owned, place
from bot.domain.scorecard.many import Listed, Tally, Worst, badness
from bot.domain.scorecard.operators import OPERATORS
from bot.domain.scorecard.reading import BadScorecard, Problem, read
from bot.domain.scorecard.result import (
    Judged,
    Outcome,
    Result,
    Trace,
    score,
    shortfall,
    standing,
    told,
)
from bot.domain.scorecard.shape import (
    LEVELS,
    Combinator,
    Condition,
    Level,
    Operand,
    Period,
    Query,
    Reference,
    Rule,
    Scorecard,
    Value,
)
from bot.domain.scorecard.waiver import Waiver

__all__ = [
    "KEEPER",
    "LEVELS",
    "OPERATORS",
    "PROPERTIES",
    "BadScorecard",
    "Combinator",
    "Condition",
    "Fact",
    "Facts",
    "Gap",
    "Judged",
    "Level",
    "Listed",
    "Operand",
    "Outcome",
    "Period",
    "Problem",
    "Property",
    "Query",
    "Readiness",
    "Reference",
    "Result",
    "Rule",
    "Scorecard",
    "Tally",
    "Trace",
    "Value",
    "Waiver",
    "Worst",
    "badness",
    "days",
    "evaluate",
    "gaps",
    "is_empty",
    "owned",
    "place",
    "read",
    "score",
    "shortfall",
    "standing",
    "told",
    "unknown",
]
