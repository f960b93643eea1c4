"""The types of GitHub's GraphQL schema that the bot asks of, field by field under GitHub's names."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.sandbox.github.account import (
    WEB,
    Deployment,
    GithubTwin,
    Pull,
    Release,
    Repository,
    node_id,
    number_of,
)
from bot.sandbox.github.answer import Denied, Kind, Schema, Types
from bot.sandbox.github.keeping import KEPT, KEPT_OF_REPOSITORY, history, suites, withheld
from bot.sandbox.github.pages import PAGING, Page, Seen, connected, page, scalar

PERMISSIONS = {"PullRequest": "pull_requests", "Deployment": "deployments"}
DENIALS = {
    "FORBIDDEN": "Resource not accessible by personal access token",
    "NOT_FOUND": "Could not resolve to a Repository with the name '{name}'.",
}

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Within:
    """A thing and the repository it is in."""

    repository: Repository
    thing: Any


def _thing(name: str) -> Kind:
    return Kind("", lambda value, _: getattr(value.thing, name))


def _time(find: Callable[[Any], datetime | None]) -> Kind:
    def written(value: Any, _: Json) -> str | None:
        at = find(value)
        return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None

    return Kind("", written)


def _actor(name: str) -> Kind:
    return Kind("Actor", lambda value, _: getattr(value.thing, name) or None)


def _node(kind: str, key: Callable[[Any], object]) -> Kind:
    return Kind("", lambda value, _: node_id(kind, value.repository.name, key(value.thing)))


def _repository(twin: GithubTwin, arguments: Json) -> Seen:
    name = f"{arguments.get('owner')}/{arguments.get('name')}"
    found = twin.repositories.get(name.lower())
    denied = "NOT_FOUND" if found is None else found.denied
    if found is None or denied:
        raise Denied(denied, DENIALS.get(denied, "Something went wrong").format(name=name))
    return Seen(found, twin.clock.now())


def _connection(
    of: str,
    things: Callable[[Repository], Sequence[Any]],
    orders: dict[str, Callable[[Any], Any]],
    *more: str,
) -> Kind:
    """A connection of a repository: what has happened by now, in the asked order, a page of it."""

    def find(seen: Seen, arguments: Json) -> Page:
        withheld(seen.repository, PERMISSIONS.get(of, ""))
        happened = [thing for thing in things(seen.repository) if _when(thing) <= seen.now]
        order = arguments.get("orderBy") or {"field": next(iter(orders)), "direction": "ASC"}
        happened.sort(key=orders[order["field"]], reverse=order["direction"] == "DESC")
        return page([Within(seen.repository, thing) for thing in happened], of, arguments)

    return Kind(f"{of}Connection", find, PAGING | frozenset(more))


def _files(value: Within, arguments: Json) -> Page:
    return page(list(value.thing.paths), "PullRequestChangedFile", arguments)


def _reviews(value: Within, arguments: Json) -> Page:
    return page(list(value.thing.reviewers), "PullRequestReview", arguments)


def _when(thing: Pull | Deployment | Release) -> datetime:
    return thing.merged_at if isinstance(thing, Pull) else thing.at


TYPES: Types = {
    "Query": {
        "repository": Kind("Repository", _repository, frozenset({"owner", "name", "followRenames"})),
        "viewer": Kind("Actor", lambda twin, _: twin.login),
        "rateLimit": Kind("RateLimit", lambda twin, _: twin),
    },
    "RateLimit": {
        "limit": scalar("limit"),
        "remaining": Kind("", lambda twin, _: max(0, twin.limit - twin.used)),
        "cost": Kind("", lambda _, __: 1),
    },
    "Actor": {"login": Kind("", lambda login, _: login), "url": Kind("", lambda login, _: f"{WEB}/{login}")},
    "PageInfo": {
        "hasNextPage": scalar("more"),
        "endCursor": Kind(
            "", lambda page, _: b64encode(b"cursor:%d" % page.end).decode() if page.nodes else None
        ),
    },
    "Repository": {
        "nameWithOwner": Kind("", lambda seen, _: seen.repository.name),
        "url": Kind("", lambda seen, _: seen.repository.url),
        "pullRequests": _connection(
            "PullRequest",
            lambda repository: repository.pulls,
            {"CREATED_AT": lambda pull: pull.number, "UPDATED_AT": lambda pull: pull.touched},
            "states",
        ),
        "deployments": _connection(
            "Deployment", lambda repository: repository.deployments, {"CREATED_AT": _when}, "environments"
        ),
        "releases": _connection(
            "Release",
            lambda repository: repository.releases,
            {"CREATED_AT": _when, "NAME": lambda each: each.name},
        ),
        **KEPT_OF_REPOSITORY,
    },
    **KEPT,
    "PullRequestChangedFileConnection": connected("PullRequestChangedFile"),
    "PullRequestChangedFile": {"path": Kind("", lambda path, _: path)},
    "PullRequestReviewConnection": connected("PullRequestReview"),
    "PullRequestReview": {
        "author": Kind("Actor", lambda login, _: login),
        "state": Kind("", lambda _, __: "APPROVED"),
    },
    "PullRequestConnection": connected("PullRequest"),
    "DeploymentConnection": connected("Deployment"),
    "ReleaseConnection": connected("Release"),
    "PullRequest": {
        "id": _node("PR", lambda pull: pull.number),
        "number": _thing("number"),
        "title": _thing("title"),
        "url": Kind("", lambda value, _: f"{value.repository.url}/pull/{value.thing.number}"),
        "mergedAt": _time(lambda value: value.thing.merged_at),
        "updatedAt": _time(lambda value: value.thing.touched),
        "author": _actor("author"),
        "changedFiles": Kind("", lambda value, _: len(value.thing.paths)),
        "additions": Kind("", lambda value, _: value.thing.lines),
        "deletions": Kind("", lambda _, __: 0),
        "files": Kind("PullRequestChangedFileConnection", _files, PAGING),
        "reviews": Kind("PullRequestReviewConnection", _reviews, PAGING | {"states", "author"}),
        "mergeCommit": Kind("Commit", lambda value, _: value.thing.sha),
    },
    "Commit": {
        "oid": Kind("", lambda value, _: getattr(value, "sha", value)),
        "history": Kind("HistoryConnection", history, PAGING | {"since", "until", "path", "author"}),
        "checkSuites": Kind("CheckSuiteConnection", suites, PAGING | {"filterBy"}),
    },
    "Ref": {"name": Kind("", lambda name, _: name)},
    "Deployment": {
        "id": _node("DE", lambda deployment: deployment.number),
        "databaseId": _thing("number"),
        "environment": _thing("environment"),
        "state": Kind("", lambda value, _: "ACTIVE" if value.thing.state == "SUCCESS" else value.thing.state),
        "description": Kind("", lambda value, _: value.thing.description or None),
        "createdAt": _time(lambda value: value.thing.at),
        "commitOid": _thing("sha"),
        "creator": _actor("creator"),
        "ref": Kind("Ref", lambda value, _: value.thing.ref or None),
        "latestStatus": Kind("DeploymentStatus", lambda value, _: value if value.thing.state else None),
    },
    "DeploymentStatus": {
        "state": _thing("state"),
        "logUrl": Kind("", lambda value, _: value.thing.log_url or None),
        "createdAt": _time(lambda value: value.thing.at),
    },
    "Release": {
        "id": _node("RE", lambda release: release.tag),
        "databaseId": Kind("", lambda value, _: number_of(value.thing.tag)),
        "name": Kind("", lambda value, _: value.thing.name or None),
        "tagName": _thing("tag"),
        "url": Kind("", lambda value, _: f"{value.repository.url}/releases/tag/{value.thing.tag}"),
        "createdAt": _time(lambda value: value.thing.at),
        "publishedAt": _time(lambda value: value.thing.published_at),
        "author": _actor("author"),
        "tagCommit": Kind("Commit", lambda value, _: value.thing.sha or None),
    },
}
SCHEMA = Schema(TYPES)
