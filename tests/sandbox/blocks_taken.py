"""Blocks that Slack takes: what they are → the blocks. `ELSEWHERE`: on which other surface."""

from tests.sandbox.parts import (
    CONFIRM,
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
    rich,
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
    "a table with a number and a column left alone": [
        {
            "type": "table",
            "rows": [[{"type": "raw_text", "text": "x"}, {"type": "raw_number", "value": 42, "text": "42"}]],
            "column_settings": [None, {"is_wrapped": True}],
        }
    ],
    "a picture that lies in Slack": [{"type": "image", "alt_text": "x", "slack_file": {"id": "F1"}}],
    "a button that runs a workflow": [actions(workflow())],
    "a card at every limit": [
        card(
            title=mrkdwn("x" * 150),
            subtitle=mrkdwn("x" * 150),
            body=mrkdwn("x" * 200),
            subtext=plain("x" * 200),
            hero_image=image(),
            actions=[button(action=f"a{i}") for i in range(3)],
        )
    ],
    "a carousel of ten": [carousel(10)],
    "a container of ten that folds": [
        container(*[section()] * 9, {"type": "divider"}, is_collapsible=True, default_collapsed=True)
    ],
    "a container with a rich title": [
        {
            "type": "container",
            "rich_text_title": rich({"type": "text", "text": "x"}),
            "child_blocks": [section()],
            "width": "full",
        }
    ],
    "thumbs and a bin": [small(thumbs(), bin_button(value="x", confirm=CONFIRM))],
    "a plan with a task that waits": [
        plan(task(), task(status="pending", task_id="t2", output=rich({"type": "text", "text": "x"})))
    ],
    "a task with its sources": [
        task(sources=[{"type": "url", "url": "https://example.com", "text": "example.com"}])
    ],
    "a film with a title of 200": [video(title=plain("x" * 200), author_name="Ana")],
    "a data table of 201 by 20": [data_table(*[cells(*"abcdefghijklmnopqrst")] * 201, page_size=100)],
    "a data table with numbers": [
        data_table(cells("Who", "Hours"), [*cells("Ana"), {"type": "raw_number", "value": 4}])
    ],
    "a pie of twelve": [pie(*range(1, 13))],
    "two charts": [lines(12, 20), lines(kind="bar")],
    "an area": [lines(kind="area")],
}

ELSEWHERE: dict[str, tuple[str, list[Json]]] = {
    "an alert in a modal": ("modal", [alert("x" * 200, level="warning")]),
    "a hundred blocks in a modal": ("modal", [{"type": "divider"}] * 100),
    "an input in a modal": ("modal", [field(typed())]),
    "an input at Home": ("home", [field(typed(), dispatch_action=True)]),
    "a table at Home": ("home", [table(2, 2)]),
    "a container at Home": ("home", [container(actions(button()))]),
    "a chart at Home": ("home", [pie(1)]),
}
