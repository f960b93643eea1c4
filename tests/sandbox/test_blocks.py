"""Block Kit: what Slack takes, and what it makes of it."""

import pytest

from bot.sandbox.slack import blocks
from tests.sandbox.parts import (
    CONFIRM,
    Json,
    actions,
    button,
    field,
    image,
    mrkdwn,
    option,
    plain,
    rich,
    section,
    select,
    table,
    typed,
)

TAKEN: dict[str, list[Json]] = {
    "nothing": [],
    "fifty blocks": [{"type": "divider"}] * 50,
    "a section of 3000 characters": [section(text=mrkdwn("x" * 3000))],
    "a section with fields only": [{"type": "section", "fields": [mrkdwn("x" * 2000)] * 10}],
    "an expanded section": [section(expand=True)],
    "a verbatim text": [section(text={"type": "mrkdwn", "text": "x", "verbatim": True})],
    "a section with a button": [section(accessory=button())],
    "a section with an image": [section(accessory=image())],
    "a section with a menu of several": [
        section(accessory=select("multi_static_select", options=[option()]))
    ],
    "a header of 150": [{"type": "header", "text": plain("x" * 150)}],
    "a context of ten": [{"type": "context", "elements": [mrkdwn("x")] * 9 + [image()]}],
    "twenty-five buttons": [actions(*(button(action=f"a{i}") for i in range(25)))],
    "a button at every limit": [actions(button("x" * 75, "x" * 255, value="x" * 2000, style="danger"))],
    "a button with a link": [actions(button(url="https://example.com"))],
    "a button that asks back": [actions(button(confirm=CONFIRM | {"style": "danger"}))],
    "a menu of a hundred": [actions(select(options=[option(f"v{i}") for i in range(100)]))],
    "a menu in groups": [actions(select(option_groups=[{"label": plain("G"), "options": [option()]}]))],
    "a menu on its first option": [actions(select(options=[option()], initial_option=option()))],
    "a menu on an option of a group": [
        actions(select(option_groups=[{"label": plain("G"), "options": [option()]}], initial_option=option()))
    ],
    "an external menu": [actions(select("external_select", min_query_length=0, placeholder=plain("Find")))],
    "a person menu": [actions(select("users_select", initial_user="U1"))],
    "a channel menu": [actions(select("channels_select"))],
    "a conversation menu": [actions(select("conversations_select", filter={"include": ["public"]}))],
    "an overflow of five": [actions({"type": "overflow", "options": [option(f"v{i}") for i in range(5)]})],
    "an overflow with a link": [actions({"type": "overflow", "options": [option(url="https://a.b")]})],
    "checkboxes with mrkdwn": [
        actions({"type": "checkboxes", "options": [option(text="x") | {"text": mrkdwn("*x*")}]})
    ],
    "radio buttons": [actions({"type": "radio_buttons", "options": [option(), option("b")]})],
    "a date": [actions({"type": "datepicker", "initial_date": "2026-01-31"})],
    "a time": [actions({"type": "timepicker", "initial_time": "17:00"})],
    "a moment": [actions({"type": "datetimepicker", "initial_date_time": 1_800_000_000})],
    "an image": [image(title=plain("Chart"))],
    "markdown of 12000": [{"type": "markdown", "text": "x" * 12_000}],
    "rich text": [
        rich({"type": "text", "text": "x", "style": {"bold": True}}, {"type": "user", "user_id": "U1"})
    ],
    "a rich list": [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [{"type": "rich_text_section", "elements": []}],
                }
            ],
        }
    ],
    "a table of 100 by 20": [table(100, 20)],
    "a table with columns set": [table(1, 1) | {"column_settings": [{"align": "right"}]}],
    "an input in a message": [field(typed(multiline=True, max_length=3000))],
    "an input for a number": [field(typed("number_input", is_decimal_allowed=False))],
    "an input for an address": [field(typed("email_text_input", placeholder=plain("you@example.com")))],
    "an input for a link": [field(typed("url_text_input"), hint=plain("A link"), optional=True)],
    "an input for files": [field(typed("file_input", max_files=3))],
    "own ids for blocks": [section(block_id="a"), section(block_id="b")],
    "the same action in two blocks": [actions(button()), actions(button())],
}


@pytest.mark.parametrize("name", TAKEN)
def test_slack_takes(name: str) -> None:
    assert blocks.complaints(TAKEN[name], "message") == []


def test_the_length_of_blocks_counts_every_text() -> None:
    body = [section(text=mrkdwn("12345"), accessory=button("678")), {"type": "header", "text": plain("90")}]

    assert blocks.length(body) == 10


def test_stored_blocks_get_ids_where_the_app_gave_none() -> None:
    given = [actions({"type": "button", "text": plain("Go")})]

    kept = blocks.stored(given, lambda letter: f"{letter}1")

    assert (kept[0]["block_id"], kept[0]["elements"][0]["action_id"]) == ("b1", "a1")
    assert "block_id" not in given[0]
