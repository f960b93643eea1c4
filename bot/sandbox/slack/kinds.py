"""The blocks that everybody knows: text, images, menus, inputs, tables. Kind → what it must look like."""

from typing import Any

from bot.sandbox.slack import elements
from bot.sandbox.slack.facts import LIMITS, longest, most
from bot.sandbox.slack.rich import CELL, RICH_TEXT, block
from bot.sandbox.slack.schema import Check, Found, choice, either, flag, items, not_both, shape, text, url

SECTION = either(
    ("text", "fields"),
    block(
        {},
        {
            "text": elements.written(longest("section.text")),
            "fields": items(
                elements.written(LIMITS["section.fields.item_max_length"]), most("section.fields")
            ),
            "accessory": elements.ACCESSORIES,
            "expand": flag,
        },
    ),
)
INPUT = block(
    {"label": elements.plain(longest("input.label")), "element": elements.IN_INPUTS},
    {"hint": elements.plain(longest("input.hint")), "optional": flag, "dispatch_action": flag},
)
IMAGE = not_both(
    "image_url",
    "slack_file",
    either(
        ("image_url", "slack_file"),
        block(
            {"alt_text": text(longest("image.alt_text"))},
            {
                "image_url": url(longest("image.image_url")),
                "slack_file": elements.SLACK_FILE,
                "title": elements.plain(longest("image.title")),
            },
        ),
    ),
)
VIDEO = block(
    {
        "alt_text": text(longest("video.alt_text")),
        "thumbnail_url": url(longest("video.thumbnail_url")),
        "title": elements.plain(longest("video.title")),
        "video_url": url(longest("video.video_url")),
    },
    {
        "author_name": text(longest("video.author_name")),
        "description": elements.plain(longest("video.description")),
        "provider_icon_url": url(longest("video.provider_icon_url")),
        "provider_name": text(longest("video.provider_name")),
        "title_url": url(longest("video.title_url")),
    },
)
_COLUMN = shape({}, {"align": choice("left", "center", "right"), "is_wrapped": flag})


def _column(value: Any, at: str, found: Found) -> None:
    """A column's settings, or null where it has none."""
    if value is not None:
        _COLUMN(value, at, found)


PLAIN_KINDS: dict[str, Check] = {
    "actions": block({"elements": items(elements.IN_ACTIONS, most("actions.elements"))}),
    "context": block({"elements": items(elements.IN_CONTEXT, most("context.elements"))}),
    "divider": block(),
    "file": block({"external_id": text(), "source": choice("remote")}),
    "header": block({"text": elements.plain(longest("header.text"))}),
    "image": IMAGE,
    "input": INPUT,
    "markdown": block({"text": text(longest("markdown.text"))}),
    "rich_text": RICH_TEXT,
    "section": SECTION,
    "table": block(
        {"rows": items(items(CELL, most("table.columns")), most("table.rows"))},
        {"column_settings": items(_column, most("table.column_settings"))},
    ),
    "video": VIDEO,
}
