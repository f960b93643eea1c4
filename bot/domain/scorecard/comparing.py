"""Two cards side by side: what is new, gone and different, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.scorecard.evaluation import wanted
from bot.domain.scorecard.shape import Condition, Query, Rule, Scorecard


@dataclass(frozen=True, slots=True)
class Mark:
    """One difference: `+`, `-` or `~`, and what it is about."""

    sign: str
    text: str

    def __str__(self) -> str:
        return f"{self.sign} {self.text}"


@dataclass(frozen=True, slots=True)
class Moved:
    """A service that another card puts on another level."""

    service: str
    title: str
    was: str
    becomes: str
    up: bool


def compare(before: Scorecard | None, after: Scorecard) -> tuple[Mark, ...]:
    """What a card changes; all of it where there was none."""
    if before is None:
        rules = [Mark("+", _told(rule)) for rule in after.rules]
        return (Mark("+", f"card {after.identifier}: {after.title}"), *rules)
    return tuple(_differences(before, after))


def _differences(before: Scorecard, after: Scorecard) -> Iterator[Mark]:
    if before.title != after.title:
        yield Mark("~", f"title: {before.title} → {after.title}")
    if before.titles != after.titles:
        yield Mark("~", f"levels: {', '.join(before.titles)} → {', '.join(after.titles)}")
    elif before.levels != after.levels:
        yield Mark("~", f"colours of levels: {_colours(before)} → {_colours(after)}")
    if before.filter != after.filter:
        yield Mark("~", f"filter: {_asks(before.filter)} → {_asks(after.filter)}")
    old = {rule.identifier: rule for rule in before.rules}
    new = {rule.identifier: rule for rule in after.rules}
    yield from (Mark("-", _told(rule)) for id, rule in old.items() if id not in new)
    for id, rule in new.items():
        if id not in old:
            yield Mark("+", _told(rule))
        elif old[id] != rule:
            yield Mark("~", f"rule {id}: {'; '.join(_changed(old[id], rule))}")


def _colours(card: Scorecard) -> str:
    return ", ".join(level.color or "none" for level in card.levels)


def _changed(old: Rule, new: Rule) -> Iterator[str]:
    if old.title != new.title:
        yield f"title {old.title} → {new.title}"
    if old.level != new.level:
        yield f"level {old.level} → {new.level}"
    if old.query != new.query:
        yield f"asks {said(new.query)}, not {said(old.query)}"
    if old.description != new.description:
        yield "another description"
    if old.sla != new.sla:
        yield f"to be mended within {new.sla or 'no set number of'} days"


def _told(rule: Rule) -> str:
    return f"rule {rule.identifier} ({rule.level}): {rule.title}, asks {said(rule.query)}"


def _asks(query: Query | None) -> str:
    return said(query) if query else "every service"


def said(query: Query) -> str:
    """A query in words: `readme is there and (tier is under 3 or language is Go)`."""
    terms = [
        f"{term.property} {wanted(term)}" if isinstance(term, Condition) else f"({said(term)})"
        for term in query.terms
    ]
    joined = f" {query.combinator} ".join(terms)
    return f"not ({joined})" if query.negated else joined
