"""Which of the changes before an incident may have caused it: ranked by points, each point with its fact."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.change import Change
from bot.domain.suspects.case import Case, Place, Reason, Suspect
from bot.domain.suspects.lives import Lives, in_production
from bot.domain.suspects.weighing import configures, could_hurt, reasons

LOOK_BACK = timedelta(hours=48)

__all__ = ["LOOK_BACK", "Place", "Reason", "Suspect", "configures", "in_production", "rank"]


def rank(changes: Iterable[Change], places: Mapping[str, Place], felt: datetime) -> tuple[Suspect, ...]:
    """The changes of the two days before `felt`, the likeliest cause first.

    `places` are by the change's id; a change without one is elsewhere and left out. A deployment that brought
    merges is told with them.
    """
    seen = [each for each in changes if each.id in places and felt - LOOK_BACK <= each.at <= felt]
    lives = Lives(seen)
    cases = [
        Case(each, places[each.id], lives.of(each), lives.deploys(each), felt)
        for each in seen
        if not lives.told_with_merges(each)
    ]
    found = [Suspect(each.change, each.place, each.went_live, reasons(each)) for each in _counted(cases)]
    return tuple(sorted(found, key=lambda each: (-each.points, felt - each.at, each.change.id)))


def _counted(cases: Sequence[Case]) -> list[Case]:
    """Each with how many stood beside it."""
    able = {each.change.id for each in cases if could_hurt(each)}
    beside = Counter(each.place.service for each in cases if each.change.id in able)
    along = Counter(each.went_live.id for each in cases if each.went_live and each.change.id in able)
    return [
        replace(
            each,
            beside=beside[each.place.service],
            along=along[each.went_live.id] if each.went_live else 0,
        )
        if each.change.id in able
        else each
        for each in cases
    ]
