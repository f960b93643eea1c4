"""Finding what resembles among real texts, beside FTS5's own ranking of all words (`OR`, BM25, Porter).

Texts: the post-mortems and the status issues of ../shared/real, each brought in as a past incident with its
title and its text, and nothing else: no service, no list of what was affected.

Known item: a text is found again by its title (texts of one title count as one), by the eight words that tell
it best from the others (most often there, in fewest texts), and by the first 25 words of its text.

Similar pairs: two status issues of Jenkins that name the same one to four affected components. The list is
theirs, in the front matter, and is in neither the index nor the question. One asks with its title, then with
its title and the first 25 words as a note; right is an answer with one of its partners among the first five.
"""

import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import log
from pathlib import Path

import pytest

from bot.domain.catalog import PastIncident
from bot.domain.similar import Sought, Text, likeness
from bot.domain.words import spelt
from store import incident, similar
from store.sqlite import Store
from tests.rules import ROOT

pytestmark = pytest.mark.real
REAL = ROOT.parent / "shared" / "real"
BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
ASIDE = re.compile(r"<!--[\s\S]*?-->|^#.*$|\[(?:\w+ )?(?:message|update)\]", re.MULTILINE | re.IGNORECASE)
FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
Ask = Callable[[str, str, int], list[int]]
"""(title, notes, the number that asks) → the numbers of the ten likest."""


@dataclass(frozen=True, slots=True)
class Told:
    """One real text. `affected` is what its front matter lists."""

    number: int
    title: str
    text: str
    affected: frozenset[str] = frozenset()

    @property
    def first(self) -> str:
        """The first 25 words, without headings, comments and the marks of status pages."""
        return " ".join(ASIDE.sub("", self.text).split()[:25])


def read(path: Path, number: int) -> Told:
    text = path.read_text(encoding="utf-8", errors="replace")
    front = FRONT.match(text)
    head, body = (front.group(1), text[front.end() :]) if front else ("", text)
    named = re.search(r"^title:\s*(.+)$", head, re.MULTILINE) or re.search(r"^#+\s+(.+)$", body, re.MULTILINE)
    listed = re.search(r"^affected:\s*\n((?:\s+- .*\n?)*)", head, re.MULTILINE)
    affected = re.findall(r"- (.+)", listed.group(1)) if listed else []
    title = named.group(1).strip(" \"'") if named else path.stem
    return Told(number, title, body, frozenset(each.strip() for each in affected))


@pytest.fixture(scope="module")
def texts() -> tuple[Told, ...]:
    if not REAL.is_dir():
        pytest.skip(f"there are no real texts at {REAL}")
    found = [*(REAL / "postmortems").rglob("*.md*"), *(REAL / "incidents").rglob("issues/*.md")]
    paths = sorted(path for path in found if not path.name.startswith(("README", "index")))
    return tuple(read(path, number) for number, path in enumerate(paths, 1))


@pytest.fixture
async def ours(rows: Store, texts: Sequence[Told]) -> Ask:
    def bring(db: sqlite3.Connection) -> None:
        for each in texts:
            began = {"declared": BEGAN + timedelta(hours=each.number)}
            incident.import_past(db, PastIncident(each.title, "", 3, began, summary=each.text))

    def ask(title: str, notes: str, number: int) -> list[int]:
        sought = Sought(spelt(title), spelt(notes)) if title else Sought(spelt(notes))
        hits = rows.read(similar.hits, replace(sought, number=number))
        ranked = sorted(hits.texts, key=lambda text: (-likeness(sought, hits.weights, text), -text.number))
        return _others(ranked, number)

    await rows.run(bring)
    return ask


def _others(ranked: Sequence[Text], number: int) -> list[int]:
    return [text.number for text in ranked if text.number != number][:10]


