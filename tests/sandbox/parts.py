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


def card(**more: Any) -> Json:
    return {"type": "card", "title": mrkdwn("A card"), **more}


def carousel(count: int) -> Json:
    return {"type": "carousel", "elements": [card()] * count}


def container(*inside: Json, **more: Any) -> Json:
    return {"type": "container", "title": plain("Group"), "child_blocks": list(inside), **more}


def task(kind: str = "task_card", status: str = "complete", **more: Any) -> Json:
    return {"type": kind, "task_id": "t1", "title": "Look", "status": status, **more}


def plan(*tasks: Json) -> Json:
    return {"type": "plan", "title": "How it went", "tasks": list(tasks)}


def alert(text: str = "Careful", **more: Any) -> Json:
    return {"type": "alert", "text": mrkdwn(text), **more}


def video(**more: Any) -> Json:
    link = {"video_url": "https://example.com/v", "thumbnail_url": "https://example.com/t.png"}
    return {"type": "video", "title": plain("Film"), "alt_text": "a film", **link, **more}


def data_table(*rows: list[Json], **more: Any) -> Json:
    return {"type": "data_table", "caption": "Numbers", "rows": list(rows), **more}


def cells(*texts: str) -> list[Json]:
    return [{"type": "raw_text", "text": text} for text in texts]


def pie(*values: float, **more: Any) -> Json:
    chart = {"type": "pie", "segments": [{"label": f"s{i}", "value": v} for i, v in enumerate(values)]}
    return {"type": "data_visualization", "title": "Shares", "chart": chart, **more}


def lines(series: int = 1, points: int = 2, kind: str = "line", name: str = "s") -> Json:
    data = [{"label": f"w{i}", "value": i} for i in range(points)]
    axes = {"categories": [f"w{i}" for i in range(points)], "x_label": "Week", "y_label": "Hours"}
    chart = {"type": kind, "series": [{"name": name, "data": data}] * series, "axis_config": axes}
    return {"type": "data_visualization", "title": "Load", "chart": chart}


def thumbs(**more: Any) -> Json:
    good, bad = {"text": plain("Good"), "value": "+"}, {"text": plain("Bad"), "value": "-"}
    return {
        "type": "feedback_buttons",
        "action_id": "f",
        "positive_button": good,
        "negative_button": bad,
        **more,
    }


def bin_button(action: str = "bin", **more: Any) -> Json:
    return {"type": "icon_button", "icon": "trash", "action_id": action, "text": plain("Delete"), **more}


def small(*elements: Json) -> Json:
    return {"type": "context_actions", "elements": list(elements)}


def workflow(text: str = "Run") -> Json:
    trigger = {"url": "https://slack.com/shortcuts/Ft0/1"}
    return {
        "type": "workflow_button",
        "action_id": "w",
        "text": plain(text),
        "workflow": {"trigger": trigger},
    }
