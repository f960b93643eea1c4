"""Block Kit's texts, options and interactive elements, and where each may stand."""

from typing import Any

from bot.sandbox.slack.facts import LIMITS, longest, most
from bot.sandbox.slack.schema import (
    Check,
    Found,
    anything,
    choice,
    complain,
    either,
    flag,
    items,
    not_both,
    one_of,
    shape,
    text,
    url,
    whole,
)


def plain(high: int) -> Check:
    """A plain_text object."""
    return one_of({"plain_text": shape({"text": text(high)}, {"emoji": flag})})


def written(high: int = longest("text")) -> Check:
    """A text object of either kind."""
    mrkdwn = shape({"text": text(high)}, {"verbatim": flag})
    kinds = one_of({"plain_text": shape({"text": text(high)}, {"emoji": flag}), "mrkdwn": mrkdwn})

    def check(value: Any, at: str, found: Found) -> None:
        inner: Found = []
        kinds(value, at, inner)
        if inner and isinstance(value, dict) and value.get("type") in ("plain_text", "mrkdwn"):
            complain(found, "failed to match all allowed schemas", at)
        found += inner

    return check


CONFIRM = shape(
    {
        "title": plain(longest("confirmation.title")),
        "text": written(longest("confirmation.text")),
        "confirm": plain(longest("confirmation.confirm")),
        "deny": plain(longest("confirmation.deny")),
    },
    {"style": choice("primary", "danger")},
)
OPTION_TEXT, VALUE = longest("option.text"), text(longest("option.value"))
OPTION = shape(
    {"text": plain(OPTION_TEXT), "value": VALUE}, {"description": plain(longest("option.description"))}
)
RICH_OPTION = shape(
    {"text": written(OPTION_TEXT), "value": VALUE}, {"description": written(longest("option.description"))}
)
LINK_OPTION = shape(
    {"text": plain(OPTION_TEXT), "value": VALUE},
    {"description": plain(longest("option.description")), "url": url(longest("option.url"))},
)
GROUP = shape(
    {"label": plain(longest("option_group.label")), "options": items(OPTION, most("option_group.options"))}
)
CHOICES = {
    "options": items(OPTION, most("select.options")),
    "option_groups": items(GROUP, most("select.option_groups")),
}
FILTER = shape(
    {},
    {
        "include": items(
            choice("im", "mpim", "private", "public"), 4, LIMITS["conversation_filter.include.min_items"]
        ),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)
DISPATCH = shape({}, {"trigger_actions_on": items(choice("on_enter_pressed", "on_character_entered"), 2)})
ACTION_ID = text(longest("action_id"))


def _element(required: dict[str, Check] | None = None, optional: dict[str, Check] | None = None) -> Check:
    return shape(required or {}, {"action_id": ACTION_ID, "focus_on_load": flag, **(optional or {})})


def _menu(optional: dict[str, Check], hint: str = "select") -> Check:
    extra = {"placeholder": plain(longest(f"{hint}.placeholder")), "confirm": CONFIRM}
    return _element({}, extra | optional)


def _many(optional: dict[str, Check]) -> Check:
    return _menu({"max_selected_items": whole(LIMITS["multi_select.max_selected_items.min"])} | optional)


def _typed(name: str, optional: dict[str, Check], required: dict[str, Check] | None = None) -> Check:
    extra = {"placeholder": plain(longest(f"{name}.placeholder")), "dispatch_action_config": DISPATCH}
    return _element(required, extra | optional)


def _chosen(check: Check) -> Check:
    """A menu whose options are given, grouped or not."""
    return not_both("options", "option_groups", either(("options", "option_groups"), check))


USERS = items(text(), None, 0)
LETTERS = {
    "min_length": whole(0, LIMITS["plain_text_input.min_length.max"]),
    "max_length": whole(1, LIMITS["plain_text_input.max_length.max"]),
}
SELECTS: dict[str, Check] = {
    "static_select": _chosen(_menu({"initial_option": OPTION, **CHOICES})),
    "external_select": _menu({"initial_option": OPTION, "min_query_length": whole(0)}),
    "users_select": _menu({"initial_user": text()}),
    "conversations_select": _menu(
        {
            "initial_conversation": text(),
            "default_to_current_conversation": flag,
            "response_url_enabled": flag,
            "filter": FILTER,
        }
    ),
    "channels_select": _menu({"initial_channel": text(), "response_url_enabled": flag}),
}
MULTI_SELECTS: dict[str, Check] = {
    "multi_static_select": _chosen(_many({"initial_options": items(OPTION, 100), **CHOICES})),
    "multi_external_select": _many({"initial_options": items(OPTION, 100), "min_query_length": whole(0)}),
    "multi_users_select": _many({"initial_users": USERS}),
    "multi_conversations_select": _many({"initial_conversations": USERS, "filter": FILTER}),
    "multi_channels_select": _many({"initial_channels": USERS}),
}
PICKERS: dict[str, Check] = {
    "datepicker": _menu({"initial_date": text(10, 10)}, "date_picker"),
    "timepicker": _menu({"initial_time": text(5, 5), "timezone": text()}, "time_picker"),
    "datetimepicker": _element({}, {"initial_date_time": whole(0), "confirm": CONFIRM}),
    "checkboxes": _element(
        {"options": items(RICH_OPTION, most("checkboxes.options"))},
        {"initial_options": items(RICH_OPTION, most("checkboxes.options")), "confirm": CONFIRM},
    ),
    "radio_buttons": _element(
        {"options": items(RICH_OPTION, most("radio_buttons.options"))},
        {"initial_option": RICH_OPTION, "confirm": CONFIRM},
    ),
}
BUTTONS: dict[str, Check] = {
    "button": _element(
        {"text": plain(longest("button.text"))},
        {
            "url": url(longest("button.url")),
            "value": text(longest("button.value")),
            "style": choice("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": text(longest("button.accessibility_label")),
            "agent_prompt": text(longest("button.agent_prompt")),
        },
    ),
    "overflow": _element({"options": items(LINK_OPTION, most("overflow.options"))}, {"confirm": CONFIRM}),
}
WORKFLOW = shape(
    {
        "trigger": shape(
            {"url": text()},
            {"customizable_input_parameters": items(shape({"name": text(), "value": text()}))},
        )
    }
)
WORKFLOW_BUTTON = _element(
    {"text": plain(longest("workflow_button.text")), "workflow": WORKFLOW},
    {
        "style": choice("primary", "danger"),
        "accessibility_label": text(longest("workflow_button.accessibility_label")),
    },
)
_THUMB = shape(
    {"text": plain(longest("feedback_button.text")), "value": text(longest("feedback_button.value"))},
    {"accessibility_label": text(longest("feedback_button.accessibility_label"))},
)
SMALL_BUTTONS: dict[str, Check] = {
    "feedback_buttons": _element({"positive_button": _THUMB, "negative_button": _THUMB}),
    "icon_button": _element(
        {"icon": choice("trash"), "text": plain(longest("button.text"))},
        {
            "value": text(longest("icon_button.value")),
            "confirm": CONFIRM,
            "accessibility_label": text(longest("icon_button.accessibility_label")),
            "visible_to_user_ids": items(text(), most("icon_button.visible_to_user_ids"), 0),
        },
    ),
}


def _lines(end: str) -> Check:
    return whole(LIMITS[f"rich_text_input.{end}.min"], LIMITS[f"rich_text_input.{end}.max"])


INPUTS: dict[str, Check] = {
    "plain_text_input": _typed("plain_text_input", {"initial_value": text(), "multiline": flag, **LETTERS}),
    "email_text_input": _typed("email_input", {"initial_value": text()}),
    "url_text_input": _typed("url_input", {"initial_value": text()}),
    "number_input": _typed(
        "number_input",
        {"initial_value": text(), "min_value": text(), "max_value": text()},
        {"is_decimal_allowed": flag},
    ),
    "rich_text_input": _typed(
        "rich_text_input",
        {"initial_value": anything, "min_lines": _lines("min_lines"), "max_lines": _lines("max_lines")},
    ),
    "file_input": _element(
        {},
        {
            "filetypes": items(text()),
            "max_files": whole(LIMITS["file_input.max_files.min"], LIMITS["file_input.max_files.max"]),
        },
    ),
}
SLACK_FILE = either(("id", "url"), shape({}, {"id": text(), "url": url(longest("image.image_url"))}))
IMAGE = not_both(
    "image_url",
    "slack_file",
    either(
        ("image_url", "slack_file"),
        shape(
            {"alt_text": text(longest("image_element.alt_text"))},
            {"image_url": url(longest("image_element.image_url")), "slack_file": SLACK_FILE},
        ),
    ),
)

_PRESSED = BUTTONS | {"workflow_button": WORKFLOW_BUTTON}
ACCESSORIES = one_of(_PRESSED | SELECTS | MULTI_SELECTS | PICKERS | {"image": IMAGE})
IN_ACTIONS = one_of(_PRESSED | SELECTS | PICKERS)
IN_INPUTS = one_of(SELECTS | MULTI_SELECTS | PICKERS | INPUTS)
IN_CONTEXT_ACTIONS = one_of(SMALL_BUTTONS)
IN_CONTEXT = one_of(
    {
        "image": IMAGE,
        "mrkdwn": shape({"text": text(longest("text"))}, {"verbatim": flag}),
        "plain_text": shape({"text": text(longest("text"))}, {"emoji": flag}),
    }
)
INTERACTIVE = frozenset(BUTTONS | SMALL_BUTTONS | SELECTS | MULTI_SELECTS | PICKERS | INPUTS)
