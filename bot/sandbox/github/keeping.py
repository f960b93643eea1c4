"""How a repository is kept, in GitHub's schema: its files, what guards its default branch, its alerts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.sandbox.github.account import Commit, Guard, Repository
from bot.sandbox.github.answer import TYPENAME, Denied, Kind, Types
from bot.sandbox.github.pages import PAGING, Page, Seen, connected, page, scalar

Json = dict[str, Any]
WITHHELD = "Resource not accessible by personal access token"
SEE_ALERTS = ("ADMIN", "MAINTAIN", "WRITE")


def withheld(repository: Repository, permission: str) -> None:
    """Raises Denied where the credential lacks that permission."""
    if permission in repository.withheld:
        raise Denied("FORBIDDEN", WITHHELD)


def _permitted(permission: str, find: Callable[[Repository], Any]) -> Callable[[Seen, Json], Any]:
    def found(seen: Seen, _: Json) -> Any:
        withheld(seen.repository, permission)
        return find(seen.repository)

    return found


@dataclass(frozen=True, slots=True)
class _Tree:
    """One folder."""

    paths: tuple[str, ...]

    @property
    def entries(self) -> list[Json]:
        """What is in it, each once: a path that goes on is a folder."""
        steps = ((path.partition("/")[0], "/" in path) for path in self.paths)
        return [{"name": name, "type": "tree" if deep else "blob"} for name, deep in sorted(set(steps))]


@dataclass(frozen=True, slots=True)
class _Blob:
    """One file."""

    text: str


def _object(seen: Seen, arguments: Json) -> _Tree | _Blob | None:
    """The folder or the file of `HEAD:path`; other expressions are not asked here."""
    repository = seen.repository
    withheld(repository, "contents")
    revision, _, path = str(arguments.get("expression")).partition(":")
    if revision != "HEAD" or not repository.branch:
        return None
    if path in repository.files:
        return _Blob(repository.code_owners if path.endswith("CODEOWNERS") else "")
    folder = f"{path}/" if path else ""
    inside = tuple(each.removeprefix(folder) for each in repository.files if each.startswith(folder))
    return _Tree(inside) if inside or not path else None


def _branch(seen: Seen, _: Json) -> Seen | None:
    withheld(seen.repository, "branches")
    return seen if seen.repository.branch else None


def _classic(seen: Seen, _: Json) -> Guard | None:
    """Only administrators are told; others get no error, only nothing."""
    repository = seen.repository
    withheld(repository, "administration")
    return repository.protection if repository.role == "ADMIN" else None


def _for_viewer(seen: Seen, _: Json) -> Guard | None:
    """What the protection asks of the viewer: nothing of an administrator."""
    repository = seen.repository
    return repository.protection if repository.role != "ADMIN" else None


def _rules(seen: Seen, arguments: Json) -> Page:
    repository = seen.repository
    withheld(repository, "metadata")
    guard, nodes = repository.ruleset, []
    if guard and (guard.approvals or guard.code_owners):
        nodes.append({"type": "PULL_REQUEST", "guard": guard})
    if guard and guard.checks:
        nodes.append({"type": "REQUIRED_STATUS_CHECKS", "guard": guard})
    return page([{"type": "DELETION", "guard": None}, *nodes] if guard else [], "RepositoryRule", arguments)


def _alerts(seen: Seen, arguments: Json) -> Page:
    repository = seen.repository
    withheld(repository, "vulnerability_alerts")
    told = repository.role in SEE_ALERTS
    return page(list(repository.alerts or ()) if told else [], "RepositoryVulnerabilityAlert", arguments)


def _looks(repository: Repository) -> bool:
    return repository.alerts is not None and repository.role in SEE_ALERTS


PARAMETERS: Mapping[str, str] = {
    "PULL_REQUEST": "PullRequestParameters",
    "REQUIRED_STATUS_CHECKS": "RequiredStatusChecksParameters",
}


def _of_guard(find: Callable[[Guard], Any]) -> Kind:
    return Kind("", lambda rule, _: find(rule["guard"]))


@dataclass(frozen=True, slots=True)
class Head:
    """The newest commit of a branch."""

    repository: Repository
    sha: str = "head"
    now: datetime | None = None


def history(head: Head, arguments: Json) -> Page:
    """The commits since a time (that time included), the newest first. Raises Denied."""
    withheld(head.repository, "contents")
    since = datetime.fromisoformat(str(arguments.get("since") or "1970-01-01T00:00:00+00:00"))
    assert head.now is not None  # noqa: S101  (a branch is seen at some time)
    found = [each for each in head.repository.history(head.now) if each.at.replace(microsecond=0) >= since]
    return page([(head.repository, each) for each in found], "Commit", arguments)


def suites(head: Head, arguments: Json) -> Page:
    """The check suites of a commit; those that no workflow made are of other apps."""
    withheld(head.repository, "actions")
    return page([None, *head.repository.runs], "CheckSuite", arguments)


def _languages(seen: Seen, arguments: Json) -> Page:
    return page(list(seen.repository.languages), "Language", arguments)


def _pushed(seen: Seen, _: Json) -> str | None:
    repository = seen.repository
    merged = [each.merged_at for each in repository.pulls if each.merged_at <= seen.now]
    at = repository.pushed_at or max(merged, default=None)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def _latest(seen: Seen, _: Json) -> Any:
    published = [
        each for each in seen.repository.releases if each.published_at and each.published_at <= seen.now
    ]
    return Named(max(published, key=lambda each: each.at)) if published else None


@dataclass(frozen=True, slots=True)
class Named:
    """A release, as one sees it from its repository."""

    thing: Any


KEPT_OF_REPOSITORY: Mapping[str, Kind] = {
    "pushedAt": Kind("", _pushed),
    "isArchived": Kind("", lambda seen, _: seen.repository.archived),
    "languages": Kind("LanguageConnection", _languages, PAGING),
    "latestRelease": Kind("LatestRelease", _latest),
    "viewerPermission": Kind("", lambda seen, _: seen.repository.role),
    "object": Kind("GitObject", _object, frozenset({"expression", "oid"})),
    "defaultBranchRef": Kind("BranchRef", _branch),
    "hasVulnerabilityAlertsEnabled": Kind("", _permitted("vulnerability_alerts", _looks)),
    "vulnerabilityAlerts": Kind(
        "RepositoryVulnerabilityAlertConnection", _alerts, PAGING | {"states", "dependencyScopes"}
    ),
}

CLASSIC: Mapping[str, Kind] = {
    "requiredApprovingReviewCount": Kind("", lambda guard, _: guard.approvals or None),
    "requiresCodeOwnerReviews": scalar("code_owners"),
    "requiredStatusCheckContexts": Kind("", lambda guard, _: list(guard.checks)),
}


def _logged(find: Callable[[Commit], Any]) -> Kind:
    return Kind("", lambda value, _: find(value[1]))


LOGGED: Types = {
    "HistoryConnection": connected("LoggedCommit"),
    "LoggedCommit": {
        "oid": _logged(lambda commit: commit.sha),
        "messageHeadline": _logged(lambda commit: commit.message.partition("\n")[0]),
        "url": Kind("", lambda value, _: f"{value[0].url}/commit/{value[1].sha}"),
        "committedDate": _logged(lambda commit: commit.at.strftime("%Y-%m-%dT%H:%M:%SZ")),
        "additions": _logged(lambda commit: commit.lines),
        "deletions": _logged(lambda _: 0),
        "changedFilesIfAvailable": _logged(lambda commit: len(commit.paths)),
        "author": Kind("GitActor", lambda value, _: value[1]),
        "parents": Kind("CountedConnection", lambda value, _: value[1].parents, PAGING),
        "associatedPullRequests": Kind("CountedConnection", lambda value, _: int(value[1].pull > 0), PAGING),
    },
    "GitActor": {
        "name": Kind("", lambda commit, _: commit.name or commit.author),
        "user": Kind("Actor", lambda commit, _: None if commit.name else commit.author or None),
    },
    "CountedConnection": {"totalCount": Kind("", lambda count, _: count)},
}
"""The commits of a branch."""

KEPT: Types = {
    **LOGGED,
    "GitObject": {TYPENAME: Kind("", lambda found, _: "Blob" if isinstance(found, _Blob) else "Tree")},
    "Blob": {"text": scalar("text")},
    "Tree": {"entries": Kind("TreeEntry", lambda tree, _: tree.entries)},
    "TreeEntry": {
        "name": Kind("", lambda entry, _: entry["name"]),
        "type": Kind("", lambda entry, _: entry["type"]),
    },
    "LanguageConnection": connected("Language"),
    "Language": {"name": Kind("", lambda name, _: name)},
    "LatestRelease": {
        "tagName": Kind("", lambda value, _: value.thing.tag),
        "publishedAt": Kind("", lambda value, _: value.thing.published_at.strftime("%Y-%m-%dT%H:%M:%SZ")),
    },
    "HeadObject": {TYPENAME: Kind("", lambda _, __: "Commit")},
    "CheckSuiteConnection": connected("CheckSuite"),
    "CheckSuite": {
        "status": Kind("", lambda run, _: "COMPLETED" if run is None or run.conclusion else "IN_PROGRESS"),
        "conclusion": Kind("", lambda run, _: (run.conclusion or None) if run else "SUCCESS"),
        "workflowRun": Kind("WorkflowRun", lambda run, _: run),
    },
    "WorkflowRun": {
        "url": Kind("", lambda run, _: f"https://github.example/runs/{run.workflow}"),
        "workflow": Kind("Workflow", lambda run, _: run),
    },
    "Workflow": {"name": scalar("workflow")},
    "BranchRef": {
        "name": Kind("", lambda seen, _: seen.repository.branch),
        "target": Kind("HeadObject", lambda seen, _: Head(seen.repository, now=seen.now)),
        "branchProtectionRule": Kind("BranchProtectionRule", _classic),
        "refUpdateRule": Kind("RefUpdateRule", _for_viewer),
        "rules": Kind("RepositoryRuleConnection", _rules, PAGING),
    },
    "BranchProtectionRule": {
        **CLASSIC,
        "requiresStatusChecks": Kind("", lambda guard, _: bool(guard.checks)),
        "requiresApprovingReviews": Kind("", lambda guard, _: bool(guard.approvals)),
    },
    "RefUpdateRule": CLASSIC,
    "RepositoryRuleConnection": connected("RepositoryRule"),
    "RepositoryRule": {
        "type": Kind("", lambda rule, _: rule["type"]),
        "parameters": Kind("RuleParameters", lambda rule, _: rule if rule["guard"] else None),
    },
    "RuleParameters": {TYPENAME: Kind("", lambda rule, _: PARAMETERS[rule["type"]])},
    "PullRequestParameters": {
        "requiredApprovingReviewCount": _of_guard(lambda guard: guard.approvals),
        "requireCodeOwnerReview": _of_guard(lambda guard: guard.code_owners),
    },
    "RequiredStatusChecksParameters": {
        "requiredStatusChecks": Kind("StatusCheckConfiguration", lambda rule, _: list(rule["guard"].checks)),
    },
    "StatusCheckConfiguration": {"context": Kind("", lambda check, _: check)},
    "RepositoryVulnerabilityAlertConnection": connected("RepositoryVulnerabilityAlert"),
    "RepositoryVulnerabilityAlert": {
        "securityVulnerability": Kind("SecurityVulnerability", lambda it, _: it or None)
    },
    "SecurityVulnerability": {"severity": Kind("", lambda severity, _: severity)},
}
