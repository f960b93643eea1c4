"""The words of a text as a search compares them: folded, without endings, compound names whole as well."""

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import combining, normalize

LONGEST = 64
"""Characters of one word; what is longer is a key or a dump."""
PART = re.compile(r"[^\W_]+")
EMPTY = frozenset(
    PART.findall(
        """
        a about after again all also an and any are as at be because been before being between both but by
        can could did didn do does doesn doing don done for from had has have having he her here him his
        how http https i if in into is isn it its itself just like ll me more most my no not now of off on
        once only or other our out over own per re same she should so some such than that the their them
        then there these they this those through to too under until up us ve very via was wasn we were
        weren what when where which while who whom why will with would www you your yours
        """
    )
)
"""Words that say nothing about what is broken."""
CHUNK = re.compile(r"(?<!\w)@\w+|[^\W_]+(?:[._-]+[^\W_]+)*(?:\+\+|#)?")
FIGURES = re.compile(r"[\d._-]+")
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts that put no space between words; of them every two neighbours are a word."""


def words(text: str) -> tuple[str, ...]:
    """The words of a text in their order; one that stands there twice is there twice."""
    return tuple([word for word, _ in _read(text)])


def spelt(text: str) -> dict[str, str]:
    """Each word of a text once, in their order, with its endings (case and accents are gone)."""
    found: dict[str, str] = {}
    for word, written in _read(text):
        found.setdefault(word, written)
    return found


def parts(name: str) -> list[str]:
    """The parts of a compound name, which are words of their own."""
    return PART.findall(name)


def _read(text: str) -> Iterator[tuple[str, str]]:
    """(word, as it is written) of every word."""
    for chunk in CHUNK.findall(_folded(text)):
        yield from _within(chunk)


@lru_cache(maxsize=20_000)
def _within(chunk: str) -> tuple[tuple[str, str], ...]:
    """(word, as it is written) of the words that a run of letters, digits and joints makes."""
    if chunk.isascii() and chunk.isalnum():
        return tuple(_single(chunk))
    return () if chunk[0] == "@" else tuple(_joined(chunk))


def _folded(text: str) -> str:
    """Without case, accents and width of letters."""
    plain = text.casefold()
    if plain.isascii():
        return plain
    letters = (letter for letter in normalize("NFKD", plain) if not combining(letter))
    return normalize("NFC", "".join(letters)).casefold()


def _single(part: str) -> Iterator[tuple[str, str]]:
    if part in EMPTY or (len(part) < 2 and part.isascii()) or (len(part) < 3 and part.isdigit()):
        return
    if len(part) > 1 and UNSPACED.search(part):
        yield from ((part[at : at + 2],) * 2 for at in range(len(part) - 1))
    else:
        yield stem(part[:LONGEST]), part


def _joined(chunk: str) -> Iterator[tuple[str, str]]:
    """Of `ci.example.org` its parts and itself; of `10.0.0.1` and `2026-03-01` only itself."""
    within = parts(chunk)
    if len(within) > 1 and FIGURES.fullmatch(chunk):
        yield chunk[:LONGEST], chunk
        return
    for part in within:
        yield from _single(part)
    if chunk != within[0]:
        yield chunk[:LONGEST], chunk


def stem(word: str) -> str:
    """An English word without the endings that do not change what it is about; any other word as it is.

    `migrations`, `migrated` and `migrating` become `migrat`. Lighter than Porter's: a name is never halved.
    """
    if len(word) < 4 or not (word.isascii() and word.isalpha()):
        return word
    short = _without_ending(_singular(word))
    if short.endswith(("sion", "tion")) and len(short) > 6:
        short = short.removesuffix("ion")
    return short.removesuffix("e") if len(short) > 4 else short


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and word[-2] not in "isu" else word


def _without_ending(word: str) -> str:
    for ending, least in (("ing", 3), ("ed", 3), ("ly", 4), ("ment", 5), ("ure", 4)):
        short = word.removesuffix(ending)
        if short != word and len(short) >= least and any(letter in "aeiouy" for letter in short):
            doubled = ending in ("ing", "ed") and len(short) > 3 and short[-1] == short[-2]
            return short[:-1] if doubled and short[-1] not in "lsz" else short
    return word
