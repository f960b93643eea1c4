"""Control API, GitHub: what its people do in repositories, and where its webhooks go."""

from typing import Any

from bot.sandbox.github import hooks
from bot.sandbox.github.account import Commit, Deployment, Pull, number_of
from bot.sandbox.slack.records import Json
from bot.sandbox.stage import Body, Impossible, Stage


def act(stage: Stage, body: Body) -> Json:
    """Merge a pull request, push a commit, deploy the newest merge, or subscribe a webhook."""
    if stage.github is None:
        raise Impossible("this company has no GitHub", 404)
    do = str(body.get("do"))
    if do == "subscribe":
        secret = str(body.get("secret") or hooks.SECRET)
        stage.github.hook = hooks.Hook(str(body["url"]), secret) if body.get("url") else None
        return {"ok": True}
    repository = stage.github.repositories.get(str(body.get("repository")).lower())
    if repository is None:
        raise Impossible(f"no such repository: {body.get('repository')!r}", 404)
    if do == "push":
        return _push(stage, repository, body)
    if do not in ("merge", "deploy"):
        raise Impossible(f"one can merge, push or deploy, not {do!r}")
    number, told = (_merge if do == "merge" else _deploy)(stage, repository, body)
    if stage.github.hook is not None:
        stage.github.hook.send(*told)
    stage.world.touch()
    return {"number": number}


def _merge(stage: Stage, repository: Any, body: Body) -> tuple[int, tuple[str, Json]]:
    number = max((each.number for each in repository.pulls), default=0) + 1
    pull = Pull(
        number,
        str(body.get("title") or "A change"),
        str(body.get("author") or ""),
        stage.clock.now().replace(microsecond=0),
        f"{number_of(repository.name, number):040x}",
        paths=tuple(body.get("paths") or ()),
        lines=int(body.get("lines") or 0),
    )
    repository.pulls.append(pull)
    return number, hooks.merged(repository, pull)


def _push(stage: Stage, repository: Any, body: Body) -> Json:
    """Past pull requests; no webhook tells of it here, so that polling can be seen to."""
    at = stage.clock.now().replace(microsecond=0)
    commit = Commit(
        f"{number_of(repository.name, str(at)):040x}",
        str(body.get("title") or "A change"),
        str(body.get("author") or ""),
        at,
        tuple(body.get("paths") or ()),
        int(body.get("lines") or 0),
    )
    repository.commits.append(commit)
    stage.world.touch()
    return {"sha": commit.sha}


def _deploy(stage: Stage, repository: Any, body: Body) -> tuple[int, tuple[str, Json]]:
    newest = max(repository.pulls, key=lambda each: each.merged_at, default=None)
    if newest is None:
        raise Impossible("nothing was merged there that could be deployed", 404)
    number = max((each.number for each in repository.deployments), default=0) + 1
    deployment = Deployment(
        number,
        str(body.get("environment") or "production"),
        str(body.get("state") or "SUCCESS").upper(),
        newest.author,
        stage.clock.now().replace(microsecond=0),
        newest.sha,
    )
    repository.deployments.append(deployment)
    return number, hooks.deployed(repository, deployment)
