"""Evaluating a card against what is known of a service: every rule with its trace, then the level."""

from bot.domain.scorecard.facts import Fact, Facts, is_empty, unknown
from bot.domain.scorecard.operators import OPERATORS
from bot.domain.scorecard.result import Judged, Result, Trace, told
from bot.domain.scorecard.shape import Combinator, Condition, Query, Scorecard

Verdict = tuple[bool, bool]
"""Whether it passes, and whether that is known: (True, False) passes for want of data."""


def evaluate(card: Scorecard, service: str, facts: Facts) -> Result:
    """How a service stands. Pure: the same facts give the same result."""
    rules = tuple(
        Judged(
            rule.identifier, rule.title, rule.level, *verdict(rule.query, facts), traces(rule.query, facts)
        )
        for rule in card.rules
    )
    return Result(
        scorecard=card.identifier,
        service=service,
        levels=tuple(level.title for level in card.levels),
        rank=rank(card, rules),
        rules=rules,
        applicable=card.filter is None or verdict(card.filter, facts)[0],
    )


def rank(card: Scorecard, rules: tuple[Judged, ...]) -> int:
    """The place of the level that is reached: every level with rules up to it passes whole.

    A level without rules is passed over and never awarded.
    """
    reached = 0
    for place, level in list(enumerate(card.levels))[1:]:
        at_level = [rule for rule in rules if rule.level == level.title]
        if not at_level:
            continue
        if not all(rule.passed for rule in at_level):
            break
        reached = place
    return reached


def verdict(query: Query, facts: Facts) -> Verdict:
    """Whether a query passes, and whether enough is known to say so."""
    terms = [
        _judge(term, facts) if isinstance(term, Condition) else verdict(term, facts) for term in query.terms
    ]
    found = _all(terms) if query.combinator is Combinator.AND else _some(terms)
    return _turned(found) if query.negated else found


def _all(terms: list[Verdict]) -> Verdict:
    """One known failure settles it; else what is not known leaves it open."""
    failed = [known for passed, known in terms if not passed]
    return (False, any(failed)) if failed else (True, all(known for _, known in terms))


def _some(terms: list[Verdict]) -> Verdict:
    """One known pass settles it."""
    passed = [known for passed, known in terms if passed]
    return (True, any(passed)) if passed else (False, all(known for _, known in terms))


def _turned(found: Verdict) -> Verdict:
    """The opposite; what is not known does not become better by being turned round."""
    passed, known = found
    return (not passed, True) if known else found


def traces(query: Query, facts: Facts) -> tuple[Trace, ...]:
    """Every condition with what it found, in the order in which they are written."""
    found: list[Trace] = []
    for term in query.terms:
        found += [_trace(term, facts)] if isinstance(term, Condition) else traces(term, facts)
    return tuple(found)


def _trace(condition: Condition, facts: Facts) -> Trace:
    fact = _fact(condition, facts)
    passed, known = _judge(condition, facts)
    return Trace(
        property=condition.property,
        wanted=_wanted(condition),
        actual=fact.value,
        passed=passed,
        known=known,
        source=fact.source,
        as_of=fact.as_of,
        note=fact.note,
        remedy=fact.remedy,
        ours=fact.ours,
    )


def _fact(condition: Condition, facts: Facts) -> Fact:
    return facts.get(condition.property) or unknown(f"no service has a property {condition.property}")


def _judge(condition: Condition, facts: Facts) -> Verdict:
    """Emptiness is judged wherever the value is known; a comparison needs something to compare."""
    operator = OPERATORS[condition.operator]
    fact = _fact(condition, facts)
    comparable = fact.known and (operator.bare or not is_empty(fact.value))
    if not comparable:
        return not operator.bare and operator.negative != condition.negated, False
    found = operator.test(fact.value, condition.value), True
    return _turned(found) if condition.negated else found


def _wanted(condition: Condition) -> str:
    """What was wanted, in words: `is under 90`."""
    operator = OPERATORS[condition.operator]
    words = operator.words if operator.bare else f"{operator.words} {told(condition.value)}"
    return f"not: {words}" if condition.negated else words
