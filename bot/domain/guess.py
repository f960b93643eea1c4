"""Which service the words of a title mean: whole names first, then parts of names, then typing errors."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Self
from unicodedata import name as letter_name

from bot.domain.names import Names, fold, index, measured, owners

GENERIC = frozenset(
    {
        "admin",
        "api",
        "app",
        "application",
        "backend",
        "bff",
        "client",
        "cluster",
        "component",
        "console",
        "core",
    }
    | {
        "cron",
        "daemon",
        "db",
        "engine",
        "frontend",
        "gateway",
        "grpc",
        "handler",
        "http",
        "job",
        "jobs",
        "lambda",
    }
    | {
        "lib",
        "library",
        "main",
        "manager",
        "microservice",
        "module",
        "platform",
        "portal",
        "prod",
        "production",
    }
    | {
        "rest",
        "server",
        "service",
        "services",
        "site",
        "sdk",
        "stack",
        "staging",
        "subsystem",
        "svc",
        "system",
    }
    | {"the", "tool", "ui", "v1", "v2", "v3", "web", "website", "worker", "workers"}
)
"""Words that tell a kind of thing rather than which one."""
LONGEST_PHRASE, LONGEST_TITLE = 6, 40
UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")


class Fit(IntEnum):
    """How well a service's name fits the words of a title."""

    ALIKE = 1
    PART = 2
    CORE = 3
    WHOLE = 4


@dataclass(frozen=True, slots=True)
class Guess:
    """A service that a title may mean. Only a name that stands there whole is sure enough to act on."""

    service: str
    fit: Fit

    @property
    def sure(self) -> bool:
        """Whether the name stands in the title, at most without a word like `api` or `service`."""
        return self.fit >= Fit.CORE


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The names of a catalog and their parts; made by `lexicon`. `cores`: names without generic words."""

    names: Names
    words: Names
    cores: Mapping[str, tuple[str, ...]]

    @property
    def is_searched(self) -> bool:
        """Whether it is ready to be searched for what is misspelt."""
        return self.names.is_searched and self.words.is_searched

    def search(self) -> Self:
        """Make it ready to be searched; returns it."""
        _ = self.names.shared, self.words.shared
        return self


def lexicon(named: Iterable[tuple[str, str]]) -> Lexicon:
    """The lexicon of (service, folded name) pairs."""
    pairs = list(_sharing(named))
    cores = ((service, core) for service, name in pairs if (core := _core(name)) and core != name)
    words = ((service, word) for service, name in pairs for word in set(name.split()) if _telling(word))
    return Lexicon(index(pairs), index(words), owners(cores))


def _sharing(named: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The pairs as they are, those of one service in a row with one text for it: there may be many."""
    last = ""
    for service, name in named:
        last = last if service == last else service
        yield last, name


def nearest(known: Lexicon, text: str, limit: int = 5) -> tuple[str, ...]:
    """The services whose names, or a word of whose names, resemble `text`; the nearest first."""
    key = fold(text)
    ranked = [(edits, 0, name, known.names) for edits, name in measured(known.names, key)]
    if not ranked or ranked[0][0] > len(key) // 4:
        ranked += [(edits, 1, word, known.words) for edits, word in measured(known.words, key)]
    ranked.sort(key=lambda each: each[:3])
    owners = (
        owner for edits, _, name, names in ranked if edits <= _reach(key) for owner in names.owners[name]
    )
    return tuple(dict.fromkeys(owners))[:limit]


def guess(known: Lexicon, title: str) -> tuple[Guess, ...]:
    """The services that a title may mean, best first; equals in the order in which the title names them.

    A name that is misspelt is met once the lexicon is ready to be searched; whole names do not wait for it.
    """
    words = fold(title).split()[:LONGEST_TITLE]
    taken: set[int] = set()
    found: dict[str, Fit] = {}
    for fit, names in ((Fit.WHOLE, known.names.owners), (Fit.CORE, known.cores)):
        for service in _spoken(words, names, taken):
            found.setdefault(service, fit)
    if not found:
        found = dict.fromkeys(_unspaced(words, known.names.owners), Fit.WHOLE)
    if not found:
        parts = Counter(_spoken(words, known.words.owners, taken))
        found = {service: Fit.PART for service, _ in parts.most_common()}
    if not found and known.is_searched:
        found = dict.fromkeys(_misspelt(known, words), Fit.ALIKE)
    return tuple(Guess(service, fit) for service, fit in sorted(found.items(), key=lambda each: -each[1]))


def _core(name: str) -> str:
    return " ".join(word for word in name.split() if word not in GENERIC)


def _telling(word: str) -> bool:
    return len(word) > 2 and word not in GENERIC and not word.isdigit()


def _reach(key: str) -> int:
    """How many edits are still a typing error: one for a short word, a third of a long one."""
    return max(1, min(4, len(key) // 3))


def _spoken(words: list[str], names: Mapping[str, tuple[str, ...]], taken: set[int]) -> list[str]:
    """Whose names stand among the words, in their order; a longer name covers the shorter ones in it."""
    found: list[tuple[int, tuple[str, ...]]] = []
    for length in range(min(LONGEST_PHRASE, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            span = set(range(start, start + length))
            phrase = " ".join(words[start : start + length])
            if span.isdisjoint(taken) and phrase in names and phrase not in GENERIC:
                taken |= span
                found.append((start, names[phrase]))
    return [service for _, services in sorted(found) for service in services]


def _unspaced(words: list[str], names: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Whose names stand inside a word of a script that puts no space between words; the longest first."""
    for word in words:
        if not word.isascii() and letter_name(word[0], "").startswith(UNSPACED):
            parts = ((n, start) for n in range(len(word), 1, -1) for start in range(len(word) - n + 1))
            whose = (names[part] for n, start in parts if (part := word[start : start + n]) in names)
            yield from next(whose, ())


def _misspelt(known: Lexicon, words: list[str]) -> Iterator[str]:
    """Whose names are one typing error away from a word or from two words in a row."""
    pairs = [f"{one} {two}" for one, two in pairwise(words)]
    for phrase in (*pairs, *words):
        if len(phrase) > 4 and _telling(phrase):
            for names in (known.names, known.words):
                nearby = measured(names, phrase)
                yield from (o for edits, name in nearby if edits == 1 for o in names.owners[name])
