"""Levels that nobody can reach, reasoned out of the rules up to them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.scorecard.evaluation import verdict
from bot.domain.scorecard.facts import Fact, Property
from bot.domain.scorecard.lint.faults import Fault, Kind
from bot.domain.scorecard.lint.worlds import Cases, cases
from bot.domain.scorecard.shape import Query, Scorecard, asked

MOST_STEPS = 50_000
FILTER = "the filter"
Asked = Mapping[str, Query]
"""Queries by the id of their rule."""


def levels(card: Scorecard, now: datetime, properties: Mapping[str, Property]) -> Iterator[Fault]:
    """Every level that no service can reach, with the rules that stand in the way."""
    everything = [rule.query for rule in card.rules] + ([card.filter] if card.filter else [])
    known = cases(everything, now, properties)
    wanted: dict[str, Query] = {FILTER: card.filter} if card.filter else {}
    told: set[tuple[str, ...]] = set()
    for place, level in enumerate(card.levels[1:], 1):
        own = {each.identifier: each.query for each in card.rules if each.level == level.title}
        if not own:
            continue
        wanted |= own
        in_the_way = impossible(wanted, known, now)
        new = [rules for rules in in_the_way if rules not in told] or in_the_way
        if new:
            text = f"no service can reach {level.title}: {', and '.join(map(_why, new))}"
            mend = f"change {new[0][0]}, or move it above {level.title}"
            yield Fault(Kind.UNREACHABLE, "", f".levels[{place}]", text, mend)
        told |= set(in_the_way)


def _why(rules: Sequence[str]) -> str:
    if len(rules) == 1:
        return f"{rules[0]} never passes"
    return f"{', '.join(rules[:-1])} and {rules[-1]} never pass together"


def impossible(wanted: Asked, known: Cases, now: datetime) -> list[tuple[str, ...]]:
    """Rules that cannot pass together, as few as it takes, for each reason; none where it cannot be told."""
    groups = _groups(wanted)
    failing = [
        group
        for group in groups
        if not _Search({name: wanted[name] for name in group}, known, now).possible()
    ]
    return [_fewest(group, wanted, known, now) for group in failing]


def _fewest(group: Sequence[str], wanted: Asked, known: Cases, now: datetime) -> tuple[str, ...]:
    """What is left when every rule that does not matter is taken out."""
    kept = list(group)
    for name in group:
        fewer = {each: wanted[each] for each in kept if each != name}
        if fewer and not _Search(fewer, known, now).possible():
            kept.remove(name)
    return tuple(kept)


def _groups(wanted: Asked) -> list[list[str]]:
    """Rules that share properties, directly or through others."""
    groups: list[tuple[set[str], list[str]]] = []
    for rule, query in wanted.items():
        names, rules = set(asked(query)), [rule]
        apart = []
        for other_names, other_rules in groups:
            if names & other_names:
                names, rules = names | other_names, other_rules + rules
            else:
                apart.append((other_names, other_rules))
        groups = [*apart, (names, rules)]
    return [rules for _, rules in groups]


@dataclass
class _Search:
    """Looks for one world in which all rules pass: property by property, giving up early."""

    wanted: Asked
    known: Cases
    now: datetime
    _steps: int = 0
    _facts: dict[str, Fact] = field(default_factory=dict)

    def possible(self) -> bool:
        """Whether there is one; a search that takes too long claims nothing."""
        names = sorted({name for query in self.wanted.values() for name in asked(query)})
        return self._try(names, list(self.wanted.values()))

    def _try(self, names: Sequence[str], queries: Sequence[Query]) -> bool:
        decided = [query for query in queries if asked(query) <= self._facts.keys()]
        if not all(verdict(query, self._facts, self.now)[0] for query in decided):
            return False
        if not names:
            return True
        rest = [query for query in queries if query not in decided]
        for fact in self.known[names[0]]:
            self._steps += 1
            self._facts[names[0]] = fact
            if self._steps > MOST_STEPS or self._try(names[1:], rest):
                return True
        del self._facts[names[0]]
        return False
