"""One GitHub: repositories with their merged pull requests, deployments and releases."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.clock import SandboxClock

TOKEN = "sandbox-github-token"  # noqa: S105  (a twin's, and public)
WEB = "https://github.example"


@dataclass(frozen=True, slots=True)
class Pull:
    """A merged pull request. `author` "" is somebody whose account is gone."""

    number: int
    title: str
    author: str
    merged_at: datetime
    sha: str
    updated_at: datetime | None = None
    paths: tuple[str, ...] = ()
    lines: int = 0
    reviewers: tuple[str, ...] = ()

    @property
    def touched(self) -> datetime:
        """When it last changed; a comment after the merge counts."""
        return self.updated_at or self.merged_at


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the default branch; `pull` brought it (0: it was pushed), with `parents` 2 it is a merge.

    `author` is a login, `name` what git says where GitHub knows no account of it.
    """

    sha: str
    message: str
    author: str
    at: datetime
    paths: tuple[str, ...] = ()
    lines: int = 0
    name: str = ""
    parents: int = 1
    pull: int = 0


@dataclass(frozen=True, slots=True)
class Deployment:
    """A deployment; `state` is the latest status' (SUCCESS, FAILURE, IN_PROGRESS …)."""

    number: int
    environment: str
    state: str
    creator: str
    at: datetime
    sha: str
    ref: str = "main"
    description: str = ""
    log_url: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """A release; a draft has no time of publication."""

    tag: str
    name: str
    author: str
    at: datetime
    published_at: datetime | None
    sha: str


@dataclass(frozen=True, slots=True)
class Guard:
    """What a change of the default branch needs: so many approvals, the code owners', these checks."""

    approvals: int = 0
    code_owners: bool = False
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A workflow run on the newest commit of the default branch; `conclusion` "": it is not done yet."""

    workflow: str
    conclusion: str = "SUCCESS"


@dataclass(slots=True)
class Repository:
    """`owner/name`, what happened in it and how it is kept. `denied`: an error's type instead of an answer.

    `files` are paths, `code_owners` what CODEOWNERS holds; `branch` "": nothing was pushed yet. `protection`
    is the branch's own, `ruleset` an active ruleset's. `alerts` are the severities of the open ones; None:
    nobody looks. `secrets`: how many were found; None: nobody looks for them. `role` is the viewer's.
    `withheld` are permissions that the credential lacks: actions, administration, branches, contents,
    deployments, metadata, pull_requests, secret_scanning, vulnerability_alerts.
    """

    name: str
    pulls: list[Pull] = field(default_factory=list)
    deployments: list[Deployment] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    commits: list[Commit] = field(default_factory=list)
    denied: str = ""
    files: tuple[str, ...] = ()
    code_owners: str = ""
    branch: str = "main"
    protection: Guard | None = None
    ruleset: Guard | None = None
    alerts: tuple[str, ...] | None = None
    runs: tuple[Run, ...] = ()
    languages: tuple[str, ...] = ()
    pushed_at: datetime | None = None
    archived: bool = False
    secrets: int | None = None
    role: str = "ADMIN"
    withheld: frozenset[str] = frozenset()

    @property
    def url(self) -> str:
        """Its page."""
        return f"{WEB}/{self.name}"

    def history(self, now: datetime) -> list[Commit]:
        """The default branch's commits by then, the newest first: what was pushed, and what was merged."""
        merged = (
            Commit(p.sha, f"{p.title} (#{p.number})", p.author, p.merged_at, p.paths, p.lines, pull=p.number)
            for p in self.pulls
        )
        happened = [each for each in (*merged, *self.commits) if each.at <= now]
        return sorted(happened, key=lambda each: each.at, reverse=True)


@dataclass(slots=True)
class GithubTwin:
    """All of it. `apps`: App id → public key (PEM); `used` of `limit` this hour.

    `hook` is where webhooks go. `stumbles`: a repository that no query survives (502), as one whose history
    is too large.
    """

    repositories: dict[str, Repository] = field(default_factory=dict)
    token: str = TOKEN
    login: str = "tocsin-bot"
    apps: dict[str, str] = field(default_factory=dict)
    installed: dict[str, datetime] = field(default_factory=dict)
    limit: int = 5000
    used: int = 0
    stumbles: str = ""
    hook: Any = None
    clock: SandboxClock = field(default_factory=SandboxClock)

    def add(self, name: str) -> Repository:
        """The repository of that name, made where there was none; GitHub's names ignore case."""
        return self.repositories.setdefault(name.lower(), Repository(name))

    def resets(self) -> int:
        """When the hour's budget is whole again, in seconds since 1970."""
        hour = self.clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        return int(hour.timestamp())


def node_id(kind: str, *parts: object) -> str:
    """A node's id in GitHub's manner: a prefix and something opaque that never changes."""
    return f"{kind}_{hashlib.sha1(repr(parts).encode()).hexdigest()[:18]}"  # noqa: S324  (a name, no secret)


def number_of(*parts: object) -> int:
    """A number in GitHub's manner for what has no number of its own here."""
    return int(hashlib.sha1(repr(parts).encode()).hexdigest()[:8], 16)  # noqa: S324  (a name, no secret)
