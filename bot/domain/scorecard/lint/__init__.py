"""The linter: what is wrong with a card, by looking at it and by reasoning over what its rules ask."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.scorecard.facts import PROPERTIES, Property
from bot.domain.scorecard.lint.faults import Fault, Kind
from bot.domain.scorecard.shape import Scorecard

__all__ = ["Fault", "Kind", "lint"]


def lint(
    card: Scorecard, now: datetime, path: str = "$", properties: Mapping[str, Property] = PROPERTIES
) -> tuple[Fault, ...]:
    """Every fault of a card, in the order of the file. `properties` are those that services have."""
    from bot.domain.scorecard.lint.levels import levels  # noqa: PLC0415  (only who changes a card holds it)
    from bot.domain.scorecard.lint.looking import looks  # noqa: PLC0415  (as above)
    from bot.domain.scorecard.lint.rules import rules  # noqa: PLC0415  (as above)

    found = [*looks(card, properties), *rules(card, now, properties), *levels(card, now, properties)]
    order = {rule.identifier: place for place, rule in enumerate(card.rules)}
    found.sort(key=lambda fault: (order.get(fault.rule, -1), fault.path))
    return tuple(replace(each, path=f"{path}{each.path}") for each in dict.fromkeys(found))
