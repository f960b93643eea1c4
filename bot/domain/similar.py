"""Which incidents resemble one another: the words they share, weighed, what else they share, and why, said.

Words are weighed by rarity and saturate, over the two fields title and body (BM25F, Robertson and Zaragoza
2009). Titles are compared both ways as well: of two that hold the words, the one that says less else wins.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import nlargest
from math import log

from bot.domain.incident import OPEN, Status
from bot.domain.words import parts, spelt

SHOWN = 3
FLOOR, LIKELY, TWIN = 0.12, 0.35, 0.55
"""Scores from which on an incident is an answer to a search, is told unasked, is taken for the same one."""
RECENT = timedelta(minutes=20)
"""How long after a declaration another one of the same trouble is likely."""
LONGEST = 4000
"""Characters of a text that are looked at in a search."""
ASIDE = 0.5
"""What a word of the notes weighs beside one of the title."""
UNHEARD = 0.5
"""What a word that no incident holds weighs beside one that a single incident holds."""
FEW = 50
"""Incidents that are taken to exist besides those on record: among five, no word is common yet."""
TITLE, BODY, SATURATED = 2.0, 1.0, 0.8
USUAL_TITLE, USUAL_BODY, TITLE_EVENED, BODY_EVENED = 8, 150, 0.3, 0.75
BOTH_WAYS = 0.3
SAME_SERVICE, SAME_TRIGGER, NEIGHBOUR, SAME_SEVERITY = 0.25, 0.2, 0.1, 0.03
SAID_WORDS = 5


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: words with how they were written, and what is known around them.

    `neighbours` are service ids with what ties them ("needs it"); `repositories` those whose changes may be
    the trigger; `number` is the incident that asks, which is never its own answer (0: none asks).
    """

    title: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=dict)
    service: str = ""
    neighbours: Mapping[str, str] = field(default_factory=dict)
    repositories: frozenset[str] = frozenset()
    severity: int = 0
    number: int = 0

    @property
    def words(self) -> dict[str, float]:
        """Every word with its emphasis, in order of the text."""
        return dict.fromkeys(self.title, 1.0) | {word: ASIDE for word in self.notes if word not in self.title}


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """The words of an incident on record, as the index keeps them: separated by spaces."""

    number: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Past:
    """An incident on record; text is foreign. `repositories` are those whose changes were marked suspects."""

    number: int
    title: str
    status: Status
    severity: int
    declared_at: datetime
    service: str = ""
    service_title: str = ""
    channel: str = ""
    repositories: frozenset[str] = frozenset()
    fix: str = ""

    @property
    def id(self) -> str:
        """The name people use: INC-12."""
        return f"INC-{self.number}"


@dataclass(frozen=True, slots=True)
class Similar:
    """An incident that resembles: how much (0 to 1), and why, in plain words (foreign text)."""

    past: Past
    score: float
    reasons: tuple[str, ...]


def asked(text: str) -> Sought:
    """What a text looks for."""
    return Sought(spelt(text[:LONGEST]))


def rarity(holders: int, total: int) -> float:
    """What a word weighs that `holders` of `total` incidents hold."""
    if holders < 1:
        return UNHEARD * rarity(1, total)
    others = max(0, total + FEW - holders)
    return log(1 + (others + 0.5) / (holders + 0.5))


def likeness(sought: Sought, weights: Mapping[str, float], text: Text) -> float:
    """How much of the weight of the words an incident's text holds, 0 to 1."""
    title, body = text.title.split(), text.body.split()
    in_title, in_body = (Counter(filter(weights.__contains__, held)) for held in (title, body))
    short = TITLE / _evened(len(title), USUAL_TITLE, TITLE_EVENED)
    long = BODY / _evened(len(body), USUAL_BODY, BODY_EVENED)
    total = sum(weights.values())
    held = 0.0
    for word in in_title.keys() | in_body.keys():
        often = short * in_title[word] + long * in_body[word]
        held += weights[word] * often / (often + SATURATED)
    return (held / total + BOTH_WAYS * _titles(sought, weights, title)) / (1 + BOTH_WAYS) if held else 0.0


