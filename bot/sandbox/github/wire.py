"""GitHub's API under /github: credentials, the hour's budget, GraphQL and the little REST that is used."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from json import JSONDecodeError
from typing import Any

import jwt
from aiohttp import web

from bot.sandbox.faults import Faults
from bot.sandbox.github import lists
from bot.sandbox.github.account import GithubTwin, Repository
from bot.sandbox.github.answer import answer
from bot.sandbox.github.types import SCHEMA

DOCS = "https://docs.github.com/rest"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list."""

    entries: list[Json]
    link: Mapping[str, str]


Answer = Callable[[GithubTwin, web.Request], Awaitable[Json | Listed]]


class Refused(Exception):
    """GitHub's answer to a request that it does not take."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def routes(twin: GithubTwin, faults: Faults) -> list[web.RouteDef]:
    """Everything under /github; what is not there is 404 in GitHub's words."""

    def served(do: Answer) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        return faults.guard("github", _served(twin, do))

    return [
        web.post("/github/graphql", served(_graphql)),
        web.get("/github/user", served(_user)),
        web.get("/github/rate_limit", served(_rate_limit)),
        web.get("/github/installation/repositories", served(_installation_repositories)),
        web.get("/github/repos/{owner}/{name}/commits/{sha}", served(_commit)),
        *(web.get(f"/github/orgs/{{org}}/{path}", served(_list(make))) for path, make in LISTS.items()),
        web.post("/github/app/installations/{id}/access_tokens", served(_access_token)),
        web.route("*", "/github/{rest:.*}", served(_nothing)),
    ]


def _served(twin: GithubTwin, do: Answer) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The answer with the budget's headers; refusals in GitHub's shape."""

    async def handle(request: web.Request) -> web.StreamResponse:
        status = 201 if request.path.endswith("/access_tokens") else 200
        try:
            body: Json | Listed = await do(twin, request)
        except Refused as refused:
            status = refused.status
            body = {"message": str(refused), "documentation_url": DOCS, "status": str(status)}
        headers = _budget(twin, "graphql" if request.path.endswith("/graphql") else "core")
        if isinstance(body, Listed):
            return web.json_response(body.entries, headers={**headers, **body.link})
        return web.json_response(body, status=status, headers=headers)

    return handle


def _budget(twin: GithubTwin, resource: str) -> dict[str, str]:
    return {
        "X-RateLimit-Resource": resource,
        "X-RateLimit-Limit": str(twin.limit),
        "X-RateLimit-Remaining": str(max(0, twin.limit - twin.used)),
        "X-RateLimit-Used": str(twin.used),
        "X-RateLimit-Reset": str(twin.resets()),
    }


def _let_in(twin: GithubTwin, request: web.Request) -> str:
    """The credential, if it is one. Raises Refused."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    known = given == twin.token or twin.installed.get(given, twin.clock.now()) > twin.clock.now()
    if scheme.lower() not in ("token", "bearer") or not known:
        raise Refused(401, "Bad credentials")
    return given


def _spend(twin: GithubTwin) -> None:
    if twin.used >= twin.limit:
        raise Refused(403, "API rate limit exceeded for user ID 1. If you reach out to support, say so.")
    twin.used += 1


async def _graphql(twin: GithubTwin, request: web.Request) -> Json:
    _let_in(twin, request)
    if twin.used >= twin.limit:
        return {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded for user ID 1."}]}
    twin.used += 1
    try:
        asked = await request.json()
    except JSONDecodeError:
        raise Refused(400, "Problems parsing JSON") from None
    if _stumbles(twin, asked.get("variables") or {}):
        raise Refused(502, "Something went wrong while executing your query.")
    return answer(SCHEMA, twin, str(asked.get("query") or ""), asked.get("variables") or {})


def _stumbles(twin: GithubTwin, variables: Json) -> bool:
    """Whether the query is about the repository that no query survives."""
    owner, _, name = twin.stumbles.partition("/")
    asked = {f"{variables.get(f'o{key[1:]}')}/{value}" for key, value in variables.items() if key[:1] == "n"}
    return bool(owner) and f"{owner}/{name}" in asked


async def _user(twin: GithubTwin, request: web.Request) -> Json:
    given = _let_in(twin, request)
    _spend(twin)
    if given != twin.token:
        raise Refused(403, "Resource not accessible by integration")
    return {"login": twin.login, "id": 1, "type": "User"}


async def _rate_limit(twin: GithubTwin, request: web.Request) -> Json:
    _let_in(twin, request)
    left = {
        "limit": twin.limit,
        "remaining": max(0, twin.limit - twin.used),
        "reset": twin.resets(),
        "used": twin.used,
    }
    return {"resources": {"core": left, "graphql": left}, "rate": left}


async def _commit(twin: GithubTwin, request: web.Request) -> Json:
    """A commit with its files, the first page of them."""
    _let_in(twin, request)
    _spend(twin)
    asked = request.match_info
    repository = twin.repositories.get(f"{asked['owner']}/{asked['name']}".lower())
    if repository is None or repository.denied or "contents" in repository.withheld:
        raise Refused(404, "Not Found")
    found = next((each for each in repository.history(twin.clock.now()) if each.sha == asked["sha"]), None)
    if found is None:
        raise Refused(422, f"No commit found for SHA: {asked['sha']}")
    paths = found.paths[: int(request.query.get("per_page", "30"))]
    files = [{"filename": path, "status": "modified", "additions": 1, "deletions": 1} for path in paths]
    return {"sha": found.sha, "commit": {"message": found.message}, "files": files}


async def _installation_repositories(twin: GithubTwin, request: web.Request) -> Json:
    if _let_in(twin, request) == twin.token:
        raise Refused(
            403, "You must authenticate with an installation access token in order to list repositories."
        )
    _spend(twin)
    seen = [{"full_name": each.name, "html_url": each.url} for each in twin.repositories.values()]
    return {"total_count": len(seen), "repositories": seen[: int(request.query.get("per_page", "30"))]}


async def _access_token(twin: GithubTwin, request: web.Request) -> Json:
    """A token of an hour for an App that signs with the key it registered."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    try:
        app = str(jwt.decode(given, options={"verify_signature": False})["iss"])
        jwt.decode(
            given, twin.apps[app], algorithms=["RS256"], options={"verify_exp": False, "verify_iat": False}
        )
    except (jwt.PyJWTError, KeyError):
        raise Refused(401, "A JSON web token could not be decoded") from None
    token = "ghs_" + hashlib.sha256(f"{given}{len(twin.installed)}".encode()).hexdigest()[:36]
    twin.installed[token] = twin.clock.now() + timedelta(hours=1)
    ends = twin.installed[token].strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "token": token,
        "expires_at": ends,
        "permissions": {"contents": "read"},
        "repository_selection": "all",
    }


LISTS: Mapping[str, Callable[[Sequence[Repository]], list[Json]]] = {
    "repos": lists.repositories,
    "secret-scanning/alerts": lists.secrets,
    "dependabot/alerts": lists.alerts,
}


def _list(make: Callable[[Sequence[Repository]], list[Json]]) -> Answer:
    async def answered(twin: GithubTwin, request: web.Request) -> Listed:
        _let_in(twin, request)
        _spend(twin)
        found = lists.of_owner(twin, request)
        if not found:
            raise Refused(404, "Not Found")
        try:
            entries, link = lists.paged(request, make(found))
        except lists.Withheld:
            raise Refused(403, "Resource not accessible by personal access token") from None
        return Listed(entries, {"Link": link} if link else {})

    return answered


async def _nothing(_: GithubTwin, __: web.Request) -> Json:
    raise Refused(404, "Not Found")
