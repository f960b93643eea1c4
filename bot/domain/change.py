"""What a change is (a merged pull request, a deployment, a release), and which ones somebody asks for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.catalog import Service
from bot.domain.refusal import Refusal


class ChangeKind(StrEnum):
    """What kind of change it was."""

    PULL_REQUEST = "pull_request"
    DEPLOYMENT = "deployment"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `at`: merged, deployed or published; `author` is the forge's login; text is foreign."""

    id: str
    kind: ChangeKind
    repository: str
    title: str
    author: str
    url: str
    at: datetime
    number: int = 0
    environment: str = ""
    state: str = ""
    sha: str = ""


class Mark(StrEnum):
    """What the people of an incident think of a change. Cleared: they took an earlier mark back."""

    SUSPECT = "suspect"
    DISMISSED = "dismissed"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Marked:
    """A change that somebody marked in an incident; `by` is a Slack user id."""

    incident: str
    change: Change
    mark: Mark
    by: str
    at: datetime


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


@dataclass(frozen=True, slots=True)
class Window:
    """Which changes are asked for: [since, until], `limit` of them after the newest `skip`.

    Those dismissed in `incident` are left out.
    """

    since: datetime
    until: datetime
    limit: int = 10
    skip: int = 0
    incident: str = ""

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.until - self.since


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
    """Changes newest first, `total` of them in the window; `as_of` is the age of the oldest reading."""

    changes: tuple[Change, ...]
    total: int
    as_of: datetime | None
    missing: tuple[Gap, ...]
    window: Window
    marks: Mapping[str, Marked]

    @property
    def dismissed(self) -> tuple[Marked, ...]:
        """What is hidden in this incident."""
        return tuple(each for each in self.marks.values() if each.mark is Mark.DISMISSED)

    @property
    def suspects(self) -> frozenset[str]:
        """The ids of the changes under suspicion in this incident."""
        return frozenset(id for id, each in self.marks.items() if each.mark is Mark.SUSPECT)


UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
LONGEST = timedelta(weeks=13)
SPAN = re.compile(r"(\d{1,6})(m|h|d|w)", re.IGNORECASE)
FIRST_READING = timedelta(days=14)
OVERLAP = timedelta(hours=1)


def span(word: str) -> timedelta | None:
    """`30m`, `4h`, `2d` or `1w` as a length of time; None for any other word.

    Raises Refusal for a length of zero or of more than thirteen weeks.
    """
    found = SPAN.fullmatch(word.strip())
    if not found:
        return None
    length = int(found.group(1)) * UNITS[found.group(2).lower()]
    if not timedelta() < length <= LONGEST:
        raise Refusal(f"{word} is no window I can show: use 1m to 13w, for example 4h or 2d.")
    return length


def split(words: str) -> tuple[str, timedelta | None]:
    """The name and the window of `payments 2h`; without a window the second is None."""
    name, _, last = words.strip().rpartition(" ")
    length = span(last)
    return (name.strip(), length) if length else (words.strip(), None)


def worded(length: timedelta) -> str:
    """A length as people type it: `90m`, `4h`, `2d`, in the largest unit that divides it."""
    minutes = max(1, int(length.total_seconds() // 60))
    for size, unit in ((10080, "w"), (1440, "d"), (60, "h")):
        if minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"


def folded(repository: str) -> str:
    """The one spelling under which a repository is kept: the forge ignores case."""
    return repository.strip().lower()


def repositories(services: Sequence[Service]) -> tuple[str, ...]:
    """The repositories of services, each once, in their order."""
    known = {folded(each.repository): each.repository.strip() for each in services if each.repository.strip()}
    return tuple(known.values())


def stale(names: Sequence[str], readings: Mapping[str, Reading], now: datetime, after: timedelta) -> list[str]:
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


def gaps(services: Sequence[Service], readings: Mapping[str, Reading], since: datetime) -> tuple[Gap, ...]:
    """What the store cannot know about the changes of services since a time, the gravest first."""
    bare = [each.id for each in services if not each.repository.strip()]
    names = repositories(services)
    known = [reading for name in names if (reading := readings.get(folded(name)))]
    found = [
        _gap(GapKind.NO_REPOSITORY, bare),
        _unreachable(readings.get(""), known),
        _unreadable(known) if not _away(readings.get("")) else None,
        _gap(GapKind.NEVER_READ, [name for name in names if folded(name) not in readings]),
        _short(known, since),
    ]
    return tuple(gap for gap in found if gap)


def _gap(kind: GapKind, names: Sequence[str]) -> Gap | None:
    return Gap(kind, names[0], more=len(names) - 1) if names else None


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
