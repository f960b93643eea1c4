"""Faults that are seen by looking: levels, names that come twice, properties, types."""

from collections.abc import Iterator, Mapping

from bot.domain.scorecard.dates import age, bounds
from bot.domain.scorecard.evaluation import NEVER
from bot.domain.scorecard.facts import Property
from bot.domain.scorecard.lint.faults import Fault, Kind
from bot.domain.scorecard.lint.names import meant
from bot.domain.scorecard.operators import OPERATORS, WORDS, alike
from bot.domain.scorecard.reading import did_you_mean
from bot.domain.scorecard.shape import Condition, Period, Reference, Rule, Scorecard, conditions

TEXTUAL = ["contains", "doesNotContains", "beginsWith", "doesNotBeginsWith", "endsWith", "doesNotEndsWith"]
ORDER = ("<", ">", "<=", ">=")
LISTS = ("containsAny", "in", "notIn")


def looks(card: Scorecard, properties: Mapping[str, Property]) -> Iterator[Fault]:
    """Every fault that a look finds."""
    yield from _levels(card)
    yield from _twice(card)
    queries = [(rule.identifier, f".rules[{n}].query", rule.query) for n, rule in enumerate(card.rules)]
    queries += [("", ".filter", card.filter)] if card.filter else []
    for rule, path, query in queries:
        for place, condition in conditions(query, path):
            yield from _condition(rule, place, condition, properties)


def _levels(card: Scorecard) -> Iterator[Fault]:
    used = {rule.level for rule in card.rules}
    base = card.levels[0].title
    for place, rule in enumerate(card.rules):
        yield from _level_of(card, rule, f".rules[{place}].level", base)
    for place, level in enumerate(card.levels[1:], 1):
        if level.title not in used:
            text = f"no rule is at {level.title}, so that it is passed over and never awarded"
            mend = f"give {level.title} a rule or take it out of `levels`"
            yield Fault(Kind.LEVEL_WITHOUT_RULES, "", f".levels[{place}]", text, mend)


def _level_of(card: Scorecard, rule: Rule, path: str, base: str) -> Iterator[Fault]:
    titles = tuple(level.title for level in card.levels)
    if rule.level == base:
        text = f"{base} is the base, which every service has; a rule there is never asked for"
        higher = next(iter(titles[1:]), "another level")
        yield Fault(Kind.RULE_ON_BASE, rule.identifier, path, text, f"move it to {higher}")
    elif rule.level not in titles:
        text = f"{rule.level!r} is none of the levels ({', '.join(titles)}){did_you_mean(rule.level, titles)}"
        mend = f"add {rule.level} to `levels` in its place, or move the rule to one of them"
        yield Fault(Kind.UNDEFINED_LEVEL, rule.identifier, path, text, mend)


def _twice(card: Scorecard) -> Iterator[Fault]:
    named: dict[str, str] = {}
    titled: dict[str, int] = {}
    for place, rule in enumerate(card.rules):
        first = named.setdefault(rule.identifier.casefold(), f"$.rules[{place}]")
        if first != f"$.rules[{place}]":
            text = f"{rule.identifier!r} is the identifier of {first} too"
            yield Fault(
                Kind.DUPLICATE_IDENTIFIER, rule.identifier, f".rules[{place}].identifier", text, "rename one"
            )
        other = titled.setdefault(rule.title.casefold(), place)
        if other != place:
            twin = card.rules[other].identifier
            text = f"{rule.title!r} is the title of {twin} too, so that nobody can tell them apart"
            mend = f"say in the title what {rule.identifier} asks for"
            yield Fault(Kind.DUPLICATE_TITLE, rule.identifier, f".rules[{place}].title", text, mend)


def _condition(
    rule: str, path: str, condition: Condition, properties: Mapping[str, Property]
) -> Iterator[Fault]:
    known = properties.get(condition.property)
    if known is None:
        yield _unknown(rule, f"{path}.property", condition.property, properties)
    value = condition.value
    if isinstance(value, Reference) and value.property not in properties:
        yield _unknown(rule, f"{path}.value.property", value.property, properties)
    wrong = _value(condition) or (_type(condition, known.kind) if known else None)
    if wrong:
        yield Fault(Kind.TYPE_MISMATCH, rule, f"{path}.value", *wrong)


def _unknown(rule: str, path: str, name: str, properties: Mapping[str, Property]) -> Fault:
    near = meant(name, properties)
    asked = f"; did you mean {' or '.join(f'`{each}`' for each in near)}?" if near else ""
    mend = f"write {near[0]}" if near else f"name a property that services have, or give them a fact {name}"
    return Fault(Kind.UNKNOWN_PROPERTY, rule, path, f"no service has a property {name}{asked}", mend)


Wrong = tuple[str, str] | None


def _value(condition: Condition) -> Wrong:
    """What is wrong with a value whatever the property is."""
    value, operator = condition.value, condition.operator
    if isinstance(value, Period) and (
        not (OPERATORS[operator].dated or operator in ("=", "!=")) or operator in ("olderThan", "newerThan")
    ):
        return f"{operator} does not compare with a period", "write between"
    if isinstance(value, Period) and bounds(value, NEVER) is None:
        return f"{value.start!r} to {value.end!r} are no dates", "write ISO 8601, such as 2026-01-31"
    if operator in ("olderThan", "newerThan") and age(value) is None:
        return f"{operator} compares with an age", "write one such as 90d"
    if operator in ("between", "notBetween") and not isinstance(value, Period):
        return f"{operator} compares with a period", 'write {"from": …, "to": …} or {"preset": "lastMonth"}'
    return None


def _type(condition: Condition, kind: str) -> Wrong:
    """What is wrong with a value because of what the property is."""
    operator, value = condition.operator, condition.value
    if OPERATORS[operator].bare or isinstance(value, Reference):
        return None
    if OPERATORS[operator].dated or isinstance(value, Period):
        dated = kind in ("date", "text")
        return (
            None if dated else (f"{condition.property} is a {kind}, not a date", "compare another property")
        )
    return TYPES[kind](operator, value) if kind in TYPES else None


def _flag(operator: str, value: object) -> Wrong:
    if operator not in ("=", "!="):
        return f"a boolean is compared by {operator}", "compare with = true or = false"
    if isinstance(value, str) and value.strip().casefold() in WORDS:
        return (
            f"a boolean is compared with the text {value!r}; it is read as one",
            f"write {value.lower()}",
        )
    return None if isinstance(value, bool) else (f"a boolean is never {value!r}", "write true or false")


def _number(operator: str, value: object) -> Wrong:
    if operator in TEXTUAL:
        return f"a number is compared by {operator}", "compare with =, < or >"
    if operator in LISTS or (isinstance(value, int | float) and not isinstance(value, bool)):
        return None
    if isinstance(value, str) and not isinstance(alike(value, 1)[0], str):
        return f"a number is compared with the text {value!r}; it is read as one", f"write {value.strip()}"
    return f"a number is never compared with {value!r}", "write a number"


def _text(operator: str, value: object) -> Wrong:
    if operator in LISTS or isinstance(value, str):
        return None
    return f"text is compared with {value!r}", f'write "{value}"'


def _list(operator: str, value: object) -> Wrong:
    if operator in (*ORDER, "beginsWith", "endsWith", "doesNotBeginsWith", "doesNotEndsWith"):
        return f"a list is compared by {operator}", "compare with contains or containsAny"
    if operator in ("=", "!=") and isinstance(value, str):
        return f"a list is never the text {value!r}", f'write contains "{value}"'
    return None


TYPES = {"flag": _flag, "number": _number, "text": _text, "list": _list}
