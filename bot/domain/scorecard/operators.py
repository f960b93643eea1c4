"""The table of operators: what each compares, and what it says where there is nothing to compare."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.domain.scorecard.facts import is_empty
from bot.domain.scorecard.shape import Value

Test = Callable[[Value, Value], bool]


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator. `negative`: it passes where the value is missing. `bare`: it takes no value."""

    test: Test
    words: str
    negative: bool = False
    bare: bool = False


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
        try:
            return float(value)
        except ValueError:
            return value
    return value


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
        return (left > right) - (left < right)
    return None


def _ordered(*signs: int) -> Test:
    return lambda actual, wanted: _order(actual, wanted) in signs


def _contains(actual: Value, wanted: Value) -> bool:
    """Part of a text, member of a list."""
    if isinstance(actual, tuple):
        return wanted in actual
    return isinstance(actual, str) and isinstance(wanted, str) and wanted in actual


def _begins(actual: Value, wanted: Value) -> bool:
    return isinstance(actual, str) and isinstance(wanted, str) and actual.startswith(wanted)


def _ends(actual: Value, wanted: Value) -> bool:
    return isinstance(actual, str) and isinstance(wanted, str) and actual.endswith(wanted)


def _listed(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value,)


def _any(actual: Value, wanted: Value) -> bool:
    return any(_equal(each, other) for each in _listed(actual) for other in _listed(wanted))


def _not(test: Test) -> Test:
    return lambda actual, wanted: not test(actual, wanted)


OPERATORS: Mapping[str, Operator] = {
    "=": Operator(_equal, "is"),
    "!=": Operator(_not(_equal), "is not", negative=True),
    ">": Operator(_ordered(1), "is over"),
    "<": Operator(_ordered(-1), "is under"),
    ">=": Operator(_ordered(0, 1), "is at least"),
    "<=": Operator(_ordered(-1, 0), "is at most"),
    "contains": Operator(_contains, "contains"),
    "doesNotContains": Operator(_not(_contains), "does not contain", negative=True),
    "beginsWith": Operator(_begins, "begins with"),
    "doesNotBeginsWith": Operator(_not(_begins), "does not begin with", negative=True),
    "endsWith": Operator(_ends, "ends with"),
    "doesNotEndsWith": Operator(_not(_ends), "does not end with", negative=True),
    "containsAny": Operator(_any, "contains one of"),
    "in": Operator(_any, "is one of"),
    "notIn": Operator(_not(_any), "is none of", negative=True),
    "isEmpty": Operator(lambda actual, _: is_empty(actual), "is empty", bare=True),
    "isNotEmpty": Operator(lambda actual, _: not is_empty(actual), "is there", bare=True),
}
