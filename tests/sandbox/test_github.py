"""The GitHub twin by plain HTTP: what a query may say, what is refused, and what a refusal costs."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.sandbox.faults import Faults
from bot.sandbox.github import TOKEN, Commit, GithubTwin, Guard, Pull, Release, routes
from tests.loopback import serving

NOW = datetime.now(UTC)


@pytest.fixture
def twin() -> GithubTwin:
    twin = GithubTwin()
    pulls = [Pull(n, f"change {n}", "ana", NOW - timedelta(hours=n), f"c{n}") for n in range(1, 6)]
    twin.add("acme/ledger").pulls += pulls
    return twin


@pytest.fixture
async def web(twin: GithubTwin) -> AsyncIterator[aiohttp.ClientSession]:
    headers = {"Authorization": f"token {TOKEN}"}
    async with (
        serving(routes(twin, Faults())) as url,
        aiohttp.ClientSession(f"{url}/github/", headers=headers) as session,
    ):
        yield session


async def query(web: aiohttp.ClientSession, text: str, **variables: Any) -> Any:
    async with web.post("graphql", json={"query": text, "variables": variables}) as response:
        assert response.status == 200
        return await response.json()


async def test_a_branch_tells_its_commits_since_a_time_the_newest_first(
    web: aiohttp.ClientSession, twin: GithubTwin
) -> None:
    at = (NOW - timedelta(hours=3)).replace(microsecond=0)
    twin.add("acme/ledger").commits += [
        Commit("pushed", "Lower the pool\n\nIt was full", "bo", at, ("config/app.yaml",), 2),
        Commit("future", "Not yet", "bo", NOW + timedelta(hours=1)),
    ]
    text = """query History($since: GitTimestamp!, $size: Int!) {
      repository(owner: "acme", name: "ledger") { defaultBranchRef { target { ... on Commit {
        history(since: $since, first: $size) { totalCount pageInfo { hasNextPage } nodes {
          oid messageHeadline committedDate author { name user { login } } parents(first: 1) { totalCount }
          associatedPullRequests(first: 1) { totalCount }
        } } } } } }
    }"""

    answer = await query(web, text, since=at.isoformat(), size=2)

    history = answer["data"]["repository"]["defaultBranchRef"]["target"]["history"]
    assert (history["totalCount"], history["pageInfo"]["hasNextPage"]) == (4, True)
    assert [each["oid"] for each in history["nodes"]] == ["c1", "c2"]
    assert [each["associatedPullRequests"]["totalCount"] for each in history["nodes"]] == [1, 1]
    [last] = (
        await query(
            web,
            text.replace("first: $size", 'first: $size, after: "Y3Vyc29yOjM="'),
            since=at.isoformat(),
            size=1,
        )
    )["data"]["repository"]["defaultBranchRef"]["target"]["history"]["nodes"]
    assert last == {
        "oid": "pushed",
        "messageHeadline": "Lower the pool",
        "committedDate": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "author": {"name": "bo", "user": {"login": "bo"}},
        "parents": {"totalCount": 1},
        "associatedPullRequests": {"totalCount": 0},
    }


@pytest.mark.parametrize(
    ("sha", "status", "files"),
    [("pushed", 200, ["config/app.yaml"]), ("unknown", 422, None)],
)
async def test_a_commit_is_told_with_its_files(
    web: aiohttp.ClientSession, twin: GithubTwin, sha: str, status: int, files: list[str] | None
) -> None:
    twin.add("acme/ledger").commits.append(Commit("pushed", "Lower", "bo", NOW, ("config/app.yaml",)))

    async with web.get(f"repos/acme/ledger/commits/{sha}") as response:
        told = await response.json()

    found = [each["filename"] for each in told["files"]] if "files" in told else None
    assert (response.status, found) == (status, files)


async def test_aliases_variables_fragments_and_pages_are_understood(web: aiohttp.ClientSession) -> None:
    text = """
      # two pages of one repository
      query Two($owner: String!, $sizes: [Int!], $size: Int = 2, $cursor: String) {
        one: repository(owner: $owner, name: "ledger") { ...page }
        viewer { login }
        rateLimit { remaining, limit }
      }
      fragment page on Repository {
        pullRequests(first: $size, after: $cursor, orderBy: {field: UPDATED_AT, direction: DESC}) {
          totalCount
          pageInfo { hasNextPage endCursor }
          nodes { ... on PullRequest { number author { login } } }
        }
      }
    """

    first = await query(web, text, owner="acme")
    cursor = first["data"]["one"]["pullRequests"]["pageInfo"]["endCursor"]
    second = await query(web, text, owner="acme", cursor=cursor, size=10)

    assert first["data"]["viewer"] == {"login": "tocsin-bot"}
    assert first["data"]["rateLimit"] == {"remaining": 4999, "limit": 5000}
    page = first["data"]["one"]["pullRequests"]
    assert page["nodes"] == [{"number": n, "author": {"login": "ana"}} for n in (1, 2)]
    assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (5, True)
    rest = second["data"]["one"]["pullRequests"]
    assert [node["number"] for node in rest["nodes"]] == [3, 4, 5]
    assert rest["pageInfo"]["hasNextPage"] is False


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Expected exactly one operation"),
        ("{ viewer { login }", "Unexpected end of document"),
        ("{ viewer { } }", "Parse error on '}': a selection is empty"),
        ("{ viewer ^ }", "Parse error on '^' at 9"),
        ("{ viewer: { login } }", "Parse error on '{': expected a name"),
        ('{ repository(owner: ], name: "x") { url } }', "Parse error on ']': expected a value"),
        ("query ($a String) { viewer { login } }", "Parse error on 'String': expected ':'"),
        ("mutation { addStar { id } }", "Parse error on 'mutation': only queries are answered here"),
        ("{ stargazers { login } }", "Field 'stargazers' doesn't exist on type 'Query'"),
        ("{ viewer { phone } }", "Field 'phone' doesn't exist on type 'Actor'"),
        ('{ repository(id: "x") { url } }', "Field 'repository' doesn't accept argument 'id'"),
        ("{ viewer }", "Field 'viewer' must have selections"),
        ("{ viewer { login { name } } }", "Selections can't be made on scalars"),
        (
            "query ($a: String!) { viewer { login } }",
            "Variable $a of type String! was provided invalid value",
        ),
    ],
)
async def test_a_query_that_github_would_refuse_is_refused(
    web: aiohttp.ClientSession, text: str, said: str
) -> None:
    body = await query(web, text)

    assert [error["message"] for error in body["errors"]] == [said]
    assert "data" not in body


@pytest.mark.parametrize(
    ("arguments", "kind"), [("", "MISSING_PAGINATION_BOUNDARIES"), ("(first: 101)", "EXCESSIVE_PAGINATION")]
)
async def test_one_refused_node_leaves_the_rest_of_the_answer(
    web: aiohttp.ClientSession, arguments: str, kind: str
) -> None:
    text = '{ repository(owner: "acme", name: "ledger") { url pullRequests() { totalCount } } }'.replace(
        "()", arguments
    )

    body = await query(web, text)

    assert body["data"] == {"repository": {"url": "https://github.example/acme/ledger", "pullRequests": None}}
    assert [(error["type"], error["path"]) for error in body["errors"]] == [
        (kind, ["repository", "pullRequests"])
    ]


async def test_a_repository_that_is_not_there_is_null_with_an_error(web: aiohttp.ClientSession) -> None:
    body = await query(web, '{ r: repository(owner: "acme", name: "x") { url } viewer { login } }')

    error = body["errors"][0]
    assert body["data"] == {"r": None, "viewer": {"login": "tocsin-bot"}}
    assert (error["type"], error["path"]) == ("NOT_FOUND", ["r"])
    assert error["message"] == "Could not resolve to a Repository with the name 'acme/x'."


async def test_what_has_not_happened_yet_is_not_told(web: aiohttp.ClientSession, twin: GithubTwin) -> None:
    later = NOW + timedelta(hours=2)
    twin.add("acme/ledger").releases.append(Release("v9", "Tomorrow", "ana", later, later, "c1"))
    text = '{ repository(owner: "ACME", name: "Ledger") { releases(first: 5) { nodes { tagName } } } }'

    before = await query(web, text)
    twin.clock.advance(3 * 3600)
    after = await query(web, text)

    assert before["data"]["repository"]["releases"]["nodes"] == []
    assert [node["tagName"] for node in after["data"]["repository"]["releases"]["nodes"]] == ["v9"]


@pytest.mark.parametrize(
    ("path", "given", "status", "message"),
    [
        ("user", f"token {TOKEN}", 200, None),
        ("rate_limit", f"Bearer {TOKEN}", 200, None),
        ("user", "", 401, "Bad credentials"),
        ("user", "token wrong", 401, "Bad credentials"),
        ("user", f"Basic {TOKEN}", 401, "Bad credentials"),
        ("gists", f"token {TOKEN}", 404, "Not Found"),
        (
            "installation/repositories",
            f"token {TOKEN}",
            403,
            "You must authenticate with an installation access token in order to list repositories.",
        ),
    ],
)
async def test_rest_answers_and_refuses_as_github_does(
    web: aiohttp.ClientSession, path: str, given: str, status: int, message: str | None
) -> None:
    async with web.get(path, headers={"Authorization": given}) as response:
        body = await response.json()

    assert (response.status, body.get("message")) == (status, message)
    assert response.headers["X-RateLimit-Limit"] == "5000"


async def test_a_used_up_budget_is_an_error_in_graphql_and_403_in_rest(
    web: aiohttp.ClientSession, twin: GithubTwin
) -> None:
    twin.used = twin.limit

    body = await query(web, "{ viewer { login } }")
    async with web.get("user") as response:
        rest = await response.json()

    assert [error["type"] for error in body["errors"]] == ["RATE_LIMITED"]
    assert (response.status, rest["message"][:23]) == (403, "API rate limit exceeded")
    assert response.headers["X-RateLimit-Remaining"] == "0"


async def test_a_body_that_is_no_json_is_refused(web: aiohttp.ClientSession) -> None:
    async with web.post("graphql", data=b"{") as response:
        body = await response.json()

    assert (response.status, body["message"]) == (400, "Problems parsing JSON")


async def test_an_installation_s_token_ends_after_an_hour(
    web: aiohttp.ClientSession, twin: GithubTwin
) -> None:
    twin.installed["ghs_1"] = twin.clock.now() + timedelta(hours=1)
    headers = {"Authorization": "token ghs_1"}

    async with web.get("installation/repositories", headers=headers) as response:
        body = await response.json()
    twin.clock.advance(3601)
    async with web.get("installation/repositories", headers=headers) as late:
        pass

    assert (response.status, body["total_count"]) == (200, 1)
    assert late.status == 401


# How a repository is kept -------------------------------------------------------------------------------

BRANCH = """
query ($owner: String = "acme") {
  repository(owner: $owner, name: "ledger") {
    defaultBranchRef {
      name
      branchProtectionRule { requiredApprovingReviewCount requiresStatusChecks requiredStatusCheckContexts }
      refUpdateRule { requiresCodeOwnerReviews }
      rules(first: 9) {
        totalCount
        nodes {
          type
          parameters {
            __typename
            ... on PullRequestParameters { requiredApprovingReviewCount }
            ... on RequiredStatusChecksParameters { requiredStatusChecks { context } }
          }
        }
      }
    }
  }
}
"""


async def test_what_guards_a_branch_is_told_in_github_s_shapes(
    web: aiohttp.ClientSession, twin: GithubTwin
) -> None:
    ledger = twin.add("acme/ledger")
    ledger.protection, ledger.ruleset = Guard(1), Guard(2, checks=("build",))

    branch = (await query(web, BRANCH))["data"]["repository"]["defaultBranchRef"]

    assert branch == {
        "name": "main",
        "branchProtectionRule": {
            "requiredApprovingReviewCount": 1,
            "requiresStatusChecks": False,
            "requiredStatusCheckContexts": [],
        },
        "refUpdateRule": None,
        "rules": {
            "totalCount": 3,
            "nodes": [
                {"type": "DELETION", "parameters": None},
                {
                    "type": "PULL_REQUEST",
                    "parameters": {"__typename": "PullRequestParameters", "requiredApprovingReviewCount": 2},
                },
                {
                    "type": "REQUIRED_STATUS_CHECKS",
                    "parameters": {
                        "__typename": "RequiredStatusChecksParameters",
                        "requiredStatusChecks": [{"context": "build"}],
                    },
                },
            ],
        },
    }


async def test_whoever_does_not_administer_is_told_nothing_of_it_without_an_error(
    web: aiohttp.ClientSession, twin: GithubTwin
) -> None:
    ledger = twin.add("acme/ledger")
    ledger.protection, ledger.role, ledger.alerts = Guard(1, code_owners=True), "READ", ("HIGH",)
    text = """{ repository(owner: "acme", name: "ledger") {
      viewerPermission hasVulnerabilityAlertsEnabled vulnerabilityAlerts(first: 5) { totalCount } } }"""

    branch = await query(web, BRANCH)
    alerts = await query(web, text)

    told = branch["data"]["repository"]["defaultBranchRef"]
    assert "errors" not in branch
    assert (told["branchProtectionRule"], told["refUpdateRule"]) == (None, {"requiresCodeOwnerReviews": True})
    assert alerts["data"]["repository"] == {
        "viewerPermission": "READ",
        "hasVulnerabilityAlertsEnabled": False,
        "vulnerabilityAlerts": {"totalCount": 0},
    }


async def test_a_permission_that_is_withheld_is_an_error_at_its_own_node(
    web: aiohttp.ClientSession, twin: GithubTwin
) -> None:
    twin.add("acme/ledger").withheld = frozenset({"administration"})

    body = await query(web, BRANCH)

    assert [(error["type"], error["path"], error["message"]) for error in body["errors"]] == [
        (
            "FORBIDDEN",
            ["repository", "defaultBranchRef", "branchProtectionRule"],
            "Resource not accessible by personal access token",
        )
    ]
    assert body["data"]["repository"]["defaultBranchRef"]["name"] == "main"


@pytest.mark.parametrize(
    ("expression", "entries"),
    [
        ("HEAD:", [("README.md", "blob"), ("src", "tree")]),
        ("HEAD:src", [("a", "tree"), ("main.go", "blob")]),
        ("HEAD:nowhere", None),
        ("v1:", None),
    ],
)
async def test_a_folder_tells_what_is_in_it(
    web: aiohttp.ClientSession, twin: GithubTwin, expression: str, entries: list[tuple[str, str]] | None
) -> None:
    twin.add("acme/ledger").files = ("README.md", "src/main.go", "src/a/b.go")
    text = """query ($at: String) { repository(owner: "acme", name: "ledger") {
      object(expression: $at) { ... on Tree { entries { name type } } } } }"""

    found = (await query(web, text, at=expression))["data"]["repository"]["object"]

    assert entries is None or found is not None
    assert (found and [(each["name"], each["type"]) for each in found["entries"]]) == entries


async def test_fields_of_another_type_of_a_union_are_refused(web: aiohttp.ClientSession) -> None:
    text = BRANCH.replace("PullRequestParameters { required", "PullRequestParameters { name required")

    body = await query(web, text)

    assert [error["message"] for error in body["errors"]] == [
        "Field 'name' doesn't exist on type 'PullRequestParameters'"
    ]
