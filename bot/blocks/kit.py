"""The builders of Block Kit: one escaping boundary, every limit kept, nothing longer than Slack takes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.domain.markup import clean

Block = dict[str, Any]

TEXT, FIELD, HEADER, BUTTON, OPTION, VALUE, URL = 3000, 2000, 150, 75, 75, 2000, 3000
DAY = 86400
UNITS = ((DAY, "d"), (3600, "h"), (60, "min"))
HALF = re.compile("<[^<>]*$|&[a-z]{0,3}$")
SLACK_ID = re.compile("[UW][A-Z0-9_]+")
NAMED = re.compile(r"@([UW][A-Z0-9_]+)\b")


def clip(text: str, limit: int) -> str:
    """The text within `limit` characters, the cut marked by an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def cut(mrkdwn: str, limit: int) -> str:
    """As `clip` for mrkdwn: a link, a mention or an entity that the cut would halve goes whole."""
    return mrkdwn if len(mrkdwn) <= limit else HALF.sub("", mrkdwn[: limit - 1]).rstrip() + "…"


def whole(lines: Sequence[str], limit: int = TEXT) -> str:
    """Lines of mrkdwn, as many as fit; how many are left out stands at the end."""
    for kept in range(len(lines), 0, -1):
        more = f"\nand {len(lines) - kept} more" if kept < len(lines) else ""
        if sum(map(len, lines[:kept])) + kept + len(more) <= limit:
            return "\n".join(lines[:kept]) + more
    return cut(lines[0], limit) if lines else ""


def escape(text: str, limit: int = TEXT) -> str:
    """Foreign text made safe for mrkdwn: clipped first, so that no entity is cut in half.

    Slack reads only `& < >` as control characters; formatting characters stay as people wrote them.
    """
    if _unremarkable(text, limit):
        return text
    limit = max(1, limit)
    text = clean(text)
    clipped = clip(" ".join(text.split()) if "\n" not in text else text, limit)
    return clipped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unremarkable(text: str, limit: int) -> bool:
    """Whether `escape` would leave the text as it is, as it does with most names: it is asked at each."""
    return (
        len(text) <= limit
        and text.isprintable()
        and "&" not in text
        and "<" not in text
        and ">" not in text
        and "  " not in text
        and text == text.strip()
    )


