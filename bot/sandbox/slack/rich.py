"""What every block may carry, and rich text: sections, lists, quotes, code, and the pieces in them."""

from bot.sandbox.slack.facts import LIMITS, longest
from bot.sandbox.slack.schema import Check, choice, flag, items, number, one_of, shape, text, whole


def block(required: dict[str, Check] | None = None, optional: dict[str, Check] | None = None) -> Check:
    """A block with these fields and perhaps an id."""
    return shape(required or {}, {"block_id": text(longest("block_id")), **(optional or {})})


def _border(name: str) -> dict[str, Check]:
    return {"border": whole(LIMITS[f"{name}.border.min"], LIMITS[f"{name}.border.max"])}


STYLE = shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "client_highlight"), flag))
_STYLED = {"style": STYLE}
INLINE = one_of(
    {
        "text": shape({"text": text()}, _STYLED),
        "link": shape({"url": text()}, {"text": text(), "unsafe": flag, **_STYLED}),
        "user": shape({"user_id": text()}, _STYLED),
        "usergroup": shape({"usergroup_id": text()}, _STYLED),
        "channel": shape({"channel_id": text()}, _STYLED),
        "emoji": shape({"name": text()}, {"unicode": text(), "skin_tone": whole(1), "url": text()}),
        "broadcast": shape({"range": choice("here", "channel", "everyone")}, _STYLED),
        "date": shape({"timestamp": whole(), "format": text()}, {"url": text(), "fallback": text()}),
        "color": shape({"value": text()}),
    }
)
_INLINES = {"elements": items(INLINE, None, 0)}
_SECTION = shape(_INLINES)
_LIST = shape(
    {
        "style": choice("bullet", "ordered"),
        "elements": items(one_of({"rich_text_section": _SECTION}), None, 0),
    },
    {
        "indent": whole(LIMITS["rich_text_list.indent.min"], LIMITS["rich_text_list.indent.max"]),
        "offset": whole(LIMITS["rich_text_list.offset.min"]),
        **_border("rich_text_list"),
    },
)
PART = one_of(
    {
        "rich_text_section": _SECTION,
        "rich_text_preformatted": shape(_INLINES, {"language": text(), **_border("rich_text_preformatted")}),
        "rich_text_quote": shape(_INLINES, _border("rich_text_quote")),
        "rich_text_list": _LIST,
    }
)
RICH_TEXT = block({"elements": items(PART, None, 0)})
ONLY_RICH_TEXT = one_of({"rich_text": RICH_TEXT})

RAW_TEXT = shape({"text": text(None, LIMITS["data_table.cell_text.min_length"])})
RAW_NUMBER = shape({"value": number()}, {"text": text()})
CELL = one_of({"raw_text": RAW_TEXT, "raw_number": RAW_NUMBER, "rich_text": RICH_TEXT})
