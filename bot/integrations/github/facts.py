"""GitHub's words for how a repository is kept: what the query asks for, and each node as facts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.scorecard.shape import Value
from bot.integrations.github.answers import reason
from bot.integrations.github.changes import Want
from bot.ports import Lack, RepositoryFacts

Json = dict[str, Any]
MOST_ALERTS = 100
GRAVE = ("CRITICAL", "HIGH")
ADMINISTER, SEE_ALERTS = ("ADMIN",), ("ADMIN", "MAINTAIN", "WRITE")

FRAGMENT = """
fragment Kept on Repository {
  viewerPermission
  root: object(expression: "HEAD:") { ... on Tree { entries { name type } } }
  hidden: object(expression: "HEAD:.github") { ... on Tree { entries { name type } } }
  docs: object(expression: "HEAD:docs") { ... on Tree { entries { name type } } }
  defaultBranchRef {
    name
    branchProtectionRule {
      requiredApprovingReviewCount requiresCodeOwnerReviews requiresStatusChecks requiredStatusCheckContexts
    }
    refUpdateRule { requiredApprovingReviewCount requiresCodeOwnerReviews requiredStatusCheckContexts }
    rules(first: 100) {
      nodes {
        type
        parameters {
          ... on PullRequestParameters { requiredApprovingReviewCount requireCodeOwnerReview }
          ... on RequiredStatusChecksParameters { requiredStatusChecks { context } }
        }
      }
    }
  }
  touched: pullRequests(states: [MERGED], orderBy: {field: UPDATED_AT, direction: DESC}, first: 5) {
    nodes { mergedAt }
  }
  opened: pullRequests(states: [MERGED], orderBy: {field: CREATED_AT, direction: DESC}, first: 10) {
    nodes { mergedAt }
  }
  hasVulnerabilityAlertsEnabled
  vulnerabilityAlerts(states: [OPEN], first: 100) {
    totalCount
    nodes { securityVulnerability { severity } }
  }
}
"""
"""Both orders of merged pull requests, because neither is by the time of the merge: a comment on an old one
moves it up in the first, and what was opened long ago and merged today is far down in the second."""


def document(wants: Sequence[Want]) -> str:
    """The query, repositories under the aliases r0, r1, …; names travel as variables."""
    heads = [f"$o{n}: String!, $n{n}: String!" for n, _ in enumerate(wants)]
    bodies = [f"r{n}: repository(owner: $o{n}, name: $n{n}) {{ ...Kept }}" for n, _ in enumerate(wants)]
    return f"query Kept({', '.join(heads)}) {{\n" + "\n".join(bodies) + "\n}" + FRAGMENT


def read(repository: str, node: Json, errors: Sequence[Json], *, as_app: bool) -> RepositoryFacts:
    """One repository's facts. `as_app`: the credential is an App's, whose rights are not the viewer's."""
    seen = _Sight(node, errors, as_app)
    for part in (_files, _protection, _merges, _alerts):
        part(seen)
    return RepositoryFacts(repository, seen.values, seen.lacking)


@dataclass(slots=True)
class _Sight:
    """One repository's answer, and what was made of it so far."""

    node: Json
    errors: Sequence[Json]
    as_app: bool
    values: dict[str, Value] = field(default_factory=dict)
    lacking: dict[str, Lack] = field(default_factory=dict)

    def lack(self, permission: str, *paths: tuple[str, ...]) -> Lack | None:
        """Why one of these parts of the answer is not there: the first error on the way to it."""
        for error in self.errors:
            at = tuple(str(step) for step in error.get("path") or ())[1:]
            if any(at == path[: len(at)] or path == at[: len(path)] for path in paths):
                if error.get("type") == "FORBIDDEN":
                    return lacks(permission)
                return Lack(f"GitHub says: {reason(error)}")
        return None

    def may(self, permissions: Sequence[str]) -> bool:
        """Whether an empty answer can be believed: a person with lesser rights is told nothing at all."""
        return self.as_app or self.node.get("viewerPermission") in (*permissions, None)

    def without(self, lack: Lack, *names: str) -> None:
        """These facts are not known, for that reason."""
        self.lacking |= dict.fromkeys(names, lack)


def lacks(permission: str) -> Lack:
    """The credential may not see it."""
    return Lack(f"token lacks {permission}", permission)


# Files --------------------------------------------------------------------------------------------------


def _files(seen: _Sight) -> None:
    """README and CODEOWNERS wherever GitHub looks for them."""
    lack = seen.lack("Contents: read", ("root",), ("hidden",), ("docs",))
    if lack is None and seen.node["root"] is None:
        branch = seen.node["defaultBranchRef"]
        lack = lacks("Contents: read") if branch else seen.lack("Contents: read", ("defaultBranchRef",))
    if lack:
        seen.without(lack, "readme", "codeowners")
        return
    seen.values["readme"] = next((each for each in _paths(seen.node) if _is_readme(each)), None)
    owners = (each for each in _paths(seen.node) if each.rpartition("/")[2] == "CODEOWNERS")
    seen.values["codeowners"] = next(owners, None)


