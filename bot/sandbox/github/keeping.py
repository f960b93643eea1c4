"""How a repository is kept, in GitHub's schema: its files, what guards its default branch, its alerts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.github.account import Guard, Repository
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


def _branch(repository: Repository) -> Repository | None:
    return repository if repository.branch else None


def _classic(repository: Repository, _: Json) -> Guard | None:
    """Only administrators are told; others get no error, only nothing."""
    withheld(repository, "administration")
    return repository.protection if repository.role == "ADMIN" else None


def _for_viewer(repository: Repository, _: Json) -> Guard | None:
    """What the protection asks of the viewer: nothing of an administrator."""
    return repository.protection if repository.role != "ADMIN" else None


def _rules(repository: Repository, arguments: Json) -> Page:
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
    "defaultBranchRef": Kind("BranchRef", _permitted("branches", _branch)),
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

KEPT: Types = {
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
        "name": scalar("branch"),
        "target": Kind("HeadObject", lambda repository, _: Head(repository)),
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
        "securityVulnerability": Kind("SecurityVulnerability", lambda it, _: it)
    },
    "SecurityVulnerability": {"severity": Kind("", lambda severity, _: severity)},
}
