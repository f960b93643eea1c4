"""Text as Slack encodes what people type: entities, mentions of people and channels, links."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
BROADCASTS = ("channel", "here", "everyone")
_TOKEN = re.compile(
    r"(?P<url>https?://[^\s<>|]+)"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w.@/#-])(?P<bare>(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev)\b(?:/[^\s<>|]*)?)"
    r"|(?<![\w&])@(?P<person>[\w.-]*\w)"
    r"|(?<![\w&])#(?P<room>[\w-]+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of typed text: plain, or something that Slack recognised (`value`: an id or an address)."""

    kind: str
    text: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """Whom and what a typed name may mean: lower-case name → id."""

    people: Mapping[str, str]
    rooms: Mapping[str, str]
    groups: Mapping[str, str] = field(default_factory=dict)


def escape(text: str) -> str:
    """Slack's three control characters as entities."""
    return "".join(ENTITIES.get(character, character) for character in text)


def unescape(text: str) -> str:
    """The other way round, once."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def parts(typed: str, names: Names) -> Iterator[Part]:
    """What a person typed, cut into plain text and what Slack recognises."""
    done = 0
    for match in _TOKEN.finditer(typed):
        part = _recognised(match, names)
        if part is None:
            continue
        if match.start() > done:
            yield Part("text", typed[done : match.start()])
        yield part
        done = match.start() + len(part.text)
    if done < len(typed):
        yield Part("text", typed[done:])


def _recognised(match: re.Match[str], names: Names) -> Part | None:
    kind, word = match.lastgroup or "", match.group()
    match kind:
        case "url" | "bare":
            word = word.rstrip(".,;:!?)'\"")
            return Part("link", word, word if kind == "url" else f"http://{word}")
        case "mail":
            return Part("link", word, f"mailto:{word}")
        case "person":
            return _mentioned(match.group("person"), names)
        case _:
            room = names.rooms.get(match.group("room").lower())
            return Part("channel", word, room) if room else None


def _mentioned(name: str, names: Names) -> Part | None:
    if name.lower() in BROADCASTS:
        return Part("broadcast", f"@{name}", name.lower())
    if group := names.groups.get(name.lower()):
        return Part("usergroup", f"@{name}", group)
    person = names.people.get(name.lower())
    return Part("user", f"@{name}", person) if person else None


def encoded(typed: str, names: Names, *, labels: bool = False) -> str:
    """The text as an app gets it. `labels`: mentions carry the name, as commands with should_escape do."""
    return "".join(_encode(part, labels) for part in parts(typed, names))


def _encode(part: Part, labels: bool) -> str:
    match part.kind:
        case "user":
            return f"<@{part.value}|{part.text[1:].lower()}>" if labels else f"<@{part.value}>"
        case "channel":
            return f"<#{part.value}|{part.text[1:].lower()}>"
        case "usergroup":
            return f"<!subteam^{part.value}|{part.text.lower()}>" if labels else f"<!subteam^{part.value}>"
        case "broadcast":
            return f"<!{part.value}>"
        case "link":
            target = escape(part.value)
            return f"<{target}>" if part.value == part.text else f"<{target}|{escape(part.text)}>"
        case _:
            return escape(part.text)


def rich(typed: str, names: Names) -> Json:
    """The rich_text block that Slack makes of a typed message."""
    return {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [_element(part) for part in parts(typed, names)]}
        ],
    }


def _element(part: Part) -> Json:
    match part.kind:
        case "user":
            return {"type": "user", "user_id": part.value}
        case "channel":
            return {"type": "channel", "channel_id": part.value}
        case "usergroup":
            return {"type": "usergroup", "usergroup_id": part.value}
        case "broadcast":
            return {"type": "broadcast", "range": part.value}
        case "link":
            label = {} if part.value == part.text else {"text": part.text}
            return {"type": "link", "url": part.value} | label
        case _:
            return {"type": "text", "text": part.text}
