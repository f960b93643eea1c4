"""Blocks that hold others or report work: cards, carousels, containers, alerts, plans, rows of small buttons.

Fields as on https://docs.slack.dev/reference/block-kit/blocks/<kind>-block; limits in `facts.json`.
"""

from bot.sandbox.slack import elements
from bot.sandbox.slack.facts import LIMITS, longest, most
from bot.sandbox.slack.kinds import PLAIN_KINDS
from bot.sandbox.slack.rich import ONLY_RICH_TEXT, block
from bot.sandbox.slack.schema import Check, choice, either, flag, items, not_both, one_of, shape, text, url

_PICTURE = one_of({"image": elements.IMAGE})
_CARD_CONTENT = ("hero_image", "title", "actions", "body")
CARD = not_both(
    "icon",
    "slack_icon",
    either(
        _CARD_CONTENT,
        block(
            {},
            {
                "hero_image": _PICTURE,
                "icon": _PICTURE,
                "slack_icon": one_of({"icon": shape({"name": text()})}),
                "title": elements.written(longest("card.title")),
                "subtitle": elements.written(longest("card.subtitle")),
                "body": elements.written(longest("card.body")),
                "subtext": elements.written(longest("card.subtext")),
                "actions": items(one_of({"button": elements.BUTTONS["button"]}), most("card.actions")),
            },
        ),
    ),
)

# The page lists file, input and rich_text too; the live validator refuses them
# (github.com/abdolence/slack-morphism-rust 2.31, SlackContainerBlock): both must take it here.
IN_CONTAINERS = ("actions", "context", "divider", "header", "image", "section", "table", "video")


def _container() -> Check:
    inside = one_of({kind: PLAIN_KINDS[kind] for kind in IN_CONTAINERS})
    return not_both(
        "is_collapsible",
        "has_header_divider",
        either(
            ("title", "rich_text_title"),
            block(
                {"child_blocks": items(inside, most("container.child_blocks"))},
                {
                    "title": elements.plain(longest("container.title")),
                    "rich_text_title": ONLY_RICH_TEXT,
                    "subtitle": elements.written(longest("container.subtitle")),
                    "width": choice("narrow", "standard", "wide", "full"),
                    "icon": _PICTURE,
                    **dict.fromkeys(("is_collapsible", "default_collapsed", "has_header_divider"), flag),
                },
            ),
        ),
    )


_SOURCE = one_of({"url": shape({"url": url(longest("button.url")), "text": text()})})


def _task(*statuses: str) -> Check:
    """A task. One that stands alone has begun; in a plan it may be pending."""
    rest = {"details": ONLY_RICH_TEXT, "output": ONLY_RICH_TEXT, "sources": items(_SOURCE)}
    return block({"task_id": text(), "title": text(), "status": choice(*statuses)}, rest)


_BEGUN = ("in_progress", "complete", "error")
CARDS: dict[str, Check] = {
    "alert": block(
        {"text": elements.written(longest("alert.text"))},
        {"level": choice("default", "info", "warning", "error", "success")},
    ),
    "card": CARD,
    "carousel": block({"elements": items(one_of({"card": CARD}), most("carousel.elements"))}),
    "container": _container(),
    "context_actions": block(
        {"elements": items(elements.IN_CONTEXT_ACTIONS, most("context_actions.elements"))}
    ),
    "plan": block(
        {"title": text(), "tasks": items(_task("pending", *_BEGUN), LIMITS["plan.tasks.max_items"], 0)}
    ),
    "task_card": _task(*_BEGUN),
}