def _paths(node: Json) -> Iterator[str]:
    for alias, folder in (("hidden", ".github/"), ("root", ""), ("docs", "docs/")):
        entries = (node.get(alias) or {}).get("entries") or ()
        yield from (f"{folder}{each['name']}" for each in entries if each["type"] == "blob")


def _is_readme(path: str) -> bool:
    return path.rpartition("/")[2].lower().partition(".")[0] == "readme"


# The default branch -------------------------------------------------------------------------------------

GUARDED = ("required_approvals_for_pr", "require_code_owner_review", "required_checks")


@dataclass(frozen=True, slots=True)
class _Guard:
    """What one source asks of a change of the default branch."""

    approvals: int = 0
    code_owners: bool = False
    checks: tuple[str, ...] = ()


def _protection(seen: _Sight) -> None:
    """Classic protection and rulesets together: the strictest of both counts.

    What one of them asks is known even where the other may not be seen; that nobody asks for it, only where
    both may.
    """
    branch = seen.node["defaultBranchRef"]
    whole = seen.lack("Contents: read", ("defaultBranchRef",)) if branch is None else None
    if whole:
        seen.without(whole, "default_branch", *GUARDED)
        return
    branch = branch or {}
    seen.values["default_branch"] = branch.get("name")
    guards = [*_classic(branch), *_rules(branch)]
    found: dict[str, Value] = {
        "required_approvals_for_pr": max((each.approvals for each in guards), default=0),
        "require_code_owner_review": any(each.code_owners for each in guards),
        "required_checks": tuple(dict.fromkeys(check for each in guards for check in each.checks)),
    }
    lack = _unseen(seen, branch)
    seen.values |= {name: value for name, value in found.items() if value or not lack}
    if lack:
        seen.without(lack, *(name for name, value in found.items() if not value))


def _unseen(seen: _Sight, branch: Json) -> Lack | None:
    """Why there may be protection that is not told."""
    refused = seen.lack("Administration: read", ("defaultBranchRef", "branchProtectionRule")) or seen.lack(
        "Metadata: read", ("defaultBranchRef", "rules")
    )
    told = branch.get("branchProtectionRule") or branch.get("refUpdateRule")
    if refused or told or not branch or seen.may(ADMINISTER):
        return refused
    return lacks("Administration: read")


def _classic(branch: Json) -> Iterator[_Guard]:
    """The branch's own protection; whoever is no administrator is told it as a rule of updates."""
    for rule in (branch.get("branchProtectionRule"), branch.get("refUpdateRule")):
        if rule:
            asked = rule.get("requiresStatusChecks", True)
            yield _Guard(
                rule.get("requiredApprovingReviewCount") or 0,
                bool(rule.get("requiresCodeOwnerReviews")),
                tuple(rule.get("requiredStatusCheckContexts") or ()) if asked else (),
            )


def _rules(branch: Json) -> Iterator[_Guard]:
    """The rules of active rulesets, of the repository and of its organisation."""
    for rule in (branch.get("rules") or {}).get("nodes") or ():
        asked = (rule or {}).get("parameters") or {}
        yield _Guard(
            asked.get("requiredApprovingReviewCount") or 0,
            bool(asked.get("requireCodeOwnerReview")),
            tuple(each["context"] for each in asked.get("requiredStatusChecks") or ()),
        )


# Merges and alerts --------------------------------------------------------------------------------------


def _merges(seen: _Sight) -> None:
    """When a pull request was last merged, as ISO 8601."""
    lack = seen.lack("Pull requests: read", ("touched",), ("opened",))
    if lack:
        seen.without(lack, "last_merged_pr")
        return
    nodes = [each for alias in ("touched", "opened") for each in seen.node[alias]["nodes"] if each]
    times = [datetime.fromisoformat(each["mergedAt"]) for each in nodes if each.get("mergedAt")]
    seen.values["last_merged_pr"] = max(times).isoformat() if times else None


def _alerts(seen: _Sight) -> None:
    """Whether Dependabot looks, and what it found: no critical or high alert open is passing."""
    lack = seen.lack("Dependabot alerts: read", ("vulnerabilityAlerts",), ("hasVulnerabilityAlertsEnabled",))
    page = seen.node.get("vulnerabilityAlerts")
    looks = bool(seen.node.get("hasVulnerabilityAlertsEnabled"))
    if lack is None and (page is None or not (looks or seen.may(SEE_ALERTS))):
        lack = lacks("Dependabot alerts: read")
    if lack or page is None:
        seen.without(lack or lacks("Dependabot alerts: read"), "security_scan", "open_vulnerabilities")
    elif not looks:
        seen.values |= {"security_scan": "off", "open_vulnerabilities": None}
    else:
        _found(seen, page)


def _found(seen: _Sight, page: Json) -> None:
    nodes = [each for each in page["nodes"] if each]
    seen.values["open_vulnerabilities"] = page["totalCount"]
    if any(each["securityVulnerability"]["severity"] in GRAVE for each in nodes):
        seen.values["security_scan"] = "failing"
    elif page["totalCount"] > len(nodes):
        seen.without(Lack(f"more than {MOST_ALERTS} alerts are open, not all were read"), "security_scan")
    else:
        seen.values["security_scan"] = "passing"
