"""Messages as a person reads them: mentions as names, times as times, blocks as lines; and whom they page."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.slack.encoding import unescape

Json = Mapping[str, Any]
Naming = Callable[[str], str]

_CONTROL = re.compile(r"<([^<>]*)>")
_PAGES = re.compile(
    r"<(?:!(?P<all>channel|here|everyone)(?:\|[^>]*)?|@(?P<user>[UW]\w+)(?:\|[^>]*)?"
    r"|!subteam\^(?P<group>S\w+)(?:\|[^>]*)?)>"
)
_DATES = {
    "{date_num}": "%Y-%m-%d",
    "{date}": "%B %-d, %Y",
    "{date_short}": "%b %-d, %Y",
    "{date_long}": "%A, %B %-d, %Y",
    "{date_pretty}": "%B %-d, %Y",
    "{date_short_pretty}": "%b %-d, %Y",
    "{date_long_pretty}": "%A, %B %-d, %Y",
    "{time}": "%H:%M",
    "{time_secs}": "%H:%M:%S",
    "{day_divider_pretty}": "%A, %B %-d",
    "{ago}": "%Y-%m-%d %H:%M",
}


def mrkdwn(text: str, name: Naming) -> str:
    """mrkdwn as a person reads it. `name` turns an id into a name; times are shown in UTC."""
    return unescape(_CONTROL.sub(lambda match: _control(match.group(1), name), text))


def _control(inside: str, name: Naming) -> str:
    target, _, label = inside.partition("|")
    match target[:1]:
        case "@":
            return f"@{name(target[1:])}"
        case "#":
            return f"#{label or name(target[1:])}"
        case "!":
            return _special(target[1:], label, name)
        case _:
            return label or target


def _special(target: str, label: str, name: Naming) -> str:
    word, _, rest = target.partition("^")
    if word == "subteam":
        return label or f"@{name(rest)}"
    if word == "date":
        seconds, _, form = rest.partition("^")
        return date(int(seconds), form.partition("^")[0])
    return label or f"@{word}"


def date(seconds: int, form: str) -> str:
    """A `<!date^…>` in UTC."""
    at = datetime.fromtimestamp(seconds, UTC)
    for token, pattern in _DATES.items():
        form = form.replace(token, at.strftime(pattern))
    return form


def text_object(value: Json | None, name: Naming) -> str:
    """A text object of either kind."""
    if not value:
        return ""
    return mrkdwn(value["text"], name) if value.get("type") == "mrkdwn" else str(value["text"])


def shown(text: str, blocks: Iterable[Json], name: Naming) -> str:
    """What a person sees of a message: its blocks where it has some, else its text."""
    lines = [line for block in blocks for line in lines_of(block, name) if line]
    return "\n".join(lines) if lines else mrkdwn(text, name)


def lines_of(block: Json, name: Naming) -> list[str]:
    """A block's visible lines."""
    match block["type"]:
        case "header":
            return [text_object(block["text"], name)]
        case "section":
            texts = [text_object(part, name) for part in (block.get("text"), *block.get("fields", ()))]
            return [*texts, *_element(block.get("accessory"), name)]
        case "context":
            return [" ".join(_plain_or_image(part, name) for part in block["elements"])]
        case "actions":
            return [" ".join(line for part in block["elements"] for line in _element(part, name))]
        case "input":
            return [text_object(block["label"], name), *_element(block["element"], name)]
        case _:
            return _other(block, name)


def _other(block: Json, name: Naming) -> list[str]:
    match block["type"]:
        case "markdown":
            return [mrkdwn(block["text"], name)]
        case "image":
            return [text_object(block.get("title"), name) or block["alt_text"]]
        case "rich_text":
            return [_rich(block, name)]
        case "table":
            return [" | ".join(_cell(cell, name) for cell in row) for row in block["rows"]]
        case _:
            return []


def _cell(cell: Json, name: Naming) -> str:
    return str(cell["text"]) if cell["type"] == "raw_text" else _rich(cell, name)


def _plain_or_image(part: Json, name: Naming) -> str:
    return str(part["alt_text"]) if part["type"] == "image" else text_object(part, name)


def _element(element: Json | None, name: Naming) -> list[str]:
    """A button reads `[Label]`; a menu shows what it stands on, or its placeholder."""
    if element is None:
        return []
    if element["type"] == "button":
        return [f"[{text_object(element['text'], name)}]"]
    if element["type"] == "image":
        return [str(element["alt_text"])]
    chosen = element.get("initial_option") or {}
    return [text_object(chosen.get("text") or element.get("placeholder"), name)]


def _rich(value: Json, name: Naming) -> str:
    if "elements" in value:
        glue = "\n" if value["type"] in ("rich_text", "rich_text_list") else ""
        return glue.join(_rich(part, name) for part in value["elements"])
    match value["type"]:
        case "user":
            return f"@{name(value['user_id'])}"
        case "channel":
            return f"#{name(value['channel_id'])}"
        case "usergroup":
            return f"@{name(value['usergroup_id'])}"
        case "broadcast":
            return f"@{value['range']}"
        case "emoji":
            return f":{value['name']}:"
        case "date":
            return date(value["timestamp"], value["format"])
        case _:
            return str(value.get("text") or value.get("url") or value.get("usergroup_id") or "")


def paged(*sources: Any) -> tuple[str, ...]:
    """Who is notified by texts and blocks: user ids, group ids, `channel`, `here`, `everyone`.

    Only raw control sequences page (https://docs.slack.dev/messaging/formatting-message-text); plain_text
    objects do not. Alt texts, topics and file names are given here as texts and are looked at all the same.
    """
    return tuple(dict.fromkeys(who for source in sources for who in _pages(source)))


def _pages(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield from (match.group(match.lastgroup or 0) for match in _PAGES.finditer(value))
        case list() | tuple():
            yield from (who for inner in value for who in _pages(inner))
        case {"type": "plain_text" | "text" | "raw_text"}:
            return
        case {"type": "user", "user_id": who} | {"type": "broadcast", "range": who}:
            yield who
        case {"type": "usergroup", "usergroup_id": who}:
            yield who
        case dict():
            yield from (who for key, inner in value.items() if key not in _SILENT for who in _pages(inner))


_SILENT = frozenset({"value", "action_id", "block_id", "url", "image_url", "private_metadata", "callback_id"})
