"""GitHub's words for changes: what the query asks for, and each node as a Change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.domain.change import Change, ChangeKind, deployed, is_of_pull
from bot.domain.suspects import configures

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Want:
    """One repository in a query: which streams of it, and from which cursor (None: from the newest)."""

    repository: str
    owner: str
    name: str
    cursors: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Stream:
    """A connection of a repository, newest first by `stamp`; `sizes`: of the first page and of the others.

    `within` leads to it from the repository.
    """

    field: str
    arguments: str
    sizes: tuple[int, int]
    selection: str
    stamp: str
    read: Callable[[str, str, Json], Change | None]
    within: tuple[str, ...] = ()

    def page(self, node: Json) -> Json:
        """What a repository's answer holds of it; nothing where GitHub gave none."""
        for step in (*self.within, self.field):
            node = node if step.startswith("...") else node.get(step) or {}
        return node

    def reaches(self, nodes: Sequence[Json], since: datetime) -> bool:
        """Whether the oldest of a page is not older than `since`, so that the next page may matter."""
        return bool(nodes) and _at(nodes[-1][self.stamp]) >= since


def document(wants: Sequence[Want]) -> str:
    """The query, repositories under the aliases r0, r1, …; names and cursors travel as variables."""
    heads, bodies, dated = [], [], False
    for number, want in enumerate(wants):
        heads += [f"$o{number}: String!", f"$n{number}: String!"]
        streams = [(index, each) for index, each in enumerate(STREAMS) if each.field in want.cursors]
        heads += [f"$c{number}_{index}: String" for index, _ in streams]
        dated |= any("$since" in each.arguments for _, each in streams)
        inner = " ".join(
            _connection(each, f"$c{number}_{index}", want.cursors[each.field]) for index, each in streams
        )
        bodies.append(f"r{number}: repository(owner: $o{number}, name: $n{number}) {{ url {inner} }}")
    heads += ["$since: GitTimestamp!"] if dated else []
    return f"query Changes({', '.join(heads)}) {{\n" + "\n".join(bodies) + "\n}"


def variables(wants: Sequence[Want]) -> Json:
    """The values of the query's variables."""
    values: Json = {}
    for number, want in enumerate(wants):
        values |= {f"o{number}": want.owner, f"n{number}": want.name}
        for index, stream in enumerate(STREAMS):
            if stream.field in want.cursors:
                values[f"c{number}_{index}"] = want.cursors[stream.field]
    return values


def _connection(stream: Stream, variable: str, cursor: str | None) -> str:
    """Most repositories have little that is new: the first page is small, and who needs more gets much."""
    size = stream.sizes[0] if cursor is None else stream.sizes[1]
    asked = (
        f"{stream.field}({stream.arguments}, first: {size}, after: {variable}) "
        f"{{ pageInfo {{ hasNextPage endCursor }} nodes {{ {stream.selection} }} }}"
    )
    for step in reversed(stream.within):
        asked = f"{step} {{ {asked} }}"
    return asked


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _login(raw: Json | None) -> str:
    """The login; GitHub shows who has left as ghost."""
    return (raw or {}).get("login") or "ghost"


def pull(repository: str, url: str, raw: Json) -> Change | None:  # noqa: ARG001  (a row of STREAMS)
    """A merged pull request with its size, its first files and its reviewers; None where it is not merged."""
    if not raw.get("mergedAt"):
        return None
    return Change(
        id=raw["id"],
        kind=ChangeKind.PULL_REQUEST,
        repository=repository,
        title=raw.get("title") or "",
        author=_login(raw.get("author")),
        url=raw.get("url") or "",
        at=_at(raw["mergedAt"]),
        number=raw.get("number") or 0,
        sha=(raw.get("mergeCommit") or {}).get("oid") or "",
        files=raw.get("changedFiles") or 0,
        lines=(raw.get("additions") or 0) + (raw.get("deletions") or 0),
        paths=tuple(each["path"] for each in _nodes(raw, "files")),
        reviewers=tuple(dict.fromkeys(_login(each.get("author")) for each in _nodes(raw, "reviews"))),
    )


def _nodes(raw: Json, name: str) -> list[Json]:
    return [each for each in (raw.get(name) or {}).get("nodes") or () if each]


