"""Reading the notes of a timeline: which section a note was written for, whys and their answers, links."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from bot.domain.incident import Event, Kind
from bot.domain.rca.record import Fact, Record
from bot.domain.rca.tags import SECTION_OF
from bot.domain.rca.written import Why

NOTED = "event:"
"""How the key of a why begins that stands in a note of the timeline."""
MARKED: Mapping[Kind, tuple[str, str]] = {
    Kind.HYPOTHESIS: ("investigation", "hypothesis: "),
    Kind.RULED_OUT: ("investigation", "ruled out: "),
    Kind.WELL: ("well", ""),
    Kind.QUESTION: ("questions", ""),
}
"""What a reaction says of a message: the section that it is for, and how it begins there."""
SYMBOLS = tuple(tag for tag in SECTION_OF if not tag[0].isascii() or tag.startswith(":"))
COLONS = " :："
KEEPS_ITS_TAG = frozenset({"investigation"})
WORDED = re.compile(
    "("
    + "|".join(re.escape(tag) for tag in sorted(SECTION_OF, key=len, reverse=True))
    + r")\s*[:：]\s*(\S.*)",
    re.IGNORECASE | re.DOTALL,
)
WHY = re.compile(r"why\b[\s:：,]*(.*)", re.IGNORECASE | re.DOTALL)
BECAUSE = re.compile(r"because\b[\s:：,]*(.*)", re.IGNORECASE | re.DOTALL)
ANSWERED = re.compile(r"(.*?\?)\s*(?:because\b[\s:：,]*)?(.*)", re.IGNORECASE | re.DOTALL)
INLINE = re.compile(r"(.*?)\s*[,—–-]?\s+because\b[\s:：,]*(.*)", re.IGNORECASE | re.DOTALL)
MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>|@([UW][A-Z0-9]{3,})\b")
URL = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)\]}'\"]")


@dataclass(frozen=True, slots=True)
class Note:
    """A note and the section it was written for ("" where nobody said); `text` is without the tag."""

    event: Event
    section: str
    text: str


@dataclass(frozen=True)
class Notes:
    """The notes of a record, read once."""

    record: Record

    @cached_property
    def all(self) -> tuple[Note, ...]:
        """Every note, pinned message and message with a meaning, in order of time."""
        kinds = (Kind.NOTE, Kind.PIN, *MARKED)
        return tuple(read(self.record, event) for event in self.record.events if event.kind in kinds)

    def facts(self, section: str) -> tuple[Fact, ...]:
        """What people wrote for a section."""
        return tuple(fact(self.record, note) for note in self.all if note.section == section)


def read(record: Record, event: Event) -> Note:
    """A note with its tag taken off; mentions become names."""
    text = named(record, event.text.strip())
    if event.kind in MARKED:
        section, begins = MARKED[event.kind]
        said = begins and text.lower().startswith(begins)
        return Note(event, section, text if said else f"{begins}{text}")
    section, rest = tagged(text)
    return Note(event, section, rest)


def tagged(text: str) -> tuple[str, str]:
    """The section that a text says it is for ("" for none), and the text without the tag."""
    if text[:3].lower() == "why" and WHY.fullmatch(text):
        return "whys", text
    if text[:7].lower() == "because" and BECAUSE.fullmatch(text):
        return "whys", text
    for symbol in SYMBOLS:
        if text.startswith(symbol) and text[len(symbol) :].strip(COLONS):
            return SECTION_OF[symbol], text[len(symbol) :].strip(COLONS)
    found = WORDED.fullmatch(text) if ":" in text or "：" in text else None
    if not found:
        return "", text
    section = SECTION_OF[found.group(1).lower()]
    return section, text if section in KEEPS_ITS_TAG else found.group(2)


def fact(record: Record, note: Note) -> Fact:
    """A note as a fact: somebody's sentence, with who and when."""
    event = note.event
    return Fact(note.text, at=event.at, by=record.who(event.by), link=event.link)


def mentioned(text: str) -> set[str]:
    """The Slack ids of everybody whom a text mentions."""
    return {one or other for one, other in MENTION.findall(text)} if "@" in text else set()


def named(record: Record, text: str) -> str:
    """The text with `@U123` replaced by `@Ana`, where the name is known."""
    if "@" not in text:
        return text
    return MENTION.sub(lambda found: _name(record, found), text)


def asked(notes: Iterable[Note]) -> tuple[Why, ...]:
    """The whys that stand in notes, with the author and link of the answer.

    `why …? because …` in one note, or a note `why …` and a later one `because …`, which answers it. An answer
    without an open question goes one deeper: it asks why of the answer before.
    """
    found: list[Why] = []
    for note in notes:
        if note.section == "whys":
            _take(note, found)
    return tuple(found)


def links(record: Record) -> tuple[tuple[str, str], ...]:
    """(address, who gave it) of every address in the notes, each once."""
    kept: dict[str, str] = {}
    for event in record.events:
        if "://" in event.text:
            for address in URL.findall(event.text):
                kept.setdefault(address, record.who(event.by))
    return tuple(kept.items())


def _take(note: Note, found: list[Why]) -> None:
    event = note.event
    answer = BECAUSE.fullmatch(note.text)
    if answer is None:
        question, reply = parts(note.text)
        found.append(_why(event, question, reply))
        return
    reply = answer.group(1).strip()
    if found and not found[-1].answer:
        found[-1] = replace(_why(event, found[-1].question, reply, found[-1].parent), key=found[-1].key)
        return
    question = f"Why: {found[-1].answer}?" if found else "Why did it happen?"
    found.append(_why(event, question, reply, found[-1].key if found else ""))


def _why(event: Event, question: str, answer: str, parent: str = "") -> Why:
    key = f"{NOTED}{event.id or event.at.isoformat()}"
    return Why(key, question, answer, event.by, event.at, parent, event.link)


def parts(text: str) -> tuple[str, str]:
    """The question of `why did it fill? because of retries`, and its answer ("" where it gives none)."""
    for shape in (ANSWERED, INLINE):
        if split := shape.fullmatch(text):
            return _asked(split.group(1)), split.group(2).strip()
    return _asked(text), ""


def _asked(question: str) -> str:
    words = WHY.fullmatch(question.strip())
    rest = words.group(1).strip().rstrip("?").strip() if words else question.strip()
    return f"Why {rest}?" if rest else "Why?"


def _name(record: Record, found: re.Match[str]) -> str:
    name = record.people.get(found.group(1) or found.group(2))
    return f"@{name}" if name else found.group(0)
