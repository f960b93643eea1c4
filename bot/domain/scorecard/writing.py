"""A scorecard in Port's format again, as it came."""

from typing import Any

from bot.domain.scorecard.shape import Condition, Operand, Period, Query, Reference, Rule, Scorecard

Json = dict[str, Any]


def write(card: Scorecard) -> Json:
    """The card as JSON values."""
    written: Json = {"identifier": card.identifier, "title": card.title}
    if card.filter is not None:
        written["filter"] = _query(card.filter)
    written["levels"] = [
        {"title": each.title} | ({"color": each.color} if each.color else {}) for each in card.levels
    ]
    return written | {"rules": [rule(each) for each in card.rules]}


def rule(each: Rule) -> Json:
    """One rule as JSON values."""
    described = {"description": each.description} if each.description else {}
    promised = {"sla": each.sla} if each.sla else {}
    written = {"identifier": each.identifier, "title": each.title, "level": each.level}
    return {**written, **described, **promised, "query": _query(each.query)}


def _query(query: Query) -> Json:
    terms = [_condition(term) if isinstance(term, Condition) else _query(term) for term in query.terms]
    written = {"combinator": query.combinator.value, "conditions": terms}
    return {"not": written} if query.negated else written


def _condition(condition: Condition) -> Json:
    written: Json = {"property": condition.property, "operator": condition.operator}
    if condition.value is not None:
        written["value"] = _operand(condition.value)
    return written | ({"not": True} if condition.negated else {})


def _operand(value: Operand) -> Any:
    match value:
        case Reference(name):
            return {"property": name}
        case Period(_, _, preset) if preset:
            return {"preset": preset}
        case Period(start, end, _):
            return {"from": start, "to": end}
        case tuple():
            return list(value)
    return value
