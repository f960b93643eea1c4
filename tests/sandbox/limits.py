"""A payload for every limit of the facts: its name → the surface, and blocks (or a view) of that measure."""

from collections.abc import Callable
from typing import Any

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
    modal,
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

Measured = Callable[[int], Any]
Border = tuple[str, Measured]
SITE = "https://example.com/"


def address(length: int) -> str:
    return SITE + "x" * (length - len(SITE))


def options(count: int) -> list[Json]:
    return [option(f"v{number}") for number in range(count)]


def said(build: Callable[[int], Json]) -> Border:
    """A block of a message."""
    return "message", lambda measure: [build(measure)]


def pressed(build: Callable[[int], Json]) -> Border:
    """An element among a message's actions."""
    return said(lambda measure: actions(build(measure)))


def filled(build: Callable[[int], Json]) -> Border:
    """An element of a form."""
    return "modal", lambda measure: [field(build(measure))]


def viewed(build: Callable[[int], Json]) -> Border:
    """A view as a whole."""
    return "view", build


def hinted(kind: str, **more: Any) -> Border:
    """The placeholder of a typed field or of a picker."""
    return filled(lambda n: typed(kind, placeholder=plain("x" * n), **more))


def asked(name: str) -> Border:
    """A text of the dialog that asks back."""
    return pressed(lambda n: button(confirm=CONFIRM | {name: plain("x" * n)}))


def listed(**more: Any) -> Json:
    part = {"type": "rich_text_list", "style": "bullet", "elements": [], **more}
    return {"type": "rich_text", "elements": [part]}


def bordered(kind: str) -> Border:
    part = {"type": kind, "elements": []}
    return said(lambda n: {"type": "rich_text", "elements": [part | {"border": n}]})


def axes(**more: Any) -> Json:
    """Lines whose axes differ."""
    drawn = lines()
    drawn["chart"]["axis_config"] |= more
    return drawn


def segment(**more: Any) -> Json:
    drawn = pie(1)
    drawn["chart"]["segments"][0] |= more
    return drawn


def point(label: str) -> Json:
    drawn = lines()
    drawn["chart"]["series"][0]["data"][0]["label"] = label
    return drawn


def thumb(**more: Any) -> Json:
    return small(thumbs(positive_button={"text": plain("Good"), "value": "+", **more}))


def heard(count: int) -> Json:
    words = (["on_enter_pressed", "on_character_entered"] * 2)[:count]
    return typed(dispatch_action_config={"trigger_actions_on": words})


def grouped(count: int) -> Json:
    return select(option_groups=[{"label": plain("G"), "options": options(count)}])


def groups(count: int) -> Json:
    return select(option_groups=[{"label": plain("G"), "options": options(1)}] * count)


def among(kind: str, count: int) -> Json:
    return {"type": kind, "action_id": "pick", "options": options(count)}


def wordy(count: int) -> Json:
    """A data table with so many characters in it."""
    return data_table(cells("a"), cells("x" * (count - 1)))


def chosen(**more: Any) -> Json:
    return actions({"type": "overflow", "options": [option(**more)]})


