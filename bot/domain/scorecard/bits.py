"""A service's results as they are kept: bits, a rule each; what they say, and what changed between two."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.domain.scorecard.compiling import OUTSIDE, Row
from bot.domain.scorecard.result import Judged, Outcome, Result
from bot.domain.scorecard.shape import Scorecard


def bits(card: Scorecard, rules: Iterable[str]) -> int:
    """The bits of those rules; of one that the card has no more, none."""
    wanted = set(rules)
    return sum(1 << place for place, rule in enumerate(card.rules) if rule.identifier in wanted)


def result(card: Scorecard, row: Row) -> Result:
    """A row as a result, without traces."""
    service, rank, _, open_bits, unknown_bits, waived_bits = row
    rules = tuple(
        Judged(
            rule.identifier,
            rule.title,
            rule.level,
            passed=not open_bits >> place & 1,
            known=not unknown_bits >> place & 1,
            waived=bool(waived_bits >> place & 1),
            faulty=rule.level not in card.defined,
        )
        for place, rule in enumerate(card.rules)
    )
    applicable = rank != OUTSIDE
    return Result(card.identifier, service, card.titles, max(rank, 0), rules, applicable)


def changes(card: Scorecard, before: Row, after: Row) -> Iterator[tuple[str, Outcome, Outcome]]:
    """(rule, was, became) of every rule whose outcome is another now; none where the card is not about it."""
    if OUTSIDE in (before[1], after[1]):
        return
    pairs = zip(result(card, before).rules, result(card, after).rules, strict=True)
    for was, became in pairs:
        if was.outcome is not became.outcome:
            yield was.rule, was.outcome, became.outcome


def worse(was: Outcome, became: Outcome) -> bool:
    """Whether a rule that was in order is not any more."""
    return was in (Outcome.PASSED, Outcome.WAIVED) and became in (Outcome.FAILED, Outcome.NO_DATA)


Pattern = tuple[int, int, int, int, int]
"""Rank, open, unknown, waived, and how many services stand so."""


def counted(card: Scorecard, patterns: Sequence[Pattern]) -> Mapping[str, Mapping[Outcome, int]]:
    """Rule → outcome → services."""
    found: dict[str, dict[Outcome, int]] = {rule.identifier: {} for rule in card.rules}
    for rank, open_bits, unknown_bits, waived_bits, services in patterns:
        stands = result(card, ("", rank, 0, open_bits, unknown_bits, waived_bits))
        for rule in stands.rules:
            of_rule = found[rule.rule]
            of_rule[rule.outcome] = of_rule.get(rule.outcome, 0) + services
    return found


def rank_without(card: Scorecard, row: Row, rules: Iterable[str]) -> int:
    """The rank that a service would have if those rules passed."""
    spared = bits(card, rules)
    stands = result(card, (*row[:3], row[3] & ~spared, row[4] & ~spared, row[5]))
    reached = 0
    for place, level in list(enumerate(card.titles))[1:]:
        at_level = [rule for rule in stands.rules if rule.level == level]
        if at_level and not all(rule.passed or rule.waived for rule in at_level):
            break
        reached = place if at_level else reached
    return reached
