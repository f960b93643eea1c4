"""What one reading of a vendor does to what is kept: added, changed, stale, kept; never worse than before."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Generic, TypeVar

V = TypeVar("V")
GRACE = timedelta(days=14)
"""How long what a vendor lists no longer is still kept, marked stale."""


@dataclass(frozen=True, slots=True)
class Held(Generic[V]):
    """What is kept of one thing; `stale_since`: its vendor no longer lists it."""

    value: V
    stale_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What a sync did. `stale`: kept but no longer listed; `gone`: stale for longer than the grace period."""

    added: int = 0
    changed: int = 0
    stale: int = 0
    kept: int = 0
    gone: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def __str__(self) -> str:
        told = [f"{self.added:,} added", f"{self.changed:,} changed", f"{self.stale:,} stale"]
        told += [f"{self.kept:,} kept", *([f"{self.gone:,} gone"] if self.gone else [])]
        return ", ".join(told)


@dataclass(frozen=True, slots=True)
class Merged(Generic[V]):
    """What is to be written: `write` is new, changed or back again; `stale` vanished now; `gone` may go."""

    write: Mapping[str, V]
    stale: tuple[str, ...]
    gone: tuple[str, ...]
    tally: Tally


def merge(
    held: Mapping[str, Held[V]],
    seen: Mapping[str, V],
    now: datetime,
    *,
    whole: bool = True,
    grace: timedelta = GRACE,
) -> Merged[V]:
    """Compare what is kept with what was read.

    An answer that is not `whole`, or that lists nothing where something is kept, makes nothing stale and lets
    nothing go. What is listed again is stale no longer.
    """
    known = {id: held[id] for id in seen if id in held}
    changed = [id for id, before in known.items() if before.value != seen[id]]
    back = [id for id, before in known.items() if before.stale_since and before.value == seen[id]]
    added = [id for id in seen if id not in held]
    missing = {id: each for id, each in held.items() if id not in seen}
    sure = whole and bool(seen)
    gone = [id for id, each in missing.items() if sure and _over(each, now, grace)]
    vanished = [id for id, each in missing.items() if sure and each.stale_since is None]
    was_stale = sum(each.stale_since is not None for each in missing.values())
    stale = len(vanished) + was_stale - len(gone)
    kept = len(known) - len(changed) + len(missing) - stale - len(gone)
    tally = Tally(len(added), len(changed), stale, kept, len(gone))
    write = {id: seen[id] for id in (*added, *changed, *back)}
    return Merged(write, tuple(vanished), tuple(gone), tally)


def _over(each: Held[V], now: datetime, grace: timedelta) -> bool:
    return each.stale_since is not None and now - each.stale_since > grace
