"""A second evaluator, written apart from the engine: plain, slow, straight from the format's description.

It takes cards as JSON and facts as plain values, and shares no code with the engine.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

Facts = Mapping[str, Any]
"""By property; a property that is not there is not known."""
DAYS: Final = {
    "lastWeek": 7,
    "last2Weeks": 14,
    "lastMonth": 30,
    "last3Months": 90,
    "last6Months": 180,
    "last12Months": 365,
}
HOURS: Final = {"h": 1, "d": 24, "w": 168, "m": 720, "y": 8760}


OPERATORS: Final = (
    *("=", "!=", ">", "<", ">=", "<=", "contains", "doesNotContains", "beginsWith", "doesNotBeginsWith"),
    *("endsWith", "doesNotEndsWith", "isEmpty", "isNotEmpty", "containsAny", "in", "notIn"),
    *("between", "notBetween", "olderThan", "newerThan"),
)
NEGATIVE: Final = (*("!=", "doesNotContains", "doesNotBeginsWith", "doesNotEndsWith", "notIn", "notBetween"),)
POSITIVE: Final = {
    "!=": "=",
    "doesNotContains": "contains",
    "doesNotBeginsWith": "beginsWith",
    "doesNotEndsWith": "endsWith",
    "notIn": "in",
    "notBetween": "between",
}


def stands(card: Mapping[str, Any], facts: Facts, now: datetime) -> tuple[bool, str, list[str]]:
    """Whether the card is about the service, its level, and P, F, N or B for each rule."""
    if card.get("filter") and query(card["filter"], facts, now) not in ("P", "B"):
        return False, "", []
    said = [query(rule["query"], facts, now) for rule in card["rules"]]
    titles = [level["title"] for level in card["levels"]]
    level = titles[0]
    for title in titles[1:]:
        here = [each for rule, each in zip(card["rules"], said, strict=True) if rule["level"] == title]
        if here and any(each in ("F", "N") for each in here):
            break
        if here:
            level = title
    return True, level, said


def query(asked: Mapping[str, Any], facts: Facts, now: datetime) -> str:
    """P, F, N or B."""
    if "not" in asked and "conditions" not in asked and "operator" not in asked:
        inner = query(asked["not"], facts, now)
        return {"P": "F", "F": "P"}.get(inner, inner)
    if "operator" in asked:
        return condition(asked, facts, now)
    said = [query(each, facts, now) for each in asked["conditions"]]
    if asked["combinator"] == "and":
        return next((each for each in ("F", "N", "B") if each in said), "P")
    return next((each for each in ("P", "B", "N") if each in said), "F")


def condition(asked: Mapping[str, Any], facts: Facts, now: datetime) -> str:
    """One comparison."""
    operator, flipped = asked["operator"], asked.get("not", False)
    name = str(asked.get("property") or asked.get("relation"))
    known, actual = name in facts, facts.get(name)
    nothing = actual is None or (actual in ("", [], {}) and not isinstance(actual, bool | int | float))
    if operator in ("isEmpty", "isNotEmpty"):
        if not known:
            return "N"
        return "P" if ((operator == "isEmpty") == nothing) != flipped else "F"
    denies = (operator in NEGATIVE) != flipped
    wanted = asked["value"]
    if isinstance(wanted, dict) and "property" in wanted:
        other = wanted["property"]
        known = known and other in facts and facts[other] not in (None, "", [])
        wanted = facts.get(other)
    if not known or nothing:
        return "B" if denies else "N"
    holds = compare(POSITIVE.get(operator, operator), actual, wanted, now)
    return "P" if holds != denies else "F"


def compare(operator: str, actual: Any, wanted: Any, now: datetime) -> bool:
    """Two values that are there."""
    if isinstance(wanted, dict):
        return operator in ("between", "=") and inside(actual, wanted, now)
    if operator in ("olderThan", "newerThan"):
        when = date(actual)
        hours = int(wanted[:-1]) * HOURS[wanted[-1]]
        return when is not None and (when < now - timedelta(hours=hours)) == (operator == "olderThan")
    if operator in ("in", "containsAny"):
        many = actual if isinstance(actual, list) else [actual]
        some = wanted if isinstance(wanted, list) else [wanted]
        return any(same(one, other) for one in many for other in some)
    if operator == "contains":
        if isinstance(actual, list):
            return wanted in actual
        return isinstance(actual, str) and isinstance(wanted, str) and actual.find(wanted) >= 0
    if operator in ("beginsWith", "endsWith"):
        if not (isinstance(actual, str) and isinstance(wanted, str)):
            return False
        length = len(wanted)
        return (actual[:length] if operator == "beginsWith" else actual[len(actual) - length :]) == wanted
    return same(actual, wanted) if operator == "=" else in_order(operator, actual, wanted)


def same(actual: Any, wanted: Any) -> bool:
    """Equal, after text was read as what it is compared with."""
    one, other = converted(actual, wanted), converted(wanted, actual)
    return kind(one) == kind(other) and one == other


def in_order(operator: str, actual: Any, wanted: Any) -> bool:
    """By size; only numbers with numbers and text with text."""
    one, other = converted(actual, wanted), converted(wanted, actual)
    if kind(one) != kind(other) or kind(one) not in ("number", "text"):
        return False
    if kind(one) == "text" and date(one) and date(other):
        one, other = date(one), date(other)
    if operator == "<":
        return bool(one < other)
    if operator == ">":
        return bool(one > other)
    return bool(one <= other if operator == "<=" else one >= other)


def kind(value: Any) -> str:
    """What a value is."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "text" if isinstance(value, str) else "list"


def converted(value: Any, beside: Any) -> Any:
    """Text as a boolean or a number, where it stands beside one."""
    if kind(value) != "text":
        return value
    if kind(beside) == "boolean" and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    if kind(beside) == "number":
        try:
            number = float(value)
        except ValueError:
            return value
        return number if number - number == 0 else value
    return value


def date(value: Any) -> datetime | None:
    """A moment in UTC."""
    if not isinstance(value, str) or len(value) < 8:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def inside(actual: Any, wanted: Mapping[str, str], now: datetime) -> bool:
    """Whether a moment lies in a period."""
    when = date(actual)
    if when is None:
        return False
    preset = wanted.get("preset")
    if preset in DAYS:
        return now - timedelta(days=DAYS[preset]) <= when <= now
    if preset:
        day = now.date() + timedelta(days={"yesterday": -1, "today": 0, "tomorrow": 1}[preset])
        return when.astimezone(UTC).date() == day
    start, end = date(wanted["from"]), date(wanted["to"])
    assert start is not None and end is not None
    if len(wanted["to"]) == len("2026-01-31"):
        return start <= when < end + timedelta(days=1)
    return start <= when <= end