def _evened(length: int, usual: int, share: float) -> float:
    """More than 1 for a text longer than usual, less for a shorter one."""
    return 1 - share + share * length / usual


def _titles(sought: Sought, weights: Mapping[str, float], title: Iterable[str]) -> float:
    """The weight that two titles share, of all their weight."""
    ours = {word: weights[word] for word in sought.title if word in weights}
    strange = sum(ours.values()) / len(ours) if ours else 0.0
    theirs = {word: ours.get(word, strange) for word in title}
    whole = sum(ours.values()) + sum(theirs.values())
    return 2 * sum(ours[word] for word in ours.keys() & theirs.keys()) / whole if whole else 0.0


def rank(
    sought: Sought, weights: Mapping[str, float], texts: Iterable[Text], known: Mapping[int, Past]
) -> tuple[Similar, ...]:
    """The incidents that resemble, the likest first, the newest first of those alike; at most `SHOWN`.

    What they share besides words adds to what the words say: each tie closes its share of the distance.
    """
    found = (
        (_score(sought, weights, text, known[text.number]), text.number, text)
        for text in texts
        if text.number in known and text.number != sought.number
    )
    best = nlargest(SHOWN, (each for each in found if each[0] >= FLOOR))
    return tuple(
        Similar(known[number], score, _reasons(sought, weights, text, known[number]))
        for score, number, text in best
    )


def _score(sought: Sought, weights: Mapping[str, float], text: Text, past: Past) -> float:
    strange = 1 - (likeness(sought, weights, text) if weights else 0.0)
    for applies, weight, _ in _ties(sought, past):
        if applies:
            strange *= 1 - weight
    return 1 - strange


def _reasons(sought: Sought, weights: Mapping[str, float], text: Text, past: Past) -> tuple[str, ...]:
    common = _common(sought, weights, text)
    said = [f"the same words: {', '.join(common)}"] if common else []
    return (*said, *(reason for applies, _, reason in _ties(sought, past) if applies))


def _ties(sought: Sought, past: Past) -> Iterable[tuple[bool, float, str]]:
    """What two incidents may share besides words: whether they do, what it weighs, how it is said."""
    name = past.service_title or past.service
    tie = sought.neighbours.get(past.service, "")
    triggers = sorted(sought.repositories & past.repositories)
    return (
        (bool(past.service) and past.service == sought.service, SAME_SERVICE, f"the same service ({name})"),
        (bool(tie), NEIGHBOUR, f"{name}, which {tie}"),
        (
            bool(triggers),
            SAME_TRIGGER,
            f"its suspect was a change of {', '.join(triggers[:2])}, which changed before this too",
        ),
        (past.severity == sought.severity, SAME_SEVERITY, f"the same severity (SEV{past.severity})"),
    )


def _common(sought: Sought, weights: Mapping[str, float], text: Text) -> list[str]:
    """The heaviest words that both hold, with their endings; no part of a name that is there whole."""
    held = {*text.title.split(), *text.body.split()} & weights.keys()
    written = {**sought.notes, **sought.title}
    said: list[str] = []
    for word in sorted(held, key=lambda word: (-weights[word], word)):
        if not any(written[word] in parts(name) for name in said):
            said.append(written[word])
    return said[:SAID_WORDS]


def likely(found: Iterable[Similar]) -> tuple[Similar, ...]:
    """Those that are worth telling unasked."""
    return tuple(each for each in found if each.score >= LIKELY)


def twins(found: Iterable[Similar], now: datetime, within: timedelta = RECENT) -> tuple[Similar, ...]:
    """Those that may be the same trouble declared twice: open, declared a moment ago, much alike."""
    return tuple(
        each
        for each in found
        if each.score >= TWIN and each.past.status in OPEN and now - each.past.declared_at <= within
    )
