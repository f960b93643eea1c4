"""Faults that are reasoned out of rules: always true, never true, redundant, misordered."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.scorecard.evaluation import verdict
from bot.domain.scorecard.facts import Property
from bot.domain.scorecard.lint.faults import Fault, Kind
from bot.domain.scorecard.lint.worlds import Cases, cases, worlds
from bot.domain.scorecard.shape import Condition, Query, Rule, Scorecard, asked

Put = Callable[[Query], Query]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A rule with its place, what it looks at, and whether more can be said of it."""

    place: int
    rule: Rule
    names: frozenset[str]
    plain: bool


def rules(card: Scorecard, now: datetime, properties: Mapping[str, Property]) -> Iterator[Fault]:
    """What is wrong with rules alone and with pairs of them."""
    found = cases(_queries(card), now, properties)
    reason = Reason(found, now)
    if card.filter is not None and asked(card.filter) <= properties.keys():
        yield from _alone(reason, "", ".filter", card.filter, "nobody is in or out by it")
    standing: list[_Asked] = []
    for place, rule in enumerate(card.rules):
        names = asked(rule.query)
        if not names <= properties.keys():
            continue
        faults = list(
            _alone(reason, rule.identifier, f".rules[{place}].query", rule.query, "it asks nothing")
        )
        yield from faults
        standing.append(_Asked(place, rule, names, plain=not faults))
    for one in standing:
        for other in standing:
            yield from _pair(card, reason, one, other)


def _queries(card: Scorecard) -> list[Query]:
    return [rule.query for rule in card.rules] + ([card.filter] if card.filter else [])


@dataclass(frozen=True, slots=True)
class Reason:
    """What holds in every world. Where there are too many worlds to look at, nothing is claimed."""

    cases: Cases
    now: datetime

    def always(self, query: Query) -> bool:
        """It passes wherever anything is known, and never fails."""
        outcomes = self._outcomes(query)
        return (False, True) not in outcomes and (True, True) in outcomes

    def never(self, query: Query) -> bool:
        """Nothing makes it pass."""
        outcomes = self._outcomes(query)
        return bool(outcomes) and not any(passed for passed, _ in outcomes)

    def _outcomes(self, query: Query) -> set[tuple[bool, bool]]:
        found = worlds(sorted(asked(query)), self.cases)
        return {verdict(query, facts, self.now) for facts in found or ()}

    def implies(self, one: Query, other: Query) -> bool:
        """Whoever passes the one passes the other."""
        found = worlds(sorted(asked(one) | asked(other)), self.cases)
        if found is None:
            return False
        passes = (facts for facts in found if verdict(one, facts, self.now)[0])
        return all(verdict(other, facts, self.now)[0] for facts in passes)

    def same(self, one: Query, other: Query) -> bool:
        """Both pass in the same worlds."""
        return self.implies(one, other) and self.implies(other, one)


def _alone(reason: Reason, rule: str, path: str, query: Query, nothing: str) -> Iterator[Fault]:
    if reason.never(query):
        text = "its conditions contradict each other: no value passes them"
        yield Fault(Kind.NEVER_TRUE, rule, path, text, "take one of them out, or join them with `or`")
    elif reason.always(query):
        text = f"whatever the value is, it passes, so that {nothing}"
        yield Fault(Kind.ALWAYS_TRUE, rule, path, text, "ask for more, or take it out")
    else:
        yield from _needless(reason, rule, path, query)


def _needless(reason: Reason, rule: str, path: str, query: Query) -> Iterator[Fault]:
    """Terms without which it would ask the same; of two that say the same, the later one."""
    for inner_path, inner, put in _inside(query, path):
        kept = inner
        for place in range(len(inner.terms) - 1, -1, -1):
            fewer = replace(kept, terms=(*kept.terms[:place], *kept.terms[place + 1 :]))
            if fewer.terms and reason.same(query, put(fewer)):
                kept = fewer
                text = "the others already say it: without this condition the rule asks the same"
                yield Fault(Kind.REDUNDANT, rule, f"{inner_path}.conditions[{place}]", text, "take it out")


def _inside(query: Query, path: str) -> Iterator[tuple[str, Query, Put]]:
    """Every query inside, itself too, each with how to put another in its place."""
    yield path, query, lambda other: other
    for place, term in enumerate(query.terms):
        if isinstance(term, Condition):
            continue
        for inner_path, inner, put in _inside(term, f"{path}.conditions[{place}]"):
            yield inner_path, inner, _Within(query, place, put)


@dataclass(frozen=True, slots=True)
class _Within:
    """Puts a query into the place of another, deep inside."""

    query: Query
    place: int
    put: Put

    def __call__(self, other: Query) -> Query:
        terms = list(self.query.terms)
        terms[self.place] = self.put(other)
        return replace(self.query, terms=tuple(terms))


def _pair(card: Scorecard, reason: Reason, strong: _Asked, weak: _Asked) -> Iterator[Fault]:
    """What the one asks makes the other needless, at its level or above."""
    same_level = strong.rule.level == weak.rule.level
    below = _below(card.titles, strong.rule.level, weak.rule.level)
    comparable = strong.place != weak.place and strong.plain and weak.plain and weak.names <= strong.names
    if not comparable or not (same_level or below):
        return
    if not reason.implies(strong.rule.query, weak.rule.query):
        return
    if same_level and weak.place < strong.place and reason.implies(weak.rule.query, strong.rule.query):
        return  # both ask the same: the later one is told
    one, other, path = strong.rule, weak.rule, f".rules[{weak.place}]"
    if same_level:
        text = f"whoever passes {one.identifier} passes it, and both are at {one.level}"
        yield Fault(Kind.REDUNDANT, other.identifier, path, text, "take it out, or move it to a lower level")
    else:
        text = f"{other.level} asks for no more than {one.level} does by {one.identifier}"
        mend = f"ask for more than {one.identifier} does, or swap their levels"
        yield Fault(Kind.MISORDERED, other.identifier, path, text, mend)


def _below(levels: Sequence[str], lower: str, higher: str) -> bool:
    return lower in levels and higher in levels and levels.index(lower) < levels.index(higher)
