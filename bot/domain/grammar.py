"""The grammar of commands: which verb the first word is, and when it is better to ask than to act."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.incident import Status
from bot.domain.stamps import given
from bot.domain.telling import delay


class Takes(StrEnum):
    """What may follow a verb."""

    NOTHING = "nothing"
    OPTIONAL = "any text or none"
    TEXT = "text"
    PERSON = "one person"
    PERSON_OR_NOTHING = "one person or nothing"
    STATUS = "a status, or nothing"
    INCIDENT = "an incident, as INC-12"
    WORD = "one word or nothing"
    SEVERITY = "a severity, or nothing"
    ROLE = "a role and a person"
    DELAY = "a length of time"
    STAMP = "a stamp and a time"
    REASON = "a reason that can be nothing else, or nothing"


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb of a command word with its other spellings and what it takes."""

    name: str
    takes: Takes
    also: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every way to write it."""
        return (self.name, *self.also)


@dataclass(frozen=True, slots=True)
class Parsed:
    """`verb` and its `rest`; or no verb, and `near`, the one it may have been meant to be ("" for none)."""

    verb: str
    rest: str
    near: str = ""


ME = "me"
MENTION = re.compile(r"<@([UW][A-Z0-9_]+)(?:\|[^>]*)?>")
INCIDENT = re.compile(r"(?:INC-?|#)?(\d{1,9})", re.IGNORECASE)
SEVERITY = re.compile(r"(?:sev[- ]?)?([1-9])", re.IGNORECASE)
SEVERITY_ALONE = re.compile(r"sev[-:]?([1-9])", re.IGNORECASE)
SEVERITY_IN = re.compile(
    r"^\[?sev-?(?P<first>[1-9])\]?:?(?=\s)"
    r"|(?:^|(?<=\s))sev(?:erity)?:(?P<said>[1-9])(?=\s|$)"
    r"|(?<=\s)sev-?(?P<last>[1-9])$",
    re.IGNORECASE,
)
STATUS_WORDS: Mapping[str, Status] = {
    **{status.value: status for status in Status if status is not Status.MERGED},
    "close": Status.CLOSED,
    "mitigate": Status.MITIGATED,
    "fixed": Status.MITIGATED,
    "resolve": Status.RESOLVED,
    "cancel": Status.CANCELLED,
    "reopen": Status.INVESTIGATING,
}
REASON = re.compile(
    r"(?:it|this|that) was .+|because .+|(?:only|just)? ?(?:an? |my |our |by )?"
    r"(?:false (?:alarm|alert|positive)s?|test(?: alert| incident)?|drill|noise|mistake|duplicate)"
    r"|(?:not an?|no) (?:real )?(?:incident|outage)|nothing happened",
    re.IGNORECASE,
)
"""What people say when they take an incident back; other words after `cancel` may be a title."""
RESERVED = frozenset(
    [
        "page",
        "test",
        "private",
        "run",
        "backfill",
        "statuspage",
    ]
)
"""Verbs of the product that another part brings: never taken for the start of a title without asking."""


def parse(words: str, verbs: Sequence[Verb], *, strict: bool = False, sure: bool = False) -> Parsed:
    """Read a command's words.

    The first word is a verb only if the rest parses for it; where the person is `sure` (a button said what
    would be done), any text is a reason. With `strict` (where the alternative would do
    something), a first word that is a verb in vain, reserved, or one edit from a verb is reported in `near`.
    """
    alone = SEVERITY_ALONE.fullmatch(words.strip())
    first, _, rest = (f"sev {alone[1]}" if alone else words.strip()).partition(" ")
    first, rest = first.lower(), rest.strip()
    for verb in verbs:
        if first in verb.spellings:
            fits = PARSES[verb.takes](rest) or (sure and verb.takes is Takes.REASON)
            return Parsed(verb.name, rest) if fits else Parsed("", words.strip(), near=verb.name)
    near = _near(first, verbs) if strict else ""
    return Parsed("", words.strip(), near=near)


def mentioned(text: str) -> str:
    """The Slack id of the one person that the text mentions, or ""."""
    found = MENTION.fullmatch(text.strip())
    return found.group(1) if found else ""


def person(text: str, asker: str) -> str:
    """As `mentioned`; `me` is whoever asks."""
    return asker if text.strip().lower() == ME else mentioned(text)


def incident_number(text: str) -> int | None:
    """12 for `INC-12`, `inc12`, `#12` or `12`; None for anything else."""
    found = INCIDENT.fullmatch(text.strip())
    return int(found.group(1)) if found else None


def severity(text: str) -> int | None:
    """2 for `2`, `sev2` or `SEV-2`; None for anything else."""
    found = SEVERITY.fullmatch(text.strip())
    return int(found.group(1)) if found else None


def severity_in(title: str) -> tuple[int, str]:
    """The severity a title begins or ends with (`sev1 checkout down`) or names (`sev:1`), and its rest.

    0 where there is none, and where nothing else would be left.
    """
    found = SEVERITY_IN.search(title.strip())
    rest = " ".join(SEVERITY_IN.sub("", title.strip(), count=1).split())
    return (int(found[found.lastgroup or 0]), rest) if found and rest else (0, title)


def one_edit(left: str, right: str) -> bool:
    """Whether one insertion, deletion, replacement or swap of neighbours turns one word into the other."""
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    at = next(
        (i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )
    longer, shorter = (left, right) if len(left) >= len(right) else (right, left)
    if len(left) != len(right):
        return longer[at + 1 :] == shorter[at:]
    swapped = left[at : at + 2] == right[at : at + 2][::-1] and left[at + 2 :] == right[at + 2 :]
    return left[at + 1 :] == right[at + 1 :] or swapped


def _near(first: str, verbs: Sequence[Verb]) -> str:
    if first in RESERVED:
        return first
    for verb in verbs:
        if any(len(spelling) > 3 and one_edit(first, spelling) for spelling in verb.spellings):
            return verb.name
    return ""


PARSES: Mapping[Takes, Callable[[str], bool]] = {
    Takes.NOTHING: lambda rest: not rest,
    Takes.OPTIONAL: lambda _: True,
    Takes.TEXT: bool,
    Takes.PERSON: lambda rest: bool(person(rest, ME)),
    Takes.PERSON_OR_NOTHING: lambda rest: not rest or bool(person(rest, ME)),
    Takes.STATUS: lambda rest: not rest or rest.lower() in STATUS_WORDS,
    Takes.INCIDENT: lambda rest: incident_number(rest) is not None,
    Takes.WORD: lambda rest: " " not in rest,
    Takes.SEVERITY: lambda rest: not rest or severity(rest) is not None,
    Takes.ROLE: lambda rest: bool(person(rest.partition(" ")[2], ME)),
    Takes.DELAY: lambda rest: delay(rest) is not None,
    Takes.STAMP: lambda rest: given(rest) is not None,
    Takes.REASON: lambda rest: not rest or REASON.fullmatch(rest.rstrip(" .!")) is not None,
}
