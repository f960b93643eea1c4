"""The table of operators: what each compares, and what it says where there is nothing to compare."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from bot.domain.scorecard.dates import age, bounds, moment, moved, within
from bot.domain.scorecard.facts import is_empty
from bot.domain.scorecard.shape import Condition, Period, Value

Test = Callable[[Value, Any], bool]
"""The actual value, and what is wanted of it as `settled` makes it."""


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator. `negative`: it passes where the value is missing. `bare`: it takes no value.

    `dated`: its value is a period or an age, and it compares dates.
    """

    test: Test
    words: str
    negative: bool = False
    bare: bool = False
    dated: bool = False


def settled(condition: Condition, now: datetime) -> object:
    """What is wanted at this moment: a period as its two ends, an age as the moment that long ago."""
    if isinstance(condition.value, Period):
        return bounds(condition.value, now)
    if condition.operator in ("olderThan", "newerThan"):
        found = age(condition.value)
        return moved(now, -found) if found else None
    return condition.value


WORDS = {"true": True, "false": False}


def alike(actual: Value, wanted: Value) -> tuple[Value, Value]:
    """Both as one type: "true" against a boolean is one, and numeric text against a number is a number."""
    return _as(actual, wanted), _as(wanted, actual)


def _as(value: Value, other: Value) -> Value:
    if not isinstance(value, str):
        return value
    if isinstance(other, bool):
        return WORDS.get(value.strip().casefold(), value)
    if isinstance(other, int | float):
        return _number(value)
    return value


def _number(text: str) -> Value:
    """The number that a text spells; "nan" and "inf" are words."""
    try:
        found = float(text)
    except ValueError:
        return text
    return found if isfinite(found) else text


def is_word(text: str) -> bool:
    """Whether it is no number and no boolean, whatever it is compared with."""
    return _as(text, True) is text and _as(text, 1) is text


def _is(actual: Value, wanted: Any) -> bool:
    """Equal; against a period, inside of it."""
    return _between(actual, wanted) if _ends(wanted) else _equal(actual, wanted)


def _ends(wanted: object) -> bool:
    return isinstance(wanted, tuple) and len(wanted) == 2 and isinstance(wanted[0], datetime)


def _between(actual: Value, wanted: Any) -> bool:
    return _ends(wanted) and within(actual, wanted)


def _older(actual: Value, wanted: Any) -> bool:
    found = moment(actual)
    return found is not None and isinstance(wanted, datetime) and found < wanted


def _newer(actual: Value, wanted: Any) -> bool:
    found = moment(actual)
    return found is not None and isinstance(wanted, datetime) and found >= wanted


def _equal(actual: Value, wanted: Value) -> bool:
    left, right = alike(actual, wanted)
    return isinstance(left, bool) == isinstance(right, bool) and left == right


def _order(actual: Value, wanted: Value) -> int | None:
    """-1, 0 or 1; None for what has no order."""
    left, right = alike(actual, wanted)
    if isinstance(left, bool) or isinstance(right, bool):
        return None
    if isinstance(left, int | float) and isinstance(right, int | float):
        return (left > right) - (left < right)
    if isinstance(left, str) and isinstance(right, str):
        return _text_order(left, right)
    return None


def _text_order(left: str, right: str) -> int:
    """Two dates by time, any other text by its characters."""
    a, b = moment(left), moment(right)
    if a is not None and b is not None:
        return (a > b) - (a < b)
    return (left > right) - (left < right)


def _ordered(*signs: int) -> Test:
    return lambda actual, wanted: _order(actual, wanted) in signs


def _contains(actual: Value, wanted: Value) -> bool:
    """Part of a text, member of a list."""
    if isinstance(actual, tuple):
        return wanted in actual
    return isinstance(actual, str) and isinstance(wanted, str) and wanted in actual


def _begins(actual: Value, wanted: Value) -> bool:
    return isinstance(actual, str) and isinstance(wanted, str) and actual.startswith(wanted)


def _finishes(actual: Value, wanted: Value) -> bool:
    return isinstance(actual, str) and isinstance(wanted, str) and actual.endswith(wanted)


def _listed(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value,)


def _any(actual: Value, wanted: Value) -> bool:
    return any(_equal(each, other) for each in _listed(actual) for other in _listed(wanted))


def _not(test: Test) -> Test:
    return lambda actual, wanted: not test(actual, wanted)


OPERATORS: Mapping[str, Operator] = {
    "=": Operator(_is, "is"),
    "!=": Operator(_not(_is), "is not", negative=True),
    ">": Operator(_ordered(1), "is over"),
    "<": Operator(_ordered(-1), "is under"),
    ">=": Operator(_ordered(0, 1), "is at least"),
    "<=": Operator(_ordered(-1, 0), "is at most"),
    "contains": Operator(_contains, "contains"),
    "doesNotContains": Operator(_not(_contains), "does not contain", negative=True),
    "beginsWith": Operator(_begins, "begins with"),
    "doesNotBeginsWith": Operator(_not(_begins), "does not begin with", negative=True),
    "endsWith": Operator(_finishes, "ends with"),
    "doesNotEndsWith": Operator(_not(_finishes), "does not end with", negative=True),
    "containsAny": Operator(_any, "contains one of"),
    "in": Operator(_any, "is one of"),
    "notIn": Operator(_not(_any), "is none of", negative=True),
    "between": Operator(_between, "is in", dated=True),
    "notBetween": Operator(_not(_between), "is not in", negative=True, dated=True),
    "olderThan": Operator(_older, "is older than", dated=True),
    "newerThan": Operator(_newer, "is newer than", dated=True),
    "isEmpty": Operator(lambda actual, _: is_empty(actual), "is empty", bare=True),
    "isNotEmpty": Operator(lambda actual, _: not is_empty(actual), "is there", bare=True),
}
