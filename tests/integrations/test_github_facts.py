"""The real PyGithub against the twin: how repositories are kept, and that no right is never taken for no."""

import re
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from bot.domain.scorecard import Value
from bot.integrations.github import Github
from bot.integrations.github import facts as github_facts
from bot.integrations.github.guards import GUARDED as GUARDS
from bot.integrations.github.permissions import NEEDED
from bot.ports import Lack, RepositoryFacts, Unreachable
from bot.sandbox.faults import Faults
from bot.sandbox.github import TOKEN, Deployment, GithubTwin, Guard, Pull, Release, Repository, Run, routes
from tests.loopback import serving
from tests.rules import ROOT

NOW = datetime.now(UTC).replace(microsecond=0)
GUARD = Guard(approvals=2, code_owners=True, checks=("test", "lint"))
GUARDED: dict[str, Value] = {
    "required_approvals_for_pr": 2,
    "require_code_owner_review": True,
    "required_checks": ("test", "lint"),
}
ALERTED = ("security_scan", "open_vulnerabilities", "vulnerabilities")
NO_ADMINISTRATION = Lack("token lacks Administration: read", "Administration: read")


@pytest.fixture
def twin() -> GithubTwin:
    return GithubTwin()


@pytest.fixture
def ledger(twin: GithubTwin) -> Repository:
    ledger = twin.add("acme/ledger")
    ledger.files = ("README.md", ".github/CODEOWNERS", "src/main.go")
    ledger.code_owners = "* @acme/payments # all else\n*.md @acme/docs\n"
    ledger.alerts, ledger.secrets = (), 0
    ledger.pulls.append(Pull(7, "Retry writes", "ana", NOW - timedelta(days=3), "c0ffee"))
    return ledger


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
async def forge(twin: GithubTwin, faults: Faults) -> AsyncIterator[Github]:
    async with (
        serving(routes(twin, faults)) as url,
        aclosing(Github(f"{url}/github", SecretStr(TOKEN))) as forge,
    ):
        yield forge


async def facts_of(forge: Github, repository: str = "acme/ledger") -> RepositoryFacts:
    snapshot = await forge.facts([repository])
    assert snapshot.failed == {}
    return snapshot.facts[0]


