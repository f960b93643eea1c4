"""Blocks that Slack refuses: what is wrong → the blocks and the complaint; `ELSEWHERE`: the surface too."""

from typing import Any

from tests.sandbox.parts import (
    Json,
    actions,
    alert,
    bin_button,
    button,
    card,
    carousel,
    cells,
    container,
    data_table,
    field,
    image,
    lines,
    mrkdwn,
    option,
    pie,
    plain,
    plan,
    section,
    select,
    small,
    table,
    task,
    thumbs,
    typed,
    video,
    workflow,
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
    "a menu with options twice": (
        [actions(select(options=[option()], option_groups=[{"label": plain("G"), "options": [option()]}]))],
        "must define only one of `options` or `option_groups` [json-pointer:/blocks/0/elements/0]",
    ),
    "an image from two places": (
        [image(slack_file={"id": "F1"})],
        "must define only one of `image_url` or `slack_file` [json-pointer:/blocks/0]",
    ),
    "a workflow button of 76": (
        [actions(workflow("x" * 76))],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    "a card with nothing on it": (
        [{"type": "card", "subtitle": mrkdwn("x")}],
        "must define either `hero_image` or `title` or `actions` or `body` [json-pointer:/blocks/0]",
    ),
    "a card's body of 201": (
        [card(body=mrkdwn("x" * 201))],
        "must be less than 201 characters [json-pointer:/blocks/0/body/text]",
    ),
    "a card with four buttons": (
        [card(actions=[button(action=f"a{i}") for i in range(4)])],
        "no more than 3 items allowed [json-pointer:/blocks/0/actions]",
    ),
    "a carousel of eleven": (
        [carousel(11)],
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "a carousel of sections": (
        [{"type": "carousel", "elements": [section()]}],
        "unsupported type: section [json-pointer:/blocks/0/elements/0/type]",
    ),
    "a container of eleven": (
        [container(*[section()] * 11)],
        "no more than 10 items allowed [json-pointer:/blocks/0/child_blocks]",
    ),
    "markdown in a container": (
        [container({"type": "markdown", "text": "x"})],
        "unsupported type: markdown [json-pointer:/blocks/0/child_blocks/0/type]",
    ),
    "a container that folds and is ruled": (
        [container(section(), is_collapsible=True, has_header_divider=True)],
        "must define only one of `is_collapsible` or `has_header_divider` [json-pointer:/blocks/0]",
    ),
    "one name inside and outside of a container": (
        [section(block_id="a"), container(section(block_id="a"))],
        "duplicate block_id: a [json-pointer:/blocks]",
    ),
    "six small buttons": (
        [small(*(bin_button(f"b{i}") for i in range(6)))],
        "no more than 5 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "an ordinary button among small ones": (
        [small(thumbs(), button())],
        "unsupported type: button [json-pointer:/blocks/0/elements/1/type]",
    ),
    "an icon that Slack does not have": (
        [small(bin_button(icon="rocket"))],
        "must be a valid enum value [json-pointer:/blocks/0/elements/0/icon]",
    ),
    "a task that waits alone": (
        [task(status="pending")],
        "must be a valid enum value [json-pointer:/blocks/0/status]",
    ),
    "a plan of fifty-one": (
        [plan(*(task(task_id=f"t{i}") for i in range(51)))],
        "no more than 50 items allowed [json-pointer:/blocks/0/tasks]",
    ),
    "two tasks of one name": ([plan(task(), task())], "duplicate task_id: t1 [json-pointer:/blocks/0/tasks]"),
    "a film without words": (
        [{name: value for name, value in video().items() if name != "alt_text"}],
        "missing required field: alt_text [json-pointer:/blocks/0]",
    ),
    "a film's author of 51": (
        [video(author_name="x" * 51)],
        "must be less than 51 characters [json-pointer:/blocks/0/author_name]",
    ),
    "a data table of its head": (
        [data_table(cells("Who"))],
        "no less than 2 items allowed [json-pointer:/blocks/0/rows]",
    ),
    "a data table of 202": (
        [data_table(*[cells("x")] * 202)],
        "no more than 201 items allowed [json-pointer:/blocks/0/rows]",
    ),
    "a data table with a short row": (
        [data_table(cells("a", "b"), cells("a"))],
        "must have as many cells as the first row [json-pointer:/blocks/0/rows/1]",
    ),
    "a data table of 20001 letters": (
        [data_table(cells("a"), *[cells("x" * 10_000)] * 2)],
        "must be less than 20001 characters [json-pointer:/blocks]",
    ),
    "a page of 101": (
        [data_table(cells("a"), cells("b"), page_size=101)],
        "must be less than or equal to 100 [json-pointer:/blocks/0/page_size]",
    ),
    "a share of nothing": (
        [pie(0)],
        "must be greater than 0 [json-pointer:/blocks/0/chart/segments/0/value]",
    ),
    "a pie of thirteen": (
        [pie(*range(1, 14))],
        "no more than 12 items allowed [json-pointer:/blocks/0/chart/segments]",
    ),
    "a series' name of 21": (
        [lines(name="x" * 21)],
        "must be less than 21 characters [json-pointer:/blocks/0/chart/series/0/name]",
    ),
    "a chart's title of 51": (
        [pie(1, title="x" * 51)],
        "must be less than 51 characters [json-pointer:/blocks/0/title]",
    ),
    "three charts": (
        [pie(1), pie(1), pie(1)],
        "no more than 2 data_visualization blocks allowed [json-pointer:/blocks]",
    ),
}

ELSEWHERE: dict[str, tuple[str, list[Json], str]] = {
    "an alert in a message": ("message", [alert()], "unsupported type: alert [json-pointer:/blocks/0/type]"),
    "an alert of 201": (
        "modal",
        [alert("x" * 201)],
        "must be less than 201 characters [json-pointer:/blocks/0/text/text]",
    ),
    "an alert that screams": (
        "modal",
        [alert(level="panic")],
        "must be a valid enum value [json-pointer:/blocks/0/level]",
    ),
    "markdown in a modal": (
        "modal",
        [{"type": "markdown", "text": "x"}],
        "unsupported type: markdown [json-pointer:/blocks/0/type]",
    ),
    "a table in a modal": ("modal", [table(1, 1)], "unsupported type: table [json-pointer:/blocks/0/type]"),
    "101 blocks in a modal": (
        "modal",
        [{"type": "divider"}] * 101,
        "no more than 100 items allowed [json-pointer:/blocks]",
    ),
    "a plan at Home": ("home", [plan(task())], "unsupported type: plan [json-pointer:/blocks/0/type]"),
    "thumbs at Home": (
        "home",
        [small(thumbs())],
        "unsupported type: context_actions [json-pointer:/blocks/0/type]",
    ),
}