@pytest.fixture
def plain(texts: Sequence[Told]) -> Iterator[Ask]:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE plain USING fts5 (title, body, tokenize = 'porter unicode61')")
    db.executemany("INSERT INTO plain (rowid, title, body) VALUES (?, ?, ?)", map(_row, texts))

    def ask(title: str, notes: str, number: int) -> list[int]:
        query = " OR ".join(f'"{word}"' for word in dict.fromkeys(_words(f"{title} {notes}")))
        found = db.execute("SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY rank LIMIT 11", (query,))
        return [row[0] for row in found if row[0] != number][:10]

    yield ask
    db.close()


def _row(told: Told) -> tuple[int, str, str]:
    return told.number, told.title, told.text


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def distinctive(texts: Sequence[Told]) -> dict[int, str]:
    """The eight words that tell each text best from the others."""
    counted = {each.number: Counter(_words(f"{each.title} {each.text}")) for each in texts}
    holders = Counter(word for words in counted.values() for word in words)

    def telling(words: Counter[str]) -> list[str]:
        return sorted(words, key=lambda w: (-words[w] * log(len(texts) / holders[w]), w))[:8]

    return {number: " ".join(telling(words)) for number, words in counted.items()}


def items(texts: Sequence[Told]) -> dict[str, list[tuple[str, str, set[int]]]]:
    """Known items by the way of asking: (title, notes, the numbers that are right)."""
    words = distinctive(texts)
    same = {each.number: {t.number for t in texts if _words(t.title) == _words(each.title)} for each in texts}
    return {
        "its title": [(each.title, "", same[each.number]) for each in texts],
        "eight words": [("", words[each.number], {each.number}) for each in texts],
        "first words": [("", each.first, {each.number}) for each in texts],
    }


def pairs(texts: Sequence[Told]) -> dict[Told, set[int]]:
    """Texts with the others that name the same one to four components."""
    named = [each for each in texts if 1 <= len(each.affected) <= 4]
    partners = {
        each: {t.number for t in named if t.affected == each.affected and t is not each} for each in named
    }
    return {each: numbers for each, numbers in partners.items() if numbers}


def known(ask: Ask, asked: Sequence[tuple[str, str, set[int]]]) -> tuple[float, float]:
    """Recall among the first five, and the mean of 1/place."""
    places = []
    for title, notes, right in asked:
        found = ask(title, notes, 0)
        places.append(next((place for place, number in enumerate(found, 1) if number in right), 0))
    recall, ranks = sum(0 < place <= 5 for place in places), sum(1 / place for place in places if place)
    return recall / len(places), ranks / len(places)


def paired(ask: Ask, wanted: dict[Told, set[int]], *, noted: bool) -> tuple[float, float]:
    """How often a partner is among the first five, and how often the first."""
    found = {each: ask(each.title, each.first if noted else "", each.number)[:5] for each in wanted}
    hits = sum(bool(wanted[each] & set(numbers)) for each, numbers in found.items())
    first = sum(bool(wanted[each] & set(numbers[:1])) for each, numbers in found.items())
    return hits / len(found), first / len(found)


@pytest.mark.parametrize("way", ["its title", "eight words", "first words"])
def test_a_text_is_found_again(ours: Ask, plain: Ask, texts: Sequence[Told], way: str) -> None:
    asked = items(texts)[way]

    recall, mrr = known(ours, asked)

    peer = known(plain, asked)
    sys.stdout.write(f"{len(asked)} by {way}: {recall:.3f} {mrr:.3f}; plain {peer[0]:.3f} {peer[1]:.3f}\n")
    assert recall == 1.0
    assert mrr >= 0.98


@pytest.mark.parametrize("noted", [False, True], ids=["title", "title and note"])
def test_a_text_finds_its_like(ours: Ask, plain: Ask, texts: Sequence[Told], noted: bool) -> None:
    wanted = pairs(texts)

    hits, first = paired(ours, wanted, noted=noted)

    peer = paired(plain, wanted, noted=noted)
    sys.stdout.write(f"{len(wanted)} pairs: {hits:.3f} {first:.3f}; plain {peer[0]:.3f} {peer[1]:.3f}\n")
    assert hits >= 0.92
    assert hits > peer[0]
    assert first > peer[1]
