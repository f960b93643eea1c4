"""Block Kit as Slack checks it: each block's shape, the rules across blocks, and where a block may stand."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from bot.sandbox.slack import elements
from bot.sandbox.slack.facts import LIMITS, SURFACES, longest, most
from bot.sandbox.slack.schema import (
    Check,
    anything,
    choice,
    complain,
    either,
    flag,
    items,
    one_of,
    shape,
    text,
    url,
    whole,
)

ALL_TEXT = 13_200  # Slack answers msg_blocks_too_long beyond it (github.com/slackapi/bolt-js/issues/2509).


def _block(required: dict[str, Check] | None = None, optional: dict[str, Check] | None = None) -> Check:
    return shape(required or {}, {"block_id": text(longest("block_id")), **(optional or {})})


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
_BORDER = {"border": whole(LIMITS["rich_text_list.border.min"], LIMITS["rich_text_list.border.max"])}
_SECTION = shape(_INLINES)
RICH = one_of(
    {
        "rich_text_section": _SECTION,
        "rich_text_preformatted": shape(_INLINES, {"language": text(), **_BORDER}),
        "rich_text_quote": shape(_INLINES, _BORDER),
        "rich_text_list": shape(
            {
                "style": choice("bullet", "ordered"),
                "elements": items(one_of({"rich_text_section": _SECTION}), None, 0),
            },
            {"indent": whole(0, LIMITS["rich_text_list.indent.max"]), "offset": whole(0), **_BORDER},
        ),
    }
)
CELL = one_of({"raw_text": shape({"text": text()}), "rich_text": _block({"elements": items(RICH, None, 0)})})
SECTION = either(
    ("text", "fields"),
    _block(
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
INPUT = _block(
    {"label": elements.plain(longest("input.label")), "element": elements.IN_INPUTS},
    {"hint": elements.plain(longest("input.hint")), "optional": flag, "dispatch_action": flag},
)
IMAGE = either(
    ("image_url", "slack_file"),
    _block(
        {"alt_text": text(longest("image.alt_text"))},
        {
            "image_url": url(longest("image.image_url")),
            "slack_file": anything,
            "title": elements.plain(longest("image.title")),
        },
    ),
)
COLUMN = shape({}, {"align": choice("left", "center", "right"), "is_wrapped": flag})

BLOCKS: dict[str, Check] = {
    "actions": _block({"elements": items(elements.IN_ACTIONS, most("actions.elements"))}),
    "context": _block({"elements": items(elements.IN_CONTEXT, most("context.elements"))}),
    "divider": _block(),
    "file": _block({"external_id": text(), "source": choice("remote")}),
    "header": _block({"text": elements.plain(longest("header.text"))}),
    "image": IMAGE,
    "input": INPUT,
    "markdown": _block({"text": text(longest("markdown.text"))}),
    "rich_text": _block({"elements": items(RICH, None, 0)}),
    "section": SECTION,
    "table": _block(
        {"rows": items(items(CELL, most("table.columns")), most("table.rows"))},
        {"column_settings": items(COLUMN, most("table.column_settings"))},
    ),
}


def complaints(blocks: Any, surface: str, at: str = "/blocks") -> list[str]:
    """What Slack finds wrong with blocks on a surface (message, modal, home); nothing where it takes them."""
    found: list[str] = []
    high = most("message.blocks") if surface == "message" else most("view.blocks")
    allowed = {kind: BLOCKS[kind] for kind in SURFACES[surface]}
    items(one_of(allowed), high, 0)(blocks, at, found)
    if not found:
        _across(blocks, at, found)
    return found


def _across(blocks: Sequence[dict[str, Any]], at: str, found: list[str]) -> None:
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    for name in (name for name, times in ids.items() if times > 1):
        complain(found, f"duplicate block_id: {name}", at)
    if (
        sum(len(b["text"]) for b in blocks if b["type"] == "markdown")
        > LIMITS["markdown.total_text.max_length"]
    ):
        complain(found, f"must be less than {LIMITS['markdown.total_text.max_length'] + 1} characters", at)
    if sum(block["type"] == "table" for block in blocks) > 1:
        complain(found, "only_one_table_allowed", at)
    for index, block in enumerate(blocks):
        _within(block, f"{at}/{index}", found)


def _within(block: dict[str, Any], at: str, found: list[str]) -> None:
    inside = list(interactive(block))
    names = Counter(element["action_id"] for element in inside if "action_id" in element)
    for name in (name for name, times in names.items() if times > 1):
        complain(found, f"duplicate action_id: {name}", at)
    for element in inside:
        if not _begins_as_offered(element):
            complain(found, "initial option not found in options", at)


def _begins_as_offered(element: dict[str, Any]) -> bool:
    chosen = (
        [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
    )
    if "external" in element["type"]:
        return True
    return all(option in offered(element) for option in chosen)


def offered(element: dict[str, Any]) -> list[dict[str, Any]]:
    """The options of a select, grouped or not."""
    grouped = [option for group in element.get("option_groups", ()) for option in group["options"]]
    return [*element.get("options", ()), *grouped]


def interactive(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The elements of a block that a person can press, pick from or fill in."""
    for element in (*block.get("elements", ()), block.get("accessory"), block.get("element")):
        if isinstance(element, dict) and element.get("type") in elements.INTERACTIVE:
            yield element


def stored(body: Sequence[dict[str, Any]], new_id: Callable[[str], str]) -> list[dict[str, Any]]:
    """Blocks as Slack keeps them: a copy, with an id for every block and element that came without."""
    kept = [{"block_id": new_id("b"), **completed(block)} for block in body]
    for block in kept:
        for element in interactive(block):
            element.setdefault("action_id", new_id("a"))
    return kept


def completed(value: Any) -> Any:
    """A copy in which every text object says what it would by default: `emoji`, or `verbatim`."""
    match value:
        case list():
            return [completed(inner) for inner in value]
        case {"type": "plain_text", "text": str()}:
            return {"emoji": True, **value}
        case {"type": "mrkdwn", "text": str()}:
            return {"verbatim": False, **value}
        case dict():
            return {name: completed(inner) for name, inner in value.items()}
        case _:
            return value


def length(value: Any) -> int:
    """How many characters of text blocks hold altogether."""
    if isinstance(value, list):
        return sum(map(length, value))
    if not isinstance(value, dict):
        return 0
    own = len(value["text"]) if isinstance(value.get("text"), str) else 0
    return own + sum(length(inner) for inner in value.values())