def _commit(repository: str, url: str, raw: Json) -> Change | None:  # noqa: ARG001  (a row of STREAMS)
    """What was pushed past pull requests; None for a merge and for what a pull request brought."""
    title = str(raw.get("messageHeadline") or "")
    of_pull = (raw.get("associatedPullRequests") or {}).get("totalCount") or is_of_pull(title)
    if of_pull or ((raw.get("parents") or {}).get("totalCount") or 0) > 1:
        return None
    author = raw.get("author") or {}
    return Change(
        id=raw["oid"],
        kind=ChangeKind.COMMIT,
        repository=repository,
        title=title,
        author=(author.get("user") or {}).get("login") or author.get("name") or "ghost",
        url=raw.get("url") or "",
        at=_at(raw["committedDate"]),
        sha=raw["oid"],
        files=raw.get("changedFilesIfAvailable") or 0,
        lines=(raw.get("additions") or 0) + (raw.get("deletions") or 0),
    )


def with_files(commit: Change, raw: Json) -> Change:
    """A commit with the files that it touched, as REST tells them: GraphQL does not."""
    paths = tuple(str(each["filename"]) for each in raw.get("files") or () if each.get("filename"))
    kind = ChangeKind.CONFIG if configures(paths) else commit.kind
    return replace(commit, kind=kind, paths=paths[:MOST_PATHS], files=len(paths) or commit.files)


def _deployment(repository: str, url: str, raw: Json) -> Change:
    status = raw.get("latestStatus") or {}
    sha = raw.get("commitOid") or ""
    what = (raw.get("ref") or {}).get("name") or sha[:7]
    environment = raw.get("environment") or ""
    return Change(
        id=raw["id"],
        kind=ChangeKind.DEPLOYMENT,
        repository=repository,
        title=raw.get("description") or deployed(what, environment),
        author=_login(raw.get("creator")),
        url=status.get("logUrl") or f"{url}/deployments",
        at=_at(raw["createdAt"]),
        number=raw.get("databaseId") or 0,
        environment=environment,
        state=str(status.get("state") or raw.get("state") or "").lower(),
        sha=sha,
        state_at=_at(status.get("createdAt") or raw["createdAt"]),
    )


def _release(repository: str, url: str, raw: Json) -> Change | None:  # noqa: ARG001  (a row of STREAMS)
    if not raw.get("publishedAt"):
        return None
    return Change(
        id=raw["id"],
        kind=ChangeKind.RELEASE,
        repository=repository,
        title=raw.get("name") or raw.get("tagName") or "",
        author=_login(raw.get("author")),
        url=raw.get("url") or "",
        at=_at(raw["publishedAt"]),
        number=raw.get("databaseId") or 0,
        sha=(raw.get("tagCommit") or {}).get("oid") or "",
    )


MOST_PATHS = 100
PULL = (
    "id number title url mergedAt author { login } mergeCommit { oid } changedFiles additions deletions "
    f"files(first: {MOST_PATHS}) {{ nodes {{ path }} }} "
    "reviews(first: 10, states: [APPROVED, CHANGES_REQUESTED]) { nodes { author { login } } }"
)
"""What is asked of a pull request; its first hundred files say what it touched."""
BRANCH = "defaultBranchRef"
STREAMS = (
    Stream(
        "pullRequests",
        "states: [MERGED], orderBy: {field: UPDATED_AT, direction: DESC}",
        (10, 100),
        f"updatedAt {PULL}",
        "updatedAt",
        pull,
    ),
    Stream(
        "deployments",
        "orderBy: {field: CREATED_AT, direction: DESC}",
        (20, 100),
        "id databaseId environment state description createdAt commitOid creator { login } ref { name } "
        "latestStatus { state logUrl createdAt }",
        "createdAt",
        _deployment,
    ),
    Stream(
        "releases",
        "orderBy: {field: CREATED_AT, direction: DESC}",
        (10, 50),
        "id databaseId name tagName url createdAt publishedAt author { login } tagCommit { oid }",
        "createdAt",
        _release,
    ),
    Stream(
        "history",
        "since: $since",
        (5, 100),
        "oid messageHeadline url committedDate additions deletions changedFilesIfAvailable "
        "author { name user { login } } parents(first: 1) { totalCount } "
        "associatedPullRequests(first: 1) { totalCount }",
        "committedDate",
        _commit,
        within=(BRANCH, "target", "... on Commit"),
    ),
)