def snug(text: str, limit: int) -> str:
    """Foreign text made safe that is within the limit even then, where an entity counts five characters."""
    escaped = escape(text, limit)
    return escaped if len(escaped) <= limit else escape(text, limit // 5)


def address(url: str) -> str:
    """A web address that Slack takes as it stands; "" for anything else."""
    usable = url.startswith(("https://", "http://")) and url.isprintable() and len(url) <= URL
    return url if usable and not any(c in url for c in "<>| ") else ""


def link(url: str, label: str) -> str:
    """A mrkdwn link; the label is foreign text. A URL that is not http(s) is dropped, the label stays."""
    safe = escape(label.replace("|", "¦"), 250)
    if not address(url):
        return safe
    return f"<{url.replace('&', '&amp;')}|{safe}>"


def person(slack_id: str) -> str:
    """A mention of a Slack user (resolves to a name; it notifies only in a message that people get)."""
    if not SLACK_ID.fullmatch(slack_id):
        return escape(slack_id, 80) or "nobody"
    return f"<@{slack_id}>"


def with_people(text: str, limit: int) -> str:
    """Words of our own that hold the id of somebody (`handed over to @U0BO`), who is mentioned."""
    return NAMED.sub(lambda found: person(found[1]), snug(text, limit))


def when(at: datetime, form: str = "{date_short_pretty} {time}") -> str:
    """A time in the reader's zone, with UTC for those who cannot render it."""
    return f"<!date^{int(at.timestamp())}^{form}|{at:%Y-%m-%d %H:%M} UTC>"


def ago(seconds: float) -> str:
    """`42 s`, `7 min`, `3 h`, `2 d`: how long, in the largest unit that says enough."""
    for size, unit in UNITS:
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{max(0, int(seconds))} s"


def steady(moments: Iterable[datetime], now: datetime) -> datetime:
    """Until when `ago` says of all these moments what it says now, be they past or to come."""
    return now + timedelta(seconds=min((_steady((now - at).total_seconds()) for at in moments), default=DAY))


def _steady(age: float) -> float:
    """Seconds until an age, or (below zero) a time that is left, is told by another number."""
    size = next((size for size, _ in UNITS if abs(age) >= size), 1)
    return size - age % size if age >= 0 else -age % size


def _plain(text: str, limit: int) -> str:
    """Foreign text for a plain_text object, which is never empty."""
    return clip(" ".join(clean(text).split()), limit) or "…"


def header(text: str) -> Block:
    """A header block; plain text, so foreign text needs no escaping."""
    return {"type": "header", "text": {"type": "plain_text", "text": _plain(text, HEADER)}}


def section(mrkdwn: str, accessory: Block | None = None) -> Block:
    """A section of mrkdwn (already escaped)."""
    block: Block = {"type": "section", "text": {"type": "mrkdwn", "text": cut(mrkdwn, TEXT) or "…"}}
    return block | ({"accessory": accessory} if accessory else {})


def sections(title: str, lines: Sequence[str], limit: int = TEXT) -> tuple[Block, ...]:
    """A title and its lines (mrkdwn) in as many sections as it takes; no line is cut or left out."""
    texts = [title]
    for line in lines:
        if len(texts[-1]) + 1 + len(line) > limit:
            texts.append(line)
        else:
            texts[-1] += f"\n{line}"
    return tuple(section(text) for text in texts)


def fields(pairs: Iterable[tuple[str, str]]) -> Block:
    """Label and value (mrkdwn, already escaped) side by side; at most ten."""
    texts = [{"type": "mrkdwn", "text": cut(f"*{label}*\n{value}", FIELD)} for label, value in pairs]
    return {"type": "section", "fields": texts[:10]}


def context(*mrkdwn: str) -> Block:
    """A small grey line; each part is mrkdwn, already escaped."""
    parts = [part for part in mrkdwn if part] or ["…"]
    return {
        "type": "context",
        "elements": [{"type": "mrkdwn", "text": cut(part, TEXT)} for part in parts[:10]],
    }


def divider() -> Block:
    """A thin line."""
    return {"type": "divider"}


def button(label: str, action: str, value: str = "", *, style: str = "") -> Block:
    """A button. `action` is a row of the buttons' table, `value` what its handler needs to know."""
    block: Block = {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": _plain(label, BUTTON)},
    }
    if value:
        block["value"] = value[:VALUE]
    return block | ({"style": style} if style else {})


def link_button(label: str, action: str, url: str) -> Block:
    """A button that opens a page; Slack still reports the click under `action`."""
    return button(label, action) | {"url": url}


def actions(buttons: Sequence[Block], block_id: str = "") -> Block:
    """One row of buttons; at most 25, each action_id made unique by its place."""
    unique = [b | {"action_id": f"{b['action_id']}:{i}"} if i else b for i, b in enumerate(buttons[:25])]
    return {"type": "actions", "elements": unique} | ({"block_id": block_id} if block_id else {})


def options(pairs: Iterable[tuple[str, str]]) -> list[Block]:
    """(label, value) pairs for a select; at most a hundred."""
    return [
        {"text": {"type": "plain_text", "text": _plain(label, OPTION)}, "value": value[:150]}
        for label, value in list(pairs)[:100]
    ]


def text_input(
    name: str, label: str, *, initial: str = "", optional: bool = True, lines: bool = False
) -> Block:
    """A text field of a modal; its value arrives under `name`."""
    element: Block = {"type": "plain_text_input", "action_id": name, "multiline": lines, "max_length": 3000}
    if initial:
        element["initial_value"] = initial[:3000]
    return labelled(name, label, element, optional=optional)


def select_input(
    name: str, label: str, choices: Sequence[tuple[str, str]], *, initial: str = "", optional: bool = True
) -> Block:
    """A drop-down of (label, value) pairs; its value arrives under `name`."""
    offered = options(choices)
    element: Block = {"type": "static_select", "action_id": name, "options": offered}
    chosen = [option for option in offered if option["value"] == initial]
    return labelled(
        name, label, element | ({"initial_option": chosen[0]} if chosen else {}), optional=optional
    )


def search_input(
    name: str, label: str, suggested: Sequence[tuple[str, str]] = (), *, optional: bool = True
) -> Block:
    """A field that searches as people type (the row `name` of the options' table answers)."""
    element: Block = {
        "type": "external_select",
        "action_id": name,
        "min_query_length": 1,
        "placeholder": {"type": "plain_text", "text": "Type a part of its name"},
    }
    if suggested:
        element["initial_option"] = options(suggested[:1])[0]
    return labelled(name, label, element, optional=optional)


def person_input(name: str, label: str, *, initial: str = "", optional: bool = True) -> Block:
    """A person of the workspace; the Slack id arrives under `name`."""
    element: Block = {"type": "users_select", "action_id": name}
    return labelled(name, label, element | ({"initial_user": initial} if initial else {}), optional=optional)


def labelled(name: str, label: str, element: Block, *, optional: bool) -> Block:
    """An element of a form under its label."""
    return {
        "type": "input",
        "block_id": name,
        "label": {"type": "plain_text", "text": _plain(label, 2000)},
        "element": element,
        "optional": optional,
    }


def modal(title: str, blocks: Sequence[Block], *, callback: str, submit: str = "") -> Block:
    """A modal's view. `private_metadata` is filled where it is opened (draft id and nonce only)."""
    view: Block = {
        "type": "modal",
        "callback_id": callback,
        "title": {"type": "plain_text", "text": _plain(title, 24)},
        "close": {"type": "plain_text", "text": "Cancel" if submit else "Close"},
        "blocks": list(blocks[:100]),
    }
    return view | ({"submit": {"type": "plain_text", "text": _plain(submit, 24)}} if submit else {})


def values(state: Mapping[str, Any]) -> dict[str, str]:
    """A view's `state.values` as name → text, whatever kind of element held it."""
    found: dict[str, str] = {}
    for inputs in state.values():
        for name, element in inputs.items():
            found[name] = _value(element)
    return found


PLAIN = (
    "value",
    "selected_user",
    "selected_conversation",
    "selected_channel",
    "selected_date",
    "selected_time",
)


def _value(element: Mapping[str, Any]) -> str:
    """The one text of an element; several choices are joined by commas."""
    chosen = element.get("selected_option") or {}
    several = [option["value"] for option in element.get("selected_options") or ()]
    several += [str(file["id"]) for file in element.get("files") or ()]
    plain = next((element[name] for name in PLAIN if element.get(name)), "")
    return str(plain or chosen.get("value") or ",".join(several))
