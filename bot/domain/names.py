"""Names as people type them: folded alike, searched by a part of them, found in spite of typing errors.

The index keeps, for each three letters, which names hold them: where they are common as a number whose bit n
stands for name n, where they are rare as the list of n. Adding such numbers bit by bit counts, for all names
at once, how many letters in a row they share with what was typed; the few that share most are then measured.
"""

import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from threading import Lock
from unicodedata import category, normalize

POOL, POOL_SHORT, MOST = 6, 10, 40
"""How many of those that share most are measured: at least, at least of short names, and at most."""
FAR = 2
"""How many edits a name may be away, and how much longer or shorter it may be."""
SHORT, LONGEST = 9, 80
"""Up to which length single letters and pairs count too, and from which on a name is cut."""
_ONE = ord("1")
_ASCII_GAPS = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """A name without what people do not notice: case, width of letters, which separator stands between words.

    A name of nothing but signs keeps them.
    """
    plain = normalize("NFKC", text).casefold()
    if plain.isascii():
        words = _ASCII_GAPS.sub(" ", plain).strip()
    else:
        words = " ".join("".join(c if category(c)[0] in "LNM" else " " for c in plain).split())
    return words or " ".join(plain.split())


@dataclass(frozen=True, slots=True)
class Shared:
    """Which names hold three letters in a row, by their places: as a mask, or, of the rarer, as a list."""

    common: Mapping[str, int]
    rare: Mapping[str, Sequence[int]]


class Names:
    """Every folded name and whose it is; made by `index`.

    What they share is worked out when it is first asked for: it takes long, and whole names do without.
    """

    def __init__(self, owners: Mapping[str, tuple[str, ...]]) -> None:
        self.owners = owners
        self.keys = tuple(sorted(owners, key=lambda key: (len(key), key)))
        self._shared: Shared | None = None
        self._making = Lock()

    @property
    def is_searched(self) -> bool:
        """Whether it is worked out what names share."""
        return self._shared is not None

    @property
    def shared(self) -> Shared:
        """What names share; threads that ask at once have it worked out once."""
        with self._making:
            self._shared = self._shared or _share(self.keys)
            return self._shared


def index(named: Iterable[tuple[str, str]]) -> Names:
    """The index of (owner, folded name) pairs; an owner may have several names, a name several owners."""
    return Names(owners(named))


