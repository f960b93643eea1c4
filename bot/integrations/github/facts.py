"""How a repository is kept, in GitHub's words: what the query asks for, and each node as facts."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from bot.domain.formats.codeowners import parse
from bot.integrations.github.changes import PULL, Want, pull
from bot.integrations.github.guards import protection
from bot.integrations.github.life import alerts, life, merges, runs
from bot.integrations.github.sight import Sight, lacks
from bot.ports import RepositoryFacts

Json = dict[str, Any]
RULES, MOST_RULES = "code_owner_rules", 1000

FRAGMENT = (
    f"""
fragment Merged on PullRequest {{ {PULL} }}
"""
    + """
fragment Kept on Repository {
  viewerPermission
  pushedAt
  isArchived
  languages(first: 5, orderBy: {field: SIZE, direction: DESC}) { nodes { name } }
  latestRelease { tagName publishedAt }
  deployed: deployments(orderBy: {field: CREATED_AT, direction: DESC}, first: 10) {
    nodes { environment createdAt }
  }
  root: object(expression: "HEAD:") { ... on Tree { entries { name type } } }
  hidden: object(expression: "HEAD:.github") { ... on Tree { entries { name type } } }
  docs: object(expression: "HEAD:docs") { ... on Tree { entries { name type } } }
  hiddenOwners: object(expression: "HEAD:.github/CODEOWNERS") { ... on Blob { text } }
  rootOwners: object(expression: "HEAD:CODEOWNERS") { ... on Blob { text } }
  docsOwners: object(expression: "HEAD:docs/CODEOWNERS") { ... on Blob { text } }
  defaultBranchRef {
    name
    target {
      ... on Commit {
        checkSuites(first: 20) {
          nodes { status conclusion workflowRun { url workflow { name } } }
        }
      }
    }
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
    nodes { ...Merged }
  }
  hasVulnerabilityAlertsEnabled
  vulnerabilityAlerts(states: [OPEN], first: 100) {
    totalCount
    nodes { securityVulnerability { severity } }
  }
}
"""
)
"""Both orders of merged pull requests, because neither is by the time of the merge: a comment on an old one
moves it up in the first, and what was opened long ago and merged today is far down in the second."""


def document(wants: Sequence[Want]) -> str:
    """The query, repositories under the aliases r0, r1, …; names travel as variables."""
    heads = [f"$o{n}: String!, $n{n}: String!" for n, _ in enumerate(wants)]
    bodies = [f"r{n}: repository(owner: $o{n}, name: $n{n}) {{ ...Kept }}" for n, _ in enumerate(wants)]
    return f"query Kept({', '.join(heads)}) {{\n" + "\n".join(bodies) + "\n}" + FRAGMENT


def read(repository: str, node: Json, errors: Sequence[Json], *, as_app: bool) -> RepositoryFacts:
    """One repository's facts. `as_app`: the credential is an App's, whose rights are not the viewer's."""
    seen = Sight(node, errors, as_app)
    for part in PARTS:
        part(seen)
    merged = [pull(repository, "", each) for each in (node.get("opened") or {}).get("nodes") or () if each]
    return RepositoryFacts(repository, seen.values, seen.lacking, tuple(filter(None, merged)))


def files(seen: Sight) -> None:
    """README and CODEOWNERS wherever GitHub looks for them."""
    lack = seen.lack("Contents: read", ("root",), ("hidden",), ("docs",))
    if lack is None and seen.node["root"] is None:
        branch = seen.node["defaultBranchRef"]
        lack = lacks("Contents: read") if branch else seen.lack("Contents: read", ("defaultBranchRef",))
    if lack:
        seen.without(lack, "readme", "codeowners", "code_owners", RULES, "dependency_updates")
        return
    seen.values["readme"] = next((each for each in _paths(seen.node) if _is_readme(each)), None)
    owners = (each for each in _paths(seen.node) if each.rpartition("/")[2] == "CODEOWNERS")
    seen.values["codeowners"] = next(owners, None)
    text = _code_owners(seen.node)
    seen.values["code_owners"] = _owners(text)
    seen.values[RULES] = _rules(text)
    updaters = (UPDATERS.get(each.lower()) for each in _paths(seen.node))
    seen.values["dependency_updates"] = next(filter(None, updaters), None)


def _code_owners(node: Json) -> str:
    """What CODEOWNERS holds, wherever GitHub looks for it first."""
    texts = ((node.get(alias) or {}).get("text") for alias in ("hiddenOwners", "rootOwners", "docsOwners"))
    return next((each for each in texts if each is not None), "")


def _owners(text: str) -> tuple[str, ...]:
    """Whom CODEOWNERS names for whatever no other line of it is about."""
    return tuple(owner.text for owner in parse("CODEOWNERS", text).of("")) if text else ()


def _rules(text: str) -> tuple[str, ...]:
    """Its lines without remarks; () of one that is beyond all reason."""
    lines = tuple(line for each in text.splitlines() if (line := each.strip()) and not line.startswith("#"))
    return lines if len(lines) <= MOST_RULES else ()


def _paths(node: Json) -> Iterator[str]:
    for alias, folder in (("hidden", ".github/"), ("root", ""), ("docs", "docs/")):
        entries = (node.get(alias) or {}).get("entries") or ()
        yield from (f"{folder}{each['name']}" for each in entries if each["type"] == "blob")


UPDATERS = {
    ".github/dependabot.yml": "Dependabot",
    ".github/dependabot.yaml": "Dependabot",
    "renovate.json": "Renovate",
    "renovate.json5": "Renovate",
    ".renovaterc": "Renovate",
    ".renovaterc.json": "Renovate",
    ".github/renovate.json": "Renovate",
    ".github/renovate.json5": "Renovate",
}
"""The file that has dependencies updated, and who does it."""


def _is_readme(path: str) -> bool:
    return path.rpartition("/")[2].lower().partition(".")[0] == "readme"


PARTS: tuple[Callable[[Sight], None], ...] = (files, life, runs, protection, merges, alerts)
