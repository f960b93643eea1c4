"""Which property may have been meant."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

ENOUGH = 0.6
MOST = 2


def meant(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to two properties that a name resembles, the likeliest first."""
    bare = _bare(name)
    scored = [(_likeness(bare, _bare(each)), each) for each in known]
    likely = sorted(((score, each) for score, each in scored if score >= ENOUGH), key=lambda at: -at[0])
    return tuple(each for _, each in likely[:MOST])


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def _likeness(name: str, other: str) -> float:
    """1 for the same letters; a name inside the other counts by how much of it that is, from 0.7 on."""
    if name and other and (name in other or other in name):
        shorter, longer = sorted((len(name), len(other)))
        return 0.7 + 0.3 * shorter / longer if shorter > 2 else 0.0
    return SequenceMatcher(None, name, other).ratio()
