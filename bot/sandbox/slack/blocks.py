"""Block Kit as Slack checks it: where blocks may stand, the rules across them, what Slack keeps of them."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot.sandbox.slack import elements
from bot.sandbox.slack.cards import CARDS
from bot.sandbox.slack.charts import CHARTS
from bot.sandbox.slack.facts import LIMITS, SURFACES, most
from bot.sandbox.slack.kinds import PLAIN_KINDS
from bot.sandbox.slack.schema import Check, Complaint, Found, complain, items, one_of

ALL_TEXT = 13_200  # Slack answers msg_blocks_too_long beyond it (github.com/slackapi/bolt-js/issues/2509).
BLOCKS: Mapping[str, Check] = {**PLAIN_KINDS, **CARDS, **CHARTS}
_ALL_MARKDOWN = LIMITS["markdown.total_text.max_length"]
_ALL_CELLS = LIMITS["data_table.total_content.max_length"]
_CHARTS = LIMITS["message.data_visualizations.max_items"]


def complaints(blocks: Any, surface: str, at: str = "/blocks") -> list[str]:
    """What Slack finds wrong with blocks on a surface (message, modal, home); nothing where it takes them."""
    return [str(complaint) for complaint in faults(blocks, surface, at)]


def faults(blocks: Any, surface: str, at: str = "/blocks") -> list[Complaint]:
    """The same with what was expected, as blocks.validate tells it."""
    found: Found = []
    said = surface == "message"  # a message may have its text alone
    high, low = (most("message.blocks"), 0) if said else (most("view.blocks"), 1)
    allowed = {kind: BLOCKS[kind] for kind in SURFACES[surface]}
    items(one_of(allowed), high, low)(blocks, at, found)
    if not found:
        _across(blocks, at, found)
        _altogether(blocks, at, found)
    return found


def _across(blocks: Sequence[dict[str, Any]], at: str, found: Found) -> None:
    ids = Counter(block["block_id"] for block in parts(blocks) if "block_id" in block)
    for name in (name for name, times in ids.items() if times > 1):
        complain(found, f"duplicate block_id: {name}", at, "unique", "block_id")
    for index, block in enumerate(blocks):
        for part in parts([block]):
            _within(part, f"{at}/{index}", found)


def _altogether(blocks: Sequence[dict[str, Any]], at: str, found: Found) -> None:
    """What all blocks of a kind may come to."""
    kinds = Counter(block["type"] for block in parts(blocks))
    written = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if written > _ALL_MARKDOWN:
        complain(found, f"must be less than {_ALL_MARKDOWN + 1} characters", at, "max_length", _ALL_MARKDOWN)
    cells = [length(block["rows"]) for block in blocks if block["type"] == "data_table"]
    if sum(cells) > _ALL_CELLS or max(cells, default=0) > LIMITS["data_table.content.max_length"]:
        complain(found, f"must be less than {_ALL_CELLS + 1} characters", at, "max_length", _ALL_CELLS)
    if kinds["table"] > 1:
        complain(found, "only_one_table_allowed", at, "max_items", 1)
    if kinds["data_visualization"] > _CHARTS:
        complain(found, f"no more than {_CHARTS} data_visualization blocks allowed", at, "max_items", _CHARTS)
    for index, block in enumerate(blocks):
        tasks = Counter(task["task_id"] for task in block.get("tasks", ()))
        for name in (name for name, times in tasks.items() if times > 1):
            complain(found, f"duplicate task_id: {name}", f"{at}/{index}/tasks", "unique", "task_id")


def _within(block: dict[str, Any], at: str, found: Found) -> None:
    inside = list(interactive(block))
    names = Counter(element["action_id"] for element in inside if "action_id" in element)
    for name in (name for name, times in names.items() if times > 1):
        complain(found, f"duplicate action_id: {name}", at, "unique", "action_id")
    for element in inside:
        if not _begins_as_offered(element):
            complain(found, "initial option not found in options", at, "enum", "options")


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


def parts(blocks: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every block, and the blocks inside containers and carousels."""
    for block in blocks:
        yield block
        yield from parts(_held(block))


def _held(block: dict[str, Any]) -> list[dict[str, Any]]:
    inside = block.get({"container": "child_blocks", "carousel": "elements"}.get(block["type"], ""), [])
    return list(inside)


def interactive(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The elements of a block itself that a person can press, pick from or fill in."""
    own = block.get("actions", ()) if block["type"] == "card" else block.get("elements", ())
    for element in (*own, block.get("accessory"), block.get("element")):
        if isinstance(element, dict) and element.get("type") in elements.INTERACTIVE:
            yield element


def stored(body: Sequence[dict[str, Any]], new_id: Callable[[str], str]) -> list[dict[str, Any]]:
    """Blocks as Slack keeps them: a copy, with an id for every block and element that came without."""
    kept = [{"block_id": new_id("b"), **completed(block)} for block in body]
    for block in parts(kept):
        block.setdefault("block_id", new_id("b"))
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
