"""Evaluating a card against what is known of a service: every rule with its trace, then the level."""

from collections.abc import Collection
from datetime import UTC, datetime

from bot.domain.scorecard.facts import Fact, Facts, is_empty, unknown
from bot.domain.scorecard.operators import OPERATORS, settled
from bot.domain.scorecard.result import Judged, Result, Trace, told
from bot.domain.scorecard.shape import (
    Combinator,
    Condition,
    Operand,
    Period,
    Query,
    Reference,
    Rule,
    Scorecard,
)

Verdict = tuple[bool, bool]
"""Whether it passes, and whether that is known: (True, False) passes for want of data."""
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def evaluate(
    card: Scorecard, service: str, facts: Facts, now: datetime = NEVER, *, waived: Collection[str] = ()
) -> Result:
    """How a service stands. Pure: the same facts give the same result.

    `now` is what periods and ages are counted from; `waived` are rules that need not pass for a while.
    """
    rules = tuple(_ruled(card, rule, facts, now, rule.identifier in waived) for rule in card.rules)
    return Result(
        scorecard=card.identifier,
        service=service,
        levels=tuple(level.title for level in card.levels),
        rank=rank(card, rules),
        rules=rules,
        applicable=card.filter is None or verdict(card.filter, facts, now)[0],
    )


def _ruled(card: Scorecard, rule: Rule, facts: Facts, now: datetime, waived: bool) -> Judged:
    passed, known = verdict(rule.query, facts, now)
    return Judged(
        rule.identifier,
        rule.title,
        rule.level,
        passed,
        known,
        traces(rule.query, facts, now),
        waived=waived and not passed,
        faulty=rule.level not in card.defined,
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
        if not all(rule.passed or rule.waived for rule in at_level):
            break
        reached = place
    return reached


def verdict(query: Query, facts: Facts, now: datetime = NEVER) -> Verdict:
    """Whether a query passes, and whether enough is known to say so."""
    terms = [
        judge(term, facts, now) if isinstance(term, Condition) else verdict(term, facts, now)
        for term in query.terms
    ]
    found = both(terms) if query.combinator is Combinator.AND else either(terms)
    return turned(found) if query.negated else found


def both(terms: Collection[Verdict]) -> Verdict:
    """One known failure settles it; else what is not known leaves it open."""
    failed = [known for passed, known in terms if not passed]
    return (False, any(failed)) if failed else (True, all(known for _, known in terms))


def either(terms: Collection[Verdict]) -> Verdict:
    """One known pass settles it."""
    passed = [known for passed, known in terms if passed]
    return (True, any(passed)) if passed else (False, all(known for _, known in terms))


def turned(found: Verdict) -> Verdict:
    """The opposite; what is not known does not become better by being turned round."""
    passed, known = found
    return (not passed, True) if known else found


def traces(query: Query, facts: Facts, now: datetime = NEVER) -> tuple[Trace, ...]:
    """Every condition with what it found, in the order in which they are written."""
    found: list[Trace] = []
    for term in query.terms:
        found += [_trace(term, facts, now)] if isinstance(term, Condition) else traces(term, facts, now)
    return tuple(found)


def _trace(condition: Condition, facts: Facts, now: datetime) -> Trace:
    fact = _fact(condition.property, facts)
    passed, known = judge(condition, facts, now)
    return Trace(
        property=condition.property,
        wanted=wanted(condition),
        actual=fact.value,
        passed=passed,
        known=known,
        source=fact.source,
        as_of=fact.as_of,
        note=fact.note,
        remedy=fact.remedy,
        ours=fact.ours,
    )


def _fact(name: str, facts: Facts) -> Fact:
    return facts.get(name) or unknown(f"no service has a property {name}")


def judge(condition: Condition, facts: Facts, now: datetime = NEVER) -> Verdict:
    """Emptiness is judged wherever the value is known; a comparison needs something on both sides."""
    operator = OPERATORS[condition.operator]
    fact = _fact(condition.property, facts)
    wanted = settled(condition, now)
    comparable = fact.known and (operator.bare or not is_empty(fact.value))
    if isinstance(wanted, Reference):
        other = _fact(wanted.property, facts)
        wanted = other.value
        comparable = comparable and (operator.bare or (other.known and not is_empty(other.value)))
    if not comparable:
        return not operator.bare and operator.negative != condition.negated, False
    found = operator.test(fact.value, wanted), True
    return turned(found) if condition.negated else found


def wanted(condition: Condition) -> str:
    """What was wanted, in words: `is under 90`."""
    operator = OPERATORS[condition.operator]
    words = operator.words if operator.bare else f"{operator.words} {_operand(condition.value)}"
    return f"not: {words}" if condition.negated else words


def _operand(value: Operand) -> str:
    match value:
        case Reference(name):
            return f"the {name}"
        case Period(_, _, preset) if preset:
            return preset
        case Period(start, end, _):
            return f"{start} to {end}"
    return told(value)
