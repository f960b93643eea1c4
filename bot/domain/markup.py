"""Slack's encoding of text, undone once at the border: what people typed, as they read it."""

import re
from datetime import UTC, datetime

TOKEN = re.compile(r"<((?:[@#!]|[a-z][a-z0-9+.-]*:)[^<>\n]*)>")
"""What Slack writes in angle brackets; anything else between them was typed, as in a form's JSON."""
PERSON = re.compile(r"(<@[UW][A-Z0-9_]+(?:\|[^<>]*)?>)")
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
CALL = re.compile(r"<(?=[!@#])")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, overrides of the direction of writing, and halves of characters: nobody types them."""


def clean(text: str) -> str:
    """The text without what a reader does not see but a screen, a file or a database stumbles over."""
    return text if text.isprintable() else UNSEEN.sub("", text)


def tame(text: str) -> str:
    """Text for a place that knows no escaping, as a file's title: it reads the same but calls nobody."""
    return CALL.sub("<\u200b", clean(text))


def decode(text: str) -> str:
    """Plain text of an encoded one: links become label or address, mentions `@name`, entities characters.

    A mention without a name becomes `@U123`.
    """
    plain = TOKEN.sub(lambda found: _plain(found.group(1)), text)
    for entity, character in ENTITIES:
        plain = plain.replace(entity, character)
    return clean(plain)


def decode_words(text: str) -> str:
    """As `decode`, but mentions of people stay tokens: a command's words need to know who is meant."""
    if "<" not in text and "&" not in text:
        return clean(text)
    parts = PERSON.split(text)
    return "".join(part if at % 2 else decode(part) for at, part in enumerate(parts))


def plain(words: str) -> str:
    """A command's words as people read them: mentions become `@name`."""
    return PERSON.sub(lambda found: _plain(found.group(1)[1:-1]), words)


def _plain(token: str) -> str:
    target, bar, label = token.partition("|")
    if target.startswith("@"):
        return "@" + (label if bar else target[1:])
    if target.startswith("#"):
        return "#" + (label if bar else target[1:])
    if target.startswith("!"):
        return label if bar else "@" + target[1:].split("^")[0]
    return label if bar and label else target


def first_line(text: str, limit: int) -> str:
    """The first line that says something, as one line: a title out of a message."""
    said = next((line for line in text.splitlines() if any(c.isalnum() for c in line)), "")
    plain = " ".join(said.strip(" *_~`>#•-").split())
    return plain if len(plain) <= limit else plain[: limit - 1].rstrip() + "…"


def posted_at(ts: str) -> datetime | None:
    """When a message was posted, by its ts; None where that is none."""
    try:
        return datetime.fromtimestamp(float(ts), UTC) if ts else None
    except (OSError, OverflowError, ValueError):
        return None
