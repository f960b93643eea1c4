"""The part of a channel's topic that says who is on call; all else in it stays as people wrote it."""

import re
from collections.abc import Sequence

LONGEST = 250
"""Characters of a topic, as many as Slack takes."""
PART = re.compile(r"\[on call: [^\[\]]*\]")
LINK = re.compile(r"<((?:https?|mailto):[^<>|\s]+)(?:\|[^<>]*)?>")
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def written(value: str) -> str:
    """A topic as people wrote it, out of what Slack keeps of it: links are addresses, entities characters."""
    plain = LINK.sub(r"\1", value)
    for entity, character in ENTITIES:
        plain = plain.replace(entity, character)
    return plain


def part(levels: Sequence[Sequence[str]]) -> str:
    """`[on call: Ana Silva, then Bo Lindqvist]`, level by level."""
    named = [" and ".join(_plain(name) for name in level) for level in levels if level]
    return f"[on call: {', then '.join(dict.fromkeys(named)) or 'nobody'}]"


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[\[\]<>&]", " ", name).split()) or "somebody"


def told(topic: str, levels: Sequence[Sequence[str]]) -> str | None:
    """The topic with that part, in its old place or at the end; None where it does not fit.

    Of many levels the last are left out before anything else is.
    """
    for kept in range(len(levels), 0, -1):
        found = _with(topic, part(levels[:kept]))
        if len(found) <= LONGEST:
            return found
    found = _with(topic, part(()))
    return found if not levels and len(found) <= LONGEST else None


def _with(topic: str, said: str) -> str:
    if PART.search(topic):
        return PART.sub(lambda _: said, topic, count=1)
    return f"{topic.strip()} {said}".strip()


def without(topic: str) -> str:
    """The topic as people wrote it, without that part."""
    return re.sub(rf"\s*{PART.pattern}", "", topic, count=1).strip() if PART.search(topic) else topic