def _share(keys: Sequence[str]) -> Shared:
    held_by: defaultdict[str, array[int]] = defaultdict(partial(array, "I"))
    for place, key in enumerate(keys):
        for gram in _grams(key, len(key) <= SHORT + FAR):
            held_by[gram].append(place)
    often = max(8, len(keys) // 256)
    return Shared(
        {gram: _dense(held, len(keys)) for gram, held in held_by.items() if len(held) > often},
        {gram: held for gram, held in held_by.items() if len(held) <= often},
    )


def owners(named: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Whose each name is. Most have one owner: its names, which come in a row, share the tuple."""
    found: dict[str, tuple[str, ...]] = {}
    several: dict[str, dict[str, None]] = {}
    alone: tuple[str, ...] = ()
    for owner, name in named:
        alone = alone if (owner,) == alone else (owner,)
        if found.setdefault(name[:LONGEST], alone) is not alone:
            several.setdefault(name[:LONGEST], dict.fromkeys(found[name[:LONGEST]]))[owner] = None
    found.update((name, tuple(owners)) for name, owners in several.items())
    return found


def near(names: Names, text: str, limit: int = 5) -> tuple[str, ...]:
    """The owners whose names resemble `text`, the nearest first."""
    owners = (owner for _, key in measured(names, fold(text)) for owner in names.owners[key])
    return tuple(dict.fromkeys(owners))[:limit]


def measured(names: Names, key: str) -> list[tuple[int, str]]:
    """(edits, name) of the names nearest to a folded text, the nearest first.

    An edit adds, drops or replaces a letter or swaps two neighbours.
    """
    key = key[:LONGEST]
    letters = _letters(key)
    pool = (names.keys[place] for place in islice(_sharing_most(names, key), MOST))
    return sorted((_edits(letters, len(key), name), name) for name in pool)


def holding(names: Names, text: str) -> tuple[str, ...]:
    """Every owner with a name that holds `text`: whole, then at its start, at a word's start, inside.

    Where none holds it so, those with a name that holds each of its words.
    """
    key = fold(text)
    found = sorted(_candidates(names, key), key=lambda name: _place(name, key))
    if not found and " " in key:
        first, *words = sorted(key.split(), key=len, reverse=True)
        found = [name for name in _candidates(names, first) if all(word in name for word in words)]
    return tuple(dict.fromkeys(owner for name in found for owner in names.owners[name]))


def _place(name: str, key: str) -> int:
    """How early a name holds the key."""
    if name == key:
        return 0
    if name.startswith(key):
        return 1
    return 2 if f" {key}" in name else 3


def _candidates(names: Names, key: str) -> Iterator[str]:
    """The names that hold the key, the shortest first; those without its letters are not looked at."""
    if not key:
        return
    mask = (1 << len(names.keys)) - 1
    for gram in {key[n : n + 3] for n in range(len(key) - 2)}:
        mask &= _holders(names, gram)
    yield from (names.keys[place] for place in _places(mask) if key in names.keys[place])


# What names share ---------------------------------------------------------------------------------------


def _grams(key: str, short: bool) -> set[str]:
    """Each three letters in a row, with a mark at both ends; of a short name each two and each one as well.

    One edit leaves a short name hardly any three letters in a row.
    """
    padded = f"\x01\x01{key}\x01"
    threes = {padded[n : n + 3] for n in range(len(padded) - 2)}
    return threes | {key[n : n + 2] for n in range(len(key))} | set(key) if short else threes


def _dense(places: Iterable[int], size: int) -> int:
    """As `_mask`; quicker for many places, slower for few."""
    digits = bytearray(b"0") * (size + 1)
    for place in places:
        digits[~place] = _ONE
    return int(digits, 2)


def _mask(places: Iterable[int], size: int) -> int:
    bits = bytearray(size // 8 + 1)
    for place in places:
        bits[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(bits, "little")


def _holders(names: Names, gram: str) -> int:
    mask = names.shared.common.get(gram)
    return mask if mask is not None else _mask(names.shared.rare.get(gram, ()), len(names.keys))


def _sharing_most(names: Names, key: str) -> list[int]:
    """The places of at least a pool of names (where there are as many) that share most with the key."""
    short = len(key) <= SHORT
    grams, pool = _grams(key, short), POOL_SHORT if short else POOL
    digits = _counted(mask for gram in grams if (mask := _holders(names, gram)))
    left = _alike(names, len(key))
    found: list[int] = []
    for count in range((1 << len(digits)) - 1, 0, -1):
        equal = left
        for power, digit in enumerate(digits):
            equal &= digit if count >> power & 1 else ~digit
            if not equal:
                break
        found.extend(_places(equal))
        left ^= equal
        if len(found) >= pool:
            break
    return found


def _alike(names: Names, length: int) -> int:
    """The names of nearly that length (they stand together, being sorted by it); all where there is none."""
    start = bisect_left(names.keys, length - FAR, key=len)
    end = bisect_left(names.keys, length + FAR + 1, key=len)
    return ((1 << end) - (1 << start)) or (1 << len(names.keys)) - 1


def _counted(masks: Iterable[int]) -> list[int]:
    """How many of the masks have each bit, as binary digits: bit n of digit p is digit p of n's count."""
    digits: list[int] = []
    for carry in masks:
        for power, digit in enumerate(digits):
            digits[power], carry = digit ^ carry, digit & carry
            if not carry:
                break
        else:
            digits.append(carry)
    return digits


def _places(mask: int) -> Iterator[int]:
    """The places of the bits that are set, the lowest first."""
    bits = bin(mask)[:1:-1]
    place = bits.find("1")
    while place >= 0:
        yield place
        place = bits.find("1", place + 1)


# Edits --------------------------------------------------------------------------------------------------


def _letters(key: str) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, letter in enumerate(key):
        places[letter] = places.get(letter, 0) | 1 << place
    return places


def _edits(letters: Mapping[str, int], length: int, name: str) -> int:
    """The edits between a key, given as its letters' places, and a name.

    Hyyrö's bit-parallel form (2003) of the optimal string alignment distance: one column at a time.
    """
    if not length:
        return len(name)
    every, last = (1 << length) - 1, 1 << (length - 1)
    up, down, edits, diagonal, before = every, 0, length, 0, 0
    for letter in name:
        match = letters.get(letter, 0)
        swapped = (~diagonal & match) << 1 & before
        diagonal = (((match & up) + up) ^ up | match | down | swapped) & every
        right, left = down | ~(diagonal | up) & every, diagonal & up
        if right & last:
            edits += 1
        elif left & last:
            edits -= 1
        right, left = (right << 1 | 1) & every, left << 1 & every
        up, down = left | ~(diagonal | right) & every, right & diagonal
        before = match
    return edits
