"""What is known of a service, property by property: the value, who said it, when; or why it is not known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.scorecard.shape import Value


@dataclass(frozen=True, slots=True)
class Fact:
    """One property of one service. An empty value that is `known` says that there is nothing.

    Not known: `note` says why, `remedy` what to do, and `ours` that this is for whoever runs Tocsin.
    Known with a note: that could not be renewed since.
    """

    value: Value = None
    source: str = ""
    as_of: datetime | None = None
    known: bool = True
    note: str = ""
    remedy: str = ""
    ours: bool = False


Facts = Mapping[str, Fact]


def unknown(note: str, remedy: str = "", *, source: str = "", ours: bool = False) -> Fact:
    """A fact that nobody could tell."""
    return Fact(source=source, known=False, note=note, remedy=remedy, ours=ours)


def is_empty(value: Value) -> bool:
    """Whether it is nothing, "" or an empty list; `False` and 0 are something."""
    return value is None or value == "" or value == ()


def days(since: datetime, now: datetime) -> int:
    """Whole days from then to now, as freshness counts them; never below 0."""
    return max(0, (now - since) // timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Property:
    """A property that services have. `kind` is text, number, flag, list or date; `fix` is what fills it.

    In `fix`, `{id}` is the service, `{place}` the file and line that describe it, `{repository}` its code.
    `least`: no number is below it. `page` is where on GitHub it is set.
    """

    name: str
    kind: str
    fix: str = ""
    least: int | None = None
    page: str = ""


def _written(key: str, first: str = "") -> str:
    return f"{first}add `{key}` to {{id}} in {{place}}, then `tocsin import` it"


PROPERTIES: Mapping[str, Property] = {
    each.name: each
    for each in (
        Property("$identifier", "text"),
        Property("$title", "text", _written("title:")),
        Property("$team", "list", _written("team:")),
        Property("$blueprint", "text"),
        Property("$createdAt", "date"),
        Property("$updatedAt", "date"),
        Property("description", "text", _written("description:")),
        Property("tier", "number", _written("tier:"), 0),
        Property("lifecycle", "text", _written("lifecycle:")),
        Property("type", "text", _written("type:")),
        Property("language", "text", _written("language:")),
        Property("repository", "text", _written("repository: owner/name")),
        Property("channel", "text", _written("channel:")),
        Property("tags", "list", _written("tags:")),
        Property("links", "list", _written("links:")),
        Property("system", "text", _written("system:")),
        Property("api_spec", "text", _written("api_spec: https://…", "publish its API's description and ")),
        Property("health_check", "text", _written("health_check: https://…")),
        Property("dashboards", "list", _written("dashboards:")),
        Property("alert_rules", "list", _written("links:", "link the page of its alert rules: ")),
        Property("depends_on", "list", _written("depends_on:")),
        Property("runbook", "text", _written("runbook: https://…", "write down what to do at night and ")),
        Property("slos", "list", _written("slos:", "agree on an objective and ")),
        Property(
            "oncall",
            "list",
            "give its team an `oncall:` with a rota, or {id} a `pagerduty:` id, in {place}",
        ),
        Property("pagerduty_oncall", "list", _written("pagerduty: <service id>")),
        Property("last_merged_pr", "date", "merge a pull request into {repository}"),
        Property("default_branch", "text", "push a first commit to {repository}"),
        Property("readme", "text", "add a README.md to {repository}", page="new/HEAD?filename=README.md"),
        Property(
            "codeowners",
            "text",
            "add .github/CODEOWNERS to {repository}",
            page="new/HEAD?filename=.github/CODEOWNERS",
        ),
        Property(
            "required_approvals_for_pr",
            "number",
            "require an approving review for the default branch of {repository} (Settings → Rules)",
            0,
            "settings/rules",
        ),
        Property(
            "require_code_owner_review",
            "flag",
            "require a review from code owners for the default branch of {repository} (Settings → Rules)",
            page="settings/rules",
        ),
        Property(
            "required_checks",
            "list",
            "require the CI checks to pass before merging into the default branch of {repository} "
            "(Settings → Rules)",
            page="settings/rules",
        ),
        Property(
            "security_scan",
            "text",
            "turn Dependabot alerts on in {repository} and close the critical and high ones",
            page="security/dependabot",
        ),
        Property(
            "open_vulnerabilities",
            "number",
            "close the Dependabot alerts of {repository}",
            0,
            "security/dependabot",
        ),
        Property(
            "vulnerabilities",
            "list",
            "close the Dependabot alerts of {repository}",
            page="security/dependabot",
        ),
        Property(
            "dependency_updates",
            "text",
            "add .github/dependabot.yml to {repository}",
            page="new/HEAD?filename=.github/dependabot.yml",
        ),
        Property(
            "secret_scanning",
            "text",
            "turn secret scanning on in {repository} (Settings → Advanced Security)",
            page="settings/security_analysis",
        ),
        Property(
            "open_secrets",
            "number",
            "revoke the secrets that were found in {repository}, and close their alerts",
            0,
            "security/secret-scanning",
        ),
        Property(
            "ci", "text", "have the workflows pass on the default branch of {repository}", page="actions"
        ),
        Property(
            "failing_workflows",
            "list",
            "mend the workflows that fail on the default branch of {repository}",
            page="actions",
        ),
        Property(
            "last_deployment",
            "date",
            "deploy {repository} to production by a pipeline that tells GitHub of it",
            page="deployments",
        ),
        Property("last_push", "date", "push to {repository}"),
        Property("latest_release", "text", "publish a release of {repository}", page="releases/new"),
        Property("languages", "list", "push code to {repository}"),
        Property("archived", "flag", "unarchive {repository}, or retire {id}", page="settings"),
        Property(
            "freshness",
            "number",
            "merge a pull request into {repository} (updating dependencies counts), or retire the service",
            0,
            "pulls",
        ),
    )
}
"""Every property of a service that a scorecard may ask for."""