async def test_a_well_kept_repository_is_told_whole(forge: Github, ledger: Repository) -> None:
    ledger.protection, ledger.files = GUARD, (*ledger.files, ".github/dependabot.yml")
    ledger.languages, ledger.secrets = ("Go", "Shell"), 2
    ledger.runs = (Run("test"), Run("lint", "FAILURE"), Run("slow", ""))
    ledger.releases.append(Release("v2", "", "", NOW - timedelta(days=1), NOW - timedelta(days=1), "c0ffee"))
    live = Deployment(5, "production", "SUCCESS", "bo", NOW - timedelta(hours=5), "c0ffee")
    ledger.deployments += [live, replace(live, number=6, environment="staging", at=NOW - timedelta(hours=1))]
    paths, reviewers = ("a.go", "b.go"), ("bo", "cy", "bo")
    ledger.pulls[0] = replace(ledger.pulls[0], paths=paths, lines=12, reviewers=reviewers)

    found = await facts_of(forge)

    assert found == RepositoryFacts(
        "acme/ledger",
        {
            "readme": "README.md",
            "codeowners": ".github/CODEOWNERS",
            "code_owners": ("@acme/payments",),
            "code_owner_rules": ("* @acme/payments # all else", "*.md @acme/docs"),
            "default_branch": "main",
            **GUARDED,
            "last_merged_pr": (NOW - timedelta(days=3)).isoformat(),
            "security_scan": "passing",
            "open_vulnerabilities": 0,
            "vulnerabilities": (),
            "dependency_updates": "Dependabot",
            "archived": False,
            "last_push": (NOW - timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "languages": ("Go", "Shell"),
            "latest_release": "v2",
            "last_deployment": (NOW - timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "ci": "failing",
            "failing_workflows": ("lint",),
            "secret_scanning": "on",
            "open_secrets": 2,
        },
        merged=found.merged,
    )
    assert set(found.values) == set(NEEDED)
    [merge] = found.merged
    assert (merge.paths, merge.lines, merge.reviewers) == (("a.go", "b.go"), 12, ("bo", "cy"))


async def test_a_bare_repository_is_told_as_bare(forge: Github, twin: GithubTwin) -> None:
    twin.add("acme/new").branch = ""

    found = await facts_of(forge, "acme/new")

    assert found.lacking == {}
    assert found.values == {
        "readme": None,
        "codeowners": None,
        "code_owners": (),
        "code_owner_rules": (),
        "default_branch": None,
        "required_approvals_for_pr": 0,
        "require_code_owner_review": False,
        "required_checks": (),
        "last_merged_pr": None,
        "security_scan": "off",
        "open_vulnerabilities": None,
        "vulnerabilities": (),
        "dependency_updates": None,
        "archived": False,
        "last_push": None,
        "languages": (),
        "latest_release": None,
        "last_deployment": None,
        "ci": None,
        "failing_workflows": (),
        "secret_scanning": "off",
        "open_secrets": None,
    }


@pytest.mark.parametrize(
    ("protection", "ruleset", "expected"),
    [
        (None, GUARD, (2, True, ("test", "lint"))),
        (Guard(1, checks=("test",)), Guard(2, checks=("lint",)), (2, False, ("test", "lint"))),
        (Guard(code_owners=True), None, (0, True, ())),
        (None, Guard(), (0, False, ())),
    ],
)
async def test_classic_protection_and_rulesets_count_together(
    forge: Github, ledger: Repository, protection: Guard | None, ruleset: Guard | None, expected: Any
) -> None:
    ledger.protection, ledger.ruleset = protection, ruleset

    found = await facts_of(forge)

    assert tuple(found.values[name] for name in GUARDS) == expected


@pytest.mark.parametrize(
    ("permission", "named", "facts"),
    [
        ("administration", "Administration: read", (*GUARDS, "secret_scanning")),
        ("metadata", "Metadata: read", GUARDS),
        (
            "contents",
            "Contents: read",
            ("readme", "codeowners", "code_owners", "code_owner_rules", "dependency_updates"),
        ),
        ("branches", "Contents: read", ("default_branch", *GUARDS, "ci", "failing_workflows")),
        ("pull_requests", "Pull requests: read", ("last_merged_pr",)),
        ("vulnerability_alerts", "Dependabot alerts: read", ALERTED),
        ("actions", "Checks: read and Actions: read", ("ci", "failing_workflows")),
        ("deployments", "Deployments: read", ("last_deployment",)),
        ("secret_scanning", "Secret scanning alerts: read", ("open_secrets",)),
    ],
)
async def test_a_permission_that_lacks_is_named_and_is_never_a_no(
    forge: Github, ledger: Repository, permission: str, named: str, facts: tuple[str, ...]
) -> None:
    ledger.withheld = frozenset({permission})

    found = await facts_of(forge)

    assert found.lacking == dict.fromkeys(facts, Lack(f"token lacks {named}", named))
    assert not set(found.values) & set(facts)
    assert {*found.values, *found.lacking} == set(NEEDED)


async def test_what_the_rulesets_ask_is_known_without_the_right_to_see_the_rest(
    forge: Github, ledger: Repository
) -> None:
    ledger.withheld = frozenset({"administration"})
    ledger.ruleset = Guard(approvals=1)

    found = await facts_of(forge)

    assert found.values["required_approvals_for_pr"] == 1
    assert found.lacking == {
        "require_code_owner_review": NO_ADMINISTRATION,
        "required_checks": NO_ADMINISTRATION,
        "secret_scanning": NO_ADMINISTRATION,
    }


@pytest.mark.parametrize(
    ("role", "protection", "known"),
    [
        ("ADMIN", None, {"required_approvals_for_pr": 0}),
        ("WRITE", GUARD, GUARDED),
        ("WRITE", None, {}),
        ("READ", None, {}),
    ],
)
async def test_an_empty_answer_is_believed_only_where_the_person_would_be_told(
    forge: Github, ledger: Repository, role: str, protection: Guard | None, known: dict[str, Value]
) -> None:
    ledger.role, ledger.protection = role, protection

    found = await facts_of(forge)

    assert {name: found.values[name] for name in known} == known
    if not known:
        assert found.lacking["required_approvals_for_pr"] == NO_ADMINISTRATION


async def test_a_reader_is_not_told_of_alerts_and_that_is_no_data(forge: Github, ledger: Repository) -> None:
    ledger.role, ledger.alerts = "READ", ("CRITICAL",)

    found = await facts_of(forge)

    assert found.lacking["security_scan"].permission == "Dependabot alerts: read"


@pytest.mark.parametrize(
    ("alerts", "scan", "count"),
    [
        (None, "off", None),
        ((), "passing", 0),
        (("LOW", "MODERATE"), "passing", 2),
        (("LOW", "HIGH"), "failing", 2),
        (("CRITICAL",), "failing", 1),
        (("LOW",) * 101, "passing", 101),
        (("LOW", "UNKNOWN"), "unknown", 2),
        (("LOW", ""), "unknown", 2),
    ],
)
async def test_a_scan_passes_without_grave_alerts(
    forge: Github, ledger: Repository, alerts: tuple[str, ...] | None, scan: str, count: int | None
) -> None:
    ledger.alerts = alerts

    found = await facts_of(forge)

    assert found.values.get("security_scan", "unknown") == scan
    assert found.values["open_vulnerabilities"] == count


@pytest.mark.parametrize(
    ("files", "readme", "codeowners"),
    [
        (("readme.rst", "CODEOWNERS"), "readme.rst", "CODEOWNERS"),
        (("docs/README.md", "docs/CODEOWNERS"), "docs/README.md", "docs/CODEOWNERS"),
        ((".github/README", "README.md"), ".github/README", None),
        (("README/index.md", "readmeish.md", "src/CODEOWNERS"), None, None),
    ],
)
async def test_a_readme_and_code_owners_are_found_where_github_looks(
    forge: Github, ledger: Repository, files: tuple[str, ...], readme: str | None, codeowners: str | None
) -> None:
    ledger.files = files

    found = await facts_of(forge)

    assert (found.values["readme"], found.values["codeowners"]) == (readme, codeowners)


async def test_the_last_merge_is_found_behind_comments_and_behind_newer_ones(
    forge: Github, ledger: Repository
) -> None:
    long_ago = NOW - timedelta(days=400)
    commented = [Pull(n, "old", "ana", long_ago, "c", updated_at=NOW) for n in range(20, 40)]
    ledger.pulls += commented
    ledger.pulls.append(Pull(41, "new", "ana", NOW - timedelta(days=1), "c"))

    found = await facts_of(forge)

    assert found.values["last_merged_pr"] == (NOW - timedelta(days=1)).isoformat()


async def test_many_repositories_cost_one_query_per_fifty(
    forge: Github, twin: GithubTwin, faults: Faults
) -> None:
    names = [f"acme/r{n}" for n in range(1_000)]
    for name in names:
        twin.add(name)

    snapshot = await forge.facts(names)

    assert {each.repository for each in snapshot.facts} == set(names)
    assert len(faults.calls.told("github")) == 20 + 11  # eleven pages of the organisation's lists


async def test_one_repository_s_refusal_leaves_the_others_alive(
    forge: Github, twin: GithubTwin, ledger: Repository
) -> None:
    twin.add("acme/secret").denied = "FORBIDDEN"
    twin.add("acme/shy").withheld = frozenset({"administration"})

    snapshot = await forge.facts(["acme/gone", "acme/secret", "acme/ledger", "acme/shy", "nonsense"])

    assert snapshot.failed == {
        "nonsense": "not an owner/name",
        "acme/gone": "not found, or this credential may not see it",
        "acme/secret": "forbidden",
    }
    assert {each.repository: len(each.lacking) for each in snapshot.facts} == {
        "acme/ledger": 0,
        "acme/shy": 4,
    }


async def test_a_github_that_does_not_answer_is_unreachable(
    forge: Github, ledger: Repository, faults: Faults
) -> None:
    faults.add({"vendor": "github", "kind": "server_error", "code": "502"})

    with pytest.raises(Unreachable):
        await forge.facts(["acme/ledger"])


BRANCH = {"name": "main", "branchProtectionRule": None, "refUpdateRule": None, "rules": None}
NODE: dict[str, Any] = {
    "viewerPermission": None,
    "root": {"entries": []},
    "hidden": None,
    "docs": None,
    "defaultBranchRef": BRANCH,
    "touched": {"nodes": [None]},
    "opened": {"nodes": [{"mergedAt": None}]},
    "hasVulnerabilityAlertsEnabled": True,
    "vulnerabilityAlerts": {"totalCount": 0, "nodes": []},
}
"""What an App is told of a repository in which there is nothing."""


def test_an_app_that_is_refused_nothing_is_believed() -> None:
    found = github_facts.read("acme/x", NODE | {"viewerPermission": "READ"}, [], as_app=True)

    assert found.lacking == {}
    assert found.values["required_approvals_for_pr"] == 0


@pytest.mark.parametrize(
    ("change", "errors", "fact", "why"),
    [
        ({"root": None}, [], "readme", "token lacks Contents: read"),
        ({"vulnerabilityAlerts": None}, [], "security_scan", "token lacks Dependabot alerts: read"),
        (
            {"vulnerabilityAlerts": None},
            [{"path": ["r0", "vulnerabilityAlerts"], "message": "Something went wrong"}],
            "security_scan",
            "GitHub says: Something went wrong",
        ),
    ],
)
def test_what_github_leaves_out_is_lacking(
    change: dict[str, Any], errors: list[dict[str, Any]], fact: str, why: str
) -> None:
    found = github_facts.read("acme/x", NODE | change, errors, as_app=True)

    assert found.lacking[fact].why == why
    assert fact not in found.values


async def test_an_organisation_s_alerts_tell_what_a_repository_does_not(
    forge: Github, twin: GithubTwin
) -> None:
    for number in range(3):
        each = twin.add(f"acme/r{number}")
        each.alerts, each.secrets = ("LOW", "MODERATE") * 30, 40

    found = (await forge.facts(["acme/r0", "acme/r1", "acme/r2"])).facts

    assert [each.values["open_secrets"] for each in found] == [40, 40, 40]
    assert [each.values["vulnerabilities"] for each in found] == [("moderate 30", "low 30")] * 3


async def test_the_lists_are_read_again_after_a_while_only(
    forge: Github, ledger: Repository, faults: Faults
) -> None:
    for _ in range(2):
        await forge.facts(["acme/ledger"])

    assert len(faults.calls.told("github")) == 2 + 2


async def test_open_alerts_are_listed_only_for_whom_the_repository_does_not_tell(
    forge: Github, twin: GithubTwin, ledger: Repository, faults: Faults
) -> None:
    await forge.facts(["acme/ledger"])
    known = len(faults.calls.told("github"))
    twin.add("acme/shy").withheld = frozenset({"vulnerability_alerts"})

    [found] = (await forge.facts(["acme/shy"])).facts

    assert "open_vulnerabilities" in found.lacking
    asked = [each["method"] for each in faults.calls.told("github")]
    assert (len(asked), sum("dependabot" in each for each in asked)) == (known + 2, 1)


def test_the_document_says_what_each_fact_needs() -> None:
    text = (ROOT / "docs/github.md").read_text()
    told = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", text, re.MULTILINE))

    assert told == dict(NEEDED)
