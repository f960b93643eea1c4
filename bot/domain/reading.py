"""How well the forge is known: when each repository was read, what to read next, what an answer lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.catalog import Service
from bot.domain.change import Change, Mark, Marked, Window, folded, repositories
from bot.domain.suspects import Suspect

FIRST_READING = timedelta(days=14)
OVERLAP = timedelta(hours=1)
EDGES = (timedelta(hours=6), timedelta(days=2), FIRST_READING)


@dataclass(frozen=True, slots=True)
class Reading:
    """How well one repository is known. A repository of "" is the forge as a whole.

    `tried_at`: last attempt; `read_at`: last success; `covers`: how far back its changes are known;
    `failing_since` and `error` tell of the attempts since the last success.
    """

    repository: str
    tried_at: datetime
    read_at: datetime | None = None
    covers: datetime | None = None
    failing_since: datetime | None = None
    error: str = ""


class GapKind(StrEnum):
    """Why an answer about changes may be incomplete."""

    NO_REPOSITORY = "no repository"
    OFF = "off"
    UNREACHABLE = "unreachable"
    UNREADABLE = "unreadable"
    NEVER_READ = "never read"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that an answer about changes cannot know. `what` is a service, a repository or a reason."""

    kind: GapKind
    what: str = ""
    since: datetime | None = None
    more: int = 0


@dataclass(frozen=True, slots=True)
class Recent:
    """Changes newest first, `total` of them in the window; `as_of` is the age of the oldest reading.

    `likely`: the suspects of its incident, the likeliest first.
    """

    changes: tuple[Change, ...]
    total: int
    as_of: datetime | None
    missing: tuple[Gap, ...]
    window: Window
    marks: Mapping[str, Marked]
    likely: tuple[Suspect, ...] = ()

    @property
    def dismissed(self) -> tuple[Marked, ...]:
        """What is hidden in this incident."""
        return tuple(each for each in self.marks.values() if each.mark is Mark.DISMISSED)

    @property
    def suspects(self) -> frozenset[str]:
        """The ids of the changes under suspicion in this incident."""
        return frozenset(id for id, each in self.marks.items() if each.mark is Mark.SUSPECT)


def stale(
    names: Sequence[str], readings: Mapping[str, Reading], now: datetime, after: timedelta
) -> list[str]:
    """The repositories that nobody has tried to read for longer than `after`."""
    return [
        name
        for name in names
        if (reading := readings.get(folded(name))) is None or now - reading.tried_at > after
    ]


def read_from(reading: Reading | None, now: datetime, wanted: datetime | None = None) -> datetime:
    """From when to ask the forge: from the last success with an overlap, or as far back as `wanted`."""
    if reading is None or reading.read_at is None or reading.covers is None:
        return min(now - FIRST_READING, wanted or now)
    if wanted and wanted < reading.covers:
        return wanted
    return reading.read_at - OVERLAP


def batches(
    names: Sequence[str], readings: Mapping[str, Reading], now: datetime, wanted: datetime | None = None
) -> tuple[tuple[datetime, tuple[str, ...]], ...]:
    """The repositories by how far back each must be read, so that one newcomer does not widen all."""
    groups: dict[int, tuple[datetime, tuple[str, ...]]] = {}
    for name in names:
        start = read_from(readings.get(folded(name)), now, wanted)
        size = next((place for place, edge in enumerate(EDGES) if now - start <= edge), len(EDGES))
        earliest, group = groups.get(size, (start, ()))
        groups[size] = (min(earliest, start), (*group, name))
    return tuple(groups[size] for size in sorted(groups))


def too_short(names: Sequence[str], readings: Mapping[str, Reading], since: datetime) -> tuple[str, ...]:
    """The repositories that were read, but not as far back as `since`."""
    return tuple(
        name
        for name in names
        if (reading := readings.get(folded(name))) and reading.covers and reading.covers > since
    )


def after_success(before: Reading | None, name: str, start: datetime, now: datetime) -> Reading:
    """What is known of a repository once it was read from `start` on."""
    covers = min(before.covers, start) if before and before.covers else start
    return Reading(name, tried_at=now, read_at=now, covers=covers)


def after_failure(before: Reading | None, name: str, error: str, now: datetime) -> Reading:
    """What is known of a repository once it could not be read: as before, failing since the first time."""
    if before is None:
        return Reading(name, tried_at=now, failing_since=now, error=error)
    since = before.failing_since or now
    return replace(before, tried_at=now, failing_since=since, error=error)


def gaps(services: Sequence[Service], readings: Mapping[str, Reading], since: datetime) -> tuple[Gap, ...]:
    """What the store cannot know about the changes of services since a time, the gravest first."""
    bare = [each.id for each in services if not each.repository.strip()]
    names = repositories(services)
    known = [reading for name in names if (reading := readings.get(folded(name)))]
    found = [
        _gap(GapKind.NO_REPOSITORY, bare),
        _unreachable(readings.get(""), known),
        _unreadable(known) if not _away(readings.get("")) else None,
        _gap(GapKind.NEVER_READ, [name for name in names if _unread(readings.get(folded(name)))]),
        _short(known, since),
    ]
    return tuple(gap for gap in found if gap)


def _gap(kind: GapKind, names: Sequence[str]) -> Gap | None:
    return Gap(kind, names[0], more=len(names) - 1) if names else None


def _unread(reading: Reading | None) -> bool:
    return reading is None or (reading.read_at is None and reading.failing_since is None)


def _away(forge: Reading | None) -> bool:
    return forge is not None and forge.failing_since is not None


def _unreachable(forge: Reading | None, known: Sequence[Reading]) -> Gap | None:
    if forge is None or forge.failing_since is None or not known:
        return None
    return Gap(GapKind.UNREACHABLE, forge.error, since=forge.failing_since)


def _unreadable(known: Sequence[Reading]) -> Gap | None:
    failing = [reading for reading in known if reading.failing_since]
    if not failing:
        return None
    first = failing[0]
    return Gap(
        GapKind.UNREADABLE,
        f"{first.repository}: {first.error}",
        since=first.failing_since,
        more=len(failing) - 1,
    )


def _short(known: Sequence[Reading], since: datetime) -> Gap | None:
    """Some repository's changes are not known as far back as was asked."""
    starts = [reading.covers for reading in known if reading.covers and reading.covers > since]
    return Gap(GapKind.SHORT, since=max(starts)) if starts else None
