"""What a JSON value must look like, said in Slack's own complaints with a JSON pointer at the end."""

from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any, str, list[str]], None]


def complain(found: list[str], message: str, pointer: str) -> None:
    """Note a complaint in Slack's form."""
    found.append(f"{message} [json-pointer:{pointer}]")


def text(high: int | None = None, low: int = 1) -> Check:
    """A string of `low` to `high` characters."""

    def check(value: Any, at: str, found: list[str]) -> None:
        if not isinstance(value, str):
            complain(found, "must provide a string", at)
        elif len(value) < low:
            complain(found, f"must be more than {low - 1} characters", at)
        elif high is not None and len(value) > high:
            complain(found, f"must be less than {high + 1} characters", at)

    return check


def url(high: int) -> Check:
    """A web address of at most `high` characters."""
    length = text(high)

    def check(value: Any, at: str, found: list[str]) -> None:
        length(value, at, found)
        if isinstance(value, str) and not value.startswith(("http://", "https://", "slack://", "mailto:")):
            complain(found, "must be a valid URL", at)

    return check


def flag(value: Any, at: str, found: list[str]) -> None:
    """True or false."""
    if not isinstance(value, bool):
        complain(found, "must provide a boolean", at)


def anything(value: Any, at: str, found: list[str]) -> None:
    """Whatever it is."""


def whole(low: int | None = None, high: int | None = None) -> Check:
    """A whole number in a range."""

    def check(value: Any, at: str, found: list[str]) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            complain(found, "must provide an integer", at)
        elif low is not None and value < low:
            complain(found, f"must be greater than or equal to {low}", at)
        elif high is not None and value > high:
            complain(found, f"must be less than or equal to {high}", at)

    return check


def choice(*words: str) -> Check:
    """One of a few words."""

    def check(value: Any, at: str, found: list[str]) -> None:
        if value not in words:
            complain(found, "must be a valid enum value", at)

    return check


def items(each: Check, high: int | None = None, low: int = 1) -> Check:
    """A list of `low` to `high` values."""

    def check(value: Any, at: str, found: list[str]) -> None:
        if not isinstance(value, list):
            complain(found, "must provide an array", at)
            return
        if high is not None and len(value) > high:
            complain(found, f"no more than {high} items allowed", at)
        if len(value) < low:
            complain(found, f"no less than {low} items allowed", at)
        for index, item in enumerate(value):
            each(item, f"{at}/{index}", found)

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these fields and no others. `type` is always allowed: `one_of` has looked at it."""
    known = {"type": anything, **required, **(optional or {})}

    def check(value: Any, at: str, found: list[str]) -> None:
        if not isinstance(value, dict):
            complain(found, "must provide an object", at)
            return
        for name in required:
            if name not in value:
                complain(found, f"missing required field: {name}", at)
        for name, field in value.items():
            if name in known:
                known[name](field, f"{at}/{name}", found)
            else:
                complain(found, f"invalid additional property: {name}", at)

    return check


def one_of(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says which shape it has."""

    def check(value: Any, at: str, found: list[str]) -> None:
        if not isinstance(value, dict):
            complain(found, "must provide an object", at)
        elif "type" not in value:
            complain(found, "missing required field: type", at)
        elif value["type"] not in kinds:
            complain(found, f"unsupported type: {value['type']}", f"{at}/type")
        else:
            kinds[value["type"]](value, at, found)

    return check


def either(names: tuple[str, ...], check: Check) -> Check:
    """An object of which one of the names must be there."""

    def checked(value: Any, at: str, found: list[str]) -> None:
        check(value, at, found)
        if isinstance(value, dict) and not any(name in value for name in names):
            complain(found, "must define either " + " or ".join(f"`{name}`" for name in names), at)

    return checked
