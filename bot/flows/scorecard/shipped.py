"""The card that every house begins with."""

import json
from functools import cache
from pathlib import Path

from bot.domain.scorecard import Scorecard, read

FILE = Path(__file__).parents[2] / "scorecards" / "default.json"


@cache
def card() -> Scorecard:
    """The default card, read once."""
    return read(json.loads(FILE.read_text("utf-8")))