BUTTONS: dict[str, Border] = {
    "action_id.max_length": pressed(lambda n: button(action="x" * n)),
    "button.accessibility_label.max_length": pressed(lambda n: button(accessibility_label="x" * n)),
    "button.agent_prompt.max_length": pressed(lambda n: button(agent_prompt="x" * n)),
    "button.text.max_length": pressed(lambda n: button("x" * n)),
    "button.url.max_length": pressed(lambda n: button(url=address(n))),
    "button.value.max_length": pressed(lambda n: button(value="x" * n)),
    "confirmation.confirm.max_length": asked("confirm"),
    "confirmation.deny.max_length": asked("deny"),
    "confirmation.text.max_length": asked("text"),
    "confirmation.title.max_length": asked("title"),
    "feedback_button.accessibility_label.max_length": said(lambda n: thumb(accessibility_label="x" * n)),
    "feedback_button.text.max_length": said(lambda n: thumb(text=plain("x" * n))),
    "feedback_button.value.max_length": said(lambda n: thumb(value="x" * n)),
    "icon_button.accessibility_label.max_length": said(
        lambda n: small(bin_button(accessibility_label="x" * n))
    ),
    "icon_button.value.max_length": said(lambda n: small(bin_button(value="x" * n))),
    "icon_button.visible_to_user_ids.max_items": said(
        lambda n: small(bin_button(visible_to_user_ids=["U1"] * n))
    ),
    "workflow_button.accessibility_label.max_length": pressed(
        lambda n: workflow() | {"accessibility_label": "x" * n}
    ),
    "workflow_button.text.max_length": pressed(lambda n: workflow("x" * n)),
}
MENUS: dict[str, Border] = {
    "checkboxes.options.max_items": pressed(lambda n: among("checkboxes", n)),
    "checkboxes.options.min_items": pressed(lambda n: among("checkboxes", n)),
    "conversation_filter.include.min_items": pressed(
        lambda n: select("conversations_select", filter={"include": ["public"] * n})
    ),
    "date_picker.placeholder.max_length": hinted("datepicker"),
    "multi_select.max_selected_items.min": filled(
        lambda n: select("multi_static_select", options=options(1), max_selected_items=n)
    ),
    "option.description.max_length": said(lambda n: chosen(description=plain("x" * n))),
    "option.text.max_length": said(lambda n: chosen(text="x" * n)),
    "option.url.max_length": said(lambda n: chosen(url=address(n))),
    "option.value.max_length": said(lambda n: chosen(value="x" * n)),
    "option_group.label.max_length": pressed(
        lambda n: select(option_groups=[{"label": plain("x" * n), "options": options(1)}])
    ),
    "option_group.options.max_items": pressed(grouped),
    "option_group.options.min_items": pressed(grouped),
    "overflow.options.max_items": pressed(lambda n: among("overflow", n)),
    "overflow.options.min_items": pressed(lambda n: among("overflow", n)),
    "radio_buttons.options.max_items": pressed(lambda n: among("radio_buttons", n)),
    "radio_buttons.options.min_items": pressed(lambda n: among("radio_buttons", n)),
    "select.min_query_length.min": pressed(lambda n: select("external_select", min_query_length=n)),
    "select.option_groups.max_items": pressed(groups),
    "select.option_groups.min_items": pressed(groups),
    "select.options.max_items": pressed(lambda n: select(options=options(n))),
    "select.options.min_items": pressed(lambda n: select(options=options(n))),
    "select.placeholder.max_length": pressed(
        lambda n: select(options=options(1), placeholder=plain("x" * n))
    ),
    "time_picker.placeholder.max_length": hinted("timepicker"),
}
FIELDS: dict[str, Border] = {
    "dispatch_action_configuration.trigger_actions_on.max_items": filled(heard),
    "dispatch_action_configuration.trigger_actions_on.min_items": filled(heard),
    "email_input.placeholder.max_length": hinted("email_text_input"),
    "file_input.max_files.max": filled(lambda n: typed("file_input", max_files=n)),
    "file_input.max_files.min": filled(lambda n: typed("file_input", max_files=n)),
    "input.hint.max_length": ("modal", lambda n: [field(typed(), hint=plain("x" * n))]),
    "input.label.max_length": ("modal", lambda n: [field(typed()) | {"label": plain("x" * n)}]),
    "number_input.placeholder.max_length": hinted("number_input", is_decimal_allowed=True),
    "plain_text_input.max_length.max": filled(lambda n: typed(max_length=n)),
    "plain_text_input.max_length.min": filled(lambda n: typed(max_length=n)),
    "plain_text_input.min_length.max": filled(lambda n: typed(min_length=n)),
    "plain_text_input.min_length.min": filled(lambda n: typed(min_length=n)),
    "plain_text_input.placeholder.max_length": hinted("plain_text_input"),
    "rich_text_input.max_lines.max": filled(lambda n: typed("rich_text_input", max_lines=n)),
    "rich_text_input.max_lines.min": filled(lambda n: typed("rich_text_input", max_lines=n)),
    "rich_text_input.min_lines.max": filled(lambda n: typed("rich_text_input", min_lines=n)),
    "rich_text_input.min_lines.min": filled(lambda n: typed("rich_text_input", min_lines=n)),
    "rich_text_input.placeholder.max_length": hinted("rich_text_input"),
    "url_input.placeholder.max_length": hinted("url_text_input"),
}
BLOCKS: dict[str, Border] = {
    "actions.elements.max_items": said(lambda n: actions(*(button(action=f"a{i}") for i in range(n)))),
    "alert.text.max_length": ("modal", lambda n: [alert("x" * n)]),
    "block_id.max_length": said(lambda n: section(block_id="x" * n)),
    "card.actions.max_items": said(lambda n: card(actions=[button(action=f"a{i}") for i in range(n)])),
    "card.body.max_length": said(lambda n: card(body=mrkdwn("x" * n))),
    "card.subtext.max_length": said(lambda n: card(subtext=mrkdwn("x" * n))),
    "card.subtitle.max_length": said(lambda n: card(subtitle=mrkdwn("x" * n))),
    "card.title.max_length": said(lambda n: card(title=mrkdwn("x" * n))),
    "carousel.elements.max_items": said(carousel),
    "carousel.elements.min_items": said(carousel),
    "container.child_blocks.max_items": said(lambda n: container(*[section()] * n)),
    "container.child_blocks.min_items": said(lambda n: container(*[section()] * n)),
    "container.subtitle.max_length": said(lambda n: container(section(), subtitle=mrkdwn("x" * n))),
    "container.title.max_length": said(lambda n: container(section(), title=plain("x" * n))),
    "context.elements.max_items": said(lambda n: {"type": "context", "elements": [mrkdwn("x")] * n}),
    "context_actions.elements.max_items": said(lambda n: small(*(bin_button(f"b{i}") for i in range(n)))),
    "header.text.max_length": said(lambda n: {"type": "header", "text": plain("x" * n)}),
    "image.alt_text.max_length": said(lambda n: image(alt_text="x" * n)),
    "image.image_url.max_length": said(lambda n: image(image_url=address(n))),
    "image.title.max_length": said(lambda n: image(title=plain("x" * n))),
    "image_element.alt_text.max_length": said(lambda n: section(accessory=image(alt_text="x" * n))),
    "image_element.image_url.max_length": said(lambda n: section(accessory=image(image_url=address(n)))),
    "markdown.text.max_length": said(lambda n: {"type": "markdown", "text": "x" * n}),
    "markdown.total_text.max_length": (
        "message",
        lambda n: [{"type": "markdown", "text": "x" * half} for half in (n // 2, n - n // 2)],
    ),
    "message.blocks.max_items": ("message", lambda n: [{"type": "divider"}] * n),
    "message.data_visualizations.max_items": ("message", lambda n: [pie(1)] * n),
    "plan.tasks.max_items": said(lambda n: plan(*(task(task_id=f"t{i}") for i in range(n)))),
    "rich_text_list.border.max": said(lambda n: listed(border=n)),
    "rich_text_list.border.min": said(lambda n: listed(border=n)),
    "rich_text_list.indent.max": said(lambda n: listed(indent=n)),
    "rich_text_list.indent.min": said(lambda n: listed(indent=n)),
    "rich_text_list.offset.min": said(lambda n: listed(offset=n)),
    "rich_text_preformatted.border.max": bordered("rich_text_preformatted"),
    "rich_text_preformatted.border.min": bordered("rich_text_preformatted"),
    "rich_text_quote.border.max": bordered("rich_text_quote"),
    "rich_text_quote.border.min": bordered("rich_text_quote"),
    "section.fields.item_max_length": said(lambda n: {"type": "section", "fields": [mrkdwn("x" * n)]}),
    "section.fields.max_items": said(lambda n: {"type": "section", "fields": [mrkdwn("x")] * n}),
    "section.text.max_length": said(lambda n: section(text=mrkdwn("x" * n))),
    "text.max_length": said(lambda n: {"type": "context", "elements": [mrkdwn("x" * n)]}),
    "text.min_length": said(lambda n: section(text=mrkdwn("x" * n))),
    "video.alt_text.max_length": said(lambda n: video(alt_text="x" * n)),
    "video.author_name.max_length": said(lambda n: video(author_name="x" * n)),
    "video.description.max_length": said(lambda n: video(description=plain("x" * n))),
    "video.provider_icon_url.max_length": said(lambda n: video(provider_icon_url=address(n))),
    "video.provider_name.max_length": said(lambda n: video(provider_name="x" * n)),
    "video.thumbnail_url.max_length": said(lambda n: video(thumbnail_url=address(n))),
    "video.title.max_length": said(lambda n: video(title=plain("x" * n))),
    "video.title_url.max_length": said(lambda n: video(title_url=address(n))),
    "video.video_url.max_length": said(lambda n: video(video_url=address(n))),
}
NUMBERS: dict[str, Border] = {
    "data_table.cell_text.min_length": said(lambda n: data_table(cells("a"), cells("x" * n))),
    "data_table.columns.max_items": said(lambda n: data_table(*[cells(*"x" * n)] * 2)),
    "data_table.columns.min_items": said(lambda n: data_table(*[cells(*"x" * n)] * 2)),
    "data_table.content.max_length": said(wordy),
    "data_table.page_size.max": said(lambda n: data_table(cells("a"), cells("b"), page_size=n)),
    "data_table.page_size.min": said(lambda n: data_table(cells("a"), cells("b"), page_size=n)),
    "data_table.row_header_column_index.min": said(
        lambda n: data_table(cells("a"), cells("b"), row_header_column_index=n)
    ),
    "data_table.rows.max_items": said(lambda n: data_table(*[cells("x")] * n)),
    "data_table.rows.min_items": said(lambda n: data_table(*[cells("x")] * n)),
    "data_table.total_content.max_length": (
        "message",
        lambda n: [wordy(half) for half in (n // 2, n - n // 2)],
    ),
    "data_visualization.axis_label.max_length": said(lambda n: axes(x_label="x" * n)),
    "data_visualization.categories.max_items": said(
        lambda n: axes(categories=[f"w{number}" for number in range(n)])
    ),
    "data_visualization.categories.min_items": said(lambda n: axes(categories=["w0"] * n)),
    "data_visualization.category_label.max_length": said(lambda n: axes(categories=["x" * n])),
    "data_visualization.data.max_items": said(lambda n: lines(1, n) if n <= 20 else _crowded(n)),
    "data_visualization.data.min_items": said(lambda n: _crowded(n)),
    "data_visualization.point_label.max_length": said(lambda n: point("x" * n)),
    "data_visualization.segment.label.max_length": said(lambda n: segment(label="x" * n)),
    "data_visualization.segments.max_items": said(lambda n: pie(*[1] * n)),
    "data_visualization.segments.min_items": said(lambda n: pie(*[1] * n)),
    "data_visualization.series.max_items": said(lines),
    "data_visualization.series.min_items": said(lines),
    "data_visualization.series_name.max_length": said(lambda n: lines(name="x" * n)),
    "data_visualization.title.max_length": said(lambda n: pie(1, title="x" * n)),
    "table.column_settings.max_items": said(
        lambda n: table(1, 1) | {"column_settings": [{"align": "left"}] * n}
    ),
    "table.columns.max_items": said(lambda n: table(1, n)),
    "table.rows.max_items": said(lambda n: table(n, 1)),
}
VIEWS: dict[str, Border] = {
    "view.blocks.max_items": viewed(lambda n: modal(*[{"type": "divider"}] * n)),
    "view.callback_id.max_length": viewed(lambda n: modal(section(), callback_id="x" * n)),
    "view.close.max_length": viewed(lambda n: modal(section(), close=plain("x" * n))),
    "view.external_id.max_length": viewed(lambda n: modal(section(), external_id="x" * n)),
    "view.private_metadata.max_length": viewed(lambda n: modal(section(), private_metadata="x" * n)),
    "view.submit.max_length": viewed(lambda n: modal(section(), submit=plain("x" * n))),
    "view.title.max_length": viewed(lambda n: modal(section(), title=plain("x" * n))),
}
BORDERS = BUTTONS | MENUS | FIELDS | BLOCKS | NUMBERS | VIEWS
BEYOND = {  # not a measure of blocks: each has a test of its own
    "data_visualization.segment.value.exclusive_min",
    "message.attachments.max_items",
    "message.channel.min_length",
}


def _crowded(points: int) -> Json:
    """Lines with few categories and so many points."""
    drawn = lines()
    drawn["chart"]["series"][0]["data"] = [{"label": "w0", "value": 1}] * points
    return drawn
