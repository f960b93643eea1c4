"""Views as Slack checks them: modals and Home tabs."""

import json
from typing import Any

from bot.sandbox.slack import blocks, elements
from bot.sandbox.slack.facts import longest, most
from bot.sandbox.slack.schema import Check, Complaint, Found, anything, complain, flag, one_of, shape, text

TOO_LARGE, OPTIONS = 250_000, most("select.options")

_OPTIONAL: dict[str, Check] = {
    "private_metadata": text(longest("view.private_metadata"), 0),
    "callback_id": text(longest("view.callback_id"), 0),
    "external_id": text(longest("view.external_id"), 0),
}
_MODAL = shape(
    {"title": elements.plain(longest("view.title")), "blocks": anything},
    {
        **_OPTIONAL,
        "submit": elements.plain(longest("view.submit")),
        "close": elements.plain(longest("view.close")),
        "clear_on_close": flag,
        "notify_on_close": flag,
        "submit_disabled": flag,
    },
)
VIEW = one_of({"modal": _MODAL, "home": shape({"blocks": anything}, _OPTIONAL)})


def complaints(view: Any, at: str = "/view") -> list[str]:
    """What Slack finds wrong with a view; nothing where it takes it."""
    return [str(complaint) for complaint in faults(view, at)]


def faults(view: Any, at: str = "/view") -> list[Complaint]:
    """The same with what was expected, as blocks.validate tells it."""
    found: Found = []
    VIEW(view, at, found)
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home") or "blocks" not in view:
        return found
    found += blocks.faults(view["blocks"], view["type"], f"{at}/blocks")
    asks = isinstance(view["blocks"], list) and any(_is_input(block) for block in view["blocks"])
    if asks and view["type"] == "modal" and not view.get("submit"):
        complain(found, "must define `submit` to use an `input` block in modals", at, "required", "submit")
    return found


def too_large(view: Any) -> bool:
    """Whether a view is more than Slack keeps."""
    return len(json.dumps(view)) > TOO_LARGE


def _is_input(block: Any) -> bool:
    return isinstance(block, dict) and block.get("type") == "input"
