"""Which of the changes before an incident may have caused it: ranked by points, each point with its fact."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.change import Change
from bot.domain.suspects.case import Case, Place, Reason, Suspect
from bot.domain.suspects.lives import Lives, in_production
from bot.domain.suspects.weighing import configures, could_hurt, reasons

LOOK_BACK = timedelta(hours=48)

__all__ = ["LOOK_BACK", "Place", "Reason", "Suspect", "configures", "in_production", "rank"]


def rank(
    changes: Iterable[Change], places: Mapping[str, Place], felt: datetime, named: Collection[str] = ()
) -> tuple[Suspect, ...]:
    """The changes of the two days before `felt`, the likeliest cause first; those people `named` above all.

    `places` are by the change's id; a change without one is elsewhere and left out. What one deployment
    brought is one suspect, told by the likeliest of it.
    """
    seen = [each for each in changes if each.id in places and felt - LOOK_BACK <= each.at <= felt]
    lives = Lives(seen)
    cases = [
        Case(each, places[each.id], lives.of(each), lives.deploys(each), felt)
        for each in seen
        if not lives.told_with_merges(each)
    ]
    found = [Suspect(each.change, each.place, each.went_live, reasons(each)) for each in _counted(cases)]
    found.sort(key=lambda each: (each.change.id not in named, -each.points, felt - each.at, each.change.id))
    return _by_deployment(found)


def _by_deployment(found: Iterable[Suspect]) -> tuple[Suspect, ...]:
    """The first of each deployment, with the others that it brought."""
    brought: dict[str, list[Suspect]] = {}
    for each in found:
        brought.setdefault((each.went_live or each.change).id, []).append(each)
    return tuple(
        replace(first, others=tuple(each.change for each in others)) for first, *others in brought.values()
    )


def _counted(cases: Sequence[Case]) -> list[Case]:
    """Each with how many stood beside it."""
    able = {each.change.id for each in cases if could_hurt(each)}
    beside = Counter(each.place.service for each in cases if each.change.id in able)
    return [
        replace(each, beside=beside[each.place.service]) if each.change.id in able else each for each in cases
    ]
