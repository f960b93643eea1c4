"""GitHub's webhooks in our words: what a delivery is called, and what it tells of a repository."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from bot.domain.change import Change, ChangeKind, deployed, is_of_pull
from bot.domain.forge import Told
from bot.domain.suspects import configures
from bot.flows import change
from bot.ports import Ask, Bot
from handlers import wire

Json = Mapping[str, Any]
KEEPING = ("readme", "codeowners", ".github/")
"""A push that touches one of these changes how the repository is kept."""


def named(headers: Mapping[str, str], body: bytes, payload: Json) -> tuple[str, str]:
    """The delivery's id with the hash of what was signed, and the event. Raises KeyError without them."""
    del payload  # PagerDuty names its events in the body, GitHub in the headers
    delivery, event = headers["X-GitHub-Delivery"], headers["X-GitHub-Event"]
    return f"github:{delivery}:{sha256(body).hexdigest()[:32]}", event


async def tell(bot: Bot, ask: Ask) -> None:
    """Carry a delivery out."""
    text = ask.values["body"]
    payload = wire.read(text, "" if text.startswith("payload=") else wire.JSON)
    await change.hear(bot, ask.by, told(ask.values["event"], payload))


def told(event: str, payload: Json) -> Told:
    """What the event tells; an event that nobody needs tells only that GitHub speaks."""
    repository = str(_of(payload, "repository").get("full_name") or "")
    read = EVENTS.get(event)
    changes = tuple(read(repository, payload)) if read and repository else ()
    return Told(repository, changes, look=bool(changes) or event in LOOK or _keeps(event, payload))


def _keeps(event: str, payload: Json) -> bool:
    """Whether a push to the default branch touched what the readiness of the repository rests on."""
    if event != "push" or not _to_default(payload):
        return False
    return any(
        path.lower().startswith(KEEPING) or "codeowners" in path.lower()
        for commit in payload.get("commits") or ()
        for path in _paths(commit)
    )


def _to_default(payload: Json) -> bool:
    default = _of(payload, "repository").get("default_branch")
    return bool(default) and payload.get("ref") == f"refs/heads/{default}" and not payload.get("deleted")


def _paths(commit: Json) -> list[str]:
    return [str(path) for word in ("added", "modified", "removed") for path in commit.get(word) or ()]


def _of(payload: Json, name: str) -> Json:
    found = payload.get(name)
    return found if isinstance(found, Mapping) else {}


def _login(raw: Json) -> str:
    return str(raw.get("login") or raw.get("username") or "ghost")


def _at(value: object) -> datetime:
    """A time, which GitHub writes as text, and in a push's repository as seconds. Raises ValueError."""
    if isinstance(value, int):
        return datetime.fromtimestamp(value, UTC)
    return datetime.fromisoformat(str(value)).astimezone(UTC)


def _pull(repository: str, payload: Json) -> Iterator[Change]:
    pull = _of(payload, "pull_request")
    if not pull.get("merged") or not pull.get("merged_at"):
        return
    yield Change(
        id=str(pull["node_id"]),
        kind=ChangeKind.PULL_REQUEST,
        repository=repository,
        title=str(pull.get("title") or ""),
        author=_login(_of(pull, "user")),
        url=str(pull.get("html_url") or ""),
        at=_at(pull["merged_at"]),
        number=int(pull.get("number") or 0),
        sha=str(pull.get("merge_commit_sha") or ""),
        files=int(pull.get("changed_files") or 0),
        lines=int(pull.get("additions") or 0) + int(pull.get("deletions") or 0),
    )


def _deployment(repository: str, payload: Json) -> Iterator[Change]:
    raw, status = _of(payload, "deployment"), _of(payload, "deployment_status")
    sha, environment = str(raw.get("sha") or ""), str(raw.get("environment") or "")
    page = f"{_of(payload, 'repository').get('html_url') or ''}/deployments"
    yield Change(
        id=str(raw["node_id"]),
        kind=ChangeKind.DEPLOYMENT,
        repository=repository,
        title=str(raw.get("description") or "") or deployed(str(raw.get("ref") or sha[:7]), environment),
        author=_login(_of(raw, "creator")),
        url=str(status.get("log_url") or status.get("target_url") or page),
        at=_at(raw["created_at"]),
        number=int(raw.get("id") or 0),
        environment=environment,
        state=str(status.get("state") or "pending"),
        sha=sha,
        state_at=_at(status.get("created_at") or raw["created_at"]),
    )


def _release(repository: str, payload: Json) -> Iterator[Change]:
    raw = _of(payload, "release")
    if raw.get("draft") or not raw.get("published_at") or payload.get("action") in GONE:
        return
    yield Change(
        id=str(raw["node_id"]),
        kind=ChangeKind.RELEASE,
        repository=repository,
        title=str(raw.get("name") or raw.get("tag_name") or ""),
        author=_login(_of(raw, "author")),
        url=str(raw.get("html_url") or ""),
        at=_at(raw["published_at"]),
        number=int(raw.get("id") or 0),
    )


def _push(repository: str, payload: Json) -> Iterator[Change]:
    """Configuration that was pushed past pull requests: those are told by themselves."""
    for commit in payload.get("commits") or () if _to_default(payload) else ():
        message = str(commit.get("message") or "")
        paths = tuple(_paths(commit))
        if not is_of_pull(message) and configures(paths):
            author = _of(commit, "author")
            yield Change(
                id=str(commit["id"]),
                kind=ChangeKind.CONFIG,
                repository=repository,
                title=message.splitlines()[0],
                author=str(author.get("username") or author.get("name") or ""),
                url=str(commit.get("url") or ""),
                at=_at(commit.get("timestamp")),
                sha=str(commit["id"]),
                files=len(paths),
                paths=paths,
            )


GONE = ("deleted", "unpublished")
EVENTS: Mapping[str, Callable[[str, Json], Iterator[Change]]] = {
    "push": _push,
    "pull_request": _pull,
    "deployment": _deployment,
    "deployment_status": _deployment,
    "release": _release,
}
LOOK = frozenset({"workflow_run", "branch_protection_rule", "repository"})
"""Events after which the repository is read again: what they tell is not all that changed."""
