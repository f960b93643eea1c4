"""What a change is (merged, pushed, deployed, a release, a flag, settings), and which ones are asked for."""

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
    FLAG = "flag"
    CONFIG = "config"
    COMMIT = "commit"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `at`: merged, deployed or published; `author` is the forge's login; text is foreign.

    `number` is the forge's own within the repository; `files` and `lines` say how large it was (0: not told),
    `paths` which files it touched, as far as they were told; `state_at`: when its state was that.
    """

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
    files: int = 0
    lines: int = 0
    paths: tuple[str, ...] = ()
    state_at: datetime | None = None
    reviewers: tuple[str, ...] = ()


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
class Window:
    """Which changes are asked for: [since, until], `limit` of them after the newest `skip`.

    Those dismissed in `incident` are left out. `production`: only what reached it (deployments, releases).
    """

    since: datetime
    until: datetime
    limit: int = 10
    skip: int = 0
    incident: str = ""
    production: bool = False

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.until - self.since


TEAM, WITH_NEEDS = "team:", "+deps"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose changes are asked for. `key` says it again in a button (`payments-api`, `team:core+deps`).

    `services` None: everything that is known.
    """

    key: str
    title: str
    services: tuple[Service, ...] | None

    @property
    def deps(self) -> bool:
        """Whether what it needs is in it."""
        return self.key.endswith(WITH_NEEDS)

    @property
    def other_way(self) -> str:
        """The key of the same with, or without, what it needs."""
        return self.key.removesuffix(WITH_NEEDS) if self.deps else self.key + WITH_NEEDS


UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
LONGEST = timedelta(weeks=13)
SPAN = re.compile(r"(\d{1,6})(m|h|d|w)", re.IGNORECASE)


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


DEPS = re.compile(r"(?:^|\s+)(?:--|—|–)deps(?=\s|$)", re.IGNORECASE)
"""Keyboards make one long dash of two short ones."""


def with_deps(words: str) -> tuple[str, bool]:
    """The words without `--deps`, and whether it was there."""
    rest, count = DEPS.subn(" ", words)
    return rest.strip(), bool(count)


def worded(length: timedelta) -> str:
    """A length as people type it: `90m`, `4h`, `2d`, in the largest unit that divides it."""
    minutes = max(1, int(length.total_seconds() // 60))
    for size, unit in ((10080, "w"), (1440, "d"), (60, "h")):
        if minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"


DEEDS = {
    ChangeKind.PULL_REQUEST: "merged",
    ChangeKind.DEPLOYMENT: "deployed",
    ChangeKind.RELEASE: "released",
    ChangeKind.FLAG: "changed",
    ChangeKind.CONFIG: "pushed",
    ChangeKind.COMMIT: "pushed",
}


def deployed(what: str, environment: str) -> str:
    """The title of a deployment that says none of itself."""
    return f"Deploy {what} to {environment}"


def named(change: Change) -> str:
    """A change in a few plain words: `#812 Lower the pool size`, `Release v2.1`."""
    title = " ".join(change.title.split()) or change.sha[:7] or change.id
    match change.kind:
        case ChangeKind.PULL_REQUEST:
            return f"#{change.number} {title}" if change.number else title
        case ChangeKind.DEPLOYMENT:
            where = change.environment
            said = not where or (title.lower().startswith("deploy") and where in title)
            return title if said else f"Deployment to {where}: {title}"
        case ChangeKind.RELEASE:
            return f"Release {title}"
        case ChangeKind.FLAG:
            return f"Flag {title}"
        case ChangeKind.CONFIG:
            return f"Configuration: {title}"
        case ChangeKind.COMMIT:
            return f"Commit {change.sha[:7]}: {title}" if change.sha else title


def described(change: Change) -> str:
    """A change in one plain sentence, with what was done, by whom and when (UTC)."""
    who = f" by {change.author}" if change.author else ""
    state = f" ({change.state})" if change.state else ""
    done = f"{DEEDS[change.kind]}{who} at {change.at:%Y-%m-%d %H:%M} UTC{state}"
    return f"{named(change)}, {done}, in {change.repository}"


Folders = Mapping[str, tuple[str, ...]]
"""By folded repository, the folders in it that are meant; one that is meant whole is not among them."""


def folders(services: Sequence[Service]) -> Folders:
    """The folders that services are built from, where none of them is built from the whole repository."""
    found: dict[str, tuple[str, ...]] = {}
    for code in (code for each in services for code in each.code):
        found[folded(code.name)] = (*found.get(folded(code.name), ()), code.path.strip("/"))
    return {name: paths for name, paths in found.items() if all(paths)}


def inside(change: Change, meant: Folders) -> bool:
    """Whether a change touched what is meant of its repository, as far as its files were told."""
    paths = meant.get(folded(change.repository))
    return paths is None or any(touches(change, path) for path in paths)


def touches(change: Change, folder: str) -> bool:
    """Whether it touched anything in a folder ("": the whole repository), as far as its files were told."""
    inside = f"{folder.strip('/')}/"
    untold = not change.paths or change.files > len(change.paths)
    return inside == "/" or untold or any(each.startswith(inside) for each in change.paths)


OF_PULL = re.compile(r"\(#\d+\)|^Merge pull request #\d+")


def is_of_pull(message: str) -> bool:
    """Whether the first line of a commit's message says, as forges do, that a pull request brought it."""
    return bool(OF_PULL.search(message.partition("\n")[0]))


def folded(repository: str) -> str:
    """The one spelling under which a repository is kept: the forge ignores case."""
    return repository.strip().lower()


def repositories(services: Sequence[Service]) -> tuple[str, ...]:
    """The repositories of services, each once, in their order."""
    names = [code.name.strip() for each in services for code in each.code]
    return tuple({folded(name): name for name in names if name}.values())
