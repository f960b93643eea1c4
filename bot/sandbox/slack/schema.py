"""What a JSON value must look like: complaints in Slack's words, with a JSON pointer and the constraint."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong and where. `constraint`: what was expected, as blocks.validate tells it."""

    message: str
    pointer: str
    constraint: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.message} [json-pointer:{self.pointer}]"


Found = list[Complaint]
Check = Callable[[Any, str, Found], None]


def complain(found: Found, message: str, pointer: str, kind: str = "custom", expected: Any = None) -> None:
    """Note a complaint in Slack's form."""
    constraint = {"type": kind} if expected is None else {"type": kind, "expected": expected}
    found.append(Complaint(message, pointer, constraint))


def text(high: int | None = None, low: int = 1) -> Check:
    """A string of `low` to `high` characters."""

    def check(value: Any, at: str, found: Found) -> None:
        if not isinstance(value, str):
            complain(found, "must provide a string", at, "type", "string")
        elif len(value) < low:
            complain(found, f"must be more than {low - 1} characters", at, "min_length", low)
        elif high is not None and len(value) > high:
            complain(found, f"must be less than {high + 1} characters", at, "max_length", high)

    return check


def url(high: int) -> Check:
    """A web address of at most `high` characters."""
    length = text(high)

    def check(value: Any, at: str, found: Found) -> None:
        length(value, at, found)
        if isinstance(value, str) and not value.startswith(("http://", "https://", "slack://", "mailto:")):
            complain(found, "must be a valid URL", at, "format", "url")

    return check


def flag(value: Any, at: str, found: Found) -> None:
    """True or false."""
    if not isinstance(value, bool):
        complain(found, "must provide a boolean", at, "type", "boolean")


def anything(value: Any, at: str, found: Found) -> None:
    """Whatever it is."""


def whole(low: int | None = None, high: int | None = None) -> Check:
    """A whole number in a range."""

    def check(value: Any, at: str, found: Found) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            complain(found, "must provide an integer", at, "type", "integer")
        elif low is not None and value < low:
            complain(found, f"must be greater than or equal to {low}", at, "min", low)
        elif high is not None and value > high:
            complain(found, f"must be less than or equal to {high}", at, "max", high)

    return check


def number(above: float | None = None) -> Check:
    """A number, greater than `above` where that is given."""

    def check(value: Any, at: str, found: Found) -> None:
        if not isinstance(value, int | float) or isinstance(value, bool):
            complain(found, "must provide a number", at, "type", "number")
        elif above is not None and value <= above:
            complain(found, f"must be greater than {above}", at, "exclusive_min", above)

    return check


def choice(*words: str) -> Check:
    """One of a few words."""

    def check(value: Any, at: str, found: Found) -> None:
        if value not in words:
            complain(found, "must be a valid enum value", at, "enum", list(words))

    return check


def items(each: Check, high: int | None = None, low: int = 1) -> Check:
    """A list of `low` to `high` values."""

    def check(value: Any, at: str, found: Found) -> None:
        if not isinstance(value, list):
            complain(found, "must provide an array", at, "type", "array")
            return
        if high is not None and len(value) > high:
            complain(found, f"no more than {high} items allowed", at, "max_items", high)
        if len(value) < low:
            complain(found, f"no less than {low} items allowed", at, "min_items", low)
        for index, item in enumerate(value):
            each(item, f"{at}/{index}", found)

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these fields and no others. `type` is always allowed: `one_of` has looked at it."""
    known = {"type": anything, **required, **(optional or {})}

    def check(value: Any, at: str, found: Found) -> None:
        if not isinstance(value, dict):
            complain(found, "must provide an object", at, "type", "object")
            return
        for name in required:
            if name not in value:
                complain(found, f"missing required field: {name}", at, "required", name)
        for name, field in value.items():
            if name in known:
                known[name](field, f"{at}/{name}", found)
            else:
                complain(found, f"invalid additional property: {name}", at, "additional_properties", False)

    return check


def one_of(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says which shape it has."""

    def check(value: Any, at: str, found: Found) -> None:
        if not isinstance(value, dict):
            complain(found, "must provide an object", at, "type", "object")
        elif "type" not in value:
            complain(found, "missing required field: type", at, "required", "type")
        elif not isinstance(value["type"], str) or value["type"] not in kinds:
            complain(found, f"unsupported type: {value['type']}", f"{at}/type", "enum", sorted(kinds))
        else:
            kinds[value["type"]](value, at, found)

    return check


def either(names: tuple[str, ...], check: Check) -> Check:
    """An object of which one of the names must be there."""

    def checked(value: Any, at: str, found: Found) -> None:
        check(value, at, found)
        if isinstance(value, dict) and not any(name in value for name in names):
            wanted = " or ".join(f"`{name}`" for name in names)
            complain(found, f"must define either {wanted}", at, "required", list(names))

    return checked


def not_both(one: str, other: str, check: Check) -> Check:
    """An object that may have one of two names, not both."""

    def checked(value: Any, at: str, found: Found) -> None:
        check(value, at, found)
        if isinstance(value, dict) and one in value and other in value:
            complain(found, f"must define only one of `{one}` or `{other}`", at, "exclusive", [one, other])

    return checked
