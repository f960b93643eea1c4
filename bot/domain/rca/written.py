"""What people wrote for the document: texts of sections, whys, and what was added to a section."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

LONGEST = 3000
"""Characters of a section's text: what a field of Slack takes, so that it can be opened and changed again."""


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a section as somebody left it; `version` 0 is the text that nobody has written yet."""

    section: str
    version: int = 0
    text: str = ""
    person: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """A question and its answer ("" for none yet). `parent` is the key of the why that it asks further of."""

    key: str
    question: str
    answer: str
    person: str
    at: datetime
    parent: str = ""
    link: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Addition:
    """A sentence for a section: `/rca note`, or a message by shortcut, with its own time, author and link.

    `source` keeps the same message from being added to the same section twice; `by` is who added it.
    """

    key: str
    section: str
    text: str
    person: str
    at: datetime
    link: str = ""
    source: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """One line of the document's history: who did what, when."""

    at: datetime
    person: str
    what: str


@dataclass(frozen=True, slots=True)
class Overtaken:
    """An edit that came second: how it stands now, and what it was when the second began to write."""

    now: Text
    before: Text
    too_long: bool = False


@dataclass(frozen=True, slots=True)
class Edited:
    """What somebody sends of a section: their text, over which version, and how it meets a newer one."""

    section: str
    over: int
    text: str
    below: bool = False


def merge(now: Text, edited: Edited) -> str | None:
    """The text that stands after an edit; None where a newer text stands and was not seen.

    `below` puts it under what stands, for who has seen that.
    """
    mine = edited.text.strip()
    if edited.over != now.version and mine != now.text:
        return None
    return f"{now.text}\n{mine}".strip() if edited.below else mine


@dataclass(frozen=True, slots=True)
class Step:
    """A why in its place: how deep it stands (the first is 1), and whether further ones stand below it."""

    why: Why
    depth: int
    leaf: bool


def tree(whys: Sequence[Why]) -> tuple[Step, ...]:
    """The whys as they hang together, each before what asks further of it; of one depth the oldest first.

    One whose parent is gone begins anew.
    """
    known = {why.key for why in whys}
    below: dict[str, list[Why]] = {}
    for why in sorted(whys, key=lambda each: (each.at, each.key)):
        parent = why.parent if why.parent in known and why.parent != why.key else ""
        below.setdefault(parent, []).append(why)
    found: list[Step] = []
    waiting = [(why, 1) for why in reversed(below.get("", []))]
    while waiting:
        why, depth = waiting.pop()
        further = below.get(why.key, [])
        found.append(Step(why, depth, leaf=not further))
        waiting += [(each, depth + 1) for each in reversed(further)]
    return tuple(found)
