"""Block Kit: what Slack refuses, and its complaint."""

from typing import Any

import pytest

from bot.sandbox.slack import blocks
from tests.sandbox.parts import (
    actions,
    button,
    field,
    mrkdwn,
    option,
    plain,
    section,
    select,
    table,
    typed,
)

REFUSED: dict[str, tuple[Any, str]] = {
    "no list": ({}, "must provide an array [json-pointer:/blocks]"),
    "a block that is text": (["x"], "must provide an object [json-pointer:/blocks/0]"),
    "no type": ([{}], "missing required field: type [json-pointer:/blocks/0]"),
    "an unknown block": ([{"type": "banner"}], "unsupported type: banner [json-pointer:/blocks/0/type]"),
    "fifty-one blocks": ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    "a field too many": (
        [section(color="red")],
        "invalid additional property: color [json-pointer:/blocks/0]",
    ),
    "an empty section": (
        [{"type": "section"}],
        "must define either `text` or `fields` [json-pointer:/blocks/0]",
    ),
    "an empty text": (
        [section(text=mrkdwn(""))],
        "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
    ),
    "3001 characters": (
        [section(text=mrkdwn("x" * 3001))],
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ),
    "text that is null": ([section(text=None)], "must provide an object [json-pointer:/blocks/0/text]"),
    "text that is a string": ([section(text="x")], "must provide an object [json-pointer:/blocks/0/text]"),
    "text that is a number": (
        [section(text={"type": "mrkdwn", "text": 1})],
        "must provide a string [json-pointer:/blocks/0/text/text]",
    ),
    "markdown as a text kind": (
        [section(text={"type": "markdown", "text": "x"})],
        "unsupported type: markdown [json-pointer:/blocks/0/text/type]",
    ),
    "emoji in mrkdwn": (
        [section(text=mrkdwn("x") | {"emoji": True})],
        "invalid additional property: emoji [json-pointer:/blocks/0/text]",
    ),
    "eleven fields": (
        [{"type": "section", "fields": [mrkdwn("x")] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ),
    "no fields": (
        [{"type": "section", "fields": []}],
        "no less than 1 items allowed [json-pointer:/blocks/0/fields]",
    ),
    "a field of 2001": (
        [{"type": "section", "fields": [mrkdwn("x" * 2001)]}],
        "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ),
    "a header in mrkdwn": (
        [{"type": "header", "text": mrkdwn("x")}],
        "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ),
    "a header of 151": (
        [{"type": "header", "text": plain("x" * 151)}],
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    "a header without text": ([{"type": "header"}], "missing required field: text [json-pointer:/blocks/0]"),
    "eleven in a context": (
        [{"type": "context", "elements": [mrkdwn("x")] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "a button in a context": (
        [{"type": "context", "elements": [button()]}],
        "unsupported type: button [json-pointer:/blocks/0/elements/0/type]",
    ),
    "no buttons": ([actions()], "no less than 1 items allowed [json-pointer:/blocks/0/elements]"),
    "twenty-six buttons": (
        [actions(*(button(action=f"a{i}") for i in range(26)))],
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "a button of 76": (
        [actions(button("x" * 76))],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    "a button's value of 2001": (
        [actions(button(value="x" * 2001))],
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    "an empty value": (
        [actions(button(value=""))],
        "must be more than 0 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    "an action_id of 256": (
        [actions(button(action="x" * 256))],
        "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]",
    ),
    "a style of its own": (
        [actions(button(style="default"))],
        "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]",
    ),
    "a link without a scheme": (
        [actions(button(url="example.com"))],
        "must be a valid URL [json-pointer:/blocks/0/elements/0/url]",
    ),
    "two actions of one name": (
        [actions(button(), button())],
        "duplicate action_id: go [json-pointer:/blocks/0]",
    ),
    "two blocks of one name": (
        [section(block_id="a"), section(block_id="a")],
        "duplicate block_id: a [json-pointer:/blocks]",
    ),
    "a menu without options": (
        [actions(select())],
        "must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]",
    ),
    "a menu of 101": (
        [actions(select(options=[option(f"v{i}") for i in range(101)]))],
        "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    "an option of 76": (
        [actions(select(options=[option(text="x" * 76)]))],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
    ),
    "an option's value of 151": (
        [actions(select(options=[option("x" * 151)]))],
        "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
    ),
    "a start that is not offered": (
        [actions(select(options=[option()], initial_option=option("b")))],
        "initial option not found in options [json-pointer:/blocks/0]",
    ),
    "an overflow of six": (
        [actions({"type": "overflow", "options": [option(f"v{i}") for i in range(6)]})],
        "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    "a menu of several in actions": (
        [actions(select("multi_users_select"))],
        "unsupported type: multi_users_select [json-pointer:/blocks/0/elements/0/type]",
    ),
    "a question without an answer": (
        [actions(button(confirm={"title": plain("?")}))],
        "missing required field: text [json-pointer:/blocks/0/elements/0/confirm]",
    ),
    "an image without words": (
        [{"type": "image", "image_url": "https://a.b/c"}],
        "missing required field: alt_text [json-pointer:/blocks/0]",
    ),
    "an image from nowhere": (
        [{"type": "image", "alt_text": "x"}],
        "must define either `image_url` or `slack_file` [json-pointer:/blocks/0]",
    ),
    "markdown of 12001 in two": (
        [{"type": "markdown", "text": "x" * 6001}] * 2,
        "must be less than 12001 characters [json-pointer:/blocks]",
    ),
    "two tables": ([table(1, 1), table(1, 1)], "only_one_table_allowed [json-pointer:/blocks]"),
    "a table of 101": ([table(101, 1)], "no more than 100 items allowed [json-pointer:/blocks/0/rows]"),
    "a row of 21": ([table(1, 21)], "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"),
    "an input without a label": (
        [{"type": "input", "element": typed()}],
        "missing required field: label [json-pointer:/blocks/0]",
    ),
    "a button as an input": (
        [field(button())],
        "unsupported type: button [json-pointer:/blocks/0/element/type]",
    ),
    "optional as a word": (
        [field(typed(), optional="yes")],
        "must provide a boolean [json-pointer:/blocks/0/optional]",
    ),
    "a field of 3001": (
        [field(typed(max_length=3001))],
        "must be less than or equal to 3000 [json-pointer:/blocks/0/element/max_length]",
    ),
    "a number as a word": (
        [field(typed(max_length="9"))],
        "must provide an integer [json-pointer:/blocks/0/element/max_length]",
    ),
    "a number field that does not say which": (
        [field(typed("number_input"))],
        "missing required field: is_decimal_allowed [json-pointer:/blocks/0/element]",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_slack_refuses(name: str) -> None:
    given, complaint = REFUSED[name]

    found = blocks.complaints(given, "message")

    assert complaint in found


def test_a_text_too_long_matches_no_schema_as_well() -> None:
    found = blocks.complaints([section(text=mrkdwn("x" * 3001))], "message")

    assert found[0] == "failed to match all allowed schemas [json-pointer:/blocks/0/text]"
