"""Pieces of Block Kit, as short as they can be, for tests of the sandbox."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn("hello"), **more}


def button(text: str = "Go", action: str = "go", **more: Any) -> Json:
    return {"type": "button", "action_id": action, "text": plain(text), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def option(value: str = "a", text: str = "A", **more: Any) -> Json:
    return {"text": plain(text), "value": value, **more}


def select(kind: str = "static_select", **more: Any) -> Json:
    return {"type": kind, "action_id": "pick", **more}


def field(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("Label"), "element": element, **more}


def typed(kind: str = "plain_text_input", **more: Any) -> Json:
    return {"type": kind, "action_id": "typed", **more}


def image(**more: Any) -> Json:
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a chart", **more}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def table(rows: int, columns: int) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows}


def modal(*body: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Title"), "blocks": list(body), **more}


CONFIRM = {"title": plain("Sure?"), "text": mrkdwn("Really?"), "confirm": plain("Yes"), "deny": plain("No")}
