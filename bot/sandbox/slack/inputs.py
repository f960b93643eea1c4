"""What a person enters: the state of menus and fields, as Slack reports it to the app."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bot.sandbox.slack import blocks
from bot.sandbox.slack.records import Json

_STATELESS = frozenset({"button", "overflow", "icon_button", "feedback_buttons"})


def entered(element: Json, value: Any) -> Json:
    """The state of an element after a person entered `value`. Raises ValueError where that cannot be."""
    kind = element["type"]
    build = _ENTERED.get(str(kind))
    if build is not None:
        return {"type": kind, **build(element, value)}
    return {"type": kind, "value": _text(element, value)}


def _text(element: Json, value: Any) -> str | None:
    text = "" if value is None else str(value)
    if text and len(text) > element.get("max_length", 3000):
        raise ValueError(f"at most {element.get('max_length', 3000)} characters")
    if text and len(text) < element.get("min_length", 0):
        raise ValueError(f"at least {element['min_length']} characters")
    return text or None


def _one(element: Json, value: Any) -> Json:
    return {"selected_option": _option(element, value) if value else None}


def _many(element: Json, value: Any) -> Json:
    return {"selected_options": [_option(element, each) for each in _list(value)]}


def _option(element: Json, value: Any) -> Json:
    if element["type"].endswith("external_select"):
        return (
            value
            if isinstance(value, dict)
            else {"text": {"type": "plain_text", "text": value}, "value": value}
        )
    for option in blocks.offered(element):
        if option["value"] == value:
            return option
    raise ValueError(f"no option has the value {value!r}")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _single(name: str) -> Callable[[Json, Any], Json]:
    return lambda _, value: {name: value or None}


def _several(name: str) -> Callable[[Json, Any], Json]:
    return lambda _, value: {name: _list(value)}


_ENTERED: dict[str, Callable[[Json, Any], Json]] = {
    "multi_users_select": _several("selected_users"),
    "multi_conversations_select": _several("selected_conversations"),
    "multi_channels_select": _several("selected_channels"),
    "multi_static_select": _many,
    "multi_external_select": _many,
    "checkboxes": _many,
    "users_select": _single("selected_user"),
    "conversations_select": _single("selected_conversation"),
    "channels_select": _single("selected_channel"),
    "static_select": _one,
    "external_select": _one,
    "radio_buttons": _one,
    "overflow": _one,
    "datepicker": _single("selected_date"),
    "timepicker": _single("selected_time"),
    "datetimepicker": lambda _, value: {"selected_date_time": int(value) if value else None},
    "rich_text_input": _single("rich_text_value"),
    "file_input": _several("files"),
}


def initial(element: Json) -> Json:
    """The state that an element opens with."""
    if "initial_options" in element:
        return {"type": element["type"], "selected_options": element["initial_options"]}
    if "initial_option" in element:
        return {"type": element["type"], "selected_option": element["initial_option"]}
    begun: Iterator[Any] = (value for name, value in element.items() if name.startswith("initial_"))
    return entered(element, next(begun, None))


def state(view_blocks: Iterable[Json], held: dict[str, Json]) -> dict[str, Json]:
    """All values of a view: as opened, changed by what was entered since."""
    values: dict[str, Json] = {}
    for block in blocks.parts(list(view_blocks)):
        for element in blocks.interactive(block):
            if element["type"] not in _STATELESS:
                action = element["action_id"]
                before = held.get(block["block_id"], {}).get(action)
                values.setdefault(block["block_id"], {})[action] = before or initial(element)
    return values


def is_empty(value: Json) -> bool:
    """Whether nothing was entered."""
    return not any(content for name, content in value.items() if name != "type")
