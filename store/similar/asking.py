"""What the index answers: incidents that hold most of the weight of some words, and what is told of them.

A query is one or more words of the index in quotes, never what a person typed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import combinations
from sqlite3 import Connection
from typing import Any

from bot.domain.incident import Status
from bot.domain.refusal import Refusal
from bot.domain.similar import Past, Sought, Text, rarity
from store.moments import at
from store.similar.index import LAYOUT, layout

COUNTED, BUDGET, MOST_WORDS = 1500, 1500, 14
"""Holders of a word that are counted (then it is reckoned), incidents looked at, words asked for."""
MOST, TIED, PAIRED = 30, 20, 2000
"""Incidents that are compared in full: for their words, for what else they share; holders of two words."""
MISSING = "This database has no index of incidents yet. `tocsin init` brings it up to date."


@dataclass(frozen=True, slots=True)
class Hits:
    """Incidents that may resemble, with their words; `weights` are those of the words that were asked for."""

    weights: Mapping[str, float]
    texts: tuple[Text, ...]


def hits(db: Connection, sought: Sought) -> Hits:
    """The incidents that hold most of the weight of the words, and the last ones of the service.

    Raises Refusal where the database was never opened by a Tocsin that has this index.
    """
    if layout(db) != LAYOUT:
        raise Refusal(MISSING)
    total = int(db.execute("SELECT COALESCE(MAX(number), 0) FROM incident").fetchone()[0])
    holders = {word: _holders(db, word, total, sought.number) for word in _first(sought.words)}
    emphasis = sought.words
    weighed = ((emphasis[word] * rarity(many, total), word) for word, many in holders.items())
    weights = {word: weight for weight, word in nlargest(MOST_WORDS, weighed)}
    heard = sorted((many, word) for word, many in holders.items() if many and word in weights)
    sums = _sums(db, [(word, many) for many, word in heard], weights)
    chosen = (number for _, number in nlargest(MOST, ((sums[number], number) for number in sums)))
    numbers = dict.fromkeys((*chosen, *_tied(db, sought)))
    return Hits(weights, _texts(db, tuple(numbers)))


def _first(emphasis: Mapping[str, float]) -> Iterable[str]:
    """The words that are looked up: of a long text its first ones."""
    return list(emphasis)[: 2 * MOST_WORDS]


def _holders(db: Connection, word: str, total: int, own: int) -> int:
    """How many others hold the word; of a frequent one, reckoned from how far back its last ones reach.

    A word of the incident `own` alone is unheard, whether the index has caught up with it or not.
    """
    query = """
        SELECT rowid FROM similar WHERE similar MATCH :query ORDER BY rowid DESC LIMIT 1 OFFSET :counted
    """
    far = db.execute(query, {"query": _quoted(word), "counted": COUNTED}).fetchone()
    if far:
        return max(COUNTED, COUNTED * total // max(1, total - int(far[0])))
    count = "SELECT COUNT(*) FROM similar WHERE similar MATCH :query AND rowid <> :own"
    return int(db.execute(count, {"query": _quoted(word), "own": own}).fetchone()[0])


def _sums(db: Connection, known: Sequence[tuple[str, int]], weights: Mapping[str, float]) -> dict[int, float]:
    """The weight that each candidate holds: those with a rare word, else those with two of the rarest.

    A frequent word is only looked for among them, which costs a tenth of reading all that hold it.
    """
    rare = _rare(known)
    others = [word for word, _ in known if word not in rare]
    sums: dict[int, float] = {}
    if rare:
        among = " OR ".join(map(_quoted, rare))
        for word in rare:
            _add(sums, _matching(db, _quoted(word)), weights[word], new=True)
    else:
        pairs = combinations([_quoted(word) for word in others[:3]], 2)
        among = " OR ".join(f"({one} AND {two})" for one, two in pairs) or " ".join(map(_quoted, others))
        _add(sums, _matching(db, among, PAIRED) if among else (), 0.0, new=True)
    for word in others:
        _add(sums, _matching(db, f"({among}) AND {_quoted(word)}"), weights[word])
    return sums


def _rare(known: Sequence[tuple[str, int]]) -> list[str]:
    """The rarest words that together have few holders; `known` begins with the rarest."""
    left = BUDGET
    rare: list[str] = []
    for word, many in known:
        if many > left and (rare or many >= COUNTED):
            break
        rare.append(word)
        left -= many
    return rare


def _matching(db: Connection, query: str, most: int = -1) -> Iterable[tuple[int]]:
    """The incidents that a query of quoted words finds, the newest first."""
    found = "SELECT rowid FROM similar WHERE similar MATCH :query ORDER BY rowid DESC LIMIT :most"
    return db.execute(found, {"query": query, "most": most}).fetchall()


def _add(sums: dict[int, float], rows: Iterable[tuple[int]], weight: float, *, new: bool = False) -> None:
    """Add the weight to every candidate among the rows; those that are `new` become candidates."""
    for (number,) in rows:
        if new or number in sums:
            sums[number] = sums.get(number, 0.0) + weight


def _quoted(word: str) -> str:
    """A word of the index as FTS5 takes it literally; such words hold no quote."""
    return f'"{word}"'


def _tied(db: Connection, sought: Sought) -> list[int]:
    """The last incidents of the service and its neighbours, and of those that a change of its set off."""
    services = _named((sought.service, *sought.neighbours) if sought.service else (), "s")
    changed = _named(tuple(sought.repositories), "r")
    of_services = f"""
        SELECT number FROM incident WHERE service IN ({_list(services)}) ORDER BY number DESC LIMIT :most
    """  # noqa: S608  (names of ours)
    set_off = f"""
        SELECT i.number FROM change c JOIN change_mark m ON m.change = c.id
        JOIN incident i ON i.id = m.incident
        WHERE c.repository_key IN ({_list(changed)}) AND m.mark = 'suspect' ORDER BY m.at DESC LIMIT :most
    """  # noqa: S608
    asked = [(query, names) for query, names in ((of_services, services), (set_off, changed)) if names]
    return [row[0] for query, names in asked for row in db.execute(query, {**names, "most": TIED})]


def _texts(db: Connection, numbers: Sequence[int]) -> tuple[Text, ...]:
    names = _named(numbers)
    query = f"SELECT rowid, title, body FROM similar WHERE rowid IN ({_list(names)})"  # noqa: S608
    return tuple(Text(*row) for row in db.execute(query, names))


def known(db: Connection, numbers: Sequence[int]) -> dict[int, Past]:
    """What is told of these incidents, by number; cancelled and merged ones are left out."""
    names = _named(numbers)
    suspected = _suspected(db, [f"INC-{number}" for number in numbers])
    rows = db.execute(
        f"""
        SELECT i.number, i.title, i.status, i.severity, i.declared_at, i.service, COALESCE(s.title, ''),
            i.channel, COALESCE(p.fix, '')
        FROM incident i LEFT JOIN past p ON p.incident = i.id LEFT JOIN service s ON s.id = i.service
        WHERE i.number IN ({_list(names)}) AND i.status NOT IN ('cancelled', 'merged')
        """,  # noqa: S608
        names,
    )
    return {row[0]: _past(row, suspected[f"INC-{row[0]}"]) for row in rows}


def _past(row: Sequence[Any], suspected: frozenset[str]) -> Past:
    number, title, status, severity, declared, *where = row
    service, named, channel, fix = where
    return Past(
        number, title, Status(status), severity, at(declared), service, named, channel, suspected, fix
    )


def _suspected(db: Connection, ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """The repositories whose changes were marked suspects, by incident."""
    found: dict[str, set[str]] = {id: set() for id in ids}
    names = _named(ids)
    rows = db.execute(
        f"""
        SELECT m.incident, c.repository_key FROM change_mark m JOIN change c ON c.id = m.change
        WHERE m.incident IN ({_list(names)}) AND m.mark = 'suspect'
        """,  # noqa: S608
        names,
    )
    for incident, repository in rows:
        found[incident].add(repository)
    return {id: frozenset(held) for id, held in found.items()}


def fix(db: Connection, incident: str) -> str:
    """What people said when they resolved or mitigated it, the last word of both; "" where nobody did."""
    row = db.execute(
        """
        SELECT text FROM event WHERE incident = :id AND kind = 'status'
        AND (text LIKE 'resolved: %' OR text LIKE 'mitigated: %') ORDER BY at DESC, id DESC LIMIT 1
        """,
        {"id": incident},
    ).fetchone()
    return str(row[0]).partition(": ")[2] if row else ""


def _named(values: Sequence[object], letter: str = "v") -> dict[str, object]:
    return {f"{letter}{place}": value for place, value in enumerate(values)}


def _list(names: Mapping[str, object]) -> str:
    return ", ".join(f":{name}" for name in names)
